// How a Lease is handed over at the end, and what is said and tried when it cannot be had.
import { Registry } from "prom-client";
import { describe, expect, test } from "vitest";
import { UnavailableError } from "../../kube/errors.ts";
import type { Lead, LeaseOptions } from "../../kube/lease.ts";
import { createKubeMetrics } from "../../kube/metrics.ts";
import { settle } from "./fake-clock.ts";
import {
  away,
  clientThat,
  contender,
  heldByOther,
  leading,
  newWorld,
  notAllowed,
  seconds,
  untilAborted,
} from "./lease-under-test.ts";

describe("at the end", () => {
  test("the lease is released once the work has ended, so that the next leads within two seconds", async () => {
    const world = newWorld();
    let finish = () => {};
    const first = await leading(world, "a", { lead: () => new Promise((resolve) => (finish = resolve)) });
    const second = contender(world, "b");
    const stopped = first.stop();
    await world.clock.advance(seconds(60));
    expect([first.lease.isLeader, second.lease.isLeader]).toEqual([true, false]);
    finish();
    await stopped;
    expect(world.server.spec).toMatchObject({ holderIdentity: "", leaseDurationSeconds: 1, leaseTransitions: 0 });
    expect([first.lease.isLeader, first.lease.mayAct()]).toEqual([false, false]);
    await world.clock.advance(seconds(2));
    expect([second.lease.isLeader, second.lease.epoch]).toEqual([true, 1]);
    await second.stop();
  });

  test("work that ends with the reason it was stopped for is no failure", async () => {
    const world = newWorld();
    const lead: Lead = (signal) => untilAborted(signal).then(() => signal.throwIfAborted());
    const { logger, stop } = await leading(world, "a", { lead });
    await stop();
    expect(logger.messages("error")).toEqual([]);
  });

  test("a renewal in between does not keep the lease from being released", async () => {
    const world = newWorld();
    const { stop } = await leading(world);
    let conflicts = 2;
    world.server.fate = ({ method }) => {
      if (method === "PATCH" && conflicts-- > 0)
        world.server.write({ ...world.server.spec, renewTime: `${conflicts}` });
      return "answer";
    };
    await stop();
    expect(world.server.spec?.holderIdentity).toBe("");
  });

  test("a lease that could not be released expires by itself, and that is said", async () => {
    const world = newWorld();
    const { logger, stop } = await leading(world);
    world.server.fate = away;
    await stop();
    expect(logger.messages("warn")).toEqual(["lease not released, the next leader waits until it expires"]);
  });

  test("a lease of somebody else is left as it is", async () => {
    const world = newWorld();
    world.server.write(heldByOther);
    const { stop } = contender(world, "a");
    await settle();
    await stop();
    expect(world.server.spec).toEqual(heldByOther);
  });

  test("a lease that was taken without our knowing is released", async () => {
    const world = newWorld();
    world.server.fate = ({ method }) => (method === "POST" ? "arrives without an answer" : "answer");
    const { log, stop } = contender(world, "a");
    await settle();
    expect(world.server.spec?.holderIdentity).toBe("a");
    await stop();
    expect([log, world.server.spec?.holderIdentity]).toEqual([[], ""]);
  });

  test("nothing begins when the lease is won in the moment of stopping", async () => {
    const world = newWorld();
    let stopped: Promise<void> | undefined;
    const client = clientThat(world.server, async (call) => {
      const answer = await world.server.http.send(call);
      if (call.method === "POST") stopped = one.stop();
      return answer;
    });
    const one = contender(world, "a", { client });
    await settle();
    await stopped;
    expect([one.log, world.server.spec?.holderIdentity]).toEqual([[], ""]);
  });

  test("no timer is left", async () => {
    const world = newWorld();
    const { stop } = await leading(world);
    await world.clock.advance(seconds(7));
    await stop();
    expect(world.clock.pending).toBe(0);
  });
});

describe("trouble", () => {
  test("is told once in the API server's words, and a refusal is tried again every half minute", async () => {
    const world = newWorld();
    world.server.fate = notAllowed;
    const { lease, logger, stop } = contender(world, "a");
    await world.clock.advance(seconds(120) - 1);
    expect(world.server.calls).toHaveLength(4);
    expect(logger.messages("error")).toEqual(["lease refused, somebody must allow it"]);
    expect(String(logger.entries[0]?.fields.err)).toContain('User "bot" cannot patch it');
    world.server.fate = () => "answer";
    await world.clock.advance(1);
    expect(lease.isLeader).toBe(true);
    expect(logger.messages("info")).toEqual(["lease in reach again", "leading"]);
    await stop();
  });

  test("that passes is tried again every second or two, or when the server says so", async () => {
    const world = newWorld();
    world.server.fate = away;
    const { stop } = contender(world, "a");
    await world.clock.advance(seconds(60) - 1);
    expect(world.server.calls).toHaveLength(40);
    world.server.fate = () => new UnavailableError("busy", { code: 429, retryAfterSeconds: 20 });
    await world.clock.advance(1);
    world.server.calls.length = 0;
    await world.clock.advance(seconds(60) - 1);
    expect(world.server.calls).toHaveLength(2);
    await stop();
  });

  test("does not end it, whatever is thrown", async () => {
    const world = newWorld();
    world.server.fate = () => new TypeError("a bug");
    const { lease, logger, stop } = contender(world, "a");
    await world.clock.advance(seconds(29));
    world.server.fate = () => "answer";
    await world.clock.advance(seconds(1));
    expect(lease.isLeader).toBe(true);
    expect(logger.messages("error")).toEqual(["lease could not be asked for"]);
    await stop();
  });
});

test("the metric is 1 while this process leads", async () => {
  const world = newWorld();
  const registry = new Registry();
  const { lease: metrics } = createKubeMetrics(registry);
  world.server.write(heldByOther);
  const value = async () =>
    (await registry.getSingleMetricAsString("leader_election_master_status")).split("\n").at(-1);
  const { stop } = contender(world, "a", { metrics });
  await settle();
  expect(await value()).toBe('leader_election_master_status{name="bot"} 0');
  await world.clock.advance(seconds(15));
  expect(await value()).toBe('leader_election_master_status{name="bot"} 1');
  await stop();
  expect(await value()).toBe('leader_election_master_status{name="bot"} 0');
});

test.each([
  [10, 10, 2],
  [15, 2, 2],
])(
  "a lease of %d s renewed within %d s and tried every %d s is a mistake",
  (leaseSeconds, renewSeconds, retrySeconds) => {
    const times: Partial<LeaseOptions> = { leaseSeconds, renewSeconds, retrySeconds };
    expect(() => contender(newWorld(), "a", times)).toThrow(RangeError);
  },
);
