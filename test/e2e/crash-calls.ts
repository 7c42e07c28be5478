// The calls that a life in Azure takes: how each looks in the simulator's log, and how often it came.
import type { ReceivedWrite } from "../stack/simulator.ts";
import { TEAM } from "./shop.ts";
import { type Tally, tally } from "./writes.ts";

export interface CallOf {
  readonly name: string;
  /** As `status.operation.kind` says it. */
  readonly kind: string;
  readonly method: string;
  /** A regular expression for the path of the call about this object. */
  readonly route: (object: string) => string;
}

/** Of a machine, in order. */
export const MACHINE_CALLS: readonly CallOf[] = [
  { name: "enable", kind: "Enable", method: "PUT", route: (name) => `replicationProtectedItems/${TEAM}-${name}$` },
  { name: "drill", kind: "TestFailover", method: "POST", route: (name) => `${TEAM}-${name}/testFailover$` },
  {
    name: "clean-up",
    kind: "TestFailoverCleanup",
    method: "POST",
    route: (name) => `${TEAM}-${name}/testFailoverCleanup$`,
  },
];

/** Of a policy, in order. */
export const POLICY_CALLS: readonly CallOf[] = [
  { name: "policy", kind: "CreatePolicy", method: "PUT", route: (name) => `replicationPolicies/${TEAM}-${name}$` },
  {
    name: "mapping",
    kind: "CreateMapping",
    method: "PUT",
    route: (name) => `replicationProtectionContainerMappings/${TEAM}-${name}$`,
  },
];

/** How often this call about this object was accepted and not. */
export function count(writes: readonly ReceivedWrite[], { method, route }: CallOf, object: string): Tally {
  return tally(writes, new RegExp(`^${method} .*${route(object)}`, "i"));
}

/** Accepted calls by name. */
export function accepted(
  writes: readonly ReceivedWrite[],
  calls: readonly CallOf[],
  object: string,
): Readonly<Record<string, number>> {
  return Object.fromEntries(calls.map((call) => [call.name, count(writes, call, object).accepted]));
}
