// The operator is killed at random moments of drills that lose answers and are meddled with. CRASH_KILLS sets how often
// (`npm run crash`: 200), CRASH_SEED what is drawn; the seed is printed. Machines differ in speed, so a seed repeats
// what is tried, not to the millisecond what happens.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { seeded } from "../faults/seeded.ts";
import { brokenPromises } from "./crash-judge.ts";
import { type Lab, openLab } from "./crash-lab.ts";
import { killAtRandom, type Made, startChaos } from "./crash-random.ts";
import { applyGround } from "./shop.ts";

const MINUTES = 60_000;
const kills = Number(process.env.CRASH_KILLS ?? 10);
const seed = Number(process.env.CRASH_SEED ?? Date.now() % 1_000_000);
const machines = ["chaos-1", "chaos-1", "chaos-2", "chaos-2", "chaos-3", "chaos-4"];

let lab: Lab;

beforeAll(async () => {
  lab = await openLab();
  await applyGround(lab.stack.controlPlane);
}, 5 * MINUTES);

afterAll(async () => {
  await lab?.close();
});

/** What a run may come to: called off before its machine was up it is Cancelled, and never is one Failed. */
const ENDS: Readonly<Record<Made["hand"], RegExp>> = {
  none: /^Succeeded$/,
  "clean-up": /^(Succeeded|Cancelled)$/,
  delete: /^gone$/,
};

describe("an operator killed at random", () => {
  test(
    "repeats nothing, loses no run, and leaves no machine running",
    async () => {
      console.info(`killing ${kills} times: CRASH_SEED=${seed}`);
      const chaos = startChaos(lab, machines, seeded(seed));
      await Promise.race([killAtRandom(lab, kills, seeded(seed + 1)), chaos.over]);
      await chaos.finish();

      const writes = await lab.writes();
      expect(brokenPromises(writes, await lab.state())).toEqual([]);
      const strange = chaos.made
        .map((made) => ({ ...made, end: lab.run(made.name)?.status?.phase ?? "gone" }))
        .filter(({ hand, end }) => !ENDS[hand].test(end));
      expect(strange).toEqual([]);
      console.info(
        `killed ${lab.operator.lives} times: ${chaos.made.length} runs, ${writes.length} calls, ${writes.filter(({ outcome }) => outcome !== "accepted").length} of them not taken`,
      );
      expect(lab.operator.lives).toBeGreaterThanOrEqual(kills);
    },
    5 * MINUTES + kills * 15_000,
  );
});
