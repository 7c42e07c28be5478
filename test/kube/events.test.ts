// Which Events are sent for what is recorded, and what happens when they cannot be.
import { describe, expect, test } from "vitest";
import { RejectedError, UnavailableError } from "../../kube/errors.ts";
import { createEventRecorder, type KubeEvent, microTime } from "../../kube/events.ts";
import { createFakeClock, settle } from "./fake-clock.ts";
import { createFakeLogger } from "./fake-logger.ts";
import { thing } from "./things.ts";

interface Sent {
  readonly verb: "create" | "patch";
  readonly body: Record<string, unknown>;
  readonly name: string;
}

/** `broken`: how many calls of the client throw before they return a promise. */
function setUp({ broken = 0 } = {}) {
  let throwing = broken;
  const clock = createFakeClock();
  const logger = createFakeLogger();
  const sent: Sent[] = [];
  const answers: (Error | undefined)[] = [];
  const answer = async (one: Sent) => {
    sent.push(one);
    const error = answers.length > 1 ? answers.shift() : answers[0];
    if (error !== undefined) throw error;
  };
  const recorder = createEventRecorder({
    client: {
      create: (_, body) => {
        if (throwing-- > 0) throw new TypeError("no namespace");
        return answer({ verb: "create", body: { ...body }, name: body.metadata.name }).then(() => body as never);
      },
      patch: async (_, { name }, body) => {
        await answer({ verb: "patch", body: { ...body }, name });
        return body as never;
      },
    },
    reportingController: "example.org/operator",
    reportingInstance: "pod-1",
    clock,
    logger,
    random: () => 0.5,
  });
  return { clock, logger, sent, answers, recorder };
}

const event = (more: Partial<KubeEvent> = {}): KubeEvent => ({
  regarding: thing("web01", 5),
  type: "Warning",
  reason: "NotDiscovered",
  action: "Look",
  note: "Machine web01 is not known.",
  ...more,
});

const minutes = (count: number) => count * 60_000;

describe("an Event", () => {
  test("has what events.k8s.io/v1 asks for, in the object's namespace", async () => {
    const { recorder, sent } = setUp();
    recorder.record(event());
    await recorder.idle();
    expect(sent).toHaveLength(1);
    expect(sent[0]?.body).toEqual({
      apiVersion: "events.k8s.io/v1",
      kind: "Event",
      metadata: { namespace: "shop", name: expect.stringMatching(/^web01\.[0-9a-f]{16}$/) },
      eventTime: "2026-11-23T10:00:00.000000Z",
      reportingController: "example.org/operator",
      reportingInstance: "pod-1",
      type: "Warning",
      reason: "NotDiscovered",
      action: "Look",
      note: "Machine web01 is not known.",
      regarding: { apiVersion: "example.org/v1", kind: "Thing", name: "web01", namespace: "shop", uid: "uid-web01" },
    });
  });

  test("about a cluster-scoped object goes to the namespace default", async () => {
    const { recorder, sent } = setUp();
    const { namespace: _, ...metadata } = thing("contoso", 5).metadata;
    recorder.record(event({ regarding: { ...thing("contoso", 5), metadata } }));
    await recorder.idle();
    expect(sent[0]?.body).toMatchObject({ metadata: { namespace: "default" } });
  });

  test("is cut where the server would refuse it", async () => {
    const { recorder, sent } = setUp();
    recorder.record(event({ note: "ü".repeat(1025), reason: "R".repeat(200), regarding: thing("n".repeat(253), 5) }));
    await recorder.idle();
    const { note, reason } = sent[0]?.body ?? {};
    expect([note, reason].map((text) => Buffer.byteLength(String(text)))).toEqual([1023, 128]);
    expect(sent[0]?.name.length).toBeLessThanOrEqual(253);
  });

  test("has a time with six fractional digits", () => {
    expect(microTime(new Date("2026-11-23T10:00:00.075Z"))).toBe("2026-11-23T10:00:00.075000Z");
  });
});

