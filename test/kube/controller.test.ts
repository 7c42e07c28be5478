// What the workers do around a reconcile: contain, repeat, limit, drain, count.
import { Registry } from "prom-client";
import { describe, expect, test } from "vitest";
import { type ControllerOptions, createController, type ReconcileContext } from "../../kube/controller.ts";
import { UnavailableError } from "../../kube/errors.ts";
import { createKubeMetrics } from "../../kube/metrics.ts";
import { createQueue } from "../../kube/queue.ts";
import { createFakeClock, settle } from "./fake-clock.ts";
import { createFakeLogger } from "./fake-logger.ts";

function setUp(reconcile: ControllerOptions["reconcile"], more: Partial<ControllerOptions> = {}) {
  const clock = createFakeClock();
  const logger = createFakeLogger();
  const registry = new Registry();
  const metrics = createKubeMetrics(registry);
  const queue = createQueue({ name: "things", clock, metrics: metrics.queue, random: () => 0 });
  const parts = { name: "things", queue, reconcile, clock, logger, metrics: metrics.controller };
  const controller = createController({ ...parts, ...more });
  const stop = new AbortController();
  const ended = controller.start(stop.signal);
  return { clock, logger, registry, queue, controller, stop, ended };
}

const never = new Promise<never>(() => {});

/** A reconcile that does not end. */
const holding = (running: string[]) => (key: string) => {
  running.push(key);
  return never;
};

describe("a reconcile", () => {
  test("gets its key, its priority and an id that is in its logs", async () => {
    const seen: [string, number, string][] = [];
    const { queue, logger } = setUp(async (key, context) => {
      seen.push([key, context.priority, context.reconcileId]);
      context.logger.info({}, "looked");
      return {};
    });
    queue.add("shop/a", { priority: 100 });
    await settle();
    expect(seen).toEqual([["shop/a", 100, expect.stringMatching(/^[0-9a-f-]{36}$/)]]);
    const [entry] = logger.entries.filter(({ message }) => message === "looked");
    expect(entry?.fields).toMatchObject({ controller: "things", key: "shop/a", reconcileId: seen[0]?.[2] });
  });

  test("runs again when it says, or at once when the key is added", async () => {
    let runs = 0;
    const { queue, clock } = setUp(async () => {
      runs++;
      return { afterSeconds: 15 };
    });
    queue.add("a");
    await clock.advance(14_999);
    expect(runs).toBe(1);
    await clock.advance(1);
    expect(runs).toBe(2);
    queue.add("a");
    await settle();
    expect(runs).toBe(3);
  });

  test.each<[string, ControllerOptions["reconcile"]]>([
    ["rejects", () => Promise.reject(new Error("no"))],
    [
      "throws before it returns a promise",
      () => {
        throw new Error("no");
      },
    ],
    ["throws what is not an Error", () => Promise.reject("no")],
    ["throws nothing at all", () => Promise.reject(undefined)],
  ])("that %s is contained, tried again, and the next key is served", async (_, fail) => {
    const runs: string[] = [];
    const { queue, clock } = setUp((key, context) => {
      runs.push(key);
      return key === "bad" ? fail(key, context) : Promise.resolve({});
    });
    queue.add("bad");
    queue.add("good");
    await settle();
    expect(runs).toEqual(["bad", "good"]);
    await clock.advance(1_000);
    expect(runs).toEqual(["bad", "good", "bad"]);
    await clock.advance(1_999);
    expect(runs).toHaveLength(3);
    await clock.advance(1);
    expect(runs).toHaveLength(4);
  });

  test("that fails is told to onError, whose answer counts", async () => {
    const told: unknown[] = [];
    const runs: string[] = [];
    const { queue, clock } = setUp(
      async (key) => {
        runs.push(key);
        throw new Error(key);
      },
      {
        onError: async (error, key) => {
          told.push([(error as Error).message, key]);
          return key === "stop" ? { terminal: true } : { afterSeconds: 600 };
        },
      },
    );
    queue.add("stop");
    queue.add("wait");
    await clock.advance(599_999);
    expect(told).toEqual([
      ["stop", "stop"],
      ["wait", "wait"],
    ]);
    await clock.advance(1);
    expect(runs).toEqual(["stop", "wait", "wait"]);
  });

  test("is tried again with growing delays when onError fails too", async () => {
    let runs = 0;
    const { queue, clock, logger } = setUp(
      async () => {
        runs++;
        throw new Error("no");
      },
      { onError: () => Promise.reject(new Error("nor that")) },
    );
    queue.add("a");
    await clock.advance(1_000);
    expect(runs).toBe(2);
    expect(logger.messages("error")).toContain("handling a reconcile error failed");
  });
});

