// Owns the answer about a classic item: what differs outside its provider's details, and those.
import { fabricPath, providerName } from "../fabric.ts";
import type { Item } from "../items.ts";
import { itemAround } from "../view-item.ts";
import type { World } from "../world.ts";
import { protectablePath } from "./protectable.ts";
import { classicDetails } from "./view-details.ts";

/** `None` is recorded, of the other provider; the words of a move are in no recording [unverified]. */
function moveState({ classic }: Item): readonly [state: string, description: string | null] {
  if (classic?.moving !== undefined) return ["InProgress", "The machine is moving to a replication appliance"];
  return classic?.moved === undefined
    ? ["None", null]
    : ["Completed", "The machine has moved to a replication appliance"];
}

function fieldsOf(world: World, item: Item) {
  const [switchProviderState, switchProviderStateDescription] = moveState(item);
  return {
    protectableItemId: protectablePath(world, { id: item.machineId }),
    recoveryServicesProviderId: `${fabricPath(world.fleet)}/replicationRecoveryServicesProviders/${providerName(world.fleet, item.appliance)}`,
    // The fabric's type; what stands here for a classic item is in no recording [unverified].
    primaryFabricProvider: "VMware",
    switchProviderState,
    switchProviderStateDescription,
  };
}

export function classicItemView(world: World, item: Item, at: number) {
  const around = itemAround(world, item, at);
  const details = { providerSpecificDetails: classicDetails(world, item, at) };
  return { ...around, properties: { ...around.properties, ...fieldsOf(world, item), ...details } };
}
