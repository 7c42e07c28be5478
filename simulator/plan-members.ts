// Owns what a recovery plan's run asks of one member, as if somebody had asked it of the machine alone.
import { cancelFailover, commitFailover } from "./after-failover.ts";
import { unplannedFailover } from "./failover.ts";
import { providerOf } from "./fleet.ts";
import { pointWished } from "./item-points.ts";
import { itemNamed } from "./items.ts";
import type { PlanOperation, PlanOrder } from "./plan-tasks.ts";
import { conflict, missing, type Result } from "./refusal.ts";
import { testFailover } from "./test-failover.ts";
import { cleanUp } from "./test-failover-cleanup.ts";
import type { World } from "./world.ts";

interface Asked {
  readonly item: string;
  readonly order: PlanOrder;
}

/** The id of the point that the order means for this member: undefined is the newest of all. */
function pointFor(world: World, { item, order }: Asked): { id: string | undefined } | { no: Result } {
  const found = itemNamed(world, item);
  if (found === undefined) return { no: missing(`replicationProtectedItems/${item}`) };
  if (!order.sync && !/^LatestApplication|^LatestCrash/.test(order.pointType)) return { id: undefined };
  const point = pointWished(world, found, { type: order.pointType, sync: order.sync });
  if (point !== undefined) return { id: point.name };
  return {
    no: conflict(`The protected item '${item}' has no recovery point of the kind asked for.`, "NoRecoveryPoint"),
  };
}

function fail(world: World, asked: Asked, isTest: boolean): Result {
  const point = pointFor(world, asked);
  if ("no" in point) return point.no;
  const { networkId, networkType, performShutdown } = asked.order;
  const details = {
    instanceType: providerOf(world.fleet),
    ...(point.id !== undefined && { recoveryPointId: point.id }),
  };
  if (!isTest) {
    const properties = {
      failoverDirection: "PrimaryToRecovery",
      providerSpecificDetails: { ...details, performShutdown },
    };
    return unplannedFailover(world, asked.item, { properties }, "plan");
  }
  const properties = { networkType, networkId, providerSpecificDetails: { ...details, networkId } };
  return testFailover(world, asked.item, { properties }, "plan");
}

const START: Readonly<Record<PlanOperation, (world: World, asked: Asked) => Result>> = {
  TestFailover: (world, asked) => fail(world, asked, true),
  UnplannedFailover: (world, asked) => fail(world, asked, false),
  TestFailoverCleanup: (world, { item, order }) =>
    cleanUp(world, item, { properties: { comments: order.comments } }, "plan"),
  CommitFailover: (world, { item }) => commitFailover(world, item, "plan"),
  CancelFailover: (world, { item }) => cancelFailover(world, item, "plan"),
};

/** Starts the member's own job, or says why it cannot be. */
export const startMember = (world: World, operation: PlanOperation, asked: Asked): Result =>
  START[operation](world, asked);
