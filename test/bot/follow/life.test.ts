// The life of a run in its channel, and what the ledger keeps of it.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createCardLink } from "../../../bot/card-link.ts";
import { clientOver } from "../../../kube/client.ts";
import { silentLogger } from "../../../kube/logger.ts";
import { createWorld, MINUTE, minutesAfter, type Term, type World } from "./world.ts";

const DAY = 24 * 60 * MINUTE;

let world: World;
let leader: Term;
beforeEach(async () => {
  world = await createWorld();
  leader = await world.lead();
});
afterEach(() => world.stop());

describe("a run", () => {
  test("has one card that is edited from the beginning to the end", async () => {
    for (const phase of ["Pending", "Checking", "Starting", "Running", "CleaningUp", "Succeeded"] as const) {
      await world.run("a", phase);
      await world.clock.advance(MINUTE);
    }
    expect(world.channels.messages).toMatchObject([{ text: "a Succeeded", edits: 5 }]);
  });

  test("that changes quickly is shown as it is when it is sent", async () => {
    await world.run("a", "Checking");
    await world.run("b", "Checking");
    await world.run("b", "Starting");
    await world.run("b", "Running");
    await world.clock.advance(MINUTE);
    expect(world.channels.messages).toMatchObject([{ text: "a Checking" }, { text: "b Running", edits: 0 }]);
  });

  test("is told in the channel that it names", async () => {
    await world.run("a", "Running", { channel: "C7" });
    await world.clock.advance(MINUTE);
    expect(world.read("C7")).toEqual(["a Running"]);
    expect(world.read()).toEqual([]);
  });

  test("stays in the channel that its card is in", async () => {
    await world.run("a", "Running", { channel: "C7" });
    await world.clock.advance(MINUTE);
    await world.run("a", "Succeeded", { channel: "C8" });
    await world.clock.advance(MINUTE);
    expect(world.read("C7")).toEqual(["a Succeeded"]);
    expect(world.read("C8")).toEqual([]);
  });

  test("that is stuck says so in its thread, once, and in the channel when it failed", async () => {
    await world.run("a", "CleaningUp", { stalled: "CleanUpFailed" });
    await world.clock.advance(MINUTE);
    await world.run("a", "CleaningUp");
    await world.run("a", "CleaningUp", { stalled: "CleanUpFailed" });
    await world.clock.advance(MINUTE);
    await world.run("a", "Failed", { stalled: "Quota" });
    await world.clock.advance(MINUTE);
    expect(world.read()).toEqual(["a Failed", "> a: CleanUpFailed", "> ! a: Quota"]);
  });

  test("that nothing happens to causes no call and no write", async () => {
    await world.run("a", "Running");
    await world.clock.advance(MINUTE);
    const [calls, writes] = [world.channels.calls.length, world.api.writes.length];
    await world.clock.advance(DAY);
    expect(world.channels.calls).toHaveLength(calls);
    expect(world.api.writes).toHaveLength(writes);
  });

  test("that ended is settled by one write an hour later, and its verdict is still shown", async () => {
    await world.run("a", "Succeeded", { endedAt: minutesAfter(0) });
    await world.clock.advance(59 * MINUTE);
    expect(world.entries()).not.toHaveProperty("a.settled");
    await world.clock.advance(2 * MINUTE);
    expect(world.entries()).toHaveProperty("a.settled");
    await world.run("a", "Succeeded", { endedAt: minutesAfter(0), verdict: "Passed" });
    await world.clock.advance(MINUTE);
    expect(world.read()).toEqual(["a Succeeded, verdict Passed"]);
  });

  test("that ended while nobody led is told by the next leader", async () => {
    await leader.stop();
    await world.run("a", "Failed", { stalled: "Quota" });
    await world.lead();
    await world.clock.advance(MINUTE);
    expect(world.read()).toEqual(["a Failed", "> ! a: Quota"]);
  });
});

