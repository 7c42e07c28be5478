// The rules that make a crash, a lost answer and somebody else's work harmless: every row of them.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  adopted,
  again,
  cut,
  intend,
  isoSeconds,
  looked,
  type Operation,
  type OperationKind,
  type Outcome,
  record,
  resume,
  type Sighting,
  sameId,
} from "../../operator/operation.ts";

const NOW = new Date("2026-11-23T10:31:00Z");
const later = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1000);
const ITEM = "/Subscriptions/0/protectedItems/web01";

const intent = (more: Partial<Operation> = {}, kind: OperationKind = "TestFailover"): Operation => ({
  ...intend({ id: "op-1", kind, target: ITEM, knownJobs: ["old"], azureDate: NOW, epoch: 2 }),
  ...more,
});
const lost = intent({ outcome: "Unknown", unknownSince: isoSeconds(NOW) });

describe("an intent", () => {
  test("holds what a restart needs, before anything is sent", () => {
    expect(intent()).toEqual({
      id: "op-1",
      kind: "TestFailover",
      target: ITEM,
      knownJobs: ["old"],
      azureDate: "2026-11-23T10:31:00Z",
      epoch: 2,
      attempt: 1,
      startedAt: "2026-11-23T10:31:00Z",
      outcome: "Pending",
    });
  });

  test("remembers the newest of many known jobs", () => {
    const knownJobs = new Array(50).fill(0).map((_, index) => `job-${index}`);
    const { knownJobs: kept } = intend({ ...intent(), kind: "TestFailover", azureDate: NOW, knownJobs });
    expect(kept).toHaveLength(20);
    expect(kept.at(-1)).toBe("job-49");
  });

  test("called again keeps what was known before the first call, and is looked for anew", () => {
    const before = intent({ firstLookAt: isoSeconds(NOW) });
    expect(again(before)).toEqual({ ...intent(), attempt: 2, outcome: "Unknown" });
  });
});

describe("after the answer", () => {
  const rows: readonly [string, Operation, Outcome, Partial<Operation> | undefined][] = [
    ["started: the job is on record", intent(), { started: "job-1" }, { jobId: "job-1", outcome: "Started" }],
    ["started, after an unknown: likewise", lost, { started: "job-1" }, { jobId: "job-1", outcome: "Started" }],
    [
      "unknown: the intent stays, with when and why",
      intent(),
      { unknown: "connection reset" },
      { outcome: "Unknown", unknownSince: isoSeconds(later(9)), message: "connection reset" },
    ],
    [
      "unknown again: since when stays",
      lost,
      { unknown: "timeout" },
      { outcome: "Unknown", unknownSince: isoSeconds(NOW), message: "timeout" },
    ],
    ["refused with 403: cleared", intent(), { refused: "No right.", code: "AuthorizationFailed" }, undefined],
    ["refused with 429: cleared, and waited for", intent(), { refused: "Slow.", retryAfterSeconds: 30 }, undefined],
    [
      "refused with 409: cleared when nothing was unknown before",
      intent(),
      { refused: "Busy.", conflict: true },
      undefined,
    ],
    [
      "refused with 409 after an unknown: may be our own job that answers, so it is never cleared",
      lost,
      { refused: "Busy.", conflict: true },
      { outcome: "Unknown", message: "Busy." },
    ],
    [
      "refused with 409 in a repetition: likewise, also when the first answer was lost in a crash",
      again(intent()),
      { refused: "Busy.", conflict: true },
      { outcome: "Unknown", attempt: 2 },
    ],
    [
      "refused with 45031: never cleared, the machine is looked for",
      intent({}, "Enable"),
      { refused: "Already protected.", code: "45031", alreadyDone: true },
      { outcome: "Unknown", message: "Already protected." },
    ],
    ["refused with 403 after an unknown: cleared, a definite no", lost, { refused: "No right." }, undefined],
  ];

  test.each(rows)("%s", (_sentence, operation, outcome, expected) => {
    const recorded = record(operation, outcome, later(9));
    if (expected === undefined) expect(recorded).toBeUndefined();
    else expect(recorded).toMatchObject({ id: "op-1", knownJobs: ["old"], ...expected });
  });

  test("a message of any length is kept within bounds", () => {
    expect(Array.from(record(intent(), { unknown: "🧨".repeat(5000) }, NOW)?.message ?? "")).toHaveLength(1024);
  });
});

