// Owns unplanned failovers: what is checked before one is taken on, and how the machine comes to run in Azure.
import { textAt, valueAt } from "./body.ts";
import { stopMove } from "./classic/switch-provider.ts";
import { FAILOVER_PARTS, pace } from "./durations.ts";
import { NO_QUOTA, nameChanged } from "./failures.ts";
import { isClassic, providerOf } from "./fleet.ts";
import type { TaskRow } from "./item-jobs.ts";
import { allowed, isFirst, type Operation, operate } from "./item-operation.ts";
import { pointWanted } from "./item-points.ts";
import type { Item } from "./items.ts";
import type { DrillDetails, Job } from "./jobs.ts";
import type { RecoveryPoint } from "./recovery-points.ts";
import { accepted, invalid, type Result } from "./refusal.ts";
import { startFailoverMachine } from "./test-machine.ts";
import { change } from "./timeline.ts";
import type { World } from "./world.ts";

const WHERE = "properties.providerSpecificDetails";

/** What is wrong with the request itself; undefined when nothing is. */
function flaw({ fleet }: World, body: unknown): Result | undefined {
  const details = valueAt(body, "properties", "providerSpecificDetails");
  const provider = providerOf(fleet);
  if (textAt(details, "instanceType") !== provider) return invalid(`${WHERE}.instanceType must be ${provider}.`);
  const direction = textAt(body, "properties", "failoverDirection");
  if (direction !== undefined && direction !== "PrimaryToRecovery") {
    return invalid("properties.failoverDirection must be PrimaryToRecovery.");
  }
  const site = textAt(body, "properties", "sourceSiteOperations");
  if (site !== undefined && site !== "Required" && site !== "NotRequired") {
    return invalid("properties.sourceSiteOperations must be Required or NotRequired.");
  }
  // A classic provider's details know no such wish (OpenAPI 2023-06-01).
  if (isClassic(fleet)) return undefined;
  const shutdown = textAt(details, "performShutdown");
  return shutdown === "true" || shutdown === "false"
    ? undefined
    : invalid(`${WHERE}.performShutdown must be the text "true" or "false".`);
}

/**
 * The tasks' names are ours [unverified]. No task shuts the machine down, whatever `performShutdown` says: Site Recovery
 * cannot do that to a physical server [unverified].
 */
function tasks(item: Item): TaskRow[] {
  const times = pace(item.scenarios);
  const { checks, start, hydrate, boot } = FAILOVER_PARTS;
  return [
    [
      "UnplannedFailoverPreflightChecksTask",
      "VmFailoverPreflightCheck",
      "Prerequisites check for failover",
      checks * times,
    ],
    ["StartFailoverTask", "VmFailoverStart", "Creating the virtual machine's disks", start * times],
    ["HydrateMachineTask", "VmFailoverHydrate", "Making the copy ready to start", hydrate * times],
    ["StartMachineTask", "VmFailoverStartVm", "Starting the virtual machine", boot * times],
  ];
}

function failureOf(world: World, item: Item): Operation["failure"] {
  const times = pace(item.scenarios);
  const fails = item.scenarios.has("fails-failover");
  const failsNow = item.scenarios.has("fails-failover-once") && isFirst(world, item, "failover");
  const { checks, start, hydrate } = FAILOVER_PARTS;
  return fails || failsNow ? { after: (checks + start + hydrate / 2) * times, error: NO_QUOTA } : undefined;
}

const detailsOf = (item: Item, point: RecoveryPoint): DrillDetails => ({
  status: "InProgress",
  comments: "",
  networkName: "",
  itemName: item.name,
  machineName: item.machineName,
  pointId: point.name,
  pointTime: point.time,
});

/** The machine runs in Azure. That its name was changed is a warning of an operation that succeeded (recorded, 2023). */
function arrive(then: World, item: Item, job: Job, point: RecoveryPoint): ReturnType<Operation["finish"]> {
  const made = startFailoverMachine(then, item);
  if ("error" in made) return made;
  const { name, resourceGroup, network, subnet } = made.machine;
  const details = { ...detailsOf(item, point), status: "Completed", networkName: network, vmName: name, subnet };
  const warning = name === item.target.vmName ? {} : { warning: nameChanged(item.target.vmName, name) };
  change(then.jobs, job.name, then.now, { failover: details, ...warning });
  const failover = {
    job: job.name,
    startTime: job.startTime,
    pointId: point.name,
    pointTime: point.time,
    vm: { name, resourceGroup },
    committed: false,
  };
  return { ...item, failover, lastFailover: job.startTime };
}

/** POST unplannedFailover, to the newest recovery point when none is named. `plan`: a recovery plan's run does it. */
export function unplannedFailover(world: World, name: string, body: unknown, source: Job["source"] = "api"): Result {
  const item = allowed(world, name, { action: "unplannedFailover", operation: "UnplannedFailover", source });
  if ("no" in item) return item.no;
  const refusal = flaw(world, body);
  if (refusal !== undefined) return refusal;
  const id = textAt(body, "properties", "providerSpecificDetails", "recoveryPointId");
  const point = pointWanted(world, item, { id, field: `${WHERE}.recoveryPointId` });
  if ("refused" in point || "accepted" in point) return point;
  const job = operate(world, stopMove(world, item), {
    scenario: "UnplannedFailover",
    friendlyName: "Failover",
    tasks: tasks(item),
    plan: { source, failover: detailsOf(item, point) },
    failure: failureOf(world, item),
    finish: (then, now, running) => arrive(then, now, running, point),
  });
  return accepted(job);
}
