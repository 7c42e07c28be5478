// Jobs, the vault's parts and its machines as the view tells them, and a view that runs by itself.
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { StalledError, TransientError } from "../../operator/errors.ts";
import { armError, itemId, SITE_ID } from "./port-under-test.ts";
import { itemRow, jobRow, machineRow } from "./rows.ts";
import { MINUTE, useView } from "./view-under-test.ts";

const world = useView();
const web01 = itemId("web01");

describe("jobs on an item", () => {
  test("are found by the name that Azure gives, newest first", async () => {
    world.shows(itemRow("web01"));
    world.vault.jobs = [jobRow("old"), jobRow("new", { startTime: "2026-11-23T09:30:00Z" })];
    await world.view.pollItems();
    expect(world.view.jobsOn(web01).map(({ id }) => id)).toEqual(["new", "old"]);
  });

  test("are not taken from another item of the same friendly name", async () => {
    const twin = { friendlyName: "WEB01" };
    world.shows(itemRow("web01"), itemRow("web02", twin));
    world.vault.jobs = [jobRow("j1", { targetObjectName: "WEB01" })];
    await world.view.pollItems();
    expect(world.view.jobsOn(web01)).toEqual([]);
    expect(world.view.jobsOn(itemId("web02"))).toEqual([]);
  });

  test("are found by ARM id where Azure gives one, whatever the names", async () => {
    world.shows(itemRow("web01"), itemRow("web02"));
    world.vault.jobs = [jobRow("j1", { targetObjectId: web01.toLowerCase(), targetObjectName: "WEB02" })];
    await world.view.pollItems();
    expect(world.view.jobsOn(web01)).toHaveLength(1);
    expect(world.view.jobsOn(itemId("web02"))).toEqual([]);
  });

  test("stay ended when a lagging list shows them running", async () => {
    world.shows(itemRow("web01"));
    world.vault.jobs = [jobRow("j1", { state: "Failed" })];
    expect(await world.view.job("j1")).toMatchObject({ state: "Failed" });
    world.vault.jobs = [jobRow("j1")];
    await world.view.pollItems();
    expect(world.view.jobsOn(web01)).toMatchObject([{ state: "Failed" }]);
  });
});

describe("the infrastructure", () => {
  test("is the one fabric of the right type with its container, site, appliances and accounts", async () => {
    await world.view.pollInfrastructure();
    expect(world.view.infrastructure()).toMatchObject({
      state: "present",
      value: {
        vault: { location: "westeurope" },
        fabric: { name: "fabric1", processServers: [{ id: "ps" }] },
        container: { fabric: "fabric1", container: "container1", id: "c-id" },
        siteId: SITE_ID,
        appliances: [{ name: "dr-appliance-1", health: "Normal" }],
        runAsAccounts: [{ id: "acc", name: "linux-root" }],
      },
    });
    expect(world.told).toEqual(["infrastructure"]);
  });

  test("that has no fabric names the reason and what was found", async () => {
    world.vault.fabrics = [];
    await world.view.pollInfrastructure();
    expect(world.view.infrastructure()).toMatchObject({
      state: "unknown",
      reason: "FabricNotFound",
      why: expect.stringMatching(/none/),
    });
  });

  test("with several fabrics asks for a name", async () => {
    const [first] = world.vault.fabrics;
    if (first === undefined) throw new Error("the small vault has a fabric");
    world.vault.fabrics = [first, { ...first, name: "fabric2" }];
    await world.view.pollInfrastructure();
    expect(world.view.infrastructure()).toMatchObject({ state: "unknown", reason: "FabricAmbiguous" });
  });

  test("with more than one container is not guessed at", async () => {
    const containers = {
      value: [
        { id: "1", name: "one" },
        { id: "2", name: "two" },
      ],
      nextLink: null,
    };
    world.vault.fault = ({ path }) =>
      path.endsWith("/replicationProtectionContainers") ? { status: 200, body: containers } : undefined;
    await world.view.pollInfrastructure();
    expect(world.view.infrastructure()).toMatchObject({ state: "unknown", reason: "ContainerNotFound" });
  });

  test("of a vault that does not exist is absent", async () => {
    const body = armError(
      "ResourceNotFound",
      "The Resource 'Microsoft.RecoveryServices/vaults/contoso-dr' was not found.",
    );
    world.vault.fault = () => ({ status: 404, body });
    await world.view.pollInfrastructure();
    expect(world.view.infrastructure().state).toBe("absent");
  });

  test("that may not be read says why, and is read again", async () => {
    world.vault.fault = () => ({ status: 403, body: armError("AuthorizationFailed", "You may not.") });
    await expect(world.view.pollInfrastructure()).rejects.toBeInstanceOf(StalledError);
    expect(world.view.infrastructure()).toMatchObject({
      state: "unknown",
      reason: "Forbidden",
      why: expect.stringMatching(/You may not/),
    });
    world.vault.fault = () => undefined;
    await world.view.pollInfrastructure();
    expect(world.view.infrastructure().state).toBe("present");
  });

  test("stays known through a passing failure", async () => {
    await world.view.pollInfrastructure();
    world.clock.advance(20 * MINUTE);
    world.vault.fault = () => "reset";
    await expect(world.view.pollInfrastructure()).rejects.toBeInstanceOf(TransientError);
    expect(world.view.infrastructure().state).toBe("present");
  });

  test("is read in full every quarter of an hour, the appliances in between", async () => {
    await world.view.pollInfrastructure();
    world.clock.advance(5 * MINUTE);
    await world.view.pollInfrastructure();
    expect(world.requests(/replicationAppliances$/)).toBe(2);
    expect(world.requests(/replicationFabrics$/)).toBe(1);
    world.clock.advance(10 * MINUTE);
    await world.view.pollInfrastructure();
    expect(world.requests(/replicationFabrics$/)).toBe(2);
  });
});

