// How long a leader leads: renewals, what ends a term, and when it may still act.
import { describe, expect, test } from "vitest";
import type { KubeClient } from "../../kube/client.ts";
import type { Clock } from "../../kube/clock.ts";
import type { Lead } from "../../kube/lease.ts";
import { settle } from "./fake-clock.ts";
import type { Fate, LeaseServer } from "./lease-server.ts";
import {
  away,
  clientThat,
  contender,
  heldByOther,
  leading,
  newWorld,
  notAllowed,
  seconds,
} from "./lease-under-test.ts";

describe("a leader", () => {
  test("renews every two seconds with one call each", async () => {
    const world = newWorld();
    const { stop } = await leading(world);
    world.server.calls.length = 0;
    await world.clock.advance(seconds(60));
    expect(world.server.calls).toEqual(Array(30).fill("PATCH"));
    expect(world.server.spec).toMatchObject({
      acquireTime: "2026-11-23T10:00:00.000000Z",
      renewTime: "2026-11-23T10:01:00.000000Z",
      leaseTransitions: 0,
    });
    await stop();
  });

  test.each<[string, () => Fate]>([
    ["is out of reach", away],
    ["refuses", notAllowed],
    ["does not answer", () => "hangs"],
  ])("stops ten seconds after its last renewal was sent when the API server %s", async (_, fate) => {
    const world = newWorld();
    const { lease, log, logger, stop } = await leading(world);
    await world.clock.advance(seconds(4));
    world.server.fate = fate;
    await world.clock.advance(seconds(10) - 1);
    expect([lease.isLeader, lease.mayAct(), log]).toEqual([true, true, ["begins 0"]]);
    await world.clock.advance(1);
    expect([lease.isLeader, lease.mayAct(), log]).toEqual([false, false, ["begins 0", "ends"]]);
    const lost = logger.entries.find(({ message }) => message === "leadership lost");
    expect(lost?.fields).toMatchObject({ lease: "asr/bot", why: "no renewal succeeded for 10 s" });
    world.server.fate = () => "answer";
    await stop();
  });

  test("goes on when renewals fail for less than that", async () => {
    const world = newWorld();
    const { lease, log, logger, stop } = await leading(world);
    world.server.fate = away;
    await world.clock.advance(seconds(7));
    world.server.fate = () => "answer";
    await world.clock.advance(seconds(60));
    expect([lease.isLeader, log]).toEqual([true, ["begins 0"]]);
    expect(logger.messages("warn")).toEqual(["lease out of reach, trying again"]);
    expect(logger.messages("info")).toEqual(["leading", "lease in reach again"]);
    await stop();
  });

  test("counts from when a renewal was sent, not from when it was answered", async () => {
    const world = newWorld();
    const answers: (() => void)[] = [];
    const slow = clientThat(world.server, async (call) => {
      const answer = await world.server.http.send(call);
      if (call.method === "POST") await new Promise<void>((resolve) => answers.push(resolve));
      return answer;
    });
    const { lease, stop } = contender(world, "a", { client: slow });
    await world.clock.advance(seconds(4));
    for (const answer of answers) answer();
    await settle();
    expect(lease.isLeader).toBe(true);
    world.server.fate = away;
    await world.clock.advance(seconds(6) - 1);
    expect(lease.mayAct()).toBe(true);
    await world.clock.advance(1);
    expect([lease.mayAct(), lease.isLeader]).toEqual([false, false]);
    world.server.fate = () => "answer";
    await stop();
  });

  test("keeps its term when a renewal arrived whose answer was lost", async () => {
    const world = newWorld();
    const { lease, log, stop } = await leading(world, "a", { client: withLostAnswers(world.server) });
    await world.clock.advance(seconds(60));
    expect([lease.isLeader, log]).toEqual([true, ["begins 0"]]);
    await stop();
  });

  test.each([
    ["and counted that", 1, 2],
    ["without counting that", 0, 1],
  ])("stops at once when somebody else took the lease %s, and tries again", async (_, leaseTransitions, next) => {
    const world = newWorld();
    const { lease, log, stop } = await leading(world);
    world.server.write({ ...heldByOther, leaseTransitions });
    await world.clock.advance(seconds(2));
    expect([lease.isLeader, lease.leader, log]).toEqual([false, "other", ["begins 0", "ends"]]);
    await world.clock.advance(seconds(15));
    expect([lease.isLeader, log]).toEqual([true, ["begins 0", "ends", `begins ${next}`]]);
    await stop();
  });

  test("begins a new term when somebody else led and let go in between", async () => {
    const world = newWorld();
    const { log, stop } = await leading(world);
    world.server.write({ holderIdentity: "", leaseDurationSeconds: 1, leaseTransitions: 1 });
    await world.clock.advance(seconds(4));
    expect(log).toEqual(["begins 0", "ends", "begins 2"]);
    await stop();
  });

  test("begins a new term, with the next number, when the lease was deleted", async () => {
    const world = newWorld();
    const { log, stop } = await leading(world);
    world.server.remove();
    await world.clock.advance(seconds(4));
    expect(log).toEqual(["begins 0", "ends", "begins 1"]);
    await stop();
  });

  test("that loses does not begin again before its work has ended", async () => {
    const world = newWorld();
    let finish = () => {};
    const { lease, log, stop } = await leading(world, "a", {
      lead: () => new Promise((resolve) => (finish = resolve)),
    });
    world.server.fate = away;
    await world.clock.advance(seconds(10));
    world.server.fate = () => "answer";
    await world.clock.advance(seconds(60));
    expect([lease.isLeader, log]).toEqual([false, ["begins 0"]]);
    finish();
    await world.clock.advance(seconds(2));
    expect([lease.isLeader, log]).toEqual([true, ["begins 0", "ends", "begins 0"]]);
    const stopped = stop();
    finish();
    await stopped;
  });

  test.each<[string, Lead, string]>([
    ["ends by itself", () => Promise.resolve(), "the leader's work ended by itself"],
    ["fails", () => Promise.reject(new Error("bug")), "the leader's work failed"],
  ])("whose work %s lets another lead, and waits half a minute itself", async (_, lead, message) => {
    const world = newWorld();
    const { lease, logger, stop } = contender(world, "a", { lead });
    await settle();
    expect(logger.messages("error")).toEqual([message]);
    expect([lease.isLeader, world.server.spec?.holderIdentity]).toEqual([false, ""]);
    world.server.calls.length = 0;
    await world.clock.advance(seconds(30) - 1);
    expect(world.server.calls).toEqual([]);
    await world.clock.advance(1);
    expect(logger.messages("error")).toEqual([message, message]);
    await stop();
  });
});

