// Owns the clean-up of a test failover: a job of its own, at whose end the test failover's job ends too.
import { removeVirtualMachine } from "./azure.ts";
import { textAt } from "./body.ts";
import { pace, SECONDS } from "./durations.ts";
import { CLEANUP_FAILED } from "./failures.ts";
import { laterOnItem, release, startItemJob, stopped, type TaskRow } from "./item-jobs.ts";
import { hold, type Item, itemNamed, saveItem, without } from "./items.ts";
import { endJob, type Job, settled } from "./jobs.ts";
import { accepted, conflict, invalid, missing, type Result } from "./refusal.ts";
import { count, type World } from "./world.ts";

/** The tasks that a recording of PowerShell traffic has, in its order. */
function tasks(item: Item): readonly TaskRow[] {
  const times = pace(item.scenarios);
  const rest = SECONDS.cleanUp - 30;
  return [
    [
      "TestFailoverCleanupPreflightChecksTask",
      "VmTfoCleanupPreflightsCheck",
      "Prerequisites check for test failover cleanup",
      10 * times,
    ],
    ["EndTestFailoverTask", "VmTfoEndFailover", "Ending test failover", 20 * times],
    ["CleanupTestProtectedEntitiesTask", "VmTfoDeleteTestVm", "Clean up the test virtual machine", rest * times],
  ];
}

/**
 * Nothing of the test failover is left. Only now it counts as the last successful one, and by the time of its start:
 * the official examples have no such time while a test machine waits, and the start's after its clean-up.
 */
export function endDrill(world: World, item: Item): void {
  const { drill } = item;
  if (drill?.vm !== undefined) removeVirtualMachine(world, drill.vm.resourceGroup, drill.vm.name);
  const lastTestFailover = drill === undefined || drill.failed ? item.lastTestFailover : drill.startTime;
  const time = lastTestFailover !== undefined && { lastTestFailover };
  saveItem(world, { ...without(item, "busy", "drill"), ...time, cleanedUpAt: world.now });
  if (drill === undefined) return;
  endJob(world, drill.job, "Succeeded");
  settled(world, drill.job);
}

function begin(world: World, item: Item, comments: string, source: Job["source"]): Job {
  const title = { scenario: "TestFailoverCleanup", friendlyName: "Test failover cleanup" };
  const job = startItemJob(world, item, { ...title, tasks: tasks(item), comments, source });
  hold(world, item, "TestFailoverCleanup", job.name);
  const first = count(world, `clean-up ${item.machineId}`) === 1;
  const fails = item.scenarios.has("fails-cleanup-always") || (item.scenarios.has("fails-cleanup") && first);
  const seconds = SECONDS.cleanUp * pace(item.scenarios);
  laterOnItem(world, seconds, { job: job.name, name: item.name, what: "clean up" }, (then, now) => {
    if (fails) {
      release(then, now, job.name, CLEANUP_FAILED);
      return;
    }
    endDrill(then, now);
    endJob(then, job.name, "Succeeded");
  });
  return job;
}

/** POST testFailoverCleanup, with comments of 1,024 characters at most (OpenAPI 2023-06-01). */
export function cleanUp(world: World, name: string, body: unknown, source: Job["source"] = "api"): Result {
  const item = itemNamed(world, name);
  if (item === undefined) return missing(`replicationProtectedItems/${name}`);
  const comments = textAt(body, "properties", "comments") ?? "";
  if (comments.length > 1024) return invalid("properties.comments must have 1024 characters at most.");
  const refusal = source === "api" ? stopped(world, "testFailoverCleanup", item) : undefined;
  if (refusal !== undefined) return refusal;
  if (item.busy !== undefined || item.drill?.waiting !== true) {
    return conflict(`The protected item '${item.name}' has no test failover to clean up.`, "OperationNotAllowed");
  }
  return accepted(begin(world, item, comments, source));
}
