// Slack down, slow, unsure or unwilling: nothing is lost, nothing is hammered, and only what is in doubt is repeated.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createWorld, MINUTE, type World } from "./world.ts";

let world: World;
beforeEach(async () => {
  world = await createWorld();
  const first = await world.lead();
  await first.stop();
  await world.lead();
});
afterEach(() => world.stop());

const calls = () => world.channels.calls.length;

describe("Slack is down for 20 minutes", () => {
  test.each([
    ["cannot be reached: afterwards the latest state is posted once, unmarked", { unreached: "ECONNREFUSED" }, ""],
    ["does not answer: posted once, and marked, since it may have arrived", { unknown: "timeout" }, ", may repeat"],
  ])("and %s", async (_sentence, answer, mark) => {
    world.channels.always = answer;
    await world.run("a", "Checking");
    await world.run("b", "Running");
    await world.clock.advance(10 * MINUTE);
    await world.run("a", "Succeeded");
    await world.clock.advance(10 * MINUTE);
    world.channels.always = undefined;
    await world.clock.advance(3 * MINUTE);
    expect(world.read().map((text) => text.replace(mark, ""))).toEqual(
      expect.arrayContaining(["a Succeeded", "b Running"]),
    );
    expect(world.read()).toHaveLength(2);
    expect(world.read()[0]).toContain(mark);
  });

  test("it is asked about once a minute, whatever waits", async () => {
    world.channels.always = { unreached: "ECONNREFUSED" };
    for (let index = 0; index < 50; index++) await world.run(`drill-${index}`, "Running", { channel: `C${index}` });
    await world.clock.advance(5 * MINUTE);
    const before = calls();
    await world.clock.advance(15 * MINUTE);
    expect(calls() - before).toBeGreaterThanOrEqual(15);
    // Half of the longest pause, on average: the jitter of this world is a constant 0.5.
    expect(calls() - before).toBeLessThanOrEqual(31);
  });

  test("a card that is there is edited once afterwards", async () => {
    await world.run("a", "Checking");
    await world.clock.advance(MINUTE);
    world.channels.always = { unknown: "timeout" };
    await world.run("a", "Running");
    await world.clock.advance(20 * MINUTE);
    await world.run("a", "CleaningUp");
    world.channels.always = undefined;
    await world.clock.advance(3 * MINUTE);
    expect(world.channels.messages).toMatchObject([{ text: "a CleaningUp", edits: 1 }]);
  });
});

describe("Slack says 429", () => {
  test("and nothing at all is sent before it wants it; then all is", async () => {
    world.channels.next.push({ waitSeconds: 30 });
    await world.run("a", "Running");
    await world.run("b", "Running", { channel: "C2" });
    await world.run("c", "Running", { channel: "C3" });
    const before = calls();
    await world.clock.advance(29_000);
    expect(calls()).toBe(before);
    await world.clock.advance(3_000);
    expect([...world.read(), ...world.read("C2"), ...world.read("C3")]).toEqual([
      "a Running",
      "b Running",
      "c Running",
    ]);
  });
});

describe("a post of which nobody knows whether it arrived", () => {
  test("is repeated, marked, and the mark stays on the card that is edited", async () => {
    world.channels.next.push("lost");
    await world.run("a", "Checking");
    await world.clock.advance(MINUTE);
    await world.run("a", "Running");
    await world.clock.advance(MINUTE);
    expect(world.read()).toEqual(["a Checking", "a Running, may repeat"]);
  });
});

