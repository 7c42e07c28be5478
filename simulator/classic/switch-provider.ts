// Owns the move of a classic item to a replication appliance in another vault: asked for, on its way, done, stopped.
import { lastSegment, sameId, vaultId } from "../arm.ts";
import { textAt, valueAt } from "../body.ts";
import { pace } from "../durations.ts";
import { fabricPath } from "../fabric.ts";
import { isClassic } from "../fleet.ts";
import { startItemJob } from "../item-jobs.ts";
import { free } from "../item-operation.ts";
import { groupOf, type Item, itemNamed, itemOfMachine, saveItem } from "../items.ts";
import { endJob, type Job, type JobError } from "../jobs.ts";
import { applianceById, machineNamed } from "../machines.ts";
import { policyOf } from "../policies.ts";
import { newestPointOf } from "../recovery-points.ts";
import { accepted, conflict, invalid, type Result } from "../refusal.ts";
import { isSilent } from "../silence.ts";
import { list, put } from "../timeline.ts";
import { later, type World } from "../world.ts";
import { type Move, withoutMove } from "./item.ts";
import { arrive } from "./switch-arrival.ts";
import { blockersOf } from "./switch-blockers.ts";

const WHERE = "properties.providerSpecificDetails";

interface Destination {
  readonly world: World;
  readonly appliance: string;
}

/** The vault, fabric and appliance that a request names, or what is wrong with it. */
function destinationIn(world: World, body: unknown): Destination | Result {
  const details = valueAt(body, "properties", "providerSpecificDetails");
  if (textAt(body, "properties", "targetInstanceType") !== "InMageRcm") {
    return invalid("properties.targetInstanceType must be InMageRcm.");
  }
  if (textAt(details, "instanceType") !== "InMageAzureV2")
    return invalid(`${WHERE}.instanceType must be InMageAzureV2.`);
  const vault = textAt(details, "targetVaultID") ?? "";
  const target = world.beside.find(({ fleet }) => !isClassic(fleet) && sameId(vaultId(fleet), vault));
  if (target === undefined) return invalid(`${WHERE}.targetVaultID must be the id of a vault with an appliance.`);
  if (!sameId(textAt(details, "targetFabricID") ?? "", fabricPath(target.fleet))) {
    return invalid(`${WHERE}.targetFabricID must be the id of the target vault's fabric.`);
  }
  const appliance = applianceById(target, lastSegment(textAt(details, "targetApplianceID") ?? ""));
  return appliance === undefined
    ? invalid(`${WHERE}.targetApplianceID must be the id of an appliance of the target vault.`)
    : { world: target, appliance };
}

/** Whether somebody protects the machine in that vault, or has given the item's name to another. */
function isTaken(world: World, item: Item): boolean {
  const machine = machineNamed(world, item.machineName);
  const isProtected = machine !== undefined && itemOfMachine(world, machine.id) !== undefined;
  return isProtected || itemNamed(world, item.name) !== undefined;
}

/** What is wrong with the place that a machine is to move to; undefined when nothing is. */
function wrongPlace(from: World, { world, appliance }: Destination, item: Item): Result | undefined {
  if (world.fleet.region.toLowerCase() !== from.fleet.region.toLowerCase()) {
    return conflict("The target vault must be in the region of this one.", "TargetVaultElsewhere");
  }
  if (isSilent(world, appliance, world.now)) {
    return conflict(`The appliance '${appliance}' is not heard.`, "TargetApplianceSilent");
  }
  return isTaken(world, item)
    ? conflict(`'${item.machineName}' is protected in the target vault already.`, "AlreadyThere")
    : undefined;
}

