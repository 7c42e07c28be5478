// Owns the answer about a protected item: everything around its provider's details.
import { NO_START, timeText, vaultId } from "./arm.ts";
import { guid } from "./chance.ts";
import { SECONDS } from "./durations.ts";
import { correlationIdOf } from "./events.ts";
import { applianceGuid, fabricPath, friendlyContainer, friendlyFabric, itemPath } from "./fabric.ts";
import { healthErrorsOf, healthErrorView, healthsOf } from "./health.ts";
import { allowedOperations, type Item, type ProtectionState, scenarioOf, stateOf } from "./items.ts";
import { policyOf, policyPath } from "./policies.ts";
import { itemDetails } from "./view-item-details.ts";
import { pointPath } from "./view-policy.ts";
import type { World } from "./world.ts";

const TYPE =
  "Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems";

/** The first two and the last are ours, the others are recorded (az CLI traffic, 2023). */
const DESCRIPTIONS: Readonly<Record<ProtectionState, string>> = {
  UnprotectedStatesBegin: "Enabling protection",
  EnablingFailed: "Enabling protection failed",
  InitialReplicationInProgress: "Initial replication is in progress",
  InitialReplicationRecoveryCompletionPending: "Waiting for first recovery point",
  Protected: "Protected",
  UnplannedFailoverCommitPendingStatesBegin: "Failover completed",
  UnplannedFailoverCommitted: "Failover committed",
};

const NOTHING = { testFailoverState: "None", testFailoverStateDescription: "None" };
const WAITING = { testFailoverState: "WaitingForCompletion", testFailoverStateDescription: "Waiting for user input" };
const GOING = { testFailoverState: "MarkedForDeletion", testFailoverStateDescription: "Cleaning up test environment" };

/**
 * The three states that official examples show. What stands here while a test failover is still starting is not
 * recorded: `None`. The clean-up's state lingers after its end, as in the official example of the clean-up.
 */
function testFailover(item: Item, at: number) {
  if (item.busy?.scenario === "TestFailoverCleanup") return GOING;
  if (item.drill?.waiting) return WAITING;
  const since = item.cleanedUpAt === undefined ? undefined : (at - item.cleanedUpAt) / 1000;
  return item.drill === undefined && since !== undefined && since < SECONDS.markedForDeletion ? GOING : NOTHING;
}

function scenario(world: World, item: Item) {
  const jobs = `${vaultId(world.fleet)}/replicationJobs`;
  const current = scenarioOf(item);
  if (current === undefined) return { scenarioName: "None", jobId: `${jobs}/None`, startTime: NO_START };
  return {
    scenarioName: current.scenario,
    jobId: `${jobs}/${current.job}`,
    startTime: timeText(current.startTime),
  };
}

/** The item as it is at a moment (milliseconds), but for its provider's details. */
export function itemAround(world: World, item: Item, at: number) {
  const { fleet } = world;
  const errors = healthErrorsOf(item, at);
  const healths = healthsOf(errors);
  const state = stateOf(item, at);
  const drilled = item.lastTestFailover;
  const failedOver = item.lastFailover;
  const policy = policyOf(world, item.policy);
  return {
    id: itemPath(fleet, item.name),
    name: item.name,
    type: TYPE,
    properties: {
      friendlyName: item.machineName,
      protectedItemType: "",
      protectableItemId: null,
      recoveryServicesProviderId: `${fabricPath(fleet)}/replicationRecoveryServicesProviders/${applianceGuid(fleet, item.appliance)}`,
      primaryFabricFriendlyName: friendlyFabric(world),
      primaryFabricProvider: "InMageRcmFabric",
      recoveryFabricFriendlyName: "Microsoft Azure",
      recoveryFabricId: "Microsoft Azure",
      primaryProtectionContainerFriendlyName: friendlyContainer(world),
      recoveryProtectionContainerFriendlyName: "Microsoft Azure",
      protectionState: state,
      protectionStateDescription: item.drill?.waiting ? "Cleanup test failover pending" : DESCRIPTIONS[state],
      activeLocation: item.failover === undefined ? "Primary" : "Recovery",
      ...testFailover(item, at),
      switchProviderState: "None",
      switchProviderStateDescription: null,
      allowedOperations: allowedOperations(item, at),
      replicationHealth: healths.replication,
      failoverHealth: healths.failover,
      healthErrors: errors.map((error) => healthErrorView(item, error)),
      policyId: policyPath(world, policy?.name ?? item.policy),
      policyFriendlyName: policy?.name ?? item.policy,
      ...(failedOver !== undefined && { lastSuccessfulFailoverTime: timeText(failedOver) }),
      ...(drilled !== undefined && { lastSuccessfulTestFailoverTime: timeText(drilled) }),
      currentScenario: scenario(world, item),
      failoverRecoveryPointId: item.failover === undefined ? null : pointPath(world, item, item.failover.pointId),
      recoveryContainerId: `${vaultId(fleet)}/replicationFabrics/${guid("azure", fleet.region)}/replicationProtectionContainers/${guid("azure-container", fleet.region)}`,
      eventCorrelationId: correlationIdOf(item.id),
    },
  };
}

export function itemView(world: World, item: Item, at: number) {
  const around = itemAround(world, item, at);
  return { ...around, properties: { ...around.properties, providerSpecificDetails: itemDetails(world, item, at) } };
}
