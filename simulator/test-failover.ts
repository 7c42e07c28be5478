// Owns test failovers: what is checked before one is taken on, and how it goes until its machine waits for a clean-up.
import { sameId } from "./arm.ts";
import { networkOf } from "./azure.ts";
import { textAt, valueAt } from "./body.ts";
import { drillParts, pace } from "./durations.ts";
import { NO_QUOTA, NOT_BOOTABLE } from "./failures.ts";
import { isClassic, type Network, providerOf } from "./fleet.ts";
import { laterOnItem, startItemJob, stopped, type TaskRow } from "./item-jobs.ts";
import { pointWanted } from "./item-points.ts";
import { allowedOperations, type Item, itemNamed, saveItem, without } from "./items.ts";
import { type DrillDetails, endJob, type Job, type JobError, suspendJob } from "./jobs.ts";
import type { RecoveryPoint } from "./recovery-points.ts";
import { accepted, conflict, invalid, missing, type Result } from "./refusal.ts";
import { startTestMachine } from "./test-machine.ts";
import { change, get } from "./timeline.ts";
import { count, type World } from "./world.ts";

/** What a test failover was asked to do; without a network its machine has no card. */
interface Order {
  readonly network: Network | undefined;
  readonly point: RecoveryPoint;
}

const WHERE = "properties.providerSpecificDetails";

function networkIn(world: World, body: unknown): { network: Network | undefined } | Result {
  if (textAt(body, "properties", "networkType") === "NoNetworkAttachAsInput") return { network: undefined };
  // A classic provider's details have no network (OpenAPI 2023-06-01).
  const inner = isClassic(world.fleet) ? undefined : textAt(body, "properties", "providerSpecificDetails", "networkId");
  const outer = textAt(body, "properties", "networkId");
  if (inner !== undefined && outer !== undefined && !sameId(inner, outer)) {
    return invalid(`properties.networkId and ${WHERE}.networkId must be the same.`);
  }
  const network = networkOf(world, inner ?? outer);
  return network === undefined
    ? invalid(
        `${isClassic(world.fleet) ? "properties" : WHERE}.networkId must be the id of a virtual network that exists.`,
      )
    : { network };
}

function pointIn(world: World, item: Item, body: unknown): RecoveryPoint | Result {
  const id = textAt(body, "properties", "providerSpecificDetails", "recoveryPointId");
  return pointWanted(world, item, { id, field: `${WHERE}.recoveryPointId` });
}

function orderOf(world: World, item: Item, body: unknown): Order | Result {
  const provider = providerOf(world.fleet);
  if (textAt(valueAt(body, "properties", "providerSpecificDetails"), "instanceType") !== provider) {
    return invalid(`${WHERE}.instanceType must be ${provider}.`);
  }
  const direction = textAt(body, "properties", "failoverDirection");
  if (direction !== undefined && direction !== "PrimaryToRecovery") {
    return invalid("properties.failoverDirection must be PrimaryToRecovery.");
  }
  const network = networkIn(world, body);
  if ("refused" in network || "accepted" in network) return network;
  const point = pointIn(world, item, body);
  return "refused" in point || "accepted" in point ? point : { ...network, point };
}

/** The parts' names are ours: the tasks of a test failover of a physical server are not recorded. */
function tasks(world: World, item: Item): readonly TaskRow[] {
  const parts = drillParts(world.seed, item.machineName);
  const times = pace(item.scenarios);
  return [
    [
      "TestFailoverPreflightChecksTask",
      "VmTfoPreflightCheck",
      "Prerequisites check for test failover",
      parts.checks * times,
    ],
    ["StartTestFailoverTask", "VmTfoStart", "Creating the test virtual machine's disks", parts.start * times],
    ["HydrateTestMachineTask", "VmTfoHydrate", "Making the copy ready to start", parts.hydrate * times],
    ["StartTestMachineTask", "VmTfoStartVm", "Starting the test virtual machine", parts.boot * times],
  ];
}

function detailsOf(item: Item, { network, point }: Order): DrillDetails {
  return {
    status: "InProgress",
    comments: "",
    networkName: network?.name ?? "",
    itemName: item.name,
    machineName: item.machineName,
    pointId: point.name,
    pointTime: point.time,
  };
}

