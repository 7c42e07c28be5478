// One protected item out of Azure's answer: what all providers share, then what the modernized one adds.
import type {
  InMageAzureV2ReplicationDetails,
  InMageRcmReplicationDetails,
  ReplicationProtectedItem,
  ReplicationProtectedItemProperties,
} from "@azure/arm-recoveryservices-siterecovery";
import { TransientError } from "../../errors.ts";
import type { ProtectedItem } from "../site-recovery.ts";
import { healthErrors } from "./health.ts";
import { agentOf, disksOf, nicsOf, targetOf } from "./item-target.ts";
import { date, flag, lastSegment, number, present, text } from "./values.ts";

type Specifics = Omit<ProtectedItem, keyof ReturnType<typeof common>>;

/** @throws TransientError when the answer is no item at all, so that nonsense never passes for an item without a state */
export function itemOf(item: ReplicationProtectedItem): ProtectedItem {
  const { id, name, properties } = item;
  if (id === undefined || properties === undefined) {
    throw new TransientError("Azure's answer about a protected item was not understood.");
  }
  return { ...common(id, name ?? lastSegment(id), properties), ...specifics(properties) };
}

function common(id: string, name: string, properties: ReplicationProtectedItemProperties) {
  return {
    id,
    name,
    friendlyName: text(properties.friendlyName) ?? name,
    instanceType: properties.providerSpecificDetails?.instanceType ?? "Unknown",
    protectionState: text(properties.protectionState) ?? "Unknown",
    activeLocation: text(properties.activeLocation) ?? "Unknown",
    testFailoverState: text(properties.testFailoverState) ?? "None",
    replicationHealth: text(properties.replicationHealth) ?? "None",
    failoverHealth: text(properties.failoverHealth) ?? "None",
    allowedOperations: properties.allowedOperations ?? [],
    healthErrors: healthErrors(properties.healthErrors),
    ...present({
      policyId: text(properties.policyId),
      protectionStateDescription: text(properties.protectionStateDescription),
      currentJob: currentJob(properties.currentScenario),
      lastTestFailover: date(properties.lastSuccessfulTestFailoverTime),
    }),
  };
}

/** Idle is a scenario named "None" with a job id that ends so and a start in 1753 (recorded az CLI traffic, 2023). */
function currentJob(scenario: ReplicationProtectedItemProperties["currentScenario"]): ProtectedItem["currentJob"] {
  const name = text(scenario?.scenarioName);
  const jobId = lastSegment(text(scenario?.jobId) ?? "");
  if (name === undefined || name === "None" || jobId === "" || jobId === "None") return undefined;
  return { scenario: name, jobId, ...present({ startedAt: date(scenario?.startTime) }) };
}

function specifics(properties: ReplicationProtectedItemProperties): Specifics {
  const details = properties.providerSpecificDetails;
  switch (details?.instanceType) {
    case "InMageRcm":
      return modernized(details as InMageRcmReplicationDetails);
    case "InMageAzureV2":
      return classic(details as InMageAzureV2ReplicationDetails);
    default:
      return { resyncRequired: false, disks: [], nics: [], target: {} };
  }
}

function modernized(details: InMageRcmReplicationDetails): Specifics {
  return {
    resyncRequired: flag(details.resyncRequired),
    disks: disksOf(details),
    nics: nicsOf(details),
    target: targetOf(details),
    ...present({
      machineId: text(details.fabricDiscoveryMachineId),
      rpoSeconds: number(details.lastRpoInSeconds),
      lastRecoveryPoint: date(details.lastRecoveryPointReceived),
      initialReplicationPercentage: number(details.initialReplicationProgressPercentage),
      agent: agentOf(details),
      replicationGroup: text(details.multiVmGroupName),
      processServerId: text(details.processServerId),
    }),
  };
}

/** Classic items are observed only: what a person needs to see, nothing that a write would need. */
function classic(details: InMageAzureV2ReplicationDetails): Specifics {
  return {
    resyncRequired: false,
    disks: [],
    nics: [],
    target: present({ vmName: text(details.recoveryAzureVMName), vmSize: text(details.recoveryAzureVMSize) }),
    ...present({
      rpoSeconds: number(details.rpoInSeconds),
      lastRecoveryPoint: date(details.lastRecoveryPointReceived),
      replicationGroup: text(details.multiVmGroupName),
    }),
  };
}
