// Items and jobs out of Azure's answers, and lists page by page.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TransientError } from "../../operator/errors.ts";
import { armError, collect, failure, itemId, list, ok, portTo, SITE_ID, VAULT_ID } from "./port-under-test.ts";
import { itemRow, jobRow, machineRow, running } from "./rows.ts";
import type { Reply, ScriptedServer } from "./scripted-server.ts";
import { startScriptedServer } from "./scripted-server.ts";

let server: ScriptedServer;
let port: ReturnType<typeof portTo>;

beforeAll(async () => {
  server = await startScriptedServer();
  port = portTo(server.url);
});
afterAll(async () => {
  port.close();
  await server.close();
});

const web01 = () => port.item(itemId("web01"));

describe("a protected item", () => {
  test("is told in our words, without sentinels", async () => {
    server.answer(ok(itemRow("web01")));
    const item = await web01();
    expect(item).toMatchObject({
      id: itemId("web01"),
      friendlyName: "WEB01",
      instanceType: "InMageRcm",
      machineId: `${SITE_ID}/machines/web01`,
      rpoSeconds: 120,
      resyncRequired: false,
      agent: { version: "9.55.6765.1", upgradeable: false, upgradeBlockedBy: ["AlreadyOnLatestVersion"] },
      disks: [{ id: "{1477963391}", osDisk: true, capacityBytes: 42949672960 }, { osDisk: false }],
      nics: [{ primary: true, include: true, subnet: "web", testStaticIp: "10.9.1.14" }],
      target: { vmName: "web01", vmSize: "Standard_D4s_v5", subnet: "web" },
    });
    for (const field of ["currentJob", "lastTestFailover", "initialReplicationPercentage", "replicationGroup"]) {
      expect(item).not.toHaveProperty(field);
    }
    expect(item?.agent).not.toHaveProperty("expiry");
    expect(item?.nics[0]).not.toHaveProperty("staticIp");
    expect(item?.target).not.toHaveProperty("availabilityZone");
    expect(item?.target).not.toHaveProperty("testNetworkId");
  });

  test("shows the job that runs on it by its name alone", async () => {
    server.answer(ok(itemRow("web01", { currentScenario: running("EnableProtection", "abc") })));
    expect((await web01())?.currentJob).toEqual({
      scenario: "EnableProtection",
      jobId: "abc",
      startedAt: new Date("2026-11-23T09:00:00Z"),
    });
  });

  test("of a provider that nobody has heard of is still an item", async () => {
    const details = { providerSpecificDetails: { instanceType: "InMageTomorrow", fancy: true } };
    server.answer(ok(itemRow("web01", details)));
    expect(await web01()).toMatchObject({ protectionState: "Protected", target: {}, nics: [], disks: [] });
  });

  test("is asked for under the names in its id, whatever their case", async () => {
    server.answer(ok(itemRow("web01")));
    await port.item(itemId("web01").toUpperCase());
    expect(server.received[0]?.path).toMatch(/replicationProtectedItems\/WEB01$/);
    expect(server.received[0]?.query.get("api-version")).toBe("2023-06-01");
  });
});

describe("lists", () => {
  const next = `https://management.azure.com${VAULT_ID}/replicationProtectedItems?api-version=2023-06-01&skipToken=2`;

  test("come page by page", async () => {
    server.serve(({ query }) => (query.has("skipToken") ? list([itemRow("b")]) : list([itemRow("a")], next)));
    const pages: number[] = [];
    for await (const page of port.items()) pages.push(page.length);
    expect(pages).toEqual([1, 1]);
  });

  test.each<[string, Reply]>([
    ["fails", { status: 500, body: armError("InternalServerError", "Oops.") }],
    ["is none", { status: 200, body: "" }],
    ["is a proxy's", { status: 200, headers: { "content-type": "text/html" }, body: "<html>" }],
    ["has no rows", { status: 200, body: { nextLink: null } }],
    ["leads back to itself", list([], next)],
  ])("throw when a page %s", async (_, reply) => {
    server.serve(({ query }) => (query.has("skipToken") ? reply : list([itemRow("a")], next)));
    expect(await failure(collect(port.items()))).toBeInstanceOf(TransientError);
  });

  test("follow a simulator's links to itself", async () => {
    const own = `${server.url}${VAULT_ID}/replicationProtectedItems?api-version=2023-06-01&skipToken=2`;
    server.serve(({ query }) => (query.has("skipToken") ? list([itemRow("b")]) : list([itemRow("a")], own)));
    expect((await collect(port.items())).map(({ name }) => name)).toEqual(["a", "b"]);
  });

  test("never follow a link to another host", async () => {
    const elsewhere = "https://evil.example.com/steal?api-version=2023-06-01";
    server.answer(list([itemRow("a")], elsewhere));
    expect(await failure(collect(port.items()))).toBeInstanceOf(TransientError);
    expect(server.received).toHaveLength(1);
    server.answer(list([machineRow("web01")], elsewhere));
    expect(await failure(collect(port.machines(SITE_ID)))).toBeInstanceOf(TransientError);
    expect(server.received).toHaveLength(1);
  });
});

