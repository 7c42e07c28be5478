// Alerts: once, after two minutes, and edited when they are over.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createWorld, MINUTE, minutesAfter, type Term, type World } from "./follow/world.ts";

const DAY = 24 * 60 * MINUTE;

let world: World;
let leader: Term;
beforeEach(async () => {
  world = await createWorld();
  leader = await world.lead();
});
afterEach(() => world.stop());

const shardsWith = (text: string) =>
  [...world.api.objects.values()].filter(({ data }) => data?.["ledger.json"]?.includes(text));

describe("an alert", () => {
  test("is said after two minutes, once", async () => {
    await world.protection("sql01", minutesAfter(0));
    await world.clock.advance(1.9 * MINUTE);
    expect(world.read()).toEqual([]);
    await world.clock.advance(0.5 * MINUTE);
    expect(world.read()).toEqual(["sql01 is ill"]);
    await world.clock.advance(DAY);
    expect(world.channels.calls).toHaveLength(1);
  });

  test("that is over within two minutes is never said, and leaves nothing", async () => {
    await world.protection("sql01", minutesAfter(0));
    await world.clock.advance(1.5 * MINUTE);
    await world.protection("sql01", undefined);
    await world.clock.advance(10 * MINUTE);
    expect(world.read()).toEqual([]);
    expect(shardsWith("sql01")).toEqual([]);
  });

  test("that is over is edited, once", async () => {
    await world.protection("sql01", minutesAfter(0));
    await world.clock.advance(20 * MINUTE);
    await world.protection("sql01", undefined);
    await world.clock.advance(DAY);
    expect(world.channels.messages).toMatchObject([{ text: "sql01: ill: over after 20 min", edits: 1 }]);
  });

  test("that is over is edited soon after the change", async () => {
    await world.protection("sql01", minutesAfter(0));
    await world.clock.advance(5 * MINUTE + 1_000);
    await world.protection("sql01", undefined);
    await world.clock.advance(2_000);
    expect(world.read()).toEqual(["sql01: ill: over after 5 min"]);
  });

  test("that is over while nobody leads is edited by the next leader", async () => {
    await world.protection("sql01", minutesAfter(0));
    await world.clock.advance(5 * MINUTE);
    await leader.stop();
    await world.protection("sql01", undefined);
    await world.lead();
    await world.clock.advance(MINUTE);
    expect(world.read()).toEqual(["sql01: ill: over after 5 min"]);
  });

  test("that comes again later is another one", async () => {
    await world.protection("sql01", minutesAfter(0));
    await world.clock.advance(5 * MINUTE);
    await world.protection("sql01", undefined);
    await world.clock.advance(5 * MINUTE);
    await world.protection("sql01", minutesAfter(10));
    await world.clock.advance(5 * MINUTE);
    expect(world.read()).toEqual(["sql01: ill: over after 5 min", "sql01 is ill"]);
  });

  test("that was only out of sight says in its message that it still is so", async () => {
    await world.protection("sql01", minutesAfter(0));
    await world.clock.advance(5 * MINUTE);
    await world.protection("sql01", undefined);
    await world.clock.advance(5 * MINUTE);
    await world.protection("sql01", minutesAfter(0));
    await world.clock.advance(5 * MINUTE);
    expect(world.channels.messages).toMatchObject([{ text: "sql01 is ill", edits: 2 }]);
  });

  test("whose message somebody deleted is over without a word", async () => {
    await world.protection("sql01", minutesAfter(0));
    await world.clock.advance(5 * MINUTE);
    world.channels.remove("1.0");
    await world.protection("sql01", undefined);
    await world.clock.advance(5 * MINUTE);
    expect(world.read()).toEqual([]);
    expect(shardsWith("overAt")).toHaveLength(1);
  });

  test("that lasts through an outage of Slack is said afterwards; one that does not is not", async () => {
    world.channels.always = { unreached: "ECONNREFUSED" };
    await world.protection("sql01", minutesAfter(0));
    await world.protection("web01", minutesAfter(0));
    await world.clock.advance(10 * MINUTE);
    await world.protection("web01", undefined);
    await world.clock.advance(10 * MINUTE);
    world.channels.always = undefined;
    await world.clock.advance(3 * MINUTE);
    expect(world.read()).toEqual(["sql01 is ill"]);
    expect(shardsWith("web01")).toEqual([]);
  });

  test("that a crash left in doubt is said again, marked", async () => {
    leader.dieAt = "after-post";
    await world.protection("sql01", minutesAfter(0));
    await world.clock.advance(5 * MINUTE);
    await world.lead();
    await world.clock.advance(MINUTE);
    const again = "May repeat an earlier message: the bot was interrupted. sql01 is ill";
    expect(world.read()).toEqual(["sql01 is ill", again]);
  });

  test("is forgotten 30 days after it is over", async () => {
    await world.protection("sql01", minutesAfter(0));
    await world.clock.advance(5 * MINUTE);
    await world.protection("sql01", undefined);
    await world.clock.advance(MINUTE);
    await leader.stop();
    await world.clock.advance(29.5 * DAY);
    await world.lead();
    await world.clock.advance(MINUTE);
    expect(shardsWith("sql01")).toHaveLength(1);
    await world.clock.advance(DAY);
    expect(shardsWith("sql01")).toEqual([]);
  });
});

describe("many alerts", () => {
  test("come a second apart", async () => {
    for (let index = 0; index < 20; index++) await world.protection(`m${index}`, minutesAfter(0));
    await world.clock.advance(3 * MINUTE);
    expect(world.read()).toHaveLength(20);
    const times = world.channels.calls.map((call) => Number(call.split(" ")[0]));
    const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1_000);
  });

  test("that are there at the very first start count as told, and are over without a word", async () => {
    world.stop();
    world = await createWorld();
    await world.protection("sql01", minutesAfter(-60));
    await world.protection("web01", minutesAfter(0));
    await world.lead();
    await world.clock.advance(10 * MINUTE);
    await world.protection("sql01", undefined);
    await world.protection("new01", minutesAfter(10));
    await world.clock.advance(10 * MINUTE);
    expect(world.read()).toEqual(["new01 is ill"]);
  });
});
