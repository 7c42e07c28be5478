// Owns the answer about a recovery plan.
import { timeText } from "./arm.ts";
import { fabricPath, friendlyFabric, itemPath, jobPath } from "./fabric.ts";
import { providerOf } from "./fleet.ts";
import { itemNamed } from "./items.ts";
import { type Plan, type PlanAction, type PlanGroup, planOperations, planPath } from "./plans.ts";
import { get } from "./timeline.ts";
import type { World } from "./world.ts";

function actionDetails(action: PlanAction) {
  const { kind, text, timeout, location } = action;
  if (kind === "manual") return { instanceType: "ManualActionDetails", description: text };
  const shared = { timeout: timeout ?? null, fabricLocation: location ?? "Recovery" };
  return kind === "runbook"
    ? { instanceType: "AutomationRunbookActionDetails", runbookId: text, ...shared }
    : { instanceType: "ScriptActionDetails", path: text, ...shared };
}

const actionView = (action: PlanAction) => ({
  actionName: action.name,
  failoverTypes: action.failoverTypes,
  failoverDirections: action.directions,
  customDetails: actionDetails(action),
});

/** A member that is not protected any more is not shown [unverified]. */
const membersView = (world: World, group: PlanGroup) =>
  group.items
    .map((name) => itemNamed(world, name))
    .filter((item) => item !== undefined)
    .map((item) => ({ id: itemPath(world.fleet, item.name), virtualMachineId: item.id }));

const groupView = (world: World, group: PlanGroup) => ({
  groupType: group.type,
  replicationProtectedItems: membersView(world, group),
  startGroupActions: group.before.map(actionView),
  endGroupActions: group.after.map(actionView),
});

/** All null before the first operation (recorded az CLI traffic, 2023); then the last one and how it stands (examples). */
function scenarioView(world: World, plan: Plan) {
  const { current } = plan;
  const job = current && get(world.jobs, current.job);
  if (current === undefined || job === undefined) {
    return { currentScenario: null, currentScenarioStatus: null, currentScenarioStatusDescription: null };
  }
  return {
    currentScenario: {
      scenarioName: current.scenario,
      jobId: jobPath(world.fleet, current.job),
      startTime: timeText(current.startTime),
    },
    currentScenarioStatus: job.state,
    currentScenarioStatusDescription: job.stateDescription,
  };
}

/** In a list plans have no groups (recorded az CLI traffic, 2023). */
export const planView = (world: World, plan: Plan, isWhole: boolean) => ({
  id: planPath(world, plan.name),
  name: plan.name,
  type: "Microsoft.RecoveryServices/vaults/replicationRecoveryPlans",
  properties: {
    friendlyName: plan.name,
    primaryFabricId: fabricPath(world.fleet),
    primaryFabricFriendlyName: friendlyFabric(world),
    recoveryFabricId: "Microsoft Azure",
    recoveryFabricFriendlyName: "Microsoft Azure",
    failoverDeploymentModel: "ResourceManager",
    replicationProviders: [providerOf(world.fleet)],
    allowedOperations: planOperations(world, plan),
    ...(plan.lastFailover !== undefined && { lastUnplannedFailoverTime: timeText(plan.lastFailover) }),
    ...(plan.lastTestFailover !== undefined && { lastTestFailoverTime: timeText(plan.lastTestFailover) }),
    ...scenarioView(world, plan),
    groups: isWhole ? plan.groups.map((group) => groupView(world, group)) : [],
    providerSpecificDetails: [],
  },
});