describe("the fence", () => {
  test("is closed before leading, and leaves out what would end too late", async () => {
    const world = newWorld();
    world.server.write(heldByOther);
    const { lease, stop } = contender(world, "a");
    await settle();
    expect(lease.mayAct()).toBe(false);
    await world.clock.advance(seconds(15));
    // Others lead 15 s after the last renewal at the earliest: what ends before then is harmless.
    expect([lease.mayAct(), lease.mayAct(seconds(15) - 1), lease.mayAct(seconds(15))]).toEqual([true, true, false]);
    await stop();
  });

  test("is closed when the wall clock says that the process was suspended", async () => {
    const world = newWorld();
    let jumpedMs = 0;
    const clock: Clock = { ...world.clock, now: () => new Date(world.clock.now().getTime() + jumpedMs) };
    const { lease, stop } = await leading(world, "a", { clock });
    jumpedMs = seconds(30);
    expect([lease.isLeader, lease.mayAct()]).toEqual([true, false]);
    await world.clock.advance(seconds(2));
    expect(lease.mayAct()).toBe(true);
    await stop();
  });
});

/** Every third write arrives, but its answer does not: the call fails instead. */
function withLostAnswers(server: LeaseServer): KubeClient {
  let writes = 0;
  return clientThat(server, async (call) => {
    const answer = await server.http.send(call);
    if (call.method === "PATCH" && ++writes % 3 === 0) throw away();
    return answer;
  });
}
