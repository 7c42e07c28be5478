// Everything around one protection at one look: what Azure shows, and which other protections mean the same machine.
import type { RecoveryVault } from "../../crds/types.ts";
import type { SourceMachine, VirtualNetwork } from "../azure/site-recovery.ts";
import type { Seen } from "../azure/view.ts";
import { sameId } from "../operation.ts";
import { bindVault } from "../vault/binding.ts";
import type { VaultHandle } from "../vault/directory.ts";
import {
  createIndexCache,
  createNetworkReader,
  itemToLookAt,
  knownJobs,
  type Look,
  lookAtItem,
  lookAtJob,
  lookAtSizes,
  sightings,
} from "./look.ts";
import { findMachine, indexMachines, type Match } from "./machine.ts";
import { type Indexed, MACHINE_INDEX, rivalKeys } from "./owner.ts";
import { defaultSettings } from "./wanted.ts";
import type { AzureFacts, Protection } from "./world.ts";

export interface SurroundingsParts {
  readonly vaults: { list(): readonly RecoveryVault[] };
  readonly protections: Indexed;
}

export interface Surroundings {
  /** Reads by GET only where the view is not sure enough. Throws TransientError or StalledError. */
  lookAround(handle: VaultHandle, resource: Protection, signal: AbortSignal): Promise<AzureFacts>;
  rivalsOf(resource: Protection, azure: AzureFacts | undefined, handle: VaultHandle | undefined): readonly Protection[];
}

export function createSurroundings(parts: SurroundingsParts): Surroundings {
  const networks = createNetworkReader();
  const indexOf = createIndexCache(indexMachines);

  const machineOf = ({ view, resource }: Look): Match =>
    findMachine(resource.spec.machine, resource.status?.bound?.machineId, indexOf(view.discovery().machines));

  const networksOf = async (
    { view, resource, signal }: Look,
    handle: VaultHandle,
  ): Promise<ReadonlyMap<string, Seen<VirtualNetwork>>> => {
    const { spec, status } = resource;
    const defaults = defaultSettings(handle.resource);
    const ids = [
      spec.target?.network ?? status?.bound?.target?.network ?? defaults.network,
      spec.testNetwork?.network ?? status?.bound?.testNetwork?.network ?? defaults.testNetwork,
    ].filter((id) => id !== undefined);
    const read = ids.map(async (id) => [id.toLowerCase(), await networks.read(view, id, signal)] as const);
    return new Map(await Promise.all(read));
  };

  const lookAround = async (handle: VaultHandle, resource: Protection, signal: AbortSignal): Promise<AzureFacts> => {
    const { view } = handle;
    const look: Look = { view, resource, signal };
    const machine = machineOf(look);
    const itemId = itemToLookAt(look, "found" in machine ? machine.found : undefined);
    const job = await lookAtJob(look);
    const item = await lookAtItem(look, itemId, job);
    const { complete, at } = view.discovery();
    const isNew = item.state !== "present" && "found" in machine && resource.status?.operation === undefined;
    const readsNetworks = isNew && resource.metadata.deletionTimestamp === undefined;
    return {
      infrastructure: view.infrastructure(),
      machine,
      discoveredAt: complete ? at : undefined,
      itemId,
      item,
      job,
      sightings: sightings(look, itemId, item),
      // Searched for only when a decision begins an intent: most looks change nothing.
      get knownJobs() {
        return knownJobs(look, itemId, item);
      },
      networks: readsNetworks ? await networksOf(look, handle) : new Map(),
      targetSizes: await lookAtSizes(look, item),
      claim: claimOn(handle, itemId, resource),
      reading: view.reading(),
      writesBarred: view.writesBarred(),
    };
  };

  /** Others that are bound to the machine or the item, or whose manifest means this very machine. */
  const rivalsOf = (resource: Protection, azure: AzureFacts | undefined, handle: VaultHandle | undefined) => {
    if (azure === undefined || handle === undefined) return [];
    const machine: SourceMachine | undefined = "found" in azure.machine ? azure.machine.found : undefined;
    const index = indexOf(handle.view.discovery().machines);
    const means = ({ spec, status }: Protection): string | undefined => {
      if (status?.bound?.machineId !== undefined) return status.bound.machineId;
      const match = findMachine(spec.machine, undefined, index);
      return "found" in match ? match.found.id : undefined;
    };
    const isRival = (other: Protection) =>
      other.metadata.uid !== resource.metadata.uid &&
      (sameId(means(other), machine?.id) || sameId(other.status?.bound?.itemId, azure.itemId)) &&
      vaultNameOf(other, parts.vaults.list()) === handle.name;
    const found = rivalKeys(machine, azure.itemId).flatMap((key) => parts.protections.byIndex(MACHINE_INDEX, key));
    return [...new Set(found)].filter(isRival);
  };

  return { lookAround, rivalsOf };
}

/** The vault that a protection is bound to, or would be. */
export function vaultNameOf(
  { spec, status, metadata }: Protection,
  vaults: readonly RecoveryVault[],
): string | undefined {
  const binding = bindVault(spec.vault, status?.bound?.vault, metadata.namespace ?? "", vaults);
  return "vault" in binding ? binding.vault.metadata.name : undefined;
}

function claimOn({ claims }: VaultHandle, itemId: string | undefined, { metadata }: Protection): AzureFacts["claim"] {
  const holder = itemId === undefined ? undefined : claims.holder(itemId);
  return holder === undefined || holder.owner === metadata.uid ? { held: true } : { held: false, by: holder.name };
}
