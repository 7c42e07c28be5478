// Who may call Azure when little is left: people before polling, kinds apart, pauses as Azure says, nobody for ever.
import { beforeEach, describe, expect, test } from "vitest";
import type { Admission, Budget, Call } from "../../operator/azure/budget.ts";
import { createBudget, createBudgets } from "../../operator/azure/budget.ts";
import { settle } from "../kube/fake-clock.ts";
import type { StillClock } from "./still-clock.ts";
import { createStillClock } from "./still-clock.ts";

const ASKED: Call = { kind: "reads", priority: "asked" };
const POLLING: Call = { kind: "reads", priority: "polling" };
const RUN: Call = { kind: "reads", priority: "run" };
const WRITE: Call = { kind: "writes", priority: "asked" };

let clock: StillClock;
let budget: Budget;
let delays: [Call["priority"], number][];
let went: string[];
let open: (() => void)[];

beforeEach(() => {
  clock = createStillClock();
  delays = [];
  went = [];
  open = [];
  budget = createBudget(clock, { onDelay: ({ priority }, seconds) => delays.push([priority, seconds]) });
});

/** Asks, and notes when it may go or is put off. */
function ask(name: string, call: Call, signal?: AbortSignal): Promise<Admission> {
  const admission = budget.admit(call, signal);
  void admission.then((one) => {
    went.push("done" in one ? name : `${name} put off ${one.retryAfterSeconds} s`);
    if ("done" in one) open.push(one.done);
  });
  return admission;
}

/** One call, answered with what is then left. */
async function told(remaining: number, kind: Call["kind"] = "reads"): Promise<void> {
  const admission = await budget.admit({ kind, priority: "asked" });
  budget.note(kind, { remaining });
  if ("done" in admission) admission.done();
}

async function later(ms: number): Promise<readonly string[]> {
  clock.advance(ms);
  await settle();
  return went;
}

const asks = (count: number, call: Call) => {
  for (let index = 1; index <= count; index += 1) void ask(`${call.priority} ${index}`, call);
};

describe("before Azure has said anything", () => {
  test("a few calls go, and the rest wait for an answer", async () => {
    asks(20, POLLING);
    expect(await later(0)).toHaveLength(8);
    budget.note("reads", { remaining: 100 });
    expect(await later(0)).toHaveLength(20);
  });

  test("an answer without a count means that nobody counts", async () => {
    asks(20, POLLING);
    budget.note("reads", {});
    expect(await later(0)).toHaveLength(20);
  });
});

describe("with much left", () => {
  test("nobody waits, and no delay is counted", async () => {
    await told(249);
    asks(40, POLLING);
    asks(40, ASKED);
    expect(await later(0)).toHaveLength(80);
    expect(delays).toEqual([]);
  });

  test("no more calls are under way than are left", async () => {
    await told(12);
    asks(30, ASKED);
    expect(await later(0)).toHaveLength(12);
  });
});

describe("with a fifth left", () => {
  beforeEach(async () => {
    await told(99);
    await told(20);
  });

  test("polling slows to a call a second, and is told as delayed", async () => {
    asks(3, POLLING);
    expect(await later(0)).toEqual(["polling 1"]);
    expect(await later(999)).toHaveLength(1);
    expect(await later(1)).toHaveLength(2);
    expect(await later(1000)).toHaveLength(3);
    expect(delays).toEqual([
      ["polling", 1],
      ["polling", 2],
    ]);
  });

  test("what people asked for goes at once, ahead of polling that came first", async () => {
    asks(3, POLLING);
    asks(10, ASKED);
    await later(0);
    expect(went.filter((name) => name.startsWith("asked"))).toHaveLength(10);
  });

  test("polling is fast again as soon as an answer says that there is enough", async () => {
    asks(30, POLLING);
    await later(0);
    budget.note("reads", { remaining: 90 });
    expect(await later(0)).toHaveLength(30);
  });
});

