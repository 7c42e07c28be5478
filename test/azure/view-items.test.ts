// What the view knows of an item, and which of a list's and a GET's facts count.
import { beforeEach, describe, expect, test } from "vitest";
import { TransientError } from "../../operator/errors.ts";
import { itemId, SITE_ID } from "./port-under-test.ts";
import { itemRow, running } from "./rows.ts";
import { MINUTE, useView } from "./view-under-test.ts";

const world = useView();
const web01 = itemId("web01");
const many = (count: number) => Array.from({ length: count }, (_, index) => itemRow(`m${index}`));
const busy = (job: string) =>
  itemRow("web01", { currentScenario: running("TestFailover", job), allowedOperations: [] });

describe("an item", () => {
  test("is unknown before anything was read, and says so", () => {
    expect(world.view.item(web01)).toEqual({ state: "unknown", why: "The vault's items have not been listed yet." });
  });

  test("is present once a complete list shows it, by id in any case and by machine", async () => {
    world.shows(itemRow("web01"));
    await world.view.pollItems();
    expect(world.view.item(web01.toUpperCase())).toMatchObject({ state: "present", value: { name: "web01" } });
    expect(world.view.itemsOfMachine(`${SITE_ID}/machines/WEB01`).map(({ name }) => name)).toEqual(["web01"]);
    expect(world.view.items()).toHaveLength(1);
  });

  test("that a list does not show is unknown, never absent", async () => {
    await world.view.pollItems();
    expect(world.view.item(web01).state).toBe("unknown");
  });

  test("is absent after a GET's 404 only", async () => {
    expect(await world.view.refresh(web01)).toMatchObject({ state: "absent" });
    expect(world.view.item(web01).state).toBe("absent");
  });

  test("that a list no longer shows is unknown until it was asked for by itself", async () => {
    world.shows(itemRow("web01"), itemRow("web02"));
    await world.view.pollItems();
    world.clock.advance(5 * MINUTE);
    world.shows(itemRow("web02"));
    await world.view.pollItems();
    expect(world.view.item(web01).state).toBe("unknown");
    expect(world.view.itemsOfMachine(`${SITE_ID}/machines/web01`)).toEqual([]);
    await world.view.pollActive();
    expect(world.view.item(web01).state).toBe("absent");
  });

  test("that only the list lost comes back by its GET", async () => {
    world.shows(itemRow("web01"), itemRow("web02"));
    await world.view.pollItems();
    world.clock.advance(5 * MINUTE);
    world.vault.listed = [itemRow("web02")];
    await world.view.pollItems();
    await world.view.pollActive();
    expect(world.view.item(web01).state).toBe("present");
  });
});

describe("a list with a failed page", () => {
  test("is dropped whole", async () => {
    world.shows(...many(4));
    world.vault.pageSize = 2;
    world.vault.fault = ({ query }) => (query.get("skipToken") === "2" ? "reset" : undefined);
    await expect(world.view.pollItems()).rejects.toBeInstanceOf(TransientError);
    expect(world.view.items()).toEqual([]);
    expect(world.view.writesBarred()).toMatch(/not been listed completely/);
    world.vault.fault = () => undefined;
    await world.view.pollItems();
    expect(world.view.items()).toHaveLength(4);
    expect(world.view.writesBarred()).toBeUndefined();
  });
});

test("a complete list counts also when the jobs cannot be read", async () => {
  world.shows(itemRow("web01"));
  world.vault.fault = ({ path }) => (path.endsWith("/replicationJobs") ? "reset" : undefined);
  await world.view.pollItems();
  expect(world.view.writesBarred()).toBeUndefined();
});

describe("a list that may be older than a GET", () => {
  test("does not take back what the GET showed", async () => {
    world.shows(itemRow("web01"));
    await world.view.pollItems();
    world.vault.truth = [busy("j1")];
    await world.view.refresh(web01);
    world.clock.advance(90_000);
    await world.view.pollItems();
    expect(world.view.item(web01)).toMatchObject({ value: { currentJob: { jobId: "j1" } } });
    world.clock.advance(60_000);
    await world.view.pollItems();
    expect(world.view.item(web01)).not.toHaveProperty("value.currentJob");
  });

  test("does not make an item unknown that a GET has just found", async () => {
    world.vault.truth = [itemRow("web01")];
    await world.view.refresh(web01);
    await world.view.pollItems();
    expect(world.view.item(web01).state).toBe("present");
  });

  test("does not bring back an item that a GET has just found absent", async () => {
    world.vault.listed = [itemRow("web01")];
    await world.view.refresh(web01);
    await world.view.pollItems();
    expect(world.view.item(web01).state).toBe("absent");
  });
});

describe("an item that we wrote to", () => {
  beforeEach(async () => {
    world.shows(itemRow("web01"));
    await world.view.pollItems();
    world.view.wrote(web01, "j1");
  });

  test("ignores list facts until they show our job", async () => {
    world.clock.advance(MINUTE);
    world.vault.listed = [itemRow("web01", { protectionStateDescription: "stale" })];
    await world.view.pollItems();
    expect(world.view.item(web01)).not.toMatchObject({ value: { protectionStateDescription: "stale" } });
    world.vault.listed = [busy("j1")];
    await world.view.pollItems();
    expect(world.view.item(web01)).toMatchObject({ value: { currentJob: { jobId: "j1" } } });
  });

  test("believes a GET at once", async () => {
    world.vault.truth = [itemRow("web01", { protectionStateDescription: "done" })];
    await world.view.refresh(web01);
    expect(world.view.item(web01)).toMatchObject({ value: { protectionStateDescription: "done" } });
  });

  test("believes lists again when none can be older than the write", async () => {
    world.clock.advance(3 * MINUTE);
    world.vault.listed = [itemRow("web01", { protectionStateDescription: "later" })];
    await world.view.pollItems();
    expect(world.view.item(web01)).toMatchObject({ value: { protectionStateDescription: "later" } });
  });

  test("is read by GET without being followed, until then", async () => {
    await world.view.pollActive();
    expect(world.requests(/replicationProtectedItems\/web01$/)).toBe(1);
    world.clock.advance(3 * MINUTE);
    await world.view.pollActive();
    expect(world.requests(/replicationProtectedItems\/web01$/)).toBe(1);
  });
});