describe("a job", () => {
  test.each([
    ["NotStarted", "Running"],
    ["InProgress", "Running"],
    ["Cancelling", "Running"],
    ["Other", "Running"],
    ["SomethingNew", "Running"],
    ["Suspended", "Waiting"],
    ["Succeeded", "Succeeded"],
    ["Failed", "Failed"],
    ["Cancelled", "Failed"],
  ])("in state %s is %s", async (state, folded) => {
    server.answer(ok(jobRow("j1", { state })));
    expect(await port.job("j1")).toMatchObject({ id: "j1", state: folded });
  });

  test("has no end while Azure says year one", async () => {
    server.answer(ok(jobRow("j1")));
    expect(await port.job("j1")).not.toHaveProperty("endedAt");
  });

  test("tells errors of its tasks once, errors before warnings, with causes and advice", async () => {
    const service = (code: string) => ({
      code,
      message: `m${code}`,
      possibleCauses: "c",
      recommendedAction: "r",
      activityId: "a",
    });
    const warning = { serviceErrorDetails: service("1"), errorLevel: "Warning" };
    const error = { serviceErrorDetails: service("28031"), errorLevel: "Error" };
    const provider = { providerErrorDetails: { errorCode: 95108, errorMessage: "no" } };
    const tasks = [{ name: "T", friendlyName: "Task one", state: "Failed", errors: [error, provider] }];
    server.answer(ok(jobRow("j1", { state: "Failed", errors: [warning, error], tasks })));
    const job = await port.job("j1");
    expect(job?.errors.map(({ code }) => code)).toEqual(["28031", "95108", "1"]);
    expect(job?.errors[0]).toEqual(service("28031"));
    expect(job?.tasks).toEqual([{ name: "Task one", state: "Failed" }]);
  });

  test("of a test failover shows its evidence, ids only where Azure gives ids", async () => {
    const network = "/subscriptions/s/resourceGroups/r/providers/Microsoft.Network/virtualNetworks/dr-test";
    const item = {
      testVmName: "/subscriptions/s/resourceGroups/r/providers/Microsoft.Compute/virtualMachines/web01-test",
      testVmFriendlyName: "web01-test",
      subnet: "web",
      recoveryPointTime: "2026-11-23T09:58:00Z",
    };
    const customDetails = {
      instanceType: "TestFailoverJobDetails",
      networkName: network,
      comments: "c",
      protectedItemDetails: [item],
    };
    server.answer(ok(jobRow("j1", { customDetails })));
    expect((await port.job("j1"))?.testFailover).toEqual({
      networkId: network,
      networkName: "dr-test",
      comments: "c",
      testMachineName: "web01-test",
      testMachineId: item.testVmName,
      subnet: "web",
      recoveryPointTime: new Date("2026-11-23T09:58:00Z"),
    });
    server.answer(
      ok(jobRow("j1", { customDetails: { ...customDetails, networkName: "dr-test", protectedItemDetails: [] } })),
    );
    expect((await port.job("j1"))?.testFailover).toEqual({ comments: "c", networkName: "dr-test" });
  });

  test("list has those since a moment, newest first", async () => {
    const at = (startTime: string) => ({ startTime });
    server.answer(
      list([
        jobRow("old", at("2026-11-22T09:00:00Z")),
        jobRow("one", at("2026-11-23T09:00:00Z")),
        jobRow("two", at("2026-11-23T09:30:00Z")),
      ]),
    );
    expect((await port.jobs(new Date("2026-11-23T00:00:00Z"))).map(({ id }) => id)).toEqual(["two", "one"]);
  });

  describe("is read", () => {
    const day = (hour: number) =>
      jobRow(`h${hour}`, { startTime: `2026-11-22T${String(hour).padStart(2, "0")}:00:00Z` });
    const waiting = jobRow("waiting", { startTime: null });
    const next = `https://management.azure.com${VAULT_ID}/replicationJobs?api-version=2023-06-01&skipToken=2`;
    test.each([
      ["to the page where jobs get too old, when the newest come first", [day(14), day(11)], 1],
      ["so too below a job that has not begun", [waiting, day(11)], 1],
      ["on while a page ends with a recent one", [day(14), day(13)], 2],
      ["to its end when the order rises", [day(10), day(11)], 2],
      ["to its end when it falls and rises", [day(14), day(9), day(11)], 2],
      ["to its end when nothing tells the order", [day(11), day(11)], 2],
      ["to its end when a page holds one job", [day(11)], 2],
    ])("%s", async (_, first, pagesRead) => {
      server.answer(list(first, next), list([day(15)]));
      await port.jobs(new Date("2026-11-22T12:00:00Z"));
      expect(server.received.length).toBe(pagesRead);
    });
  });
});
