// Owns what keeps a classic item from moving to a replication appliance (Microsoft's pages about that move).
import { type Item, stateOf } from "../items.ts";
import { resyncOf } from "../resync-state.ts";
import { isSilent } from "../silence.ts";
import type { World } from "../world.ts";
import { configurationServer } from "./names.ts";

/** Codes begin with Simulated: Azure's own are in no recording [unverified]. */
export interface Blocker {
  readonly errorCode: string;
  readonly errorMessage: string;
  readonly possibleCauses: string;
  readonly recommendedAction: string;
}

const blocker = (errorCode: string, errorMessage: string, recommendedAction: string): Blocker => ({
  errorCode: `Simulated${errorCode}`,
  errorMessage,
  possibleCauses: "A condition for moving to the modernized architecture is not met.",
  recommendedAction,
});

const NOT_PROTECTED = blocker("NotProtected", "Initial replication is not over.", "Wait until it is over.");
const FAILED_OVER = blocker("FailedOver", "The machine was failed over.", "Machines that were failed over stay here.");
const DRILL = blocker("TestFailover", "A test failover waits for its clean-up.", "Clean the test failover up.");
const RESYNC = blocker("ResyncRequired", "The machine is to be resynchronised.", "Resynchronise it first.");
const UNMANAGED = blocker("UnmanagedDisks", "Its disks are not managed.", "Protect it with managed disks first.");
const NO_SERVER = blocker("ServerSilent", "The configuration server is not heard.", "See to the configuration server.");
const NO_AGENT = blocker("AgentSilent", "The Mobility agent is not heard.", "See to the agent on the machine.");
const MOVED = blocker("Moved", "The machine has moved already.", "Work with it in the other vault.");

/** In this order; the first is what a refusal names. */
const RULES: readonly (readonly [Blocker, (world: World, item: Item, at: number) => boolean])[] = [
  [MOVED, (_, { classic }) => classic?.moved !== undefined],
  [FAILED_OVER, (_, { failover }) => failover !== undefined],
  [NOT_PROTECTED, (_, item, at) => item.failover === undefined && stateOf(item, at) !== "Protected"],
  [DRILL, (_, { drill }) => drill !== undefined],
  [RESYNC, (_, item, at) => stateOf(item, at) === "Protected" && resyncOf(item, at).state !== "none"],
  [UNMANAGED, (_, { classic }) => classic?.useManagedDisks !== true],
  [
    NO_SERVER,
    (world, item, at) => isSilent(world, configurationServer(world.fleet), at) || isSilent(world, item.appliance, at),
  ],
  [NO_AGENT, (_, { scenarios }) => scenarios.has("no-heartbeat")],
];

/** Everything that stands in the way at a moment (milliseconds). Agents of 9.50 and later may move: all here are. */
export const blockersOf = (world: World, item: Item, at: number): Blocker[] =>
  RULES.filter(([, holds]) => holds(world, item, at)).map(([found]) => found);
