// Owns the routes that read recovery plans.
import { type Call, listTime, name, one, page, type Route } from "./call.ts";
import { VAULT } from "./patterns.ts";
import { planNamed } from "./plans.ts";
import { list } from "./timeline.ts";
import { planView } from "./view-plan.ts";

function plan(call: Call) {
  const found = planNamed(call.world, name(call, "plan"));
  return one(call, found && planView(call.world, found, true), `replicationRecoveryPlans/${name(call, "plan")}`);
}

const plans = (call: Call) =>
  page(call, list(call.world.plans, listTime(call)), (each) => planView(call.world, each, false));

export const PLAN_ROUTES: readonly Route[] = [
  {
    method: "GET",
    operation: "ReplicationRecoveryPlans_List",
    pattern: `${VAULT}/replicationRecoveryPlans`,
    handle: plans,
  },
  {
    method: "GET",
    operation: "ReplicationRecoveryPlans_Get",
    pattern: `${VAULT}/replicationRecoveryPlans/{plan}`,
    handle: plan,
  },
];
