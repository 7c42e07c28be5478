// A fleet in which something always happens, and a killer: what they do next is drawn from a seed.
import { setTimeout as wait } from "node:timers/promises";
import { TestFailoverKind } from "../../crds/types.ts";
import type { KubeObject } from "../../kube/types.ts";
import { draw } from "../faults/seeded.ts";
import { spoil } from "./crash-kills.ts";
import type { Lab } from "./crash-lab.ts";
import { drillCalls, protectedAlready } from "./crash-others.ts";
import { drill, TEAM } from "./shop.ts";

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

/** What a person does to a run while it is under way. */
const HANDS = ["none", "none", "clean-up", "delete"] as const;
type Hand = (typeof HANDS)[number];

/** One run, and what a person did to it. */
export interface Made {
  readonly machine: string;
  readonly name: string;
  readonly hand: Hand;
}

export interface Chaos {
  readonly made: readonly Made[];
  /** Rejects as soon as one of them does not come to its end. */
  readonly over: Promise<unknown>;
  /** Resolves when the runs of all machines are over; no new one is made. */
  finish(): Promise<void>;
}

/** Each machine has one drill after the other until `finish`; one that is named twice has two that wait for each other. */
export function startChaos(lab: Lab, machines: readonly string[], random: () => number): Chaos {
  const made: Made[] = [];
  const itemOf = new Map([...new Set(machines)].map((machine) => [machine, protectedAlready(lab, machine)]));
  let going = true;
  const drills = async (machine: string, row: number): Promise<void> => {
    const item = (await itemOf.get(machine)) ?? "";
    for (let count = 1; going; count++) {
      const one: Made = { machine, name: `${machine}-${row}-${count}`, hand: draw(random, HANDS) };
      made.push(one);
      for (const call of drillCalls(item)) {
        const fate = draw(random, FATES);
        if (fate !== undefined) await spoil(lab, item, [call], fate);
      }
      await live(lab, one, draw(random, ["Checking", "Starting", "Running", "CleaningUp"]));
    }
  };
  const all = Promise.all(machines.map(drills));
  all.catch(() => {});
  return {
    made,
    over: all,
    finish: async () => {
      going = false;
      await lab.stack.simulator.tell("faults/clear");
      await all;
    },
  };
}

/** Made, meddled with in that phase or at its end, and over. */
async function live(lab: Lab, { machine, name, hand }: Made, phase: string): Promise<void> {
  const { client } = lab.stack;
  await client.create(TestFailoverKind, drill(name, machine, { cleanUp: { after: "15m" } }) as KubeObject);
  await lab.operator.until(() => lab.run(name) !== undefined);
  if (hand !== "none") {
    await lab.operator.until(() => lab.run(name)?.status?.phase === phase || isOver(lab, name));
    const ref = { namespace: TEAM, name };
    if (hand === "delete") await client.delete(TestFailoverKind, ref);
    else await client.patch(TestFailoverKind, ref, { spec: { cleanUp: { now: true } } });
  }
  await lab.operator.until(() => (hand === "delete" ? lab.run(name) === undefined : isOver(lab, name)));
}

function isOver(lab: Lab, name: string): boolean {
  return lab.run(name)?.status?.endedAt !== undefined;
}

/** A moment must come: a quiet fleet is killed all the same. */
const PATIENCE_MILLISECONDS = 5000;

/** Kills so many times: after so many changes of runs, at a line of the start, or just some time after it. */
export async function killAtRandom(lab: Lab, kills: number, random: () => number): Promise<void> {
  const { operator } = lab;
  for (let count = 1; count <= kills; count++) {
    const { lives } = operator;
    const how = random();
    const moment =
      how < 0.6 ? changes(lab, 1 + Math.floor(random() * 10)) : how < 0.75 ? birth(lab, random) : undefined;
    const longest = moment === undefined ? 4000 : 150;
    await Promise.race([moment, wait(PATIENCE_MILLISECONDS)]);
    await wait(Math.floor(random() * longest));
    operator.kill(`${count} of ${kills}`);
    await operator.until(() => operator.lives > lives);
  }
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
  const pattern = draw(random, [/answering health checks/, /"msg":"ready"/]);
  return operator.current.line(pattern).catch(() => {});
}
