// Looks that change nothing write nothing, whatever the vault says of itself: counts, not times.
import { afterAll, beforeAll, expect, test } from "vitest";
import { conditionTime, ready } from "../../crds/conditions.ts";
import type { RecoveryVaultStatus } from "../../crds/types.ts";
import { type Looks, startLooks } from "./looks.ts";
import { benchmark } from "./noop.bench.ts";

const FLEET = 200;
let looks: Looks;

beforeAll(async () => {
  looks = await startLooks(FLEET);
}, 60_000);
afterAll(() => looks?.stop());

const says = (message: string): RecoveryVaultStatus => ({
  observedGeneration: 1,
  conditions: [
    ...ready("Connected", message),
    { type: "Healthy", status: "False" as const, reason: "Warning", message },
  ].map((one) => ({ ...one, lastTransitionTime: conditionTime(new Date()), observedGeneration: 1 })),
});

test("a fleet is written once, and no more when its vault says something else of itself", async () => {
  looks.vaultSays(says("Appliance dr-appliance-1 was heard at 10:00."));
  await looks.round();
  expect(looks.writes()).toBe(FLEET);
  for (const message of ["Appliance dr-appliance-1 was heard at 10:05.", "Appliance dr-appliance-1 is silent."]) {
    looks.vaultSays(says(message));
    await looks.round();
  }
  expect(looks.writes()).toBe(FLEET);
}, 60_000);

test("the benchmark on a small fleet: full statuses, written by the first look only", async () => {
  const { tables, targets } = await benchmark.run(["--small"]);
  const rows = new Map(tables[0]?.rows.map(([what, result]) => [what, Number(result)]));
  expect(rows.get("bytes of a status")).toBeGreaterThan(3000);
  expect(rows.get("statuses written by the first look")).toBe(50);
  expect(rows.get("statuses written by all further looks")).toBe(0);
  expect(targets.map(({ result }) => Number.isFinite(result))).not.toContain(false);
}, 60_000);