describe("the bot is not in the channel", () => {
  beforeEach(async () => {
    world.channels.members = new Set(["C2"]);
    await world.run("a", "Running");
  });

  test("it is not tried all the time, and writes nothing while it waits", async () => {
    await world.clock.advance(MINUTE);
    const writes = world.api.writes.length;
    await world.clock.advance(120 * MINUTE);
    expect(calls()).toBe(1);
    expect(world.api.writes).toHaveLength(writes);
    expect(world.entries()).toMatchObject({ a: { card: { refused: "not_in_channel" } } });
  });

  test("an invitation heals it within ten minutes, and nothing is marked", async () => {
    await world.clock.advance(30 * MINUTE);
    world.channels.members?.add("C1");
    await world.clock.advance(11 * MINUTE);
    expect(world.read()).toEqual(["a Running"]);
  });

  test("an invitation and a change of the run heal it at once", async () => {
    await world.clock.advance(MINUTE);
    world.channels.members?.add("C1");
    await world.run("a", "CleaningUp");
    await world.clock.advance(1_000);
    expect(world.read()).toEqual(["a CleaningUp"]);
  });

  test("so does naming another channel", async () => {
    await world.run("a", "Running", { channel: "C2" });
    await world.clock.advance(2_000);
    expect(world.read("C2")).toEqual(["a Running"]);
  });

  test("what ended meanwhile is told all the same, also by a new leader", async () => {
    await world.run("a", "Failed", { stalled: "Quota" });
    await world.clock.advance(60 * MINUTE);
    world.channels.members?.add("C1");
    await world.clock.advance(11 * MINUTE);
    expect(world.read()).toEqual(["a Failed", "> ! a: Quota"]);
  });
});

describe("Slack does not take what is said", () => {
  test("it is tried again after ten minutes, and the others do not wait for it", async () => {
    world.channels.next.push({ refused: "invalid_blocks" });
    await world.run("a", "Running");
    await world.run("b", "Running");
    await world.clock.advance(9 * MINUTE);
    expect(world.read()).toEqual(["b Running"]);
    await world.clock.advance(2 * MINUTE);
    expect(world.read()).toEqual(["b Running", "a Running"]);
  });

  test("a refused edit does not hold up the thread", async () => {
    await world.run("a", "Running");
    await world.clock.advance(MINUTE);
    world.channels.next.push({ refused: "edit_window_closed" });
    await world.run("a", "Failed", { stalled: "Quota" });
    await world.clock.advance(MINUTE);
    expect(world.read()).toEqual(["a Running", "> ! a: Quota"]);
  });
});

describe("somebody deletes the card", () => {
  test("the next change posts a new one, which is then edited", async () => {
    await world.run("a", "Checking");
    await world.clock.advance(MINUTE);
    world.channels.remove("1.0");
    await world.run("a", "Running");
    await world.clock.advance(MINUTE);
    await world.run("a", "CleaningUp");
    await world.clock.advance(MINUTE);
    expect(world.channels.messages).toMatchObject([{ ts: "2.0", text: "a CleaningUp", edits: 1 }]);
  });

  test("a notice gets a new card to be in the thread of", async () => {
    await world.run("a", "Running");
    await world.clock.advance(MINUTE);
    world.channels.remove("1.0");
    world.channels.next.push({ refused: "edit_window_closed" });
    await world.run("a", "Failed", { stalled: "Quota" });
    await world.clock.advance(MINUTE);
    expect(world.read()).toEqual(["a Failed", "> ! a: Quota"]);
  });
});

describe("the API server", () => {
  test("away for a minute: nothing is posted that could not be claimed, and all of it afterwards", async () => {
    world.api.readOnly = true;
    await world.run("a", "Running");
    await world.clock.advance(MINUTE);
    expect(calls()).toBe(0);
    world.api.readOnly = false;
    await world.clock.advance(2 * MINUTE);
    expect(world.read()).toEqual(["a Running"]);
  });

  test("away when leadership begins: it is read when it is back", async () => {
    await world.run("a", "Running");
    await world.clock.advance(MINUTE);
    const other = await createWorld();
    other.api.readOnly = true;
    await other.lead();
    await other.clock.advance(MINUTE);
    other.api.readOnly = false;
    await other.clock.advance(MINUTE);
    await other.run("b", "Running");
    await other.clock.advance(MINUTE);
    expect(other.read()).toEqual(["b Running"]);
    other.stop();
  });
});
