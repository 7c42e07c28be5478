// Several kinds in one process: what one of them is up to, be it a flood, a hang or a bug, does not hold up the others, and
// there is a limit to what all of them do at once.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Controller, createController, type ReconcileContext } from "../../kube/controller.ts";
import { createQueue, priorities, type WorkQueue } from "../../kube/queue.ts";
import { createFakeClock, type FakeClock, settle } from "./fake-clock.ts";
import { createFakeLogger } from "./fake-logger.ts";

const FLOOD = 2000;

let clock: FakeClock;
let done: string[];
let running: number;
let most: number;
let stop: AbortController;

interface Kind {
  readonly queue: WorkQueue;
  readonly controller: Controller;
}
type Reconcile = (key: string, context: ReconcileContext) => Promise<object>;

beforeEach(() => {
  [clock, done, running, most, stop] = [createFakeClock(), [], 0, 0, new AbortController()];
});
afterEach(() => stop.abort());

/** Started, with nothing to do yet. */
function kindOf(name: string, workers: number, work: Reconcile = async () => ({})): Kind {
  const queue = createQueue({ name, clock, random: () => 0 });
  const reconcile: Reconcile = async (key, context) => {
    running += 1;
    most = Math.max(most, running);
    try {
      return await work(key, context);
    } finally {
      running -= 1;
      done.push(`${name}/${key}`);
    }
  };
  const controller = createController({ name, queue, workers, reconcile, clock, logger: createFakeLogger() });
  void controller.start(stop.signal);
  return { queue, controller };
}

function flood({ queue }: Kind): void {
  for (let count = 0; count < FLOOD; count++) queue.add(`${count}`);
}

const soon = () => new Promise<object>((resolve) => setImmediate(() => resolve({})));
const never = () => new Promise<never>(() => {});

/** How many were done before it. */
async function turnOf(name: string): Promise<number> {
  while (!done.includes(name)) await settle();
  return done.indexOf(name);
}

describe("a kind with one key, beside one", () => {
  test.each<[string, Reconcile]>([
    ["that is flooded", soon],
    ["whose reconciles all fail", () => soon().then(() => Promise.reject(new Error("no")))],
    ["whose reconciles all are bugs", () => soon().then(() => Promise.reject(new TypeError("x is undefined")))],
    ["whose reconciles never end", never],
  ])("%s, has its turn at once", async (_, work) => {
    flood(kindOf("many", 8, work));
    const few = kindOf("few", 2, soon);
    few.queue.add("one", { priority: priorities.resync });
    expect(await turnOf("few/one")).toBeLessThan(100);
  });

  test("that is flooded, takes nothing away from it either", async () => {
    const many = kindOf("many", 8, soon);
    const few = kindOf("few", 2, soon);
    flood(many);
    flood(few);
    while (done.length < 2 * FLOOD) await settle();
    expect([many.queue.length, few.queue.length]).toEqual([0, 0]);
    const half = done.slice(0, FLOOD / 2);
    expect(half.filter((name) => name.startsWith("few")).length).toBeGreaterThan(FLOOD / 20);
  });
});

test("all kinds together never do more at once than they have workers", async () => {
  const kinds = [kindOf("a", 2, soon), kindOf("b", 3, soon), kindOf("c", 8, soon)];
  for (const kind of kinds) flood(kind);
  while (done.length < 3 * FLOOD) await settle();
  expect(most).toBe(13);
});

test("a reconcile that hangs takes its own worker only, and is named after six minutes", async () => {
  const kind = kindOf("things", 2, (key) => (key === "bad" ? never() : soon()));
  kind.queue.add("bad");
  flood(kind);
  while (done.length < FLOOD) await settle();
  expect(done).not.toContain("things/bad");
  await clock.advance(359_999);
  expect(kind.controller.stuck()).toEqual([]);
  await clock.advance(1);
  expect(kind.controller.stuck()).toEqual(["bad"]);
});

test("a key that ended terminally waits for a change, and then has its turn", async () => {
  const queue = createQueue({ name: "things", clock });
  let runs = 0;
  const reconcile = () => {
    runs += 1;
    return Promise.reject(new Error("no"));
  };
  const onError = async () => ({ terminal: true });
  const parts = { name: "things", queue, reconcile, onError, clock, logger: createFakeLogger() };
  void createController(parts).start(stop.signal);
  queue.add("a");
  await clock.advance(24 * 3_600_000);
  expect([runs, queue.waiting]).toEqual([1, 0]);
  queue.add("a");
  await settle();
  expect(runs).toBe(2);
});
