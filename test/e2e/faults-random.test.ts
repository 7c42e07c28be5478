// Between operator and API server faults fall at random, in every way that a connection has of failing, while machines are
// drilled, meddled with and given up. Each story must end like one that nothing happened to, with nothing done twice in
// Azure. FAULT_COUNT sets how many faults at least (`npm run faults`: 1,000), FAULT_SEED what is drawn; the seed is
// printed. What befalls the nth request of a kind is the seed's; how many requests there are is the machine's.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createPlan, EVERYTHING } from "../faults/fates.ts";
import { brokenPromises } from "./crash-judge.ts";
import { eventually } from "./eventually.ts";
import { type Ending, endingOf, playStory } from "./fault-story.ts";
import { openProxiedLab, type ProxiedLab } from "./proxied-lab.ts";
import { applyGround } from "./shop.ts";

const MINUTES = 60_000;
const FEW = 40;
const wanted = Number(process.env.FAULT_COUNT ?? FEW);
const seed = Number(process.env.FAULT_SEED ?? Date.now() % 1_000_000);
/** The long form has time for the whole story, for several at once, and for faults that outlast our patience. */
const long = wanted > FEW;
const form = long
  ? { speed: 240, whole: true, atOnce: 4, longestMs: 90_000, wellMs: 3000 }
  : { speed: 720, whole: false, atOnce: 1, longestMs: 2000, wellMs: 1500 };

let lab: ProxiedLab;

beforeAll(async () => {
  lab = await openProxiedLab(form.speed);
  await applyGround(lab.stack.controlPlane);
}, 5 * MINUTES);

afterAll(async () => {
  await lab?.close();
});

/** What Azure shows for some minutes after a clean-up goes, and is read again every five. */
const LOOKS_AT_REST = 30;

/** The story that nothing happens to, when it no longer moves. */
async function calmEnding(): Promise<Ending> {
  await playStory(lab, "calm", form);
  let last = "";
  let same = 0;
  const atRest = (ending: Ending) => {
    const now = JSON.stringify(ending);
    same = now === last ? same + 1 : 0;
    last = now;
    return same >= LOOKS_AT_REST;
  };
  return eventually("the calm story is at rest", () => endingOf(lab, "calm"), atRest, 60);
}

const struck = () => [...lab.proxy.struck.values()].reduce((sum, times) => sum + times, 0);

/** Stories one after the other, each to its end, until enough has gone wrong. */
async function wildStories(row: number): Promise<readonly string[]> {
  const names: string[] = [];
  while (names.length === 0 || struck() < wanted) {
    const name = `wild-${row}-${names.length + 1}`;
    names.push(name);
    await playStory(lab, name, form);
  }
  return names;
}

describe("an operator between which and the API server everything fails", () => {
  test(
    "ends each story like one that nothing happened to, and does nothing twice",
    async () => {
      const calm = await calmEnding();
      console.info(`at least ${wanted} faults: FAULT_SEED=${seed}`);
      lab.proxy.follow(createPlan({ seed, rules: EVERYTHING, longestMs: form.longestMs, wellMs: form.wellMs }));
      lab.proxy.resetWatches();
      const rows = Array.from({ length: form.atOnce }, (_, row) => wildStories(row));
      const names = (await Promise.all(rows)).flat();
      lab.proxy.follow(undefined);

      console.info(`${names.length} stories, ${struck()} faults: ${inWords(lab.proxy.struck)}`);
      const same = (ending: Ending) => JSON.stringify(sorted(ending)) === JSON.stringify(sorted(calm));
      for (const name of names) {
        await eventually(`${name} ended like calm`, () => endingOf(lab, name), same, 90).catch(() => {});
        expect(await endingOf(lab, name)).toEqual(calm);
      }
      expect(brokenPromises(await lab.writes(), await lab.state())).toEqual([]);
      expect(struck()).toBeGreaterThanOrEqual(wanted);
      expect(lab.operator.lives).toBe(1);
    },
    5 * MINUTES + wanted * 1500,
  );
});

function sorted({ objects, calls }: Ending): readonly unknown[] {
  return [Object.entries(objects).sort(([one], [other]) => (one < other ? -1 : 1)), calls];
}

function inWords(counts: ReadonlyMap<string, number>): string {
  return [...counts].map(([kind, times]) => `${kind} ${times}`).join(", ");
}
