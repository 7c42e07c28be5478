// Owns finding the recovery point that a request means: the one it names, or the newest of a kind.
import { lastSegment } from "./arm.ts";
import { groupOf, type Item } from "./items.ts";
import { policyOf } from "./policies.ts";
import { isSyncPoint, pointsOf, type RecoveryPoint, syncSince } from "./recovery-points.ts";
import { conflict, invalid, type Result } from "./refusal.ts";
import type { World } from "./world.ts";

/** The points that an item has now, oldest first. */
export function itemPoints(world: World, item: Item): RecoveryPoint[] {
  const policy = policyOf(world, item.policy);
  return policy === undefined ? [] : pointsOf(item, policy, world.now);
}

/** The point of this id, else the newest; `field` is where the request has the id. */
export function pointWanted(
  world: World,
  item: Item,
  { id, field }: { readonly id: string | undefined; readonly field: string },
): RecoveryPoint | Result {
  const points = itemPoints(world, item);
  if (id === undefined) {
    return points.at(-1) ?? conflict(`The protected item '${item.name}' has no recovery point yet.`, "NoRecoveryPoint");
  }
  const name = lastSegment(id).toLowerCase();
  const found = points.find((point) => point.name === name);
  return found ?? invalid(`${field} must be the id of a recovery point that the item has now.`);
}

/** Which points of a list are shared by the whole multi-VM group. */
export function syncPoints(world: World, item: Item): (point: RecoveryPoint) => boolean {
  const policy = policyOf(world, item.policy);
  if (policy === undefined || item.multiVmGroup === undefined) return () => false;
  const since = syncSince(groupOf(world, item), policy);
  return (point) => isSyncPoint(item, point, since);
}

/** What a recovery plan asks for: `Latest`, `LatestProcessed` and so on (OpenAPI 2023-06-01, RecoveryPlanPointType). */
export interface PointWish {
  readonly type: string;
  readonly sync: boolean;
}

const TYPES: Readonly<Record<string, RecoveryPoint["type"]>> = {
  LatestApplicationConsistent: "ApplicationConsistent",
  LatestCrashConsistent: "CrashConsistent",
};

/** The newest point that a plan's wish lets through; undefined when the item has none such. */
export function pointWished(world: World, item: Item, wish: PointWish): RecoveryPoint | undefined {
  const type = TYPES[wish.type];
  const isShared = wish.sync && item.multiVmGroup !== undefined ? syncPoints(world, item) : () => true;
  return itemPoints(world, item).findLast((point) => (type === undefined || point.type === type) && isShared(point));
}