describe("a run that is deleted", () => {
  beforeEach(async () => {
    await world.run("a", "Running");
    await world.clock.advance(MINUTE);
  });

  test("has its card finished from what was known last", async () => {
    await world.removeRun("a");
    await world.clock.advance(MINUTE);
    expect(world.read()).toEqual(["a Running, deleted"]);
    expect(world.entries()).toMatchObject({ a: { deletedAt: expect.any(String) } });
  });

  test("while nobody leads: the next leader finishes the card", async () => {
    await leader.stop();
    await world.removeRun("a");
    await world.lead();
    await world.clock.advance(MINUTE);
    expect(world.read()).toEqual(["a Running, deleted"]);
  });

  test("after its end while nobody leads: its card tells the end, not what was before", async () => {
    await world.run("a", "Succeeded", { endedAt: minutesAfter(1) });
    await world.clock.advance(MINUTE);
    await leader.stop();
    await world.removeRun("a");
    await world.lead();
    await world.clock.advance(MINUTE);
    expect(world.read()).toEqual(["a Succeeded"]);
    expect(world.entries()).toMatchObject({ a: { deletedAt: expect.any(String) } });
  });

  test("while Slack is down: its card is finished afterwards", async () => {
    world.channels.always = { unreached: "ECONNREFUSED" };
    await world.removeRun("a");
    await world.clock.advance(20 * MINUTE);
    world.channels.always = undefined;
    await world.clock.advance(2 * MINUTE);
    expect(world.read()).toEqual(["a Running, deleted"]);
  });

  test("whose card is deleted too gets no new one", async () => {
    world.channels.remove("1.0");
    await world.removeRun("a");
    await world.clock.advance(60 * MINUTE);
    expect(world.read()).toEqual([]);
    expect(world.entries()).toMatchObject({ a: { deletedAt: expect.any(String) } });
  });

  test("is forgotten 30 days later, and not before", async () => {
    await world.removeRun("a");
    await world.clock.advance(MINUTE);
    await leader.stop();
    await world.clock.advance(29.5 * DAY);
    await world.lead();
    await world.clock.advance(MINUTE);
    expect(world.entries()).toHaveProperty("a");
    await world.clock.advance(DAY);
    expect(world.entries()).not.toHaveProperty("a");
  });

  test("but is in the cluster, and only this copy lags: its card stays as it is", async () => {
    // The copy of the new leader does not have it yet; the API server does.
    await leader.stop();
    const path = "/apis/asr-chatops.io/v1alpha1/namespaces/shop/testfailovers/a";
    const run = world.api.objects.get(path);
    await world.removeRun("a");
    if (run !== undefined) world.api.objects.set(path, run);
    await world.lead();
    await world.clock.advance(60 * MINUTE);
    expect(world.read()).toEqual(["a Running"]);
  });

  test("within the second of its first post: the card is finished", async () => {
    const gate = Promise.withResolvers<void>();
    world.channels.gate = gate.promise;
    await world.run("b", "Checking");
    await world.removeRun("b");
    world.channels.gate = undefined;
    gate.resolve();
    await world.clock.advance(MINUTE);
    expect(world.read()).toEqual(["a Running", "b Checking, deleted"]);
  });

  test("before it was ever told, is not told", async () => {
    world.channels.always = { unreached: "ECONNREFUSED" };
    await world.run("b", "Checking");
    await world.removeRun("b");
    world.channels.always = undefined;
    await world.clock.advance(10 * MINUTE);
    expect(world.read()).toEqual(["a Running"]);
  });
});

describe("the operator is silent for ten minutes and speaks again", () => {
  test("cards of runs that go on are edited once, and once back; those of runs that ended are not", async () => {
    await world.vault(minutesAfter(0));
    await world.run("a", "Running");
    await world.run("b", "Succeeded", { endedAt: minutesAfter(0) });
    await world.clock.advance(9 * MINUTE);
    expect(world.read()).toEqual(["a Running", "b Succeeded"]);
    await world.clock.advance(20 * MINUTE);
    expect(world.read()).toEqual(["a Running, silent", "b Succeeded"]);
    await world.vault(minutesAfter(29));
    await world.clock.advance(MINUTE);
    expect(world.channels.messages).toMatchObject([
      { text: "a Running", edits: 2 },
      { text: "b Succeeded", edits: 0 },
    ]);
  });
});

describe("the very first start", () => {
  beforeEach(async () => {
    world.stop();
    world = await createWorld();
    await world.run("old", "Failed", { stalled: "Quota", endedAt: minutesAfter(-900) });
    await world.run("on", "CleaningUp", { stalled: "CleanUpFailed" });
    leader = await world.lead();
    await world.clock.advance(MINUTE);
  });

  test("takes what ended as told; what goes on gets a card, and no old notices", async () => {
    expect(world.read()).toEqual(["on CleaningUp"]);
  });

  test("is first only once: the next leader tells nothing of it again", async () => {
    await leader.stop();
    await world.lead();
    await world.clock.advance(DAY);
    expect(world.read()).toEqual(["on CleaningUp"]);
  });

  test("news of an old run is told", async () => {
    await world.run("old", "Failed", { stalled: "Quota", endedAt: minutesAfter(-900), verdict: "Passed" });
    await world.clock.advance(MINUTE);
    expect(world.read()).toEqual(["on CleaningUp", "old Failed, verdict Passed"]);
  });

  test("a change of an old run that shows nothing new is not", async () => {
    await world.run("old", "Failed", { stalled: "Quota", endedAt: minutesAfter(-900) });
    await world.clock.advance(2 * 60 * MINUTE);
    expect(world.read()).toEqual(["on CleaningUp"]);
  });
});

describe("a link to the card", () => {
  const linkOf = async (name: string) => {
    const run = await world.run(name, "Running");
    const cardLink = createCardLink({
      client: clientOver(world.api.http, "test"),
      namespace: "asr",
      chat: world.channels.chat,
      logger: silentLogger,
    });
    await world.clock.advance(2_000);
    return cardLink(run);
  };

  test("is known to any replica", async () => {
    expect(await linkOf("a")).toBe("https://slack.example/C1/1.0");
  });

  test("is undefined before there is a card", async () => {
    world.channels.always = { unreached: "ECONNREFUSED" };
    expect(await linkOf("a")).toBeUndefined();
  });
});