describe("the time limit", () => {
  test("aborts the signal after 60 s with an error that says so, and the key is tried again", async () => {
    const reasons: unknown[] = [];
    const { queue, clock, registry } = setUp(
      async (_, { signal }) => {
        await new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
        return {};
      },
      {
        onError: async (error) => {
          reasons.push(error);
          return {};
        },
      },
    );
    queue.add("a");
    await clock.advance(59_999);
    expect(reasons).toEqual([]);
    await clock.advance(1);
    expect(reasons).toEqual([new UnavailableError("The reconcile took longer than 60 s")]);
    expect(await registry.metrics()).toContain('controller_runtime_reconcile_timeouts_total{controller="things"} 1');
  });

  test("leaves 30 s more for the last save, then says that the reconcile is stuck", async () => {
    let context: ReconcileContext | undefined;
    const { queue, clock, controller, logger } = setUp((_, given) => {
      context = given;
      return never;
    });
    queue.add("a");
    await clock.advance(89_999);
    expect(context?.signal.aborted).toBe(true);
    expect(context?.saveSignal.aborted).toBe(false);
    await clock.advance(1);
    expect(context?.saveSignal.aborted).toBe(true);
    expect(logger.messages("error")).toEqual(["reconcile is stuck"]);
    expect(controller.stuck()).toEqual([]);
    await clock.advance(270_000);
    expect(controller.stuck()).toEqual(["a"]);
  });

  test("leaves no timer behind when the reconcile ends late, but before that", async () => {
    const late = Promise.withResolvers<object>();
    const { queue, clock, logger } = setUp(() => late.promise);
    queue.add("a");
    await clock.advance(80_000);
    late.resolve({});
    await settle();
    expect(clock.pending).toBe(0);
    expect(logger.messages("error")).toEqual([]);
  });

  test("leaves no timer behind after a reconcile", async () => {
    const { queue, clock } = setUp(async () => ({}));
    queue.add("a");
    await settle();
    expect(clock.pending).toBe(0);
  });
});

describe("stopping", () => {
  test("waits for the running reconcile and starts no other", async () => {
    const running = Promise.withResolvers<object>();
    const runs: string[] = [];
    const { queue, stop, ended, clock } = setUp((key) => {
      runs.push(key);
      return running.promise;
    });
    queue.add("a");
    queue.add("b");
    await settle();
    stop.abort();
    const done = await Promise.race([ended, settle().then(() => "still waiting")]);
    expect(done).toBe("still waiting");
    running.resolve({});
    expect(await ended).toEqual({ drained: true });
    expect(runs).toEqual(["a"]);
    await settle();
    expect(clock.pending).toBe(0);
  });

  test("aborts the signal; what then fails is no error of the resource", async () => {
    const told: unknown[] = [];
    const { queue, stop, ended, registry } = setUp(
      async (_, { signal }) => {
        await new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
        return {};
      },
      { onError: async (error) => ({ terminal: told.push(error) > 0 }) },
    );
    queue.add("a");
    await settle();
    stop.abort();
    expect(await ended).toEqual({ drained: true });
    expect(told).toEqual([]);
    expect(await registry.metrics()).toContain('reconcile_total{controller="things",result="error"} 0');
    expect(await registry.metrics()).toContain('reconcile_errors_total{controller="things"} 0');
  });

  test("gives up after 30 s on a reconcile that ignores it", async () => {
    const { queue, stop, ended, clock } = setUp(() => never);
    queue.add("a");
    await settle();
    stop.abort();
    await clock.advance(30_000);
    expect(await ended).toEqual({ drained: false });
  });

  test("before the start is fine too", async () => {
    const clock = createFakeClock();
    const queue = createQueue({ name: "things", clock });
    const controller = createController({
      name: "things",
      queue,
      reconcile: async () => ({}),
      clock,
      logger: createFakeLogger(),
    });
    expect(await controller.start(AbortSignal.abort())).toEqual({ drained: true });
  });
});

test("as many keys are worked on at once as there are workers", async () => {
  const running: string[] = [];
  const { queue, registry } = setUp(holding(running), { workers: 2 });
  for (const key of ["a", "b", "c"]) queue.add(key);
  await settle();
  expect(running).toEqual(["a", "b"]);
  const text = await registry.metrics();
  expect(text).toContain('controller_runtime_active_workers{controller="things"} 2');
  expect(text).toContain('controller_runtime_max_concurrent_reconciles{controller="things"} 2');
});

test("of what merely wants another look only the workers for everything take some", async () => {
  const running: string[] = [];
  const { queue, registry } = setUp(holding(running), { workers: 1, moreForChanges: 1 });
  for (const key of ["a", "b"]) queue.add(key, { priority: -100 });
  await settle();
  queue.add("changed");
  await settle();
  expect(running).toEqual(["a", "changed"]);
  expect(await registry.metrics()).toContain('controller_runtime_max_concurrent_reconciles{controller="things"} 2');
});

test("results are counted under controller-runtime's names, from zero", async () => {
  const outcomes: Record<string, () => Promise<object>> = {
    fine: async () => ({}),
    later: async () => ({ afterSeconds: 60 }),
    refused: () => Promise.reject(new Error("no")),
    broken: () => Promise.reject(new TypeError("x is undefined")),
  };
  const { queue, registry } = setUp((key) => outcomes[key]?.() ?? Promise.resolve({}), {
    onError: async () => ({ terminal: true }),
  });
  for (const key of Object.keys(outcomes)) queue.add(key);
  await settle();
  const text = await registry.metrics();
  const counts = { success: 1, requeue_after: 1, error: 2, requeue: 0 };
  for (const [result, count] of Object.entries(counts)) {
    expect(text).toContain(`controller_runtime_reconcile_total{controller="things",result="${result}"} ${count}`);
  }
  expect(text).toContain('controller_runtime_reconcile_errors_total{controller="things"} 2');
  expect(text).toContain('controller_runtime_terminal_reconcile_errors_total{controller="things"} 2');
  expect(text).toContain('controller_runtime_reconcile_panics_total{controller="things"} 1');
  expect(text).toContain('controller_runtime_reconcile_time_seconds_count{controller="things"} 4');
});
