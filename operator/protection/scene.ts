// Puts the facts of one look in order. Pure.
import { isOurKind } from "../azure/item-kinds.ts";
import type { ProtectedItem, SourceMachine } from "../azure/site-recovery.ts";
import type { Infrastructure } from "../azure/view.ts";
import { sameId } from "../operation.ts";
import { bindTo } from "./bind.ts";
import { namedBy } from "./machine.ts";
import { type Wanted, wantedOf } from "./wanted.ts";
import type { AzureFacts, Bound, Protection, Scene, Setback, World } from "./world.ts";

export function sceneOf(resource: Protection, world: World, now: Date): Scene {
  const vault = "vault" in world.binding ? world.binding.vault : undefined;
  const wanted = wantedOf(resource, vault);
  const { azure } = world;
  const machine = azure !== undefined && "found" in azure.machine ? azure.machine.found : undefined;
  const seen = azure?.item.state === "present" ? azure.item.value : undefined;
  const isOurs = seen !== undefined && isOfMachine(resource, seen, machine);
  const item = isOurs ? seen : undefined;
  return {
    resource,
    world,
    now,
    vault,
    wanted,
    machine,
    item,
    nameTakenBy: isOurs ? undefined : seen,
    itemAbsent: azure?.item.state === "absent",
    bound: boundOf(resource, { azure, vaultName: vault?.metadata.name, machine, item, wanted }),
    operation: resource.status?.operation,
    unheard: undefined,
    setback: setbackOf(resource),
  };
}

function setbackOf({ status }: Protection): Partial<Setback> {
  return {
    ...(status?.lastFailure === undefined ? {} : { failure: status.lastFailure }),
    ...(status?.heldBack === undefined ? {} : { heldBack: status.heldBack }),
  };
}

/**
 * What was once seen as ours stays so; a new one must be of a provider that we know, and replicate this machine, where
 * Azure shows which it replicates.
 */
function isOfMachine({ status }: Protection, item: ProtectedItem, machine: SourceMachine | undefined): boolean {
  const known = status?.bound?.itemCreatedByUs !== undefined && sameId(status.bound.itemId, item.id);
  if (known || !isOurKind(item)) return known;
  return machine === undefined || item.machineId === undefined || sameId(machine.id, item.machineId);
}

interface Finds {
  readonly azure: AzureFacts | undefined;
  readonly vaultName: string | undefined;
  readonly machine: SourceMachine | undefined;
  readonly item: ProtectedItem | undefined;
  readonly wanted: Wanted;
}

/** Nothing is bound before both vault and machine, or an item that replicates it, are found. */
function boundOf(resource: Protection, { azure, vaultName, machine, item, wanted }: Finds): Bound | undefined {
  const before = resource.status?.bound;
  if (azure?.infrastructure.state !== "present" || vaultName === undefined) return before;
  if (machine === undefined && item === undefined) return before;
  const infrastructure = azure.infrastructure.value;
  return bindTo(resource, { vaultName, infrastructure, machine, item, itemId: azure.itemId, wanted });
}

export function infrastructureOf({ world }: Scene): Infrastructure | undefined {
  return world.azure?.infrastructure.state === "present" ? world.azure.infrastructure.value : undefined;
}

/** The machine's name for sentences: as found, else as the manifest calls it. */
export function machineName({ machine, bound, resource }: Scene): string {
  return machine?.name ?? bound?.machineName ?? namedBy(resource.spec.machine).value;
}

/** True when the item was there once, whoever made it. */
export function wasThere({ resource }: Scene): boolean {
  return resource.status?.bound?.itemCreatedByUs !== undefined;
}