describe("an intent is resumed", () => {
  const seen = (more: Partial<Sighting> = {}): Sighting => ({
    jobId: "job-1",
    scenario: "TestFailover",
    target: ITEM,
    startedAt: NOW,
    ...more,
  });
  const asked = { network: "/n/dr-test", recoveryPoint: "/items/web01/recoveryPoints/p1" };

  const finds: readonly [string, Sighting, object][] = [
    ["adopting a job of its scenario on its object", seen(), { adopt: "job-1" }],
    ["adopting it by the object's id in other letters", seen({ target: ITEM.toLowerCase() }), { adopt: "job-1" }],
    ["adopting it when it shows the same network", seen({ network: "/N/DR-TEST" }), { adopt: "job-1" }],
    ["adopting it when it shows the same point", seen({ recoveryPoint: asked.recoveryPoint }), { adopt: "job-1" }],
    ["adopting it when it shows the point's name only", seen({ recoveryPoint: "P1" }), { adopt: "job-1" }],
    ["adopting it when clocks differ by half a minute", seen({ startedAt: later(-30) }), { adopt: "job-1" }],
    [
      "adopting it when Azure does not say when it started",
      { jobId: "job-1", scenario: "TestFailover", target: ITEM },
      { adopt: "job-1" },
    ],
    ["adopting it when it shows that network's name only", seen({ network: "DR-Test" }), { adopt: "job-1" }],
    ["stopping before one that shows another network's name", seen({ network: "test" }), { foreign: "job-1" }],
    ["stopping before one with another network", seen({ network: "/n/lab" }), { foreign: "job-1" }],
    ["stopping before one with another point", seen({ recoveryPoint: "/p/p9" }), { foreign: "job-1" }],
    ["stopping before one with another point's name", seen({ recoveryPoint: "p9" }), { foreign: "job-1" }],
    ["passing over another scenario", seen({ scenario: "TestFailoverCleanup" }), { settle: 180 }],
    ["passing over another object", seen({ target: "/items/web02" }), { settle: 180 }],
    ["passing over a job known before the call", seen({ jobId: "old" }), { settle: 180 }],
    ["passing over a job from before the call", seen({ startedAt: later(-31) }), { settle: 180 }],
  ];

  test.each(finds)("%s", (_sentence, sighting, expected) => {
    expect(resume(lost, asked, [sighting], NOW)).toEqual(expected);
  });

  test("preferring its own among others", () => {
    const others = [seen({ jobId: "a", network: "/n/lab" }), seen({ jobId: "b", network: "/n/dr-test" })];
    expect(resume(lost, asked, others, NOW)).toEqual({ adopt: "b" });
  });

  test("following the job that it has, whatever else is there", () => {
    expect(resume(adopted(lost, "mine"), asked, [seen()], NOW)).toEqual({ follow: "mine" });
  });

  test.each([
    ["EnableProtection", "Enable"],
    ["EnableDr", "Enable"],
    ["DisableDr", "Disable"],
    ["AddProtectionProfile", "CreatePolicy"],
    ["AssociateProtectionProfile", "CreateMapping"],
    ["DissociateProtectionProfile", "DeleteMapping"],
    ["RemoveProtectionProfile", "DeletePolicy"],
    ["TestFailoverCleanup", "TestFailoverCleanup"],
  ] as const)("knowing Azure's name %s for %s", (scenario, kind) => {
    expect(resume(intent({}, kind), {}, [seen({ scenario })], NOW)).toEqual({ adopt: "job-1" });
  });

  const waits: readonly [string, Operation, number, object][] = [
    ["three minutes from the first look", lost, 5000, { settle: 180 }],
    ["what is left of three minutes", { ...lost, firstLookAt: isoSeconds(NOW) }, 100, { settle: 80 }],
    ["a last part of a second", { ...lost, firstLookAt: isoSeconds(NOW) }, 179.5, { settle: 1 }],
    ["no longer, and then calls again", { ...lost, firstLookAt: isoSeconds(NOW) }, 180, { callAgain: true }],
    ["anew when a clock was set back", { ...lost, firstLookAt: isoSeconds(later(60)) }, 0, { settle: 240 }],
  ];

  test.each(waits)("waiting on Azure's clock for %s", (_sentence, operation, seconds, expected) => {
    expect(resume(operation, asked, [], later(seconds))).toEqual(expected);
  });

  test("the first look is stamped once", () => {
    const once = looked(lost, NOW);
    expect(once.firstLookAt).toBe("2026-11-23T10:31:00Z");
    expect(looked(once, later(60))).toBe(once);
  });

  test("a crash between intent and call is treated like a lost answer", () => {
    expect(resume(intent(), asked, [seen()], NOW)).toEqual({ adopt: "job-1" });
    expect(resume(intent(), asked, [], NOW)).toEqual({ settle: 180 });
  });

  test("an adopted job has no message of the lost answer any more", () => {
    expect(adopted({ ...lost, message: "reset" }, "job-1")).toEqual({ ...lost, jobId: "job-1", outcome: "Started" });
  });

  test("never calling again while a candidate is in sight", () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.constantFrom(undefined, "/n/lab", "/n/dr-test"), (seconds, network) => {
        const sighting = seen(network === undefined ? {} : { network });
        const next = resume({ ...lost, firstLookAt: isoSeconds(NOW) }, asked, [sighting], later(seconds));
        expect(next).not.toHaveProperty("callAgain");
      }),
    );
  });
});

describe("ids", () => {
  test("compare without case, and nothing equals nothing", () => {
    expect(sameId("/Subscriptions/A", "/subscriptions/a")).toBe(true);
    expect(sameId("/a", "/b")).toBe(false);
    expect(sameId(undefined, undefined)).toBe(false);
  });
});

describe("a text is cut", () => {
  test.each([
    ["not when it fits", "abc", 3, "abc"],
    ["with an ellipsis", "abcd", 3, "ab…"],
    ["by characters, not by their halves", "🧨🧨🧨", 2, "🧨…"],
    ["and mended when it is broken", "a\ud83e", 3, "a\ufffd"],
  ])("%s", (_sentence, text, most, expected) => {
    expect(cut(text, most)).toBe(expected);
  });
});
