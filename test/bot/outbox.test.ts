// The outbox: order, pauses and retries of calls, whatever they are about.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createOutbox, type Errand, type Outbox } from "../../bot/outbox.ts";
import type { Outcome } from "../../bot/say-once.ts";
import { createFakeClock, type FakeClock } from "../kube/fake-clock.ts";
import { createFakeLogger } from "../kube/fake-logger.ts";

let clock: FakeClock;
let outbox: Outbox;
let ending: AbortController;
let counted: string[];
/** "seconds key" of each call. */
let log: string[];

beforeEach(() => {
  clock = createFakeClock();
  ending = new AbortController();
  [log, counted] = [[], []];
  const posts = { inc: ({ outcome }: { outcome: string }) => void counted.push(outcome) };
  outbox = createOutbox({ clock, logger: createFakeLogger(), random: () => 0.999, posts });
  void outbox.run(ending.signal);
});
afterEach(() => ending.abort());

type Answer = Outcome | Error;

/** Offered again until it is said, or until there are no more answers. */
function offer(key: string, answers: readonly Answer[], more: Partial<Errand> = {}): void {
  const rest = [...answers];
  const errand: Errand = {
    key,
    call: "edit",
    channel: `C-${key}`,
    urgency: "progress",
    run: async () => {
      log.push(`${Math.round(clock.monotonicMs() / 1000)} ${key}`);
      const answer = rest.shift() ?? "nothing";
      if (answer instanceof Error) throw answer;
      return answer;
    },
    done: () => {
      if (rest.length > 0) outbox.offer(errand);
    },
    ...more,
  };
  outbox.offer(errand);
}

const said = { ts: "1.0" };
const times = (key: string) =>
  log.filter((entry) => entry.endsWith(` ${key}`)).map((entry) => Number(entry.split(" ")[0]));

test("what waits is told with how long it does, until it is said", async () => {
  offer("a", [new Error("no API server"), said]);
  offer("b", [said], { urgency: "final" });
  expect(outbox.waiting()).toEqual([
    { urgency: "progress", seconds: 0 },
    { urgency: "final", seconds: 0 },
  ]);
  await clock.advance(500);
  expect(outbox.waiting()).toEqual([{ urgency: "progress", seconds: 0.5 }]);
  await clock.advance(10_000);
  expect(outbox.waiting()).toEqual([]);
});

describe("an errand", () => {
  test("that fails comes again after 1, 2, 4 … seconds, at most a minute, and holds up nobody", async () => {
    offer(
      "a",
      Array.from({ length: 12 }, () => new Error("no API server")),
    );
    await clock.advance(10_000);
    offer("b", [said]);
    await clock.advance(600_000);
    expect(times("a").slice(0, 8)).toEqual([0, 1, 3, 7, 15, 31, 63, 123]);
    expect(times("b")).toEqual([10]);
  });

  test("that is not answered holds up all, one is tried at a time, and the first answer frees them", async () => {
    offer("a", [{ unknown: "timeout" }, said]);
    await clock.advance(0);
    offer("b", [{ unreached: "refused" }, said]);
    offer("c", [said]);
    await clock.advance(900);
    expect(log).toEqual(["0 a"]);
    await clock.advance(60_000);
    expect(counted.filter((outcome) => outcome === "said")).toHaveLength(3);
    expect(new Set([...times("a"), ...times("b"), ...times("c")]).size).toBeGreaterThanOrEqual(3);
  });

  test("that was not answered for long does not make the next silence long", async () => {
    offer("a", [...Array.from({ length: 8 }, () => ({ unknown: "timeout" })), said]);
    await clock.advance(10 * 60_000);
    log = [];
    offer("b", [{ unknown: "timeout" }]);
    await clock.advance(0);
    offer("c", [said]);
    await clock.advance(2_000);
    expect(log).toEqual(["600 b", "601 c"]);
  });

  test("is under way once, however often and for whichever channel it is offered", async () => {
    const gate = Promise.withResolvers<Outcome>();
    const run = () => {
      log.push("a");
      return gate.promise;
    };
    offer("a", [], { run });
    await clock.advance(0);
    offer("a", [], { run, channel: "other" });
    await clock.advance(60_000);
    expect(log).toEqual(["a"]);
    gate.resolve(said);
  });

  test("that was told to wait keeps its place before younger ones", async () => {
    offer("a", [{ waitSeconds: 5 }, said], { channel: "C" });
    await clock.advance(1_000);
    offer("b", [said], { channel: "C" });
    await clock.advance(10_000);
    expect(log).toEqual(["0 a", "5 a", "5 b"]);
  });

  test("that finds nothing to do does not spin", async () => {
    offer(
      "a",
      Array.from({ length: 50 }, () => "nothing" as const),
    );
    await clock.advance(10_000);
    expect(times("a").length).toBeLessThanOrEqual(11);
  });

  test("that is withdrawn is not run, and starts anew when it is offered again", async () => {
    offer("a", [new Error("no API server"), said]);
    await clock.advance(0);
    outbox.withdraw("a");
    await clock.advance(5_000);
    expect(log).toEqual(["0 a"]);
    offer("a", [said]);
    await clock.advance(0);
    expect(log).toEqual(["0 a", "5 a"]);
  });

  test("is counted by how it ended", async () => {
    offer("a", [said]);
    offer("b", [{ refused: "is_archived" }]);
    offer("c", [{ waitSeconds: 1 }]);
    await clock.advance(0);
    offer("d", [new Error("x")]);
    await clock.advance(2_000);
    expect(counted).toEqual(["said", "refused", "waitSeconds", "failed"]);
  });
});

describe("the end", () => {
  test("begins no more calls, and waits for the one under way", async () => {
    const gate = Promise.withResolvers<Outcome>();
    const second = createOutbox({ clock, logger: createFakeLogger(), random: () => 0.5 });
    const stop = new AbortController();
    let over = false;
    const running = second.run(stop.signal).then(() => {
      over = true;
    });
    const begun: string[] = [];
    const errand = (key: string): Errand => ({
      ...{ key, call: "edit", channel: "C", urgency: "final", done: () => {} },
      run: () => {
        begun.push(key);
        return gate.promise;
      },
    });
    second.offer(errand("a"));
    second.offer(errand("b"));
    await clock.advance(0);
    stop.abort();
    await clock.advance(60_000);
    expect([begun, over]).toEqual([["a"], false]);
    gate.resolve(said);
    await running;
    expect(begun).toEqual(["a"]);
  });
});
