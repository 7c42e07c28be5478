// A fleet in which something always happens, and a killer: what they do next is drawn from a seed.
import { setTimeout as wait } from "node:timers/promises";
import { draw, seeded, seedOf } from "../faults/seeded.ts";
import type { CallOf } from "./crash-calls.ts";
import { HANDS, live, type Made, PHASES } from "./crash-hands.ts";
import { spoil } from "./crash-kills.ts";
import { LAG_SECONDS, type Lab } from "./crash-lab.ts";
import { drillCalls, protectedAlready } from "./crash-others.ts";

/** What becomes of a call; undefined: nothing out of the ordinary. */
const FATES = [
  undefined,
  undefined,
  "lost-reply",
  "500-after",
  "timeout-after",
  "reset-before",
  "500-before",
  "timeout-before",
] as const;

/** Each machine has one drill after the other; one that is named twice has two that wait for each other. */
const STAYING = ["chaos-1", "chaos-1", "chaos-2", "chaos-2", "chaos-3", "chaos-4"];
/** So many rows of others, each given up with its first drill. */
const LEAVING = 1;

export interface Chaos {
  readonly made: readonly Made[];
  /** Items that were given up. */
  readonly left: readonly string[];
  /** Resolves when every machine that stays is protected: a fleet where nothing can happen is not worth a kill. */
  readonly ready: Promise<unknown>;
  /** Rejects as soon as one of them does not come to its end. */
  readonly over: Promise<unknown>;
  /** Resolves when the runs of all machines are over; no new one is made. */
  finish(): Promise<void>;
}

/** What is done next is drawn for each row of drills alone, so that it does not depend on which of them is faster. */
export function startChaos(lab: Lab, seed: number): Chaos {
  const made: Made[] = [];
  const left: string[] = [];
  const itemOf = new Map([...new Set(STAYING)].map((machine) => [machine, protectedAlready(lab, machine)]));
  let going = true;
  const one = async (drilled: Made, item: string, random: () => number): Promise<void> => {
    made.push(drilled);
    const calls = drilled.hand === "leave" ? [...drillCalls(item), removal(item)] : drillCalls(item);
    for (const call of calls) {
      const fate = draw(random, FATES);
      if (fate !== undefined) await spoil(lab, item, [call], fate);
    }
    await live(lab, drilled, draw(random, PHASES));
  };
  const stays = async (machine: string, row: number): Promise<void> => {
    const item = (await itemOf.get(machine)) ?? "";
    const random = seeded(seedOf(seed, machine, row));
    for (let count = 1; going; count++) {
      await one({ machine, name: `${machine}-${row}-${count}`, hand: draw(random, HANDS) }, item, random);
    }
  };
  const leaves = async (row: number): Promise<void> => {
    const random = seeded(seedOf(seed, "leaving", row));
    for (let count = 1; going; count++) {
      const machine = `leaving-${row}-${count}`;
      const item = await protectedAlready(lab, machine);
      await one({ machine, name: `${machine}-drill`, hand: "leave" }, item, random);
      left.push(item);
    }
  };
  const all = Promise.all([...STAYING.map(stays), ...Array.from({ length: LEAVING }, (_, row) => leaves(row))]);
  all.catch(() => {});
  const ready = Promise.all(itemOf.values());
  ready.catch(() => {});
  return {
    made,
    left,
    ready,
    over: all,
    finish: async () => {
      going = false;
      await lab.stack.simulator.tell("faults/clear");
      await all;
    },
  };
}

/** The call that ends replication of an item. */
export const removal = (item: string): CallOf => ({
  name: "removal",
  kind: "Disable",
  method: "POST",
  route: () => `/${item}/remove$`,
});

const READY = /"msg":"ready"/;

/** A moment must come: a quiet fleet is killed all the same. */
const PATIENCE_MILLISECONDS = 5000;

/**
 * Kills so many times: after so many changes of runs, at a line of the start, or just some time after it. What the next
 * one reads in Azure's lists is late, now more and now less.
 */
export async function killAtRandom(lab: Lab, kills: number, random: () => number): Promise<void> {
  const { operator } = lab;
  for (let count = 1; count <= kills; count++) {
    const { lives } = operator;
    await aMoment(lab, random);
    operator.kill(`${count} of ${kills}`);
    await lab.stack.simulator.tell("lag", { seconds: Math.floor(random() * (LAG_SECONDS + 1)) });
    await operator.until(() => operator.lives > lives);
  }
}

async function aMoment(lab: Lab, random: () => number): Promise<void> {
  const how = random();
  if (how < 0.15) await birth(lab, random);
  // A machine that is slow must not make all other lives too short for anything to happen in them.
  else await lab.operator.current.line(READY).catch(() => {});
  if (how > 0.4) await Promise.race([changes(lab, 1 + Math.floor(random() * 10)), wait(PATIENCE_MILLISECONDS)]);
  await wait(Math.floor(random() * (how < 0.15 || how > 0.4 ? 150 : 4000)));
}

function changes({ runs }: Lab, many: number): Promise<void> {
  const happened = Promise.withResolvers<void>();
  let left = many;
  const off = runs.onChange(({ initial }) => {
    if (!initial) left -= 1;
    if (left > 0) return;
    off();
    happened.resolve();
  });
  return happened.promise;
}

function birth({ operator }: Lab, random: () => number): Promise<unknown> {
  const pattern = draw(random, [/answering health checks/, READY]);
  return operator.current.line(pattern).catch(() => {});
}
