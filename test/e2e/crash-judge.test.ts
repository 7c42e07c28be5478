// The judge of the crash tests is told what a broken promise looks like: a judge that sees nothing would pass everything.
import { describe, expect, test } from "vitest";
import type { ReceivedWrite } from "../stack/simulator.ts";
import { brokenPromises, type VaultState } from "./crash-judge.ts";

const quiet: VaultState = { jobs: [], items: [], virtualMachines: [] };
const item = "/vault/replicationProtectedItems/web01";

const start = Date.parse("2026-11-23T10:00:00Z");
type Facts = Partial<ReceivedWrite> & { readonly atSeconds: number; readonly intent: string };

function call({ atSeconds, intent, ...facts }: Facts): ReceivedWrite {
  return {
    operation: "ReplicationProtectedItems_TestFailover",
    method: "POST",
    path: `${item}/testFailover`,
    outcome: "accepted",
    clientRequestId: intent,
    time: new Date(start + atSeconds * 1000).toISOString(),
    reply: "sent",
    ...facts,
  };
}

const cleanUp = { path: `${item}/testFailoverCleanup` };
const lost = { outcome: "failed" };

const cases: readonly {
  readonly name: string;
  readonly writes: readonly Facts[];
  readonly state?: Partial<VaultState>;
  readonly broken: readonly RegExp[];
}[] = [
  {
    name: "a drill, its clean-up, and a second drill keep every promise",
    writes: [
      { atSeconds: 0, intent: "a" },
      { atSeconds: 9, intent: "b", ...cleanUp },
      { atSeconds: 20, intent: "c" },
    ],
    broken: [],
  },
  {
    name: "a call of the same intent after it was accepted is told, also when Azure refused it",
    writes: [
      { atSeconds: 0, intent: "a" },
      { atSeconds: 900, intent: "a", outcome: "refused" },
    ],
    broken: [/^after acceptance/, /^again/],
  },
  {
    name: "a second start under another intent is told",
    writes: [
      { atSeconds: 0, intent: "a" },
      { atSeconds: 900, intent: "b", outcome: "refused" },
    ],
    broken: [/^again/],
  },
  {
    name: "a call that was not taken may come once more after three minutes",
    writes: [
      { atSeconds: 0, intent: "a", ...lost },
      { atSeconds: 180, intent: "a" },
    ],
    broken: [],
  },
  {
    name: "not sooner",
    writes: [
      { atSeconds: 0, intent: "a", ...lost },
      { atSeconds: 179, intent: "a" },
    ],
    broken: [/^only 179 s/],
  },
  {
    name: "a call whose job failed may be made again by a new intent",
    writes: [
      { atSeconds: 0, intent: "a", ...cleanUp, jobId: "job-1" },
      { atSeconds: 1800, intent: "b", ...cleanUp },
    ],
    state: { jobs: [{ name: "job-1", scenario: "TestFailoverCleanup", state: "Failed" }] },
    broken: [],
  },
  {
    name: "the same path by another method is another call",
    writes: [
      { atSeconds: 0, intent: "a", method: "PUT", path: item },
      { atSeconds: 9, intent: "b", method: "PATCH", path: item },
    ],
    broken: [],
  },
  {
    name: "what runs in the end is told, by machine and by item",
    writes: [],
    state: {
      virtualMachines: [{ name: "web01-test" }],
      items: [{ name: "web01", allowedOperations: ["TestFailoverCleanup"] }],
    },
    broken: [/^left running: web01-test/, /^not cleaned up: web01/],
  },
];

describe("the judge of Azure's log", () => {
  test.each(cases)("$name", ({ writes, state, broken }) => {
    const told = brokenPromises(writes.map(call), { ...quiet, ...state });
    expect(told).toEqual(broken.map((pattern) => expect.stringMatching(pattern)));
  });
});
