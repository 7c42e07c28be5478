// When the view lets nothing be written, which items it reads by themselves, and whom it wakes.
import { beforeEach, describe, expect, test } from "vitest";
import { TransientError } from "../../operator/errors.ts";
import { armError, itemId, WRITE } from "./port-under-test.ts";
import { itemRow, jobRow, running } from "./rows.ts";
import { MINUTE, useView, type ViewTest } from "./view-under-test.ts";

const world = useView();
const web01 = itemId("web01");
const many = (count: number) => Array.from({ length: count }, (_, index) => itemRow(`m${index}`));
const busy = (job: string) =>
  itemRow("web01", { currentScenario: running("TestFailover", job), allowedOperations: [] });

describe("when many items vanish at once", () => {
  beforeEach(async () => {
    world.shows(...many(20));
    await world.view.pollItems();
    world.clock.advance(5 * MINUTE);
  });

  test("nothing is forgotten and nothing written until a second list agrees", async () => {
    world.shows(...many(17));
    await world.view.pollItems();
    expect(world.view.writesBarred()).toMatch(/^3 protected items vanished/);
    expect(world.view.items()).toHaveLength(20);
    world.clock.advance(MINUTE);
    await world.view.pollItems();
    expect(world.view.writesBarred()).toBeUndefined();
    expect(world.view.item(itemId("m19")).state).toBe("unknown");
  });

  test("a second list that shows them again ends the doubt", async () => {
    world.shows(...many(10));
    await world.view.pollItems();
    world.clock.advance(MINUTE);
    world.shows(...many(20));
    await world.view.pollItems();
    expect(world.view.writesBarred()).toBeUndefined();
    expect(world.view.items()).toHaveLength(20);
  });

  test("a second list that misses others as well does not agree", async () => {
    world.shows(...many(17));
    await world.view.pollItems();
    world.clock.advance(MINUTE);
    world.shows(...many(12));
    await world.view.pollItems();
    expect(world.view.writesBarred()).toMatch(/^8 protected items vanished/);
  });

  test("a tenth of them, or a single one of few, is not many", async () => {
    world.shows(...many(18));
    await world.view.pollItems();
    expect(world.view.writesBarred()).toBeUndefined();
    world.clock.advance(10 * MINUTE);
    await world.view.pollActive();
    expect(world.view.items()).toHaveLength(18);
  });
});

describe("writes are barred", () => {
  test("when the last complete list is over twelve minutes old", async () => {
    await world.view.pollItems();
    world.clock.advance(12 * MINUTE);
    expect(world.view.writesBarred()).toBeUndefined();
    world.clock.advance(1000);
    expect(world.view.writesBarred()).toMatch(/12 minutes old/);
  });

  test("and say why no new list comes, in the same words from try to try", async () => {
    await world.view.pollItems();
    const fails = async (status: number, code: string, words: (at: number) => string) => {
      const said: (string | undefined)[] = [];
      for (const at of [17, 44]) {
        world.vault.fault = () => ({ status, body: armError(code, words(at)) });
        await expect(world.view.pollItems()).rejects.toBeInstanceOf(Error);
        world.clock.advance(13 * MINUTE);
        said.push(world.view.writesBarred());
      }
      expect(said[1]).toBe(said[0]);
      return said[1];
    };
    const expiry = (at: number) => `The access token expired at '11/28/2026 11:16:${at} PM'.`;
    expect(await fails(401, "ExpiredAuthenticationToken", expiry)).toMatch(
      /^Azure refused to show the protected items: .* The last complete list .* is over 12 minutes old/,
    );
    expect(await fails(403, "AuthorizationFailed", () => "You may not.")).toMatch(
      /^Azure refused to show the protected items: You may not\. .* The last complete list/,
    );
    expect(await fails(503, "ServerBusy", (at) => `Please try again after '${at}' seconds.`)).toMatch(
      /^Azure did not show the protected items: Please try again\. \(HTTP 503, ServerBusy\) The last complete list/,
    );
    world.told.length = 0;
    world.vault.fault = () => undefined;
    await world.view.pollItems();
    expect(world.view.writesBarred()).toBeUndefined();
    expect(world.told).toContain("items");
  });

  test("while Azure asks to wait", async () => {
    await world.view.pollItems();
    const body = armError("TooManyRequests", "Slow down.");
    world.vault.fault = () => ({ status: 429, headers: { "retry-after": "30" }, body });
    await expect(world.view.refresh(web01)).rejects.toMatchObject({ retryAfterSeconds: 30 });
    expect(world.view.writesBarred()).toMatch(/Azure asked to wait until 10:00:30 UTC/);
    expect(world.view.throttledUntil()).toEqual(new Date("2026-11-23T10:00:30Z"));
    world.clock.advance(30_000);
    expect(world.view.writesBarred()).toBeUndefined();
  });
});

