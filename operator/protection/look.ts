// What a protection looks at in Azure, and how fresh it must be: the reads behind its world.
import type { Job, ProtectedItem, SourceMachine, TargetSize, VirtualNetwork } from "../azure/site-recovery.ts";
import type { Seen, VaultView } from "../azure/view.ts";
import { StalledError } from "../errors.ts";
import { type Sighting, sameId } from "../operation.ts";
import { itemIdOf } from "./bind.ts";
import { isCopying, isProtected } from "./item.ts";
import { type MachineIndex, namedBy } from "./machine.ts";
import type { Protection } from "./world.ts";

export interface Look {
  readonly view: VaultView;
  readonly resource: Protection;
  readonly signal: AbortSignal;
}

/** How far a first copy is, is read this often where no list shows it sooner. */
const COPY_SECONDS = 120;

/** The item to look at, see `itemIdOf`. */
export function itemToLookAt({ view, resource }: Look, machine: SourceMachine | undefined): string | undefined {
  const { bound } = resource.status ?? {};
  const boundIsThere = bound?.itemId !== undefined && view.item(bound.itemId).state === "present";
  const infrastructure = view.infrastructure();
  const containerId = infrastructure.state === "present" ? infrastructure.value.container.id : undefined;
  return itemIdOf(resource, containerId, replicatingItems(view, resource, machine), boundIsThere);
}

/** Items of the machine; where no appliance sees it (the source may be lost), those that carry its name. */
function replicatingItems(
  view: VaultView,
  { spec, status }: Protection,
  machine: SourceMachine | undefined,
): readonly ProtectedItem[] {
  const machineId = machine?.id ?? status?.bound?.machineId;
  if (machineId !== undefined) return view.itemsOfMachine(machineId);
  const { field, value } = namedBy(spec.machine);
  if (field === "id") return view.itemsOfMachine(value);
  if (field !== "name") return [];
  const named = view.itemsCalled(value);
  return named.length === 1 ? named : [];
}

/** One GET of the operation's job; undefined without one, and when Azure does not have it. */
export async function lookAtJob({ view, resource, signal }: Look): Promise<Job | undefined> {
  const jobId = resource.status?.operation?.jobId;
  return jobId === undefined ? undefined : view.job(jobId, signal);
}

/** The item from the view where that is sure enough; by GET where something would be decided from not seeing it. */
export async function lookAtItem(
  { view, resource, signal }: Look,
  itemId: string | undefined,
  job: Job | undefined,
): Promise<Seen<ProtectedItem>> {
  if (itemId === undefined) return { state: "unknown", why: "It is not known yet which item it would be." };
  const seen = view.item(itemId);
  const mustRead = mustReadForOperation(resource, job) || mustReadForItem({ view, resource, signal }, seen);
  return mustRead ? view.refresh(itemId, signal) : seen;
}

/** An intent that looks for its job, or a job that has ended or is not known. */
function mustReadForOperation({ status }: Protection, job: Job | undefined): boolean {
  if (status?.operation === undefined) return false;
  return status.operation.jobId === undefined || job === undefined || job.endedAt !== undefined || hasEnded(job);
}

function hasEnded({ state }: Job): boolean {
  return state === "Succeeded" || state === "Failed";
}

/** What was there and is not shown, what is to be removed, and a copy whose progress is old. */
function mustReadForItem({ view, resource }: Look, seen: Seen<ProtectedItem>): boolean {
  const { status, spec, metadata } = resource;
  if (seen.state === "unknown") {
    const going = metadata.deletionTimestamp !== undefined && spec.deletionPolicy !== "Retain";
    const wasThere = status?.bound?.itemCreatedByUs !== undefined;
    return (going && status?.bound !== undefined) || (wasThere && view.writesBarred() === undefined);
  }
  if (seen.state === "absent" || !isCopying(seen.value)) return false;
  return view.now().getTime() - seen.at.getTime() >= COPY_SECONDS * 1000;
}

/** Jobs on the item that an intent without a job may have started. */
export function sightings({ view, resource }: Look, itemId: string | undefined, item: Seen<ProtectedItem>): Sighting[] {
  const { operation } = resource.status ?? {};
  if (operation === undefined || operation.jobId !== undefined || itemId === undefined) return [];
  const current = item.state === "present" ? item.value.currentJob : undefined;
  const listed = view.jobsOn(itemId).map(({ id, scenario, startedAt }) => ({
    jobId: id,
    scenario,
    target: itemId,
    ...(startedAt === undefined ? {} : { startedAt }),
  }));
  return [...(current === undefined ? [] : [{ ...current, target: itemId }]), ...listed];
}

/** Ids of all jobs seen on the item, newest last. */
export function knownJobs({ view }: Look, itemId: string | undefined, item: Seen<ProtectedItem>): readonly string[] {
  if (itemId === undefined) return [];
  const current = item.state === "present" && item.value.currentJob !== undefined ? [item.value.currentJob.jobId] : [];
  const listed = view.jobsOn(itemId).map(({ id }) => id);
  return [...new Set([...listed.reverse(), ...current])];
}

/** Read when the manifest names a size that was not compared yet: one GET for each such change. */
export async function lookAtSizes(
  { view, resource, signal }: Look,
  item: Seen<ProtectedItem>,
): Promise<readonly TargetSize[] | undefined> {
  const vmSize = resource.spec.target?.vmSize;
  if (item.state !== "present" || vmSize === undefined || !isProtected(item.value)) return undefined;
  if (sameId(resource.status?.targetSize?.name, vmSize)) return undefined;
  return view.port.targetSizes(item.value.id, signal);
}

/** Networks change rarely, and many protections share them. */
const NETWORK_SECONDS = 600;

export interface NetworkReader {
  read(view: VaultView, id: string, signal: AbortSignal): Promise<Seen<VirtualNetwork>>;
}

/** Remembers each network for ten minutes of Azure's clock. */
export function createNetworkReader(): NetworkReader {
  const known = new Map<string, Seen<VirtualNetwork> & { readonly at: Date }>();
  return {
    async read(view, id, signal) {
      const now = view.now();
      const before = known.get(id.toLowerCase());
      const age = before === undefined ? Number.POSITIVE_INFINITY : now.getTime() - before.at.getTime();
      if (before !== undefined && age >= 0 && age < NETWORK_SECONDS * 1000) return before;
      const seen = { ...(await readNetwork(view, id, signal)), at: now };
      known.set(id.toLowerCase(), seen);
      return seen;
    },
  };
}

/** A network that we may not read is not known, which is no reason to stop; what may work later is thrown on. */
async function readNetwork(view: VaultView, id: string, signal: AbortSignal): Promise<Seen<VirtualNetwork>> {
  try {
    const network = await view.port.virtualNetwork(id, signal);
    return network === undefined
      ? { state: "absent", at: view.now() }
      : { state: "present", value: network, at: view.now() };
  } catch (error) {
    if (error instanceof StalledError) return { state: "unknown", why: error.message };
    throw error;
  }
}

/** One index for each list of machines, made when the first protection asks. */
export function createIndexCache(make: (machines: readonly SourceMachine[]) => MachineIndex) {
  const made = new WeakMap<readonly SourceMachine[], MachineIndex>();
  return (machines: readonly SourceMachine[]): MachineIndex => {
    const known = made.get(machines) ?? make(machines);
    made.set(machines, known);
    return known;
  };
}
