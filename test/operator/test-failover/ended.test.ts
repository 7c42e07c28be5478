// A run that has ended is a record: nothing is read or done for it any more, and only its verdict may still come.
import { describe, expect, test } from "vitest";
import { adopted } from "../../../operator/operation.ts";
import { decide } from "../../../operator/test-failover/decide.ts";
import type { Run, World } from "../../../operator/test-failover/world.ts";
import {
  absent,
  intentTo,
  iso,
  jobWith,
  minutesLater,
  NOW,
  present,
  type RunFacts,
  runWith,
  saved,
  shows,
  statusIn,
  unknown,
  worldWith,
} from "./build.ts";

const cleanedUp: Partial<World> = {
  item: present(shows.cleaned()),
  job: jobWith({ id: "job-2", state: "Succeeded", endedAt: NOW }),
};
const failedStart: Partial<World> = {
  item: present(shows.idle()),
  job: jobWith({ state: "Failed", errors: [{ code: "28031", message: "Quota." }] }),
};

/** A run, decided once to its end, as it is stored then. */
const endOf = (facts: RunFacts, world: Partial<World>): Run => {
  const run = runWith(facts);
  return saved(run, decide(run, worldWith(world)));
};

const ends: readonly [string, Run][] = [
  ["Succeeded", endOf({ status: statusIn.cleaningUp() }, cleanedUp)],
  ["Failed", endOf({ status: statusIn.starting(adopted(intentTo("TestFailover"), "job-1")) }, failedStart)],
  ["Cancelled", endOf({ spec: { startBy: iso(NOW) } }, {})],
];

describe("a run that has ended", () => {
  test.each(ends)("stays as it is, whatever the world is like: %s", (phase, run) => {
    const worlds: Partial<World>[] = [
      {},
      { vault: undefined, protection: undefined, item: unknown },
      { item: absent },
      { item: present(shows.up()), laterDrill: "job-9", claim: { held: false, by: "another" } },
    ];
    for (const world of worlds) {
      const verdict = decide(run, worldWith({ ...world, azureNow: minutesLater(9999) }));
      expect(run.status?.phase).toBe(phase);
      expect(verdict).toMatchObject({ next: "on-change", hold: false });
      expect(verdict.action).toBeUndefined();
      expect(saved(run, verdict).status).toEqual(run.status);
    }
  });

  test("lets go when it is deleted, and does not change", () => {
    for (const [, run] of ends) {
      const deleted: Run = { ...run, metadata: { ...run.metadata, deletionTimestamp: iso(NOW) } };
      const verdict = decide(deleted, worldWith());
      expect(verdict.hold).toBe(false);
      expect(saved(run, verdict).status).toEqual(run.status);
    }
  });

  test("takes a verdict into its column, and into nothing else", () => {
    const [, run] = ends[0] as [string, Run];
    const judged: Run = { ...run, spec: { ...run.spec, verdict: { result: "Passed", by: "slack:U1", note: "Fine." } } };
    expect(run.status?.result).toBe("No verdict yet");
    expect(saved(judged, decide(judged, worldWith())).status).toEqual({ ...run.status, result: "Verdict: Passed" });
  });

  test("that failed keeps its failure in the column, also with a verdict", () => {
    const [, run] = ends[1] as [string, Run];
    const judged: Run = { ...run, spec: { ...run.spec, verdict: { result: "Failed" } } };
    expect(decide(judged, worldWith()).status.result).toBe("28031: Quota.");
  });
});