describe("a repeat", () => {
  test("makes a series of two on the first Event; later ones are told after half an hour", async () => {
    const { recorder, sent, clock } = setUp();
    for (let minute = 0; minute < 40; minute++) {
      recorder.record(event());
      await clock.advance(minutes(1));
    }
    const [first, second, third] = sent;
    expect(sent.map(({ verb }) => verb)).toEqual(["create", "patch", "patch"]);
    expect(new Set(sent.map(({ name }) => name))).toEqual(new Set([first?.name]));
    expect(second?.body).toEqual({ series: { count: 2, lastObservedTime: "2026-11-23T10:01:00.000000Z" } });
    expect(third?.body).toEqual({ series: { count: 36, lastObservedTime: "2026-11-23T10:36:00.000000Z" } });
  });

  test("after six quiet minutes is a new Event; what the series had counted is told first", async () => {
    const { recorder, sent, clock } = setUp();
    for (let repeat = 0; repeat < 4; repeat++) recorder.record(event());
    await clock.advance(minutes(12));
    recorder.record(event());
    await settle();
    expect(sent.map(({ verb }) => verb)).toEqual(["create", "patch", "patch", "create"]);
    expect(sent[2]?.body).toMatchObject({ series: { count: 4 } });
    expect(sent[3]?.name).not.toBe(sent[0]?.name);
  });

  test.each<[string, Partial<KubeEvent>]>([
    ["another reason", { reason: "Found" }],
    ["another type", { type: "Normal" }],
    ["another action", { action: "Protect" }],
    ["another object", { regarding: thing("web02", 5) }],
    ["a namesake", { regarding: thing("web01", 9, { uid: "another" }) }],
  ])("needs the same key: %s is an Event of its own", async (_, other) => {
    const { recorder, sent } = setUp();
    recorder.record(event());
    recorder.record(event(other));
    await recorder.idle();
    expect(sent.map(({ verb }) => verb)).toEqual(["create", "create"]);
  });

  test("with another note is still a repeat", async () => {
    const { recorder, sent } = setUp();
    recorder.record(event());
    recorder.record(event({ note: "still not" }));
    await recorder.idle();
    expect(sent.map(({ verb }) => verb)).toEqual(["create", "patch"]);
  });

  test("that was only counted is told at the end, and no timer stays", async () => {
    const { recorder, sent, clock } = setUp();
    for (let repeat = 0; repeat < 5; repeat++) recorder.record(event());
    await recorder.close();
    expect(sent.at(-1)?.body).toMatchObject({ series: { count: 5 } });
    expect(clock.pending).toBe(0);
  });
});

describe("when the API server", () => {
  test("is away, the Event is tried twelve times, ten seconds apart, then given up", async () => {
    const { recorder, sent, clock, answers, logger } = setUp();
    answers.push(new UnavailableError("refused"));
    recorder.record(event());
    await clock.advance(9_999);
    expect(sent).toHaveLength(1);
    await clock.advance(1);
    expect(sent).toHaveLength(2);
    await clock.advance(minutes(5));
    expect(sent).toHaveLength(12);
    expect(logger.messages("warn")).toEqual(["kubernetes event not recorded"]);
  });

  test("cannot even be asked, nothing breaks and the next Event is sent", async () => {
    const { recorder, sent, logger } = setUp({ broken: 1 });
    recorder.record(event());
    recorder.record(event({ reason: "Found" }));
    await recorder.idle();
    expect(sent).toHaveLength(1);
    expect(logger.messages("warn")).toEqual(["kubernetes event not recorded"]);
  });

  test("says no, it is not asked again, and the next Event is sent", async () => {
    const { recorder, sent, answers, logger } = setUp();
    answers.push(new RejectedError("namespace is being terminated", 403, "Forbidden"), undefined);
    recorder.record(event());
    recorder.record(event({ reason: "Found" }));
    await recorder.idle();
    expect(sent).toHaveLength(2);
    expect(logger.messages("warn")).toEqual(["kubernetes event not recorded"]);
  });

  test("hangs, recording stays quick and bounded, and closing takes five seconds", async () => {
    const { recorder, sent, clock, answers, logger } = setUp();
    answers.push(new UnavailableError("refused"));
    for (let n = 0; n < 1_500; n++) recorder.record(event({ reason: `Reason${n}` }));
    await settle();
    const closing = recorder.close();
    await clock.advance(5_000);
    await closing;
    await clock.advance(minutes(10));
    expect(sent.length).toBeLessThanOrEqual(2);
    expect(logger.messages("warn")).toEqual(["kubernetes events dropped, too many were waiting"]);
  });
});
