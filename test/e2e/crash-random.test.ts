// The operator is killed at random moments of drills that lose answers and are meddled with: called off, deleted, or held
// up by one from elsewhere, their protections replaced or given up, while Azure's lists lag now more and now less.
// CRASH_KILLS sets how often (`npm run crash`: 200), CRASH_SEED what is drawn; the seed is printed. Machines differ in speed, so a seed repeats
// what is tried, not to the millisecond what happens.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { seeded } from "../faults/seeded.ts";
import { count } from "./crash-calls.ts";
import { ENDS } from "./crash-hands.ts";
import { brokenPromises } from "./crash-judge.ts";
import { type Lab, openLab } from "./crash-lab.ts";
import { killAtRandom, removal, startChaos } from "./crash-random.ts";
import { applyGround } from "./shop.ts";

const MINUTES = 60_000;
const kills = Number(process.env.CRASH_KILLS ?? 10);
const seed = Number(process.env.CRASH_SEED ?? Date.now() % 1_000_000);

let lab: Lab;

beforeAll(async () => {
  lab = await openLab();
  await applyGround(lab.stack.controlPlane);
}, 5 * MINUTES);

afterAll(async () => {
  await lab?.close();
});

describe("an operator killed at random", () => {
  test(
    "repeats nothing, loses no run, and leaves no machine running",
    async () => {
      console.info(`killing ${kills} times: CRASH_SEED=${seed}`);
      const chaos = startChaos(lab, seed);
      await Promise.race([chaos.ready, chaos.over]);
      await Promise.race([killAtRandom(lab, kills, seeded(seed + 1)), chaos.over]);
      await chaos.finish();

      const writes = await lab.writes();
      expect(brokenPromises(writes, await lab.state())).toEqual([]);
      const strange = chaos.made
        .map((made) => ({ ...made, end: lab.run(made.name)?.status?.phase ?? "gone" }))
        .filter(({ hand, end }) => !ENDS[hand].test(end));
      expect(strange).toEqual([]);
      expect(chaos.left.map((item) => count(writes, removal(item), item).accepted)).toEqual(chaos.left.map(() => 1));
      const items = (await lab.state()).items.map(({ name }) => name);
      expect(items.filter((name) => chaos.left.includes(name))).toEqual([]);
      console.info(`by what was done to them: ${inWords(chaos.made.map(({ hand }) => hand))}`);
      console.info(
        `killed ${lab.operator.lives} times: ${chaos.made.length} runs, ${writes.length} calls, ${writes.filter(({ outcome }) => outcome !== "accepted").length} of them not taken`,
      );
      expect(lab.operator.lives).toBeGreaterThanOrEqual(kills);
    },
    5 * MINUTES + kills * 15_000,
  );
});

function inWords(all: readonly string[]): string {
  return [...new Set(all)].map((one) => `${one} ${all.filter((other) => other === one).length}`).join(", ");
}
