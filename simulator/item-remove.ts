// Owns the end of protection: disabling it in order, and purging what cannot be disabled.

import { textAt } from "./body.ts";
import { stopMove } from "./classic/switch-provider.ts";
import { pace, SECONDS } from "./durations.ts";
import { DISABLE_FAILED } from "./failures.ts";
import { laterOnItem, release, startItemJob, stopped } from "./item-jobs.ts";
import { notAllowed } from "./item-operation.ts";
import { hold, type Item, itemNamed } from "./items.ts";
import { endJob, type Job, settled } from "./jobs.ts";
import { accepted, conflict, invalid, missing, type Result } from "./refusal.ts";
import { put } from "./timeline.ts";
import { count, type World } from "./world.ts";

const TITLE = { scenario: "DisableDr", friendlyName: "Disable replication" };

const disableJob = (world: World, item: Item, seconds: number): Job =>
  startItemJob(world, item, {
    ...TITLE,
    tasks: [["DisableProtectionTask", "DisableProtection", "Disable replication on the protected item", seconds]],
  });

/**
 * MigrationComplete needs CompleteMigration among the allowed operations, which stands there from the failover on
 * (recorded az CLI traffic) and after its commit (official examples). That the call is refused otherwise, and not its
 * job, is unverified.
 */
function wrongReason(world: World, item: Item, body: unknown): Result | undefined {
  const reason = textAt(body, "properties", "disableProtectionReason") ?? "NotSpecified";
  if (reason === "MigrationComplete") return notAllowed(world, item, "CompleteMigration");
  return reason === "NotSpecified"
    ? undefined
    : invalid("properties.disableProtectionReason must be NotSpecified or MigrationComplete.");
}

/**
 * POST remove: recovery points are gone with it, a machine that was failed over stays in Azure. Not while an operation
 * runs or a test machine waits. With the reason MigrationComplete it is what the portal calls completing a migration.
 */
export function disableItem(world: World, name: string, body?: unknown): Result {
  const item = itemNamed(world, name);
  if (item === undefined) return missing(`replicationProtectedItems/${name}`);
  const refusal = stopped(world, "remove", item);
  if (refusal !== undefined) return refusal;
  if (item.drill !== undefined) {
    return conflict(`The test failover of '${item.name}' must be cleaned up first.`, "OperationNotAllowed");
  }
  const wrong = wrongReason(world, item, body);
  if (wrong !== undefined) return wrong;
  const seconds = SECONDS.disable * pace(item.scenarios);
  const job = disableJob(world, item, seconds);
  hold(world, stopMove(world, item), "DisableProtection", job.name);
  const fails = item.scenarios.has("fails-disable") && count(world, `fails-disable ${item.machineId}`) === 1;
  laterOnItem(world, seconds, { job: job.name, name: item.name, what: "disable" }, (then, now) => {
    if (fails) {
      release(then, now, job.name, DISABLE_FAILED);
      return;
    }
    put(then.items, now.name, undefined, then.now);
    endJob(then, job.name, "Succeeded");
  });
  return accepted(job);
}

/** DELETE: the record in the cloud goes, whatever runs; a test machine stays, and so does the agent on the machine. */
export function purgeItem(world: World, name: string): Result {
  const item = itemNamed(world, name);
  if (item === undefined) return missing(`replicationProtectedItems/${name}`);
  if (item.busy !== undefined) endJob(world, item.busy.job, "Cancelled");
  if (item.drill !== undefined) endJob(world, item.drill.job, "Cancelled");
  const job = disableJob(world, item, 1);
  hold(world, stopMove(world, item), "DisableProtection", job.name);
  laterOnItem(world, 1, { job: job.name, name: item.name, what: "purge" }, (then, now) => {
    put(then.items, now.name, undefined, then.now);
    if (now.drill !== undefined) settled(then, now.drill.job);
    endJob(then, job.name, "Succeeded");
  });
  return accepted(job);
}