/** Why the move cannot begin, looked at for every member of the multi-VM group; undefined when it can. */
function refusal(world: World, to: Destination, members: readonly Item[]): Result | undefined {
  for (const member of members) {
    const [blocker] = blockersOf(world, member, world.now);
    if (blocker !== undefined) {
      return conflict(`'${member.machineName}' cannot move: ${blocker.errorMessage}`, blocker.errorCode);
    }
    const running = member.busy?.scenario ?? (member.classic?.moving && "SwitchProvider");
    if (running !== undefined) return conflict(`The operation '${running}' is in progress on '${member.name}'.`);
    const wrong = wrongPlace(world, to, member);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

const GIB = 1024 ** 3;
const SOON = { pointMinutes: 50, seconds: 5400 } as const;

/**
 * One to two hours when the newest point is less than 50 minutes old, of which the simulator takes the middle; else an
 * hour, and 45 seconds for every GiB (Microsoft's page about the move).
 */
export function secondsToMove(world: World, item: Item, at: number): number {
  const policy = policyOf(world, item.policy);
  const newest = policy && newestPointOf(item, policy, at);
  const times = pace(item.scenarios);
  if (newest !== undefined && at - newest.time < SOON.pointMinutes * 60_000) return SOON.seconds * times;
  const size = item.disks.reduce((sum, disk) => sum + disk.capacityBytes, 0) / GIB;
  return (3600 + 45 * Math.ceil(size)) * times;
}

/** The record here goes once its newest points would have: until then the machine may be failed over to them. */
function forgetLater(world: World, item: Item): void {
  const retention = policyOf(world, item.policy)?.retentionMinutes ?? 0;
  later(world, retention * 60, {
    what: `forget ${item.name}, which moved`,
    run: (then) => {
      const now = itemNamed(then, item.name);
      const isIdle = now?.failover === undefined && now?.busy === undefined;
      if (now?.id === item.id && isIdle) put(then.items, item.name, undefined, then.now);
    },
  });
}

/** The items that move by this job. */
const movingBy = (world: World, job: string): Item[] =>
  list(world.items).filter(({ classic }) => classic?.moving?.job === job);

const TAKEN: JobError = {
  code: "SimulatedAlreadyThere",
  message: "Somebody protected the machine in the target vault while it moved.",
  possibleCauses: "It was protected there by hand.",
  recommendedAction: "Work with it in the target vault, and end its protection here.",
};

/** The moves by this job are over, and have come to nothing. */
function giveUp(world: World, job: string, error?: JobError): void {
  for (const each of movingBy(world, job)) saveItem(world, withoutMove(each));
  endJob(world, job, error === undefined ? "Cancelled" : "Failed", error);
}

function settle(world: World, item: Item, to: Destination): void {
  if (item.classic?.moving === undefined) return;
  arrive(world, item, to);
  const { moving, ...classic } = item.classic;
  saveItem(world, { ...item, classic: { ...classic, moved: { ...moving, at: world.now } } });
  forgetLater(world, item);
}

function finish(world: World, job: string, to: Destination): void {
  const moving = movingBy(world, job);
  if (moving.some((item) => isTaken(to.world, item))) {
    giveUp(world, job, TAKEN);
    return;
  }
  for (const item of moving) settle(world, item, to);
  endJob(world, job, "Succeeded");
}

/**
 * POST switchProvider. Members of a multi-VM group move together. A failover stops the move. That Azure refuses a machine
 * with a blocker at the door, the job's names and how long it lasts in full are unverified.
 */
export function switchProvider(world: World, name: string, body: unknown): Result {
  if (!isClassic(world.fleet))
    return conflict("The item is of the provider InMageRcm already.", "OperationNotSupported");
  const item = free(world, name, "switchProvider", "api");
  if ("no" in item) return item.no;
  const to = destinationIn(world, body);
  if ("refused" in to || "accepted" in to) return to;
  const members = groupOf(world, item);
  const no = refusal(world, to, members);
  if (no !== undefined) return no;
  return accepted(begin(world, item, members, { to, body }));
}

/** How a move goes on: to its end, unless something else is done with one of the machines. */
function begin(
  world: World,
  item: Item,
  members: readonly Item[],
  { to, body }: { readonly to: Destination; readonly body: unknown },
): Job {
  const seconds = Math.max(...members.map((member) => secondsToMove(world, member, world.now)));
  const job = startItemJob(world, item, {
    scenario: "SwitchProvider",
    friendlyName: "Switch provider",
    tasks: [["SwitchProviderTask", "SwitchProvider", "Move to the replication appliance", seconds]],
  });
  const details = valueAt(body, "properties", "providerSpecificDetails");
  const move: Move = {
    job: job.name,
    startTime: world.now,
    vaultId: textAt(details, "targetVaultID") ?? "",
    fabricId: textAt(details, "targetFabricID") ?? "",
    applianceId: lastSegment(textAt(details, "targetApplianceID") ?? ""),
  };
  for (const member of members) {
    if (member.classic !== undefined) saveItem(world, { ...member, classic: { ...member.classic, moving: move } });
  }
  later(world, seconds, {
    job: job.name,
    what: `move ${members.map((member) => member.name).join(", ")}`,
    run: (then) => finish(then, job.name, to),
  });
  return job;
}

/** Something else is done with the machine: its move ends, and that of those which move with it. */
export function stopMove(world: World, item: Item): Item {
  const move = item.classic?.moving;
  if (move === undefined) return item;
  giveUp(world, move.job);
  return withoutMove(item);
}