describe("with nothing left", () => {
  beforeEach(() => told(0));

  test("people's calls go one by one, before polling", async () => {
    asks(2, POLLING);
    asks(5, ASKED);
    await later(0);
    expect((await later(1000)).filter((name) => name.startsWith("asked"))).toHaveLength(5);
  });

  test("a run's calls go before what other resources asked for earlier", async () => {
    asks(20, ASKED);
    asks(3, RUN);
    await later(0);
    budget.note("reads", { remaining: 5 });
    expect(await later(0)).toEqual(["run 1", "run 2", "run 3", "asked 1", "asked 2", "asked 3"]);
  });

  test("polling gets its turn though people keep asking", async () => {
    asks(1, POLLING);
    asks(1000, ASKED);
    await later(0);
    expect(await later(1000)).toContain("polling 1");
  });

  test("a call that people wait for is put off after ten seconds rather than kept", async () => {
    asks(100, ASKED);
    await later(0);
    const all = await later(10_000);
    expect(all).toHaveLength(100);
    expect(all.at(-1)).toBe("asked 100 put off 5 s");
  });

  test("a write waits two seconds at most: its look at the target gets old", async () => {
    await told(0, "writes");
    asks(30, WRITE);
    await later(0);
    expect(await later(2000)).toHaveLength(30);
  });
});

describe("kinds are apart", () => {
  test("a write goes at once however long reads wait", async () => {
    await told(0);
    asks(50, POLLING);
    asks(50, ASKED);
    void ask("write", WRITE);
    expect(await later(0)).toContain("write");
  });

  test("a 429 pauses its own kind", async () => {
    await told(99);
    budget.note("writes", { pauseSeconds: 60 });
    void ask("read", ASKED);
    expect(await later(0)).toEqual(["read"]);
    expect(budget.pausedUntil("reads")).toBeUndefined();
    expect(budget.pausedUntil("writes")).toEqual(new Date(clock.now().getTime() + 60_000));
    expect(budget.pausedUntil()).toEqual(budget.pausedUntil("writes"));
  });
});

describe("while Azure said 429", () => {
  beforeEach(async () => {
    await told(99);
    budget.note("reads", { pauseSeconds: 30 });
  });

  test("people's calls are put off at once until it is over", async () => {
    void ask("read", ASKED);
    expect(await later(0)).toEqual(["read put off 30 s"]);
    expect(delays).toEqual([["asked", 0]]);
  });

  test("one that is nearly over is waited for", async () => {
    await later(25_000);
    void ask("read", ASKED);
    expect(await later(4999)).toEqual([]);
    expect(await later(1)).toEqual(["read"]);
  });

  test("polling waits, then begins with one call", async () => {
    asks(3, POLLING);
    expect(await later(29_999)).toEqual([]);
    expect(await later(1)).toEqual(["polling 1"]);
    budget.note("reads", { remaining: 90 });
    expect(await later(0)).toHaveLength(3);
  });

  test("a shorter one does not shorten it", () => {
    budget.note("reads", { pauseSeconds: 1 });
    expect(budget.pausedUntil()).toEqual(new Date(clock.now().getTime() + 30_000));
  });

  test("whoever gives up waits no longer, and takes no call away", async () => {
    const stop = new AbortController();
    void ask("gone", POLLING, stop.signal);
    stop.abort();
    expect(await later(0)).toEqual(["gone"]);
    void ask("other", POLLING);
    expect(await later(30_000)).toEqual(["gone", "other"]);
    expect(clock.pending()).toBe(0);
  });
});

test("what is left is what Azure said last", async () => {
  expect(budget.remaining("reads")).toBeUndefined();
  await told(99);
  await told(42);
  expect(budget.remaining("reads")).toBe(42);
});

test("the vaults of one subscription share a budget, whatever its case; another one has its own", () => {
  const budgets = createBudgets(clock);
  expect(budgets.of("SUB-1")).toBe(budgets.of("sub-1"));
  expect(budgets.of("sub-2")).not.toBe(budgets.of("sub-1"));
  expect([...budgets.all().keys()]).toEqual(["sub-1", "sub-2"]);
});

test("a bucket a tenth as large lets everything through in the end", async () => {
  await told(24);
  let level = 24;
  asks(200, POLLING);
  for (let second = 0; second < 120 && went.length < 200; second += 1) {
    const before = went.length;
    await later(1000);
    level = Math.min(25, level + 2.5) - (went.length - before);
    expect(level).toBeGreaterThanOrEqual(0);
    for (const done of open.splice(1)) done();
    budget.note("reads", { remaining: Math.floor(level) });
    for (const done of open.splice(0)) done();
  }
  expect(went).toHaveLength(200);
});
