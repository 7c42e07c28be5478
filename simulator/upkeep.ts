// Owns the smaller works on a protected item: resynchronising it, resolving errors, another appliance, more disks.
import { lastSegment } from "./arm.ts";
import { listAt, textAt, valueAt } from "./body.ts";
import { pace, SECONDS } from "./durations.ts";
import { isClassic } from "./fleet.ts";
import { healthErrorsOf, healthErrorView } from "./health.ts";
import { allowed, free, operate, steady } from "./item-operation.ts";
import type { Item } from "./items.ts";
import { applianceById, machineById } from "./machines.ts";
import { moreDisks, UnusableField } from "./read-enable.ts";
import { accepted, conflict, invalid, type Result } from "./refusal.ts";
import type { World } from "./world.ts";

const WHERE = "properties.providerSpecificDetails";

/** POST repairReplication: only while the item says that it needs it. The names of its job are ours [unverified]. */
export function repair(world: World, name: string): Result {
  const item = allowed(world, name, {
    action: "repairReplication",
    operation: "RepairReplication",
    source: "api",
  });
  if ("no" in item) return item.no;
  const seconds = SECONDS.repair * pace(item.scenarios);
  const job = operate(world, item, {
    scenario: "RepairReplication",
    friendlyName: "Resynchronize",
    tasks: [["RepairReplicationTask", "RepairReplication", "Start resynchronization", seconds]],
    finish: (then, now) => ({ ...now, resyncSince: then.now }),
  });
  return accepted(job);
}

/** The codes of the errors that a request names by id; undefined when one is not there or may not be resolved so. */
function codesOf(world: World, item: Item, ids: readonly string[]): string[] | undefined {
  const errors = healthErrorsOf(item, world.now).map((error) => healthErrorView(item, error));
  const found = ids.map((id) => errors.find((error) => error.errorId === id));
  if (found.some((error) => error?.customerResolvability !== "Allowed")) return undefined;
  return found.map((error) => error?.errorCode ?? "");
}

/** POST resolveHealthErrors: somebody has seen to them, and they go. The job's names are ours [unverified]. */
export function resolveErrors(world: World, name: string, body: unknown): Result {
  const item = free(world, name, "resolveHealthErrors", "api");
  if ("no" in item) return item.no;
  const ids = (listAt(body, "properties", "healthErrors") ?? []).map((each) => textAt(each, "healthErrorId") ?? "");
  if (ids.length === 0) return invalid("properties.healthErrors must be a list with a healthErrorId in each.");
  const codes = codesOf(world, item, ids);
  if (codes === undefined) {
    return conflict("Only health errors whose customerResolvability is Allowed can be resolved.", "ErrorNotResolvable");
  }
  const job = operate(world, item, {
    scenario: "ResolveHealthErrors",
    friendlyName: "Resolve health errors",
    tasks: [["ResolveHealthErrorsTask", "ResolveHealthErrors", "Resolve health errors", SECONDS.resolve]],
    finish: (_, now) => ({ ...now, resolved: [...(now.resolved ?? []), ...codes] }),
  });
  return accepted(job);
}

/** The refusal of what a classic vault's provider has no body for (OpenAPI 2023-06-01); undefined in other vaults. */
const onlyModernized = ({ fleet }: World, what: string): Result | undefined =>
  isClassic(fleet)
    ? conflict(`The operation '${what}' is not supported by the provider InMageAzureV2.`, "OperationNotSupported")
    : undefined;

/** POST updateAppliance: the machine is replicated through another appliance. The job's names are ours [unverified]. */
export function updateAppliance(world: World, name: string, body: unknown): Result {
  const classic = onlyModernized(world, "UpdateAppliance");
  if (classic !== undefined) return classic;
  const item = steady(world, name, "updateAppliance");
  if ("no" in item) return item.no;
  const details = valueAt(body, "properties", "providerSpecificDetails");
  if (textAt(details, "instanceType") !== "InMageRcm") return invalid(`${WHERE}.instanceType must be InMageRcm.`);
  const appliance = applianceById(world, lastSegment(textAt(body, "properties", "targetApplianceId") ?? ""));
  if (appliance === undefined) return invalid("properties.targetApplianceId must be the id of an appliance.");
  if (appliance === item.appliance) {
    return conflict(`'${item.machineName}' is behind the appliance '${appliance}' already.`, "OperationNotAllowed");
  }
  const seconds = SECONDS.applianceUpdate * pace(item.scenarios);
  const account = textAt(details, "runAsAccountId");
  const job = operate(world, item, {
    scenario: "UpdateAppliance",
    friendlyName: "Change appliance",
    tasks: [["UpdateApplianceTask", "UpdateAppliance", "Change the appliance of the machine", seconds]],
    finish: (_, now) => ({ ...now, appliance, ...(account !== undefined && { runAsAccountId: account }) }),
  });
  return accepted(job);
}

/**
 * POST addDisks: api-version 2024-04-01 knows it for this provider, 2023-06-01 does not. The disks count as replicated
 * when the job ends, where Azure has an initial replication of each [unverified].
 */
export function addDisks(world: World, name: string, body: unknown): Result {
  const classic = onlyModernized(world, "AddDisks");
  if (classic !== undefined) return classic;
  const item = steady(world, name, "addDisks");
  if ("no" in item) return item.no;
  const details = valueAt(body, "properties", "providerSpecificDetails");
  if (textAt(details, "instanceType") !== "InMageRcm") return invalid(`${WHERE}.instanceType must be InMageRcm.`);
  const machine = machineById(world, item.machineId);
  if (machine === undefined) return conflict(`'${item.machineName}' is not discovered any more.`, "MachineNotFound");
  const disks = readDisks(() => moreDisks(world, machine, item, details));
  if ("refused" in disks || "accepted" in disks) return disks;
  const job = operate(world, item, {
    scenario: "AddDisks",
    friendlyName: "Add disks",
    tasks: [["AddDisksTask", "AddDisks", "Add disks to the replication", SECONDS.addDisks * pace(item.scenarios)]],
    finish: (_, now) => ({ ...now, disks: [...now.disks, ...disks] }),
  });
  return accepted(job);
}

function readDisks<T>(read: () => T): T | Result {
  try {
    return read();
  } catch (error) {
    if (error instanceof UnusableField) return invalid(error.message);
    throw error;
  }
}
