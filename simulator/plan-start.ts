// Owns starting a recovery plan's run: what is checked first, and the tasks that it will have.
import { networkOf } from "./azure.ts";
import { listAt, textAt } from "./body.ts";
import { guid } from "./chance.ts";
import { providerOf } from "./fleet.ts";
import { allowedOperations, itemNamed } from "./items.ts";
import { startJob } from "./jobs.ts";
import { proceed } from "./plan-run.ts";
import type { PlanOperation, PlanOrder, PlanTask } from "./plan-tasks.ts";
import {
  type Plan,
  type PlanAction,
  type PlanGroup,
  planNamed,
  planOperations,
  planPath,
  runningJob,
  savePlan,
  targetOf,
} from "./plans.ts";
import { accepted, conflict, invalid, missing, type Result } from "./refusal.ts";
import { get } from "./timeline.ts";
import type { World } from "./world.ts";

interface Kind {
  /** the name among the allowed operations of plans and of items */
  readonly operation: string;
  readonly friendlyName: string;
  /** what an action's `failoverTypes` calls it; actions are for failovers only */
  readonly failoverType?: string;
}

const KINDS: Readonly<Record<PlanOperation, Kind>> = {
  TestFailover: { operation: "TestFailover", friendlyName: "Test failover", failoverType: "TestFailover" },
  TestFailoverCleanup: { operation: "TestFailoverCleanup", friendlyName: "Test failover cleanup" },
  UnplannedFailover: { operation: "UnplannedFailover", friendlyName: "Failover", failoverType: "UnplannedFailover" },
  CommitFailover: { operation: "Commit", friendlyName: "Commit" },
  CancelFailover: { operation: "CancelFailover", friendlyName: "Cancel failover" },
};

const waiting = (id: string, kind: PlanTask["kind"], friendlyName: string): PlanTask => ({
  id,
  kind,
  friendlyName,
  state: "NotStarted",
});

/** Actions of one side of a group that are for this kind of failover; without a list, an action is for all [unverified]. */
function actionTasks(actions: readonly PlanAction[], type: string | undefined, id: string): PlanTask[] {
  const isMeant = ({ failoverTypes, directions }: PlanAction): boolean =>
    type !== undefined &&
    (failoverTypes.length === 0 || failoverTypes.includes(type)) &&
    (directions.length === 0 || directions.includes("PrimaryToRecovery"));
  return actions.flatMap((action, index) =>
    isMeant(action) ? [{ ...waiting(`${id}-${index}`, action.kind, action.name), text: action.text }] : [],
  );
}

/** A failover takes every member, so that one that cannot be is seen to fail; what follows takes those that allow it. */
function membersFor(world: World, plan: Plan, group: PlanGroup, operation: PlanOperation): string[] {
  const { operation: name, failoverType } = KINDS[operation];
  const drilled = plan.drill === undefined ? undefined : get(world.jobs, plan.drill)?.run;
  const own = new Set(drilled?.tasks.flatMap((task) => task.members ?? []).map((member) => member.job));
  return group.items.filter((each) => {
    const item = itemNamed(world, each);
    if (item === undefined) return false;
    if (operation === "TestFailoverCleanup" && !own.has(item.drill?.job)) return false;
    return failoverType !== undefined || allowedOperations(item, world.now).includes(name);
  });
}

/** Groups are failed over one after the other; Azure fails all over first and starts them in that order [unverified]. */
function tasksOf(world: World, plan: Plan, operation: PlanOperation): PlanTask[] {
  const { failoverType, friendlyName } = KINDS[operation];
  const id = (...words: (string | number)[]): string => guid("plan-task", plan.id, operation, ...words);
  const groups = plan.groups.flatMap((group, index) => {
    const members = membersFor(world, plan, group, operation).map((item) => ({
      ...waiting(id(index, item), "member", itemNamed(world, item)?.machineName ?? item),
      item,
    }));
    const task = { ...waiting(id(index), "group", `${group.type} group ${index + 1}`), groupType: group.type, members };
    return [
      ...actionTasks(group.before, failoverType, id(index, "before")),
      ...(members.length === 0 ? [] : [task]),
      ...actionTasks(group.after, failoverType, id(index, "after")),
    ];
  });
  const checks = waiting(id("checks"), "checks", `Prerequisites check for ${friendlyName.toLowerCase()}`);
  return [checks, ...groups];
}

/** Starts the run of a plan. */
function start(world: World, plan: Plan, operation: PlanOperation, order: PlanOrder): Result {
  const tasks = tasksOf(world, plan, operation);
  const job = startJob(world, {
    scenario: operation,
    friendlyName: KINDS[operation].friendlyName,
    target: targetOf(plan),
    resource: planPath(world, plan.name),
    tasks: [],
    run: { plan: plan.name, operation, order, tasks },
    ...(operation === "TestFailoverCleanup" && { comments: order.comments }),
  });
  const failover = operation === "UnplannedFailover" && { lastFailover: world.now };
  savePlan(world, { ...plan, ...failover, current: { scenario: operation, job: job.name, startTime: world.now } });
  proceed(world, job.name);
  return accepted(job);
}

