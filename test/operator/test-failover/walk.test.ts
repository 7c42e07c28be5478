// Everything that can happen to a drill, in any order: crashes, lost answers, other people, clocks; what must always hold.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { conclude } from "../../../operator/test-failover/conclude.ts";
import { decide } from "../../../operator/test-failover/decide.ts";
import type { Run, RunVerdict, World } from "../../../operator/test-failover/world.ts";
import { type Answer, AzureModel } from "./azure-model.ts";
import { runWith, saved, vaultWith } from "./build.ts";

type Event =
  | { readonly do: "look"; readonly answer: Answer; readonly crash: "no" | "beforeCall" | "afterCall" }
  | { readonly do: "wait"; readonly seconds: number }
  | { readonly do: "azure"; readonly fails: boolean }
  | { readonly do: "elsewhere" | Change };

type Change = "cleanUpNow" | "delete" | keyof typeof FACTS;

/** What a run sees of its vault from then on. */
const FACTS = {
  connect: {},
  disconnect: {
    vault: undefined,
    item: { state: "unknown", why: "Not connected." },
    job: undefined,
    sightings: [],
  } as Partial<World>,
  observe: vaultWith({ mode: "Observe" }),
} as const;

const TERMINAL = new Set(["Succeeded", "PartiallySucceeded", "Failed", "Cancelled"]);

const look = fc.record({
  do: fc.constant("look" as const),
  answer: fc.constantFrom<Answer>("answered", "answered", "lostAfter", "lostBefore", "busy", "throttled", "forbidden"),
  crash: fc.constantFrom("no" as const, "no" as const, "no" as const, "beforeCall" as const, "afterCall" as const),
});
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 12, arbitrary: look },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("wait" as const), seconds: fc.constantFrom(5, 60, 200, 2000) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("azure" as const), fails: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom<"elsewhere" | Change>(
        "elsewhere",
        "cleanUpNow",
        "delete",
        "disconnect",
        "connect",
        "observe",
      ),
    }),
  },
);

/** A run and its Azure, moved on by events; every look checks what must hold. */
class Walk {
  readonly azure = new AzureModel();
  run: Run = runWith({ spec: { cleanUp: { after: "15m" } } });
  facts: Partial<World> = {};
  writesInObserve = 0;
  #ids = 0;

  world(): World {
    const { operation } = this.run.status ?? {};
    const started = this.run.status?.timeline?.findLast(({ step }) => step === "Started");
    const jobId = operation === undefined ? started?.jobId : operation.jobId;
    return this.azure.world(jobId, { operationId: `operation-${++this.#ids}`, ...this.facts });
  }

  look(answer: Answer, crash: "no" | "beforeCall" | "afterCall"): void {
    const world = this.world();
    const verdict = decide(this.run, world);
    this.check(verdict, world);
    this.run = saved(this.run, verdict);
    if (verdict.action === undefined || crash === "beforeCall") return;
    if (world.vault?.mode === "Observe") this.writesInObserve++;
    this.azure.count(verdict.action);
    const outcome = this.azure.call(verdict.action, answer);
    if (crash === "no") this.run = saved(this.run, conclude(verdict, outcome, this.azure.now));
  }

  check(verdict: RunVerdict, world: World): void {
    const { phase = "Pending" } = verdict.status;
    const active = ["Starting", "Running", "CleaningUp"].includes(phase);
    expect(verdict.hold).toBe(active);
    if (verdict.action !== undefined) expect(verdict.status.operation?.id).toBe(verdict.action.operationId);
    if (TERMINAL.has(phase)) expect(this.azure.drill?.by).not.toBe("us");
    if (verdict.action === undefined && verdict.next !== "on-change" && verdict.next.afterSeconds > 0)
      this.isStable(verdict, world);
  }

  /** Looking again at the same facts changes nothing, so nothing is written. */
  isStable(verdict: RunVerdict, world: World): void {
    const once = saved(this.run, verdict);
    const again = decide(once, world);
    expect(again.action).toBeUndefined();
    expect(saved(once, again).status).toEqual(once.status);
  }

  happens(what: Event): void {
    if (what.do === "look") this.look(what.answer, what.crash);
    else if (what.do === "wait") this.azure.seconds += what.seconds;
    else if (what.do === "azure") this.azure.proceed(what.fails);
    else if (what.do === "elsewhere") this.azure.elsewhere();
    else this.changes(what.do);
  }

  changes(what: Change): void {
    const { run } = this;
    if (what === "cleanUpNow") this.run = { ...run, spec: { ...run.spec, cleanUp: { after: "15m", now: true } } };
    else if (what === "delete")
      this.run = { ...run, metadata: { ...run.metadata, deletionTimestamp: "2026-11-23T11:00:00Z" } };
    else this.facts = FACTS[what];
  }

  /** Nothing disturbs it any more: everything that waits gets its turn. */
  calmDown(): void {
    this.facts = {};
    for (let turn = 0; turn < 60; turn++) {
      this.azure.seconds += 200;
      if (turn % 3 === 2) this.azure.proceed(false);
      if (this.azure.drill?.by === "elsewhere" && this.azure.drill.state === "up") this.azure.elsewhere();
      this.look("answered", "no");
    }
  }
}

const walk = (events: readonly Event[]): Walk => {
  const walked = new Walk();
  for (const one of events) walked.happens(one);
  return walked;
};

const walks = fc.array(event, { minLength: 5, maxLength: 60 });
const property = (holds: (walked: Walk) => void) =>
  fc.assert(
    fc.property(walks, (events) => {
      holds(walk(events));
    }),
    { numRuns: 400 },
  );

describe("whatever happens to a drill", { timeout: 60_000 }, () => {
  test("an intent that Azure accepted is never sent again", () => {
    property(({ azure }) => {
      expect(azure.repeated).toBe(0);
      expect([...azure.accepted.values()].every((count) => count === 1)).toBe(true);
    });
  });

  test("nothing is written in mode Observe", () => {
    property(({ writesInObserve }) => expect(writesInObserve).toBe(0));
  });

  test("once it calms down the run ends, and nothing of it is left in Azure", () => {
    property((walked) => {
      walked.calmDown();
      expect(TERMINAL.has(walked.run.status?.phase ?? "")).toBe(true);
      expect(walked.azure.drill?.by).not.toBe("us");
    });
  });

  test("an ended run stays as it is", () => {
    property((walked) => {
      walked.calmDown();
      const { run } = walked;
      walked.azure.elsewhere();
      walked.look("answered", "no");
      expect(walked.run.status).toEqual(run.status);
    });
  });
});

describe("the walk itself", { timeout: 60_000 }, () => {
  const reaches = (wanted: (walked: Walk) => boolean): boolean =>
    fc.sample(walks, { numRuns: 600, seed: 7 }).some((events) => wanted(walk(events)));

  test.each(["Checking", "Starting", "Running", "CleaningUp", "Succeeded", "Failed", "Cancelled"])(
    "reaches %s",
    (phase) => {
      expect(reaches(({ run }) => run.status?.phase === phase)).toBe(true);
    },
  );

  test.each(["ForeignTestFailover", "ForeignOperation", "CleanUpFailed", "ObserveOnly", "AzureRefused"])(
    "gets stuck for the reason %s",
    (reason) => {
      expect(reaches(({ run }) => run.status?.conditions?.some((one) => one.reason === reason) === true)).toBe(true);
    },
  );

  test("adopts jobs whose answer was lost", () => {
    const found = "Found by looking: the answer to the call was lost.";
    expect(reaches(({ run }) => run.status?.timeline?.some(({ message }) => message === found) === true)).toBe(true);
  });
});