const isFirst = (world: World, item: Item): boolean => count(world, `test-failover ${item.machineId}`) === 1;

/** Ends badly and leaves nothing: the item is as it was before. */
function fail(world: World, item: Item, job: string, error: JobError): void {
  saveItem(world, without(item, "busy", "drill"));
  endJob(world, job, "Failed", error);
}

function details(world: World, job: string, patch: Partial<DrillDetails>): DrillDetails | undefined {
  const before = get(world.jobs, job)?.drill;
  if (before === undefined) return undefined;
  const drill = { ...before, ...patch };
  change(world.jobs, job, world.now, { drill });
  return drill;
}

/** The copy is ready: the virtual machine is made and boots. */
function makeMachine(world: World, item: Item, job: string, order: Order): void {
  const parts = drillParts(world.seed, item.machineName);
  const bootSeconds = parts.boot * pace(item.scenarios);
  const made = startTestMachine(world, item, { network: order.network, bootSeconds });
  if ("error" in made) {
    fail(world, item, job, made.error);
    return;
  }
  const { name, subnet, resourceGroup } = made.machine;
  details(world, job, { vmName: name, subnet });
  if (item.drill !== undefined) saveItem(world, { ...item, drill: { ...item.drill, vm: { name, resourceGroup } } });
}

/** The machine is up: the job waits until somebody has looked at it and cleans up. */
function finish(world: World, item: Item, job: string): void {
  if (item.drill === undefined) return;
  const late = item.scenarios.has("fails-late");
  const done = details(world, job, { status: late ? "Failed" : "Completed" });
  const drill = { ...item.drill, waiting: true, failed: late };
  if (late || done === undefined) {
    saveItem(world, { ...without(item, "busy"), drill });
    endJob(world, job, "Failed", NOT_BOOTABLE);
    return;
  }
  saveItem(world, { ...without(item, "busy"), drill });
  suspendJob(world, job, "WaitingForStopTestFailover", done);
}

function begin(world: World, item: Item, order: Order, source: Job["source"]): Job {
  const rows = tasks(world, item);
  const [checks = 0, start = 0, hydrate = 0, boot = 0] = rows.map(([, , , seconds]) => seconds);
  const title = { scenario: "TestFailover", friendlyName: "Test failover", allowedActions: ["Cancel"] };
  const job = startItemJob(world, item, { ...title, tasks: rows, drill: detailsOf(item, order), source });
  const drill = { job: job.name, startTime: world.now, pointId: order.point.name, waiting: false, failed: false };
  const busy = { scenario: "TestFailover", job: job.name, startTime: world.now };
  saveItem(world, { ...item, busy, drill });
  const step = { job: job.name, name: item.name, what: "test failover" };
  const first = isFirst(world, item);
  const failsOnce = item.scenarios.has("fails-test-failover-once") && first;
  if (failsOnce || item.scenarios.has("fails-test-failover")) {
    const half = checks + start + hydrate / 2;
    laterOnItem(world, half, step, (then, now) => fail(then, now, job.name, NO_QUOTA));
    return job;
  }
  if (item.scenarios.has("stalls")) return job;
  const ready = checks + start + hydrate;
  laterOnItem(world, ready, step, (then, now) => makeMachine(then, now, job.name, order));
  laterOnItem(world, ready + boot, step, (then, now) => finish(then, now, job.name));
  return job;
}

/** POST testFailover. `portal`: somebody elsewhere did it; the machine's door is open to them. */
export function testFailover(world: World, name: string, body: unknown, source: Job["source"] = "api"): Result {
  const item = itemNamed(world, name);
  if (item === undefined) return missing(`replicationProtectedItems/${name}`);
  const refusal = source === "api" ? stopped(world, "testFailover", item) : undefined;
  if (refusal !== undefined) return refusal;
  if (!allowedOperations(item, world.now).includes("TestFailover")) {
    return conflict(`A test failover of '${item.name}' is not allowed in its present state.`, "OperationNotAllowed");
  }
  const order = orderOf(world, item, body);
  return "refused" in order || "accepted" in order ? order : accepted(begin(world, item, order, source));
}
