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
import { date, flag, lastSegment, number, present, record, text, texts } from "./values.ts";

type Specifics = Omit<ProtectedItem, keyof ReturnType<typeof common>>;

const NOT_UNDERSTOOD = "Azure's answer about a protected item was not understood.";

/** @throws TransientError when the answer is no item at all, so that nonsense never passes for an item without a state */
export function itemOf(item: ReplicationProtectedItem): ProtectedItem {
  const { id, name, properties } = item;
  if (id === undefined || properties === undefined) throw new TransientError(NOT_UNDERSTOOD);
  return { ...common(id, name ?? lastSegment(id), properties), ...specifics(properties) };
}

/**
 * The same from a row as Azure sends it. The SDK names the fields that are read here as Azure does, and the rest of
 * this file reads values as well from text; what is of another shape altogether the SDK would have refused.
 * @throws TransientError
 */
export function itemOfRow(row: unknown): ProtectedItem {
  const { id, name, properties } = record(row);
  const [known, called] = [text(id), text(name)];
  if (known === undefined || typeof properties !== "object" || properties === null) {
    throw new TransientError(NOT_UNDERSTOOD);
  }
  const item = { id: known, properties, ...(called !== undefined && { name: called }) };
  try {
    return itemOf(item as ReplicationProtectedItem);
  } catch (error) {
    if (error instanceof TypeError) throw new TransientError(NOT_UNDERSTOOD);
    throw error;
  }
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
    allowedOperations: texts(properties.allowedOperations),
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
