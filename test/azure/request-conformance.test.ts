// Every request of ours against Microsoft's own API description.
import type { LiveValidator } from "oav";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createValidator, directory, suiteName } from "./pairs.ts";
import { ACCEPTED, CONTAINER, itemId, list, ok, portTo, SITE_ID, WRITE } from "./port-under-test.ts";
import { itemRow } from "./rows.ts";
import type { Received, Reply, ScriptedServer } from "./scripted-server.ts";
import { startScriptedServer } from "./scripted-server.ts";

const SETTINGS = {
  recoveryPointRetentionMinutes: 1440,
  appConsistentFrequencyMinutes: 60,
  crashConsistentFrequencyMinutes: 5,
  multiVmSync: false,
};

const rg = "/subscriptions/s/resourceGroups/r";
const ENABLE = {
  itemName: "web01",
  machineId: `${SITE_ID}/machines/web01`,
  policyId: `${rg}/policies/gold`,
  processServerId: "83629832-8201-4d31-b9cd-a644185d035a",
  runAsAccountId: `${SITE_ID}/runAsAccounts/a`,
  cacheStorageAccountId: `${rg}/providers/Microsoft.Storage/storageAccounts/cache`,
  diskType: "Premium_LRS",
  target: { vmName: "web01", resourceGroupId: rg, networkId: `${rg}/net`, subnet: "web", licenseType: "NoLicenseType" },
  replicationGroup: "shop",
};

const DIAGNOSTICS = { target: { bootDiagnosticsStorageAccountId: ENABLE.cacheStorageAccountId }, nics: [] };
const TAGS = { targetVmTags: [{ tagName: "owner", tagValue: "shop" }], sqlServerLicenseType: "AHUB" };

type Port = ReturnType<typeof portTo>;

/** What the description knows. Not the mapping's creation: it has no modernized provider there; see below. */
const REQUESTS: readonly [string, (port: Port) => unknown][] = [
  ["creating a policy", (port) => port.createPolicy(WRITE, "gold", SETTINGS)],
  ["updating a policy", (port) => port.updatePolicy(WRITE, "gold", SETTINGS)],
  ["deleting a policy", (port) => port.deletePolicy(WRITE, "gold")],
  ["removing a mapping", (port) => port.deleteMapping(WRITE, CONTAINER, "gold")],
  ["enabling all disks", (port) => port.enable(WRITE, CONTAINER, ENABLE)],
  ["enabling some disks", (port) => port.enable(WRITE, CONTAINER, { ...ENABLE, includeDisks: ["d1"] })],
  ["enabling with tags", (port) => port.enable(WRITE, CONTAINER, { ...ENABLE, tags: { owner: "shop" } })],
  ["updating an item", (port) => port.update(WRITE, itemId("web01"), { target: { vmSize: "s" }, nics: [] })],
  ["updating boot diagnostics", (port) => port.update(WRITE, itemId("web01"), DIAGNOSTICS)],
  ["updating an item with tags", (port) => port.update(WRITE, itemId("tagged"), { target: {}, nics: [] })],
  ["disabling", (port) => port.disable(WRITE, itemId("web01"), "NotSpecified")],
  ["a test failover", (port) => port.testFailover(WRITE, itemId("web01"), { networkId: `${rg}/net` })],
  ["its clean-up", (port) => port.cleanUpTestFailover(WRITE, itemId("web01"), "it works")],
  ["reading an item", (port) => port.item(itemId("web01"))],
  ["listing items", (port) => port.items()[Symbol.asyncIterator]().next()],
  ["listing jobs", (port) => port.jobs(new Date(0))],
  ["listing appliances", (port) => port.appliances()],
  ["listing recovery points", (port) => port.recoveryPoints(itemId("web01"))],
  ["listing sizes", (port) => port.targetSizes(itemId("web01"))],
  ["listing mappings", (port) => port.mappings(CONTAINER)],
  ["listing machines", (port) => port.machines(SITE_ID)[Symbol.asyncIterator]().next()],
  ["listing run-as accounts", (port) => port.runAsAccounts(SITE_ID)],
  ["refreshing a site", (port) => port.refreshSite(SITE_ID)],
];

const contentOrTagged = ({ method, path }: Received): Reply => {
  if (method !== "GET") return path.endsWith("/refreshSite") ? { status: 202 } : ACCEPTED;
  const [, item] = /\/replicationProtectedItems\/(\w+)$/.exec(path) ?? [];
  return item === undefined ? list([]) : ok(itemRow(item, {}, item === "tagged" ? TAGS : {}));
};

describe.skipIf(directory === "")(suiteName("requests"), () => {
  let server: ScriptedServer;
  let port: Port;
  let validator: LiveValidator;

  beforeAll(async () => {
    server = await startScriptedServer();
    port = portTo(server.url);
    validator = await createValidator();
  });
  afterAll(async () => {
    port.close();
    await server.close();
  });

  const errorsOf = async ({ method, path, query, headers, body }: Received) => {
    const result = await validator.validateLiveRequest({
      method,
      url: `https://management.azure.com${path}?${query}`,
      query: Object.fromEntries(query),
      headers: { "content-type": String(headers["content-type"] ?? "application/json") },
      body: body === "" ? undefined : JSON.parse(body),
    });
    const codes = result.errors.map(({ code }) => code);
    return result.isSuccessful === true || codes.length > 0 ? codes : ["unknown operation"];
  };

  const requestsOf = async (ask: (port: Port) => unknown) => {
    server.serve(contentOrTagged);
    await ask(port);
    expect(server.received.length).toBeGreaterThan(0);
    return [...server.received];
  };

  test.each(REQUESTS)("%s is as described", async (_, ask) => {
    for (const request of await requestsOf(ask)) expect(await errorsOf(request)).toEqual([]);
  });

  test("creating a mapping differs in nothing but the provider, which the service takes all the same", async () => {
    const [request] = await requestsOf((port) =>
      port.createMapping(WRITE, CONTAINER, { name: "gold", policyId: "p", agentAutoUpgrade: true }),
    );
    expect(request === undefined ? [] : await errorsOf(request)).toEqual(["DISCRIMINATOR_VALUE_NOT_FOUND"]);
  });
});