/** The plan on which this may be begun now, or why it may not. */
function ready(world: World, name: string, operation: PlanOperation): Plan | { no: Result } {
  const plan = planNamed(world, name);
  if (plan === undefined) return { no: missing(`replicationRecoveryPlans/${name}`) };
  const running = runningJob(world, plan);
  if (running !== undefined) {
    return { no: conflict(`The operation '${running.scenario}' is in progress on the recovery plan '${name}'.`) };
  }
  const wanted = KINDS[operation].operation;
  if (planOperations(world, plan).includes(wanted)) return plan;
  const message = `The operation '${wanted}' is not allowed on the recovery plan '${name}' in its present state.`;
  return { no: conflict(message, "OperationNotAllowed") };
}

const POINT_TYPES = ["Latest", "LatestApplicationConsistent", "LatestCrashConsistent", "LatestProcessed"];

const NOTHING = { pointType: "Latest", sync: false, performShutdown: "false", comments: "" } as const;

/** Which recovery points a body asks for: `providerSpecificDetails` is a list of one at most (OpenAPI 2023-06-01). */
function pointsIn({ fleet }: World, body: unknown): Pick<PlanOrder, "pointType" | "sync"> | { no: Result } {
  const where = "properties.providerSpecificDetails";
  const list = listAt(body, "properties", "providerSpecificDetails") ?? [];
  const [details] = list;
  if (list.length > 1) return { no: invalid(`${where} must have one entry at most.`) };
  if (details === undefined) return { pointType: "Latest", sync: false };
  if (textAt(details, "instanceType") !== providerOf(fleet)) {
    return { no: invalid(`${where}[0].instanceType must be ${providerOf(fleet)}.`) };
  }
  const pointType = textAt(details, "recoveryPointType") ?? "";
  if (!POINT_TYPES.includes(pointType)) {
    return { no: invalid(`${where}[0].recoveryPointType must be one of ${POINT_TYPES.join(", ")}.`) };
  }
  return { pointType, sync: textAt(details, "useMultiVmSyncPoint") === "true" };
}

const wrongWay = (body: unknown): Result | undefined =>
  textAt(body, "properties", "failoverDirection") === "PrimaryToRecovery"
    ? undefined
    : invalid("properties.failoverDirection must be PrimaryToRecovery.");

/** POST testFailover. */
export function testFailoverPlan(world: World, name: string, body: unknown): Result {
  const plan = ready(world, name, "TestFailover");
  if ("no" in plan) return plan.no;
  const points = pointsIn(world, body);
  const wrong = wrongWay(body);
  if (wrong !== undefined) return wrong;
  if ("no" in points) return points.no;
  const networkType = textAt(body, "properties", "networkType");
  if (networkType === undefined) return invalid("properties.networkType must be given.");
  const networkId = textAt(body, "properties", "networkId");
  const needsNetwork = networkType !== "NoNetworkAttachAsInput";
  if (needsNetwork && networkOf(world, networkId) === undefined) {
    return invalid("properties.networkId must be the id of a virtual network that exists.");
  }
  const network = { networkType, ...(needsNetwork && networkId !== undefined && { networkId }) };
  return start(world, plan, "TestFailover", { ...NOTHING, ...points, ...network });
}

/** POST testFailoverCleanup, with comments of 1,024 characters at most (OpenAPI 2023-06-01). */
export function cleanUpPlan(world: World, name: string, body: unknown): Result {
  const comments = textAt(body, "properties", "comments") ?? "";
  if (comments.length > 1024) return invalid("properties.comments must have 1024 characters at most.");
  const plan = ready(world, name, "TestFailoverCleanup");
  return "no" in plan ? plan.no : start(world, plan, "TestFailoverCleanup", { ...NOTHING, comments });
}

/** POST unplannedFailover. */
export function failoverPlan(world: World, name: string, body: unknown): Result {
  const plan = ready(world, name, "UnplannedFailover");
  if ("no" in plan) return plan.no;
  const points = pointsIn(world, body);
  const wrong = wrongWay(body);
  if (wrong !== undefined) return wrong;
  if ("no" in points) return points.no;
  const site = textAt(body, "properties", "sourceSiteOperations");
  if (site !== "Required" && site !== "NotRequired") {
    return invalid("properties.sourceSiteOperations must be Required or NotRequired.");
  }
  const performShutdown = site === "Required" ? "true" : "false";
  return start(world, plan, "UnplannedFailover", { ...NOTHING, ...points, performShutdown });
}

/** POST failoverCommit and failoverCancel: of the members that are failed over. */
export function settlePlan(world: World, name: string, operation: "CommitFailover" | "CancelFailover"): Result {
  const plan = ready(world, name, operation);
  return "no" in plan ? plan.no : start(world, plan, operation, NOTHING);
}

/** POST reProtect and plannedFailover: physical servers have no way back. Always refused. */
export function noWayBackForPlan(world: World, name: string, what: string): Result {
  if (planNamed(world, name) === undefined) return missing(`replicationRecoveryPlans/${name}`);
  const message = `The operation '${what}' is not supported: the machines of '${name}' are physical and cannot fail back.`;
  return conflict(message, "OperationNotSupported");
}
