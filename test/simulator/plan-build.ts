// Recovery plans as tests make them: bodies, and vaults in which there is one.
import { fabricPath, itemPath } from "../../simulator/fabric.ts";
import type { Job } from "../../simulator/jobs.ts";
import { get } from "../../simulator/timeline.ts";
import { jobView } from "../../simulator/view-job.ts";
import type { World } from "../../simulator/world.ts";
import { NETWORK, protectedWorld, seconds, send, started } from "./build.ts";

export const manual = (
  actionName: string,
  failoverTypes: readonly string[] = ["TestFailover", "UnplannedFailover"],
) => ({
  actionName,
  failoverTypes,
  failoverDirections: ["PrimaryToRecovery"],
  customDetails: { instanceType: "ManualActionDetails", description: `Do ${actionName}.` },
});

/** A boot group of these items, with actions before and after it. */
export const boot = (world: World, names: readonly string[], actions: object = {}) => ({
  groupType: "Boot",
  replicationProtectedItems: names.map((name) => ({ id: itemPath(world.fleet, name), virtualMachineId: "any" })),
  ...actions,
});

export const planBody = (world: World, groups: readonly object[]) => ({
  properties: {
    primaryFabricId: fabricPath(world.fleet),
    recoveryFabricId: "Microsoft Azure",
    failoverDeploymentModel: "ResourceManager",
    groups,
  },
});

export const createPlan = (world: World, groups: readonly object[]) =>
  send(world, "ReplicationRecoveryPlans_Create", "shop", planBody(world, groups));

/** A vault of protected machines and a plan `shop`, each machine in a group of its own. */
export function plannedWorld(...names: readonly string[]): World {
  const world = protectedWorld(...names);
  started(
    createPlan(
      world,
      names.map((name) => boot(world, [name])),
    ),
  );
  seconds(world, 2);
  return world;
}

export const testPlan = (world: World, details: readonly object[] = []) =>
  send(world, "ReplicationRecoveryPlans_TestFailover", "shop", {
    properties: {
      failoverDirection: "PrimaryToRecovery",
      networkType: "VmNetworkAsInput",
      networkId: NETWORK("dr-test"),
      providerSpecificDetails: details,
    },
  });

export const failOverPlan = (world: World, details: readonly object[] = []) =>
  send(world, "ReplicationRecoveryPlans_UnplannedFailover", "shop", {
    properties: {
      failoverDirection: "PrimaryToRecovery",
      sourceSiteOperations: "NotRequired",
      providerSpecificDetails: details,
    },
  });

export const cleanUpPlan = (world: World, comments = "looked well") =>
  send(world, "ReplicationRecoveryPlans_TestFailoverCleanup", "shop", { properties: { comments } });

export const viewOf = (world: World, job: Job) =>
  jobView(world, get(world.jobs, job.name) ?? job, world.now, (point) => point.pointId).properties;
