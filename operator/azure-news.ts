// Azure's news: what a vault's view tells wakes the resources that it is about.
import type { PhysicalMachineProtection } from "../crds/types.ts";
import type { Copies } from "./copies.ts";
import { retakeClaims } from "./retake-claims.ts";
import type { ManagedDirectory, VaultHandle } from "./vault/directory.ts";
import { type Queues, wake, wakeMany, wakeUsersOf, wakeVault } from "./wake.ts";
import { ANY_VAULT } from "./wakes.ts";

export interface AzureNews {
  readonly copies: Copies;
  readonly queues: Queues;
  readonly directory: ManagedDirectory;
  /** The appliances saw something else than before. */
  readonly onDiscovery: (vault: VaultHandle) => void;
}

/** From now on; a vault that is opened gets its claims back before anyone hears of it. */
export function wireAzure(news: AzureNews): void {
  const { copies, queues, directory } = news;
  directory.onChange((name) => {
    const handle = directory.byName(name);
    if (handle !== undefined) {
      retakeClaims(handle, copies);
      handle.view.onChange((what) => hear(what, handle, news));
    }
    wakeUsersOf(name, copies, queues);
  });
}

function hear(what: string, handle: VaultHandle, { copies, queues, onDiscovery }: AzureNews): void {
  switch (what) {
    case "machines":
      onDiscovery(handle);
      if (!handle.view.reading()) wakeMany(queues.protections, unbound(handle.name, copies));
      wakeVault(queues, handle.name);
      break;
    case "infrastructure":
    case "items":
    case "read":
      wakeVault(queues, handle.name);
      wakeUsersOf(handle.name, copies, queues, handle.view.reading() ? "all but protections" : "all");
      break;
    default:
      wake(queues.protections, protectionsOfItem(what, handle, copies));
      wake(queues.runs, copies.runs.byIndex("item", what));
  }
}

/** An item may be known by its machine before it is bound to a protection. */
function protectionsOfItem(
  itemId: string,
  { view }: VaultHandle,
  { protections }: Copies,
): readonly PhysicalMachineProtection[] {
  const bound = protections.byIndex("item", itemId);
  const seen = view.item(itemId);
  const machineId = seen.state === "present" ? seen.value.machineId?.toLowerCase() : undefined;
  if (bound.length > 0 || machineId === undefined) return bound;
  return protections.byIndex("machine", machineId);
}

/** Those that no machine was found for; one that names no vault may belong to this one. */
function unbound(vault: string, { protections }: Copies): readonly PhysicalMachineProtection[] {
  return [vault, ANY_VAULT]
    .flatMap((name) => protections.byIndex("vault", name))
    .filter(({ status }) => status?.bound?.machineId === undefined);
}
