// When conflicts are the copy's fault: they go on, and the copy does not.
import { expect, test } from "vitest";
import { createContradictions } from "../../kube/contradictions.ts";

interface Step {
  readonly atMs: number;
  readonly key?: string;
  readonly version: string;
  readonly wrong?: true;
}

const tables: readonly (readonly [string, readonly Step[]])[] = [
  ["one conflict is everyday life", [{ atMs: 0, version: "7" }]],
  [
    "conflicts that the watch explains in time are, too",
    [
      { atMs: 0, version: "7" },
      { atMs: 9_000, version: "7" },
      { atMs: 11_000, version: "8" },
      { atMs: 20_000, version: "8" },
    ],
  ],
  [
    "ten seconds of them at the same version are not, and are told once",
    [
      { atMs: 0, version: "7" },
      { atMs: 5_000, version: "7" },
      { atMs: 10_000, version: "7", wrong: true },
      { atMs: 10_100, version: "7" },
      { atMs: 20_100, version: "7", wrong: true },
    ],
  ],
  [
    "keys do not add up",
    [
      { atMs: 0, key: "a", version: "7" },
      { atMs: 9_000, key: "b", version: "7" },
      { atMs: 12_000, key: "b", version: "7" },
      { atMs: 12_000, key: "a", version: "7", wrong: true },
    ],
  ],
];

test.each(tables)("%s", (_, steps) => {
  let nowMs = 0;
  const contradictions = createContradictions({ monotonicMs: () => nowMs });
  for (const { atMs, key = "a", version, wrong = false } of steps) {
    nowMs = atMs;
    expect({ atMs, key, wrong: contradictions.met(key, version) }).toEqual({ atMs, key, wrong });
  }
});

test("however many keys meet one, only the last thousand are remembered", () => {
  let nowMs = 0;
  const contradictions = createContradictions({ monotonicMs: () => nowMs });
  for (let key = 0; key <= 1000; key++) contradictions.met(`key-${key}`, "7");
  nowMs = 10_000;
  expect(contradictions.met("key-0", "7")).toBe(false);
  expect(contradictions.met("key-1000", "7")).toBe(true);
});
