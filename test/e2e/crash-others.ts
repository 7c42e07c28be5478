// Stories of a drill in which somebody else has a hand as well, while the operator is killed: the portal, or a deletion.
import { expect } from "vitest";
import { why } from "../../crds/conditions.ts";
import type { TestFailover } from "../../crds/types.ts";
import { TestFailoverKind } from "../../crds/types.ts";
import { type CallOf, count } from "./crash-calls.ts";
import type { VaultState } from "./crash-judge.ts";
import { killWhen, spoil } from "./crash-kills.ts";
import type { Lab } from "./crash-lab.ts";
import { apply, drill, protection, TEAM } from "./shop.ts";

/** The calls of a drill of an item that got its name in the portal. */
export const drillCalls = (item: string): readonly [start: CallOf, cleanUp: CallOf] => [
  { name: "drill", kind: "TestFailover", method: "POST", route: () => `/${item}/testFailover$` },
  { name: "clean-up", kind: "TestFailoverCleanup", method: "POST", route: () => `/${item}/testFailoverCleanup$` },
];

/** Protected in the portal a day ago, so that its drill begins at once; answers the item's name. */
export async function protectedAlready(lab: Lab, machine: string): Promise<string> {
  await lab.stack.simulator.tell("machines", { name: machine });
  await lab.stack.simulator.tell("items", { machine });
  await apply(lab.stack.controlPlane, protection(machine));
  await lab.operator.until(() => lab.protections.get(`${TEAM}/${machine}`)?.status?.bound?.itemId !== undefined);
  return (await itemOf(lab, machine)).name;
}

/** Killed at the run's first look at a drill that the portal holds; it begins when the portal has cleaned up. */
export async function drillHeldElsewhere(lab: Lab, machine: string): Promise<void> {
  const item = await protectedAlready(lab, machine);
  await lab.stack.simulator.tell("drills", { machine, network: "dr-test" });
  await stateAllows(lab, machine, "TestFailoverCleanup");
  const seen = killWhen(lab, lab.runs, `${machine}-drill`, { why: "foreign drill seen", when: reasonIs(FOREIGN) });
  await apply(lab.stack.controlPlane, drill(`${machine}-drill`, machine));
  await seen;
  expect(await starts(lab, item)).toBe(0);
  await lab.stack.simulator.tell("cleanups", { machine });
  await ended(lab, machine);
}

/** Our call never arrives, and meanwhile the portal starts one into another network: it is no answer to ours. */
export async function drillMadeInBetween(lab: Lab, machine: string): Promise<void> {
  const item = await protectedAlready(lab, machine);
  await spoil(lab, machine, drillCalls(item).slice(0, 1), "reset-before");
  await apply(lab.stack.controlPlane, drill(`${machine}-drill`, machine));
  await lab.operator.until(async () => (await starts(lab, item)) > 0);
  await lab.stack.simulator.tell("drills", { machine, network: "prod-net" });
  const seen = killWhen(lab, lab.runs, `${machine}-drill`, {
    why: "foreign operation seen",
    when: reasonIs("ForeignOperation"),
  });
  await seen;
  await stateAllows(lab, machine, "TestFailoverCleanup");
  await lab.stack.simulator.tell("cleanups", { machine });
  await ended(lab, machine);
}

/** Azure has taken the start, nobody heard it, nobody lives, and the run is deleted: it is cleaned up all the same. */
export async function deletedWhileDead(lab: Lab, machine: string): Promise<void> {
  const name = `${machine}-drill`;
  const item = await protectedAlready(lab, machine);
  await spoil(lab, machine, drillCalls(item).slice(0, 1), "timeout-after");
  await apply(lab.stack.controlPlane, drill(name, machine));
  await lab.operator.until(async () => (await starts(lab, item)) > 0);
  await lab.operator.down(`${machine}: start accepted, unanswered, and the run deleted`);
  await lab.stack.client.delete(TestFailoverKind, { namespace: TEAM, name });
  lab.operator.up();
  await lab.operator.until(() => lab.run(name) === undefined);
}

const FOREIGN = "ForeignTestFailover";
const reasonIs = (reason: string) => (run: TestFailover) => why(run)?.reason === reason;

async function itemOf(lab: Lab, machine: string): Promise<VaultState["items"][number]> {
  const found = (await lab.state()).items.find((item) => item.machineName === machine);
  if (found === undefined) throw new Error(`${machine} has no protected item`);
  return found;
}

async function stateAllows(lab: Lab, machine: string, operation: string): Promise<void> {
  await lab.operator.until(async () => (await itemOf(lab, machine)).allowedOperations.includes(operation));
}

async function ended(lab: Lab, machine: string): Promise<void> {
  await lab.operator.until(() => lab.run(`${machine}-drill`)?.status?.endedAt !== undefined);
}

/** Calls to start a drill of the item that reached Azure, taken or not. */
async function starts(lab: Lab, item: string): Promise<number> {
  const { accepted, refused } = count(await lab.writes(), drillCalls(item)[0], item);
  return accepted + refused;
}