describe("a pause that Azure asks for", () => {
  const slowDown = { status: 429, headers: { "retry-after": "30" }, body: armError("TooManyRequests", "Slow down.") };

  test.each<[string, (port: ViewTest["port"]) => Promise<unknown>, RegExp | undefined]>([
    ["reads", (port) => port.item(web01), /Azure asked to wait until 10:00:30 UTC/],
    ["other writes", (port) => port.disable(WRITE, web01, "NotSpecified"), /Azure asked to wait until 10:00:30 UTC/],
    ["deletes, which the budget keeps back by itself", (port) => port.deletePolicy(WRITE, "gold"), undefined],
  ])("with %s", async (_, call, bars) => {
    await world.view.pollItems();
    world.vault.fault = () => slowDown;
    await call(world.port).catch(() => undefined);
    expect(world.view.throttledUntil()).toEqual(new Date("2026-11-23T10:00:30Z"));
    if (bars === undefined) expect(world.view.writesBarred()).toBeUndefined();
    else expect(world.view.writesBarred()).toMatch(bars);
  });
});

describe("active items", () => {
  test("none means that nothing is asked", async () => {
    world.shows(...many(3));
    await world.view.pollItems();
    const before = world.received.length;
    await world.view.pollActive();
    expect(world.received.length).toBe(before);
  });

  test("are read by GET for as long as any owner follows them", async () => {
    world.shows(itemRow("web01"));
    world.view.follow(web01, "one");
    world.view.follow(web01, "two");
    await world.view.pollActive();
    world.view.release(web01, "one");
    await world.view.pollActive();
    world.view.release(web01, "two");
    await world.view.pollActive();
    expect(world.requests(/replicationProtectedItems\/web01$/)).toBe(2);
    expect(world.requests(/replicationJobs$/)).toBe(2);
  });

  test("include items on which somebody else's operation runs", async () => {
    world.shows(busy("foreign"));
    await world.view.pollItems();
    await world.view.pollActive();
    expect(world.requests(/replicationProtectedItems\/web01$/)).toBe(1);
  });

  test("are never more than forty in one round, the longest unread first", async () => {
    world.shows(...many(50));
    for (const { id } of world.vault.listed) world.view.follow(id, "owner");
    await world.view.pollActive();
    expect(world.requests(/replicationProtectedItems\/m\d+$/)).toBe(40);
    world.clock.advance(1000);
    await world.view.pollActive();
    const read = world.received
      .filter(({ path }) => /replicationProtectedItems\/m\d+$/.test(path))
      .map(({ path }) => path);
    expect(new Set(read).size).toBe(50);
  });

  test("are all tried when one cannot be read", async () => {
    world.shows(itemRow("web01"), itemRow("web02"));
    world.view.follow(web01, "owner");
    world.view.follow(itemId("web02"), "owner");
    world.vault.fault = ({ path }) => (path.endsWith("/web01") ? "reset" : undefined);
    await expect(world.view.pollActive()).rejects.toBeInstanceOf(TransientError);
    expect(world.view.item(itemId("web02")).state).toBe("present");
  });
});

describe("who is woken", () => {
  test("everybody at the first list, and then only what changed", async () => {
    world.shows(itemRow("web01"), itemRow("web02"));
    await world.view.pollItems();
    expect(world.told).toEqual(["items"]);
    world.told.length = 0;
    world.clock.advance(5 * MINUTE);
    world.shows(itemRow("web01"), itemRow("web02", { protectionState: "InitialReplicationInProgress" }));
    await world.view.pollItems();
    expect(world.told).toEqual([itemId("web02").toLowerCase()]);
  });

  test("nobody for heartbeats, newer points, or an RPO that stays within five minutes", async () => {
    world.shows(itemRow("web01"));
    await world.view.pollItems();
    world.told.length = 0;
    world.clock.advance(5 * MINUTE);
    const agent = { version: "9.55.6765.1", lastHeartbeatUtc: "2026-11-23T10:04:00Z", isUpgradeable: "false" };
    const moved = { lastRpoInSeconds: 290, lastRecoveryPointReceived: "2026-11-23T10:04:00Z" };
    const same = { reasonsBlockingUpgrade: ["AlreadyOnLatestVersion"] };
    world.shows(itemRow("web01", {}, { ...moved, mobilityAgentDetails: { ...agent, ...same } }));
    await world.view.pollItems();
    expect(world.told).toEqual([]);
    expect(world.view.item(web01)).toMatchObject({ value: { rpoSeconds: 290 } });
    world.clock.advance(5 * MINUTE);
    world.shows(itemRow("web01", {}, { lastRpoInSeconds: 301, mobilityAgentDetails: { ...agent, ...same } }));
    await world.view.pollItems();
    expect(world.told).toEqual([web01.toLowerCase()]);
  });

  test("the item of a job that moved", async () => {
    world.shows(itemRow("web01"));
    world.vault.jobs = [jobRow("j1")];
    await world.view.pollItems();
    world.told.length = 0;
    world.view.follow(web01, "owner");
    await world.view.pollActive();
    expect(world.told).toEqual([]);
    world.vault.jobs = [jobRow("j1", { state: "Succeeded" })];
    await world.view.pollActive();
    expect(world.told).toEqual([web01.toLowerCase()]);
  });
});
