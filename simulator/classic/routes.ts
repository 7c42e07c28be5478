// Owns the reads that only a classic vault answers: the machines that its configuration server knows.
import { type Call, filtered, listTime, name, one, page, type Route } from "../call.ts";
import { passes } from "../filter.ts";
import { isClassic } from "../fleet.ts";
import { itemOfMachine } from "../items.ts";
import { type Machine, machineById } from "../machines.ts";
import { CONTAINER } from "../patterns.ts";
import { list } from "../timeline.ts";
import type { World } from "../world.ts";
import { protectableView, protectionOf } from "./protectable.ts";

const isShown = (machine: Machine | undefined): machine is Machine => machine?.listed === true && !machine.isDeleted;

const shown = (world: World, at: number): Machine[] =>
  (isClassic(world.fleet) ? list(world.machines, at) : []).filter(isShown);

/** `State eq 'Unprotected'`: the description's one field. */
const protectableItems = filtered(["State"], (call, filter) => {
  const { world } = call;
  const at = listTime(call);
  const rows = shown(world, at).filter(({ id }) => passes(filter, "State", protectionOf(itemOfMachine(world, id, at))));
  return page(call, rows, (machine) => protectableView(world, machine, at));
});

function protectableItem(call: Call) {
  const { world } = call;
  const found = isClassic(world.fleet) ? machineById(world, name(call, "protectable")) : undefined;
  const view = isShown(found) ? protectableView(world, found, world.now) : undefined;
  return one(call, view, `replicationProtectableItems/${name(call, "protectable")}`);
}

const WHOSE = "of a classic vault; the service has none for a replication appliance (Azure/azure-powershell#28680)";

export const CLASSIC_ROUTES: readonly Route[] = [
  {
    method: "GET",
    operation: "ReplicationProtectableItems_ListByReplicationProtectionContainers",
    pattern: `${CONTAINER}/replicationProtectableItems`,
    partly: WHOSE,
    handle: protectableItems,
  },
  {
    method: "GET",
    operation: "ReplicationProtectableItems_Get",
    pattern: `${CONTAINER}/replicationProtectableItems/{protectable}`,
    partly: WHOSE,
    handle: protectableItem,
  },
];
