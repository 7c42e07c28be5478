// Owns recovery plans: what is in one, what is taken and refused, and what may be done with one.
import { sameId, vaultId } from "./arm.ts";
import { textAt } from "./body.ts";
import { guid } from "./chance.ts";
import { SECONDS } from "./durations.ts";
import { fabricPath } from "./fabric.ts";
import { allowedOperations, type Item, itemNamed } from "./items.ts";
import { endJob, isOver, type Job, startJob, type Target } from "./jobs.ts";
import { readGroups, UnusableGroup } from "./read-plan.ts";
import { accepted, conflict, invalid, missing, type Result } from "./refusal.ts";
import { get, put } from "./timeline.ts";
import { later, type World } from "./world.ts";

export interface PlanAction {
  readonly name: string;
  readonly failoverTypes: readonly string[];
  readonly directions: readonly string[];
  readonly kind: "manual" | "runbook" | "script";
  /** instructions, the runbook's id, or the script's path */
  readonly text: string;
  readonly timeout?: string;
  readonly location?: string;
}

export interface PlanGroup {
  readonly type: "Shutdown" | "Failover" | "Boot";
  /** names of protected items */
  readonly items: readonly string[];
  readonly before: readonly PlanAction[];
  readonly after: readonly PlanAction[];
}

export interface Plan {
  readonly name: string;
  /** the service's own GUID for it */
  readonly id: string;
  readonly groups: readonly PlanGroup[];
  /** the last operation on it, running or over */
  readonly current?: { readonly scenario: string; readonly job: string; readonly startTime: number };
  /** a test failover that is not cleaned up */
  readonly drill?: string;
  readonly lastTestFailover?: number;
  readonly lastFailover?: number;
}

export const planPath = (world: World, name: string): string =>
  `${vaultId(world.fleet)}/replicationRecoveryPlans/${name}`;

export const planNamed = (world: World, name: string): Plan | undefined => get(world.plans, name);

export const savePlan = (world: World, plan: Plan): void => put(world.plans, plan.name, plan, world.now);

export function withoutDrill(plan: Plan): Plan {
  const { drill: _, ...kept } = plan;
  return kept;
}

export const targetOf = (plan: Plan): Target => ({ id: plan.id, name: plan.name, type: "RecoveryPlan" });

/** The plan's members that are still protected, in the order of its groups. */
export const itemsOf = (world: World, plan: Plan): Item[] =>
  plan.groups
    .flatMap((group) => group.items)
    .map((name) => itemNamed(world, name))
    .filter((item) => item !== undefined);

/** The job that the plan is in the middle of; a test failover that waits for its clean-up is not one. */
export function runningJob(world: World, plan: Plan): Job | undefined {
  const job = plan.current && get(world.jobs, plan.current.job);
  if (job === undefined || isOver(job)) return undefined;
  return job.stateDescription === "WaitingForStopTestFailover" ? undefined : job;
}

const FROM_MEMBERS = ["UnplannedFailover", "TestFailover", "Commit", "CancelFailover"];

/**
 * What may be asked for: recorded for a plan whose member is Protected, and for one whose test machines wait in the
 * official examples. For the rest, whatever one of its members allows [unverified].
 */
export function planOperations(world: World, plan: Plan): string[] {
  if (runningJob(world, plan) !== undefined) return [];
  if (plan.drill !== undefined) return ["TestFailoverCleanup"];
  const allowed = new Set(itemsOf(world, plan).flatMap((item) => allowedOperations(item, world.now)));
  return FROM_MEMBERS.filter((operation) => allowed.has(operation));
}

/** Runs a job of a second, at whose end the plan is as given; `undefined` means gone. */
function work(
  world: World,
  plan: Plan,
  [scenario, friendlyName]: readonly [string, string],
  result: Plan | undefined,
): Result {
  const job = startJob(world, {
    scenario,
    friendlyName,
    target: targetOf(plan),
    resource: planPath(world, plan.name),
    tasks: [[`${scenario}Task`, guid("task", plan.id, scenario), `${friendlyName} task`, SECONDS.plan]],
  });
  later(world, SECONDS.plan, {
    job: job.name,
    what: `${friendlyName} ${plan.name}`,
    run: (then) => {
      put(then.plans, plan.name, result, then.now);
      endJob(then, job.name, "Succeeded");
    },
  });
  return accepted(job);
}

/** The groups of a body, or the refusal that names what is wrong. */
function groupsIn(world: World, body: unknown): readonly PlanGroup[] | { no: Result } {
  try {
    return readGroups(world, body);
  } catch (error) {
    if (error instanceof UnusableGroup) return { no: invalid(error.message) };
    throw error;
  }
}

/** PUT. That a plan of this name stands in the way, and the job's names here and below, are unverified; PATCH changes one. */
export function createPlan(world: World, name: string, body: unknown): Result {
  if (!sameId(textAt(body, "properties", "primaryFabricId") ?? "", fabricPath(world.fleet))) {
    return invalid("properties.primaryFabricId must be the id of the vault's fabric.");
  }
  if (textAt(body, "properties", "recoveryFabricId") !== "Microsoft Azure") {
    return invalid("properties.recoveryFabricId must be 'Microsoft Azure'.");
  }
  const model = textAt(body, "properties", "failoverDeploymentModel") ?? "ResourceManager";
  if (model !== "ResourceManager") return invalid("properties.failoverDeploymentModel must be ResourceManager.");
  if (planNamed(world, name) !== undefined) {
    return conflict(`A recovery plan '${name}' exists. Use PATCH to change it.`, "RecoveryPlanExists");
  }
  const groups = groupsIn(world, body);
  if ("no" in groups) return groups.no;
  const plan = { name, id: guid("plan", world.seed, name.toLowerCase(), world.now), groups };
  return work(world, plan, ["CreateRecoveryPlan", "Create a recovery plan"], plan);
}

/** Why a plan cannot be changed or deleted now; undefined when it can. */
function heldUp(world: World, plan: Plan): Result | undefined {
  const running = runningJob(world, plan);
  if (running !== undefined) {
    return conflict(`The operation '${running.scenario}' is in progress on the recovery plan '${plan.name}'.`);
  }
  return plan.drill === undefined
    ? undefined
    : conflict(`The test failover of '${plan.name}' must be cleaned up first.`, "OperationNotAllowed");
}

/** PATCH: other groups. */
export function updatePlan(world: World, name: string, body: unknown): Result {
  const plan = planNamed(world, name);
  if (plan === undefined) return missing(`replicationRecoveryPlans/${name}`);
  const refusal = heldUp(world, plan);
  if (refusal !== undefined) return refusal;
  const groups = groupsIn(world, body);
  return "no" in groups
    ? groups.no
    : work(world, plan, ["UpdateRecoveryPlan", "Update a recovery plan"], { ...plan, groups });
}

/** DELETE: the machines stay protected. Its job's and task's names are those of the official example. */
export function deletePlan(world: World, name: string): Result {
  const plan = planNamed(world, name);
  if (plan === undefined) return missing(`replicationRecoveryPlans/${name}`);
  return heldUp(world, plan) ?? work(world, plan, ["DeleteRecoveryPlan", "Delete a recovery plan"], undefined);
}