describe("discovery", () => {
  test("is complete after one whole list, and wakes when a machine changed", async () => {
    world.vault.machines = [machineRow("web01")];
    await world.view.pollDiscovery();
    expect(world.view.discovery().complete).toBe(false);
    await world.view.pollInfrastructure();
    world.told.length = 0;
    await world.view.pollDiscovery();
    expect(world.view.discovery()).toMatchObject({ complete: true, machines: [{ name: "web01" }] });
    expect(world.told).toEqual(["machines"]);
    world.vault.machines = [machineRow("web01", { updatedTimestamp: "2026-11-23T10:10:00Z" })];
    await world.view.pollDiscovery();
    expect(world.told).toEqual(["machines"]);
    world.vault.machines = [machineRow("web01", { numberOfProcessorCore: 8 })];
    await world.view.pollDiscovery();
    expect(world.told).toEqual(["machines", "machines"]);
  });

  test("keeps the last whole list when a new one fails", async () => {
    world.vault.machines = [machineRow("web01")];
    await world.view.pollInfrastructure();
    await world.view.pollDiscovery();
    world.vault.fault = () => "reset";
    await expect(world.view.pollDiscovery()).rejects.toBeInstanceOf(TransientError);
    expect(world.view.discovery()).toMatchObject({ complete: true, machines: [{ name: "web01" }] });
  });

  test("asks the appliances to look again", async () => {
    await world.view.pollInfrastructure();
    await world.view.rediscover();
    expect(world.requests(/refreshSite$/)).toBe(1);
  });
});

const PATIENTLY = { timeout: 60_000, interval: 1 };

describe("once started", () => {
  let stop: AbortController;
  beforeEach(() => {
    stop = new AbortController();
  });
  afterEach(() => stop.abort());
  const lists = () => world.requests(/contoso-dr\/replicationProtectedItems$/);

  test("a view fills by itself, and asks nothing more after it was stopped", async () => {
    world.shows(itemRow("web01"));
    world.vault.machines = [machineRow("web01")];
    world.view.start(stop.signal);
    await vi.waitUntil(() => world.view.discovery().complete && world.view.items().length === 1, PATIENTLY);
    expect(world.view.writesBarred()).toBeUndefined();
    await allQuiet();
    stop.abort();
    const before = world.received.length;
    await vi.waitUntil(() => world.clock.pending() === 0, PATIENTLY);
    world.clock.advance(60 * MINUTE);
    await new Promise((resolve) => setImmediate(resolve));
    expect(world.received.length).toBe(before);
  });

  test("a view says that it reads until it knows everything, and then once that it does", async () => {
    world.shows(itemRow("web01"));
    world.vault.machines = [machineRow("web01")];
    expect(world.view.reading()).toBe(false);
    const readingWhenTold: boolean[] = [];
    world.view.onChange(() => readingWhenTold.push(world.view.reading()));
    world.view.start(stop.signal);
    expect(world.view.reading()).toBe(true);
    await vi.waitUntil(() => world.told.includes("read"), PATIENTLY);
    expect(world.view.discovery().complete && world.view.listed()).toBe(true);
    expect(world.told.at(-1)).toBe("read");
    expect(new Set(world.told)).toEqual(new Set(["infrastructure", "items", "machines", "read"]));
    expect(readingWhenTold.indexOf(false)).toBe(world.told.length - 1);
  });

  test("a view that cannot read something says so at once, and does not go on as if it was about to know", async () => {
    world.vault.fault = ({ path }) =>
      /machines$/.test(path) ? { status: 500, body: armError("InternalError", "It broke.") } : undefined;
    world.view.start(stop.signal);
    await vi.waitUntil(() => !world.view.reading(), PATIENTLY);
    expect(world.told).toContain("read");
    expect(world.view.discovery().complete).toBe(false);
  });

  test("a first look that takes over a minute is no reason to be silent any longer", async () => {
    world.vault.fault = () => "hang";
    world.view.start(stop.signal);
    world.clock.advance(MINUTE - 1);
    expect(world.view.reading()).toBe(true);
    world.clock.advance(1);
    expect(world.view.reading()).toBe(false);
  });

  test("lists come every five minutes, every minute after something turned bad, for half an hour", async () => {
    world.shows(itemRow("web01"));
    world.view.start(stop.signal);
    await vi.waitUntil(() => lists() === 1 && world.clock.pending() === 4, PATIENTLY);
    const listsAfter = async (minutes: number) => {
      for (let minute = 0; minute < minutes; minute += 1) {
        world.clock.advance(MINUTE);
        await allQuiet();
      }
      return lists();
    };
    expect(await listsAfter(5)).toBe(2);
    world.shows(itemRow("web01", { replicationHealth: "Critical" }));
    expect(await listsAfter(5)).toBe(3);
    expect(await listsAfter(10)).toBe(13);
    expect(await listsAfter(20)).toBe(33);
    expect(await listsAfter(10)).toBe(35);
  });

  /** Every round waits on its timer again. */
  async function allQuiet(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    await vi.waitUntil(() => world.clock.pending() === 4, PATIENTLY);
  }
});
