// Owns the routes of protected items: what is read of them.
import { type Call, filtered, listTime, name, one, page, type Route } from "./call.ts";
import { classicItemView } from "./classic/view-item.ts";
import { applianceGuid, fabricName, machinePath } from "./fabric.ts";
import { type Filter, passes } from "./filter.ts";
import { isClassic, providerOf } from "./fleet.ts";
import { itemPoints, syncPoints } from "./item-points.ts";
import type { Item } from "./items.ts";
import { CONTAINER, ITEM, VAULT } from "./patterns.ts";
import { planNamed } from "./plans.ts";
import { misfits, SIZES } from "./sizes.ts";
import { get, list } from "./timeline.ts";
import { itemView } from "./view-item.ts";
import { pointView } from "./view-policy.ts";
import type { World } from "./world.ts";

const route = (operation: string, pattern: string, handle: Route["handle"]): Route => ({
  method: "GET",
  pattern,
  operation,
  handle,
});

const FIELDS = [
  ...["InstanceType", "ProcessServerId", "SourceFabricName", "SourceFabricLocation", "FabricObjectId"],
  ...["RecoveryPlanName", "MultiVmGroupCreateOption", "VCenterName"],
];

/** The names of a plan's members in small letters; undefined when the filter names no plan. */
function membersAsked(call: Call, filter: Filter): ReadonlySet<string> | undefined {
  const plans = filter.get("recoveryplanname")?.map((each) => planNamed(call.world, each));
  if (plans === undefined) return undefined;
  const names = plans.flatMap((plan) => plan?.groups.flatMap((group) => group.items) ?? []);
  return new Set(names.map((each) => each.toLowerCase()));
}

/** What every item here has in common is asked once: no item is on a vCenter, and all are of one provider and fabric. */
const isOurs = ({ fleet }: World, filter: Filter): boolean =>
  passes(filter, "InstanceType", providerOf(fleet)) &&
  passes(filter, "SourceFabricName", fabricName(fleet)) &&
  passes(filter, "SourceFabricLocation", fleet.region) &&
  passes(filter, "VCenterName", "");

/** `UserSpecified` for what is in a multi-VM group, `AutoCreated` for the rest: what Azure takes them for is unverified. */
const groupOption = (item: Item): string => (item.multiVmGroup === undefined ? "AutoCreated" : "UserSpecified");

const items = filtered(FIELDS, (call, filter) => {
  const { world } = call;
  const at = listTime(call);
  const members = membersAsked(call, filter);
  const all = isOurs(world, filter) ? list(world.items, at) : [];
  const isAsked = (item: Item): boolean =>
    (members?.has(item.name.toLowerCase()) ?? true) &&
    passes(filter, "ProcessServerId", applianceGuid(world.fleet, item.appliance)) &&
    passes(filter, "FabricObjectId", machinePath(world.fleet, item.machineId)) &&
    passes(filter, "MultiVmGroupCreateOption", groupOption(item));
  const rows = filter.size === 0 ? all : all.filter(isAsked);
  return page(call, rows, (item) => viewOf(call.world, item, at));
});

/** The moment that the GET of one item shows: now, unless it was asked to lag too. */
const itemTime = (call: Call): number => (call.world.lagItems ? listTime(call) : call.world.now);

/** An item is answered in its provider's form. */
const viewOf = (world: World, item: Item, at: number) =>
  isClassic(world.fleet) ? classicItemView(world, item, at) : itemView(world, item, at);

const missing = (call: Call) => one(call, undefined, `replicationProtectedItems/${name(call, "item")}`);

/** Answers about an item that exists; else the 404. */
const ofItem = (handle: (call: Call, item: Item) => ReturnType<Route["handle"]>) => (call: Call) => {
  const item = get(call.world.items, name(call, "item"), itemTime(call));
  return item === undefined ? missing(call) : handle(call, item);
};

function pointList(call: Call, item: Item) {
  const isShared = syncPoints(call.world, item);
  const rows = itemPoints(call.world, item).reverse();
  return page(call, rows, (each) => pointView(call.world, item, each, isShared(each)));
}

function point(call: Call, item: Item) {
  const wanted = name(call, "point").toLowerCase();
  const found = itemPoints(call.world, item).find((each) => each.name === wanted);
  const view = found && pointView(call.world, item, found, syncPoints(call.world, item)(found));
  return one(call, view, `recoveryPoints/${wanted}`);
}

function sizes(call: Call, item: Item) {
  const needs = { cores: 0, memoryMiB: 0, disks: item.disks.length, nics: item.nics.length };
  const rows = SIZES.map((size) => ({
    id: `${call.path}/${size.name}`,
    name: size.name,
    type: "Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems/targetComputeSizes",
    properties: {
      name: size.name,
      friendlyName: size.name,
      cpuCoresCount: size.cores,
      vCPUsAvailable: size.cores,
      memoryInGB: size.memoryGiB,
      maxDataDiskCount: size.maxDataDisks,
      maxNicsCount: size.maxNics,
      errors: misfits(size, needs).map((message) => ({ message, severity: "Error" })),
      highIopsSupported: "Supported",
      hyperVGenerations: ["V1", "V2"],
    },
  }));
  return page(call, rows);
}

export const ITEM_ROUTES: readonly Route[] = [
  route("ReplicationProtectedItems_List", `${VAULT}/replicationProtectedItems`, items),
  route(
    "ReplicationProtectedItems_ListByReplicationProtectionContainers",
    `${CONTAINER}/replicationProtectedItems`,
    items,
  ),
  route(
    "ReplicationProtectedItems_Get",
    ITEM,
    ofItem((call, item) => one(call, viewOf(call.world, item, itemTime(call)), item.name)),
  ),
  route("RecoveryPoints_ListByReplicationProtectedItems", `${ITEM}/recoveryPoints`, ofItem(pointList)),
  route("RecoveryPoints_Get", `${ITEM}/recoveryPoints/{point}`, ofItem(point)),
  route("TargetComputeSizes_ListByReplicationProtectedItems", `${ITEM}/targetComputeSizes`, ofItem(sizes)),
];
