// Lives that come and go without an end: machines that are found, protected, drilled, meddled with, and removed again.
import { type PhysicalMachineProtection, PhysicalMachineProtectionKind, TestFailoverKind } from "../../crds/types.ts";
import type { Lab } from "../e2e/crash-lab.ts";
import { PART_NAMES, playStory } from "../e2e/fault-story.ts";
import { TEAM } from "../e2e/shop.ts";

export interface Churn {
  /** Stories that have come to their end. */
  readonly played: number;
  /** Rejects as soon as a story does not come to its end. */
  readonly over: Promise<unknown>;
  /** Resolves when those under way are over; no new one begins. */
  finish(): Promise<void>;
}

/** So many stories at once, each followed by another. What is over leaves nothing behind: it is to be flat. */
export function startChurn(lab: Lab, atOnce: number): Churn {
  let going = true;
  let played = 0;
  const row = async (number: number): Promise<void> => {
    for (let count = 1; going; count++) {
      const name = `soak-${number}-${count}`;
      await playStory(lab, name, { whole: true });
      for (const part of PART_NAMES) await removeAll(lab, `${name}-${part}`);
      played += 1;
    }
  };
  const all = Promise.all(Array.from({ length: atOnce }, (_, number) => row(number + 1)));
  all.catch(() => {});
  return {
    get played() {
      return played;
    },
    over: all,
    finish: async () => {
      going = false;
      await all;
    },
  };
}

async function removeAll({ stack: { client, simulator }, operator, ...lab }: Lab, machine: string): Promise<void> {
  const run = `${machine}-drill`;
  await client.delete(TestFailoverKind, { namespace: TEAM, name: run });
  await operator.until(() => lab.run(run) === undefined);
  await client.delete(PhysicalMachineProtectionKind, { namespace: TEAM, name: machine });
  const left = (): PhysicalMachineProtection | undefined => lab.protections.get(`${TEAM}/${machine}`);
  await operator.until(() => left() === undefined);
  // Its item is gone already where it was given up.
  await simulator.tell("items/remove", { machine }).catch(() => undefined);
  await simulator.tell("machines/remove", { name: machine });
}
