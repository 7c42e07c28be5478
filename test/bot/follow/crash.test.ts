// A bot that dies at the worst moments, and two that lead at once: each card once, or a second one that says so.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createWorld, MINUTE, type World } from "./world.ts";

let world: World;
beforeEach(async () => {
  world = await createWorld();
  // The ledger has begun: what comes now is news.
  const first = await world.lead();
  await first.stop();
});
afterEach(() => world.stop());

describe("killed", () => {
  test("between claim and post: the next leader posts the card, marked", async () => {
    const first = await world.lead();
    first.dieAt = "before-post";
    await world.run("drill", "Running");
    expect(world.read()).toEqual([]);
    await world.lead();
    await world.clock.advance(MINUTE);
    expect(world.read()).toEqual(["drill Running, may repeat"]);
  });

  test("the card that was only claimed is posted soon after the claim is free", async () => {
    const first = await world.lead();
    first.dieAt = "before-post";
    await world.run("drill", "Running");
    await world.clock.advance(14_000);
    await world.lead();
    await world.clock.advance(12_000);
    expect(world.read()).toEqual(["drill Running, may repeat"]);
  });

  test("between post and save: the next leader posts again, marked, and the copy is all there ever is", async () => {
    const first = await world.lead();
    first.dieAt = "after-post";
    await world.run("drill", "Running");
    await world.lead();
    await world.clock.advance(60 * MINUTE);
    expect(world.read()).toEqual(["drill Running", "drill Running, may repeat"]);
  });

  test("after the save: the next leader edits the same card", async () => {
    const first = await world.lead();
    await world.run("drill", "Running");
    await world.clock.advance(1_000);
    first.kill();
    await world.lead();
    await world.run("drill", "CleaningUp");
    await world.clock.advance(MINUTE);
    expect(world.read()).toEqual(["drill CleaningUp"]);
  });

  test("between post and save of a notice: it is said again, marked", async () => {
    const first = await world.lead();
    await world.run("drill", "Running");
    await world.clock.advance(5_000);
    first.dieAt = "after-post";
    await world.run("drill", "Failed", { stalled: "Quota" });
    await world.clock.advance(5_000);
    await world.lead();
    await world.clock.advance(MINUTE);
    const again = "> ! May repeat an earlier message: the bot was interrupted. drill: Quota";
    expect(world.read()).toEqual(["drill Failed", "> ! drill: Quota", again]);
  });

  test("one after the other in the middle of a run: still one card, which follows it to the end", async () => {
    for (const phase of ["Checking", "Starting", "Running", "CleaningUp", "Succeeded"] as const) {
      const leader = await world.lead();
      await world.run("drill", phase);
      await world.clock.advance(MINUTE);
      leader.kill();
    }
    expect(world.read()).toEqual(["drill Succeeded"]);
  });
});

describe("two leaders for a moment", () => {
  test("post one card, and the loser does not even mark it", async () => {
    await world.lead();
    await world.lead();
    await world.run("drill", "Running");
    await world.clock.advance(5 * MINUTE);
    expect(world.read()).toEqual(["drill Running"]);
  });

  test("an old one whose post takes long: the new one waits for it", async () => {
    const gate = Promise.withResolvers<void>();
    const old = await world.lead();
    world.channels.gate = gate.promise;
    await world.run("drill", "Running");
    world.channels.gate = undefined;
    await world.lead();
    await world.clock.advance(9_000);
    expect(world.read()).toEqual([]);
    gate.resolve();
    await old.stop();
    await world.clock.advance(5 * MINUTE);
    expect(world.read()).toEqual(["drill Running"]);
  });
});

describe("the end of a term in order", () => {
  test("waits for the call under way and saves it: nothing is repeated", async () => {
    const gate = Promise.withResolvers<void>();
    const old = await world.lead();
    world.channels.gate = gate.promise;
    await world.run("drill", "Running");
    let over = false;
    const stopped = old.stop().then(() => {
      over = true;
    });
    await world.clock.advance(3_000);
    expect(over).toBe(false);
    world.channels.gate = undefined;
    gate.resolve();
    await stopped;
    await world.lead();
    await world.clock.advance(5 * MINUTE);
    expect(world.read()).toEqual(["drill Running"]);
  });

  test("begins no call afterwards", async () => {
    const old = await world.lead();
    await old.stop();
    await world.run("drill", "Running");
    await world.clock.advance(60 * MINUTE);
    expect(world.channels.calls).toEqual([]);
    expect(world.clock.pending).toBe(0);
  });

  test("writes nothing afterwards", async () => {
    world.channels.members = new Set();
    const old = await world.lead();
    await world.run("drill", "Running");
    await old.stop();
    const before = world.api.writes.length;
    await world.removeRun("drill");
    await world.clock.advance(60 * MINUTE);
    expect(world.api.writes).toHaveLength(before);
  });

  test("saves what was posted although the API server is away for seconds", async () => {
    const gate = Promise.withResolvers<void>();
    const old = await world.lead();
    world.channels.gate = gate.promise;
    await world.run("drill", "Running");
    world.api.readOnly = true;
    const stopped = old.stop();
    gate.resolve();
    await world.clock.advance(6_000);
    world.api.readOnly = false;
    await world.clock.advance(6_000);
    await stopped;
    expect(world.entries()).toMatchObject({ drill: { card: { ts: "1.0" } } });
  });
});
