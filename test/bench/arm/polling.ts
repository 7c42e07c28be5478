// One fleet through its hours: quiet, with the bucket cut to a tenth, and with all of it given back.
import { type Hours, startHours } from "./hours.ts";
import { busiest, type Hour, hoursOf, refusals, slowestList, writes } from "./tally.ts";
import type { Fleet, Vaults } from "./vaults.ts";

/** The first lists, and what is read only once, are over by then. */
const WARM_UP_MINUTES = 30;

export interface Phase {
  readonly name: "quiet" | "a tenth" | "given back";
  readonly minutes: number;
  /** The vault that read most in one hour, and what it read. */
  readonly busiest: Hour;
  readonly refusals: number;
  readonly writes: number;
  /** Minutes since the oldest last complete list of any vault, looked at every minute. */
  readonly oldestList: number;
  /** Minutes that the slowest list of items took. */
  readonly slowestList: number;
}

export interface Played {
  readonly fleet: Fleet;
  /** How many budgets the vaults have together. */
  readonly budgets: number;
  readonly phases: readonly Phase[];
}

/** Stops the vaults at the end. */
export async function play(vaults: Vaults, quietHours: number, random: () => number): Promise<Played> {
  const hours = startHours(vaults, random);
  try {
    await hours.pass(WARM_UP_MINUTES);
    const quiet = await phase(hours, "quiet", 60 * quietHours);
    await cut(vaults, 0.1);
    const tenth = await phase(hours, "a tenth", 60);
    await cut(vaults, 1);
    // As long as a bucket's old size may be remembered; then long enough for a list of every vault.
    await hours.pass(10);
    const givenBack = await phase(hours, "given back", 15);
    return { fleet: vaults.fleet, budgets: hours.budgets(), phases: [quiet, tenth, givenBack] };
  } finally {
    hours.stop();
    await vaults.stop();
  }
}

const cut = ({ simulator }: Vaults, share: number): Promise<unknown> =>
  simulator.tell("limits", { kind: "reads", share });

async function phase(hours: Hours, name: Phase["name"], minutes: number): Promise<Phase> {
  const [begin, before] = [hours.minute(), hours.calls.length];
  let oldestList = 0;
  await hours.pass(minutes, () => {
    oldestList = Math.max(oldestList, hours.oldestList());
  });
  const calls = hours.calls.slice(before);
  return {
    ...{ name, minutes, oldestList },
    busiest: busiest(hoursOf(calls, begin, Math.ceil(minutes / 60))),
    refusals: refusals(calls),
    writes: writes(calls),
    slowestList: slowestList(calls),
  };
}
