// How one write answers: started, refused or unknown; sent once whatever happens.
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import type { ArmSiteRecovery } from "../../operator/azure/arm/site-recovery.ts";
import { ACCEPTED, armError, CONTAINER, itemId, JOB, portTo, VAULT_ID, WRITE } from "./port-under-test.ts";
import type { Reply, ScriptedServer } from "./scripted-server.ts";
import { startScriptedServer } from "./scripted-server.ts";

let server: ScriptedServer;
const open: ArmSiteRecovery[] = [];

beforeAll(async () => {
  server = await startScriptedServer();
});
afterEach(() => {
  for (const port of open.splice(0)) port.close();
});
afterAll(() => server.close());

function port(options: Parameters<typeof portTo>[1] = {}, url = server.url) {
  const made = portTo(url, options);
  open.push(made);
  return made;
}

const drill = (replies: readonly Reply[], options?: Parameters<typeof portTo>[1]) => {
  server.answer(...replies);
  return port(options).testFailover(WRITE, itemId("web01"), { networkId: "/subscriptions/s/net" });
};

describe("an accepted write", () => {
  test("names the job of the first answer, and exactly one request reaches Azure", async () => {
    expect(await drill([ACCEPTED])).toEqual({ started: JOB });
    await new Promise((resolve) => setImmediate(resolve));
    expect(server.received.map(({ method }) => method)).toEqual(["POST"]);
  });

  test("stays accepted when everything after it would fail", async () => {
    expect(await drill([ACCEPTED, "reset"])).toEqual({ started: JOB });
    expect(await drill([ACCEPTED, { status: 404, body: armError("NotFound", "no such operation") }])).toEqual({
      started: JOB,
    });
  });

  test("takes the job from Location when that is the only header", async () => {
    expect(await drill([{ status: 202, headers: { location: ACCEPTED.headers.location } }])).toEqual({ started: JOB });
  });

  test("is accepted also with a body that is not JSON", async () => {
    expect(await drill([{ ...ACCEPTED, body: "accepted, thank you" }])).toEqual({ started: JOB });
  });

  test("without a named job is unknown, never started", async () => {
    expect(await drill([{ status: 202 }])).toHaveProperty("unknown");
    expect(await drill([{ status: 200, body: {} }])).toHaveProperty("unknown");
  });

  test("carries the operation id as the client request id", async () => {
    await drill([ACCEPTED]);
    expect(server.received[0]?.headers["x-ms-client-request-id"]).toBe(WRITE.operationId);
    expect(server.received[0]?.headers).not.toHaveProperty("x-ms-correlation-request-id");
  });

  test("leaves nothing that keeps the process alive or calls again", async () => {
    // Counts what this call asked for, and nothing that goes on beside it in the process.
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] });
    onTestFinished(() => void vi.useRealTimers());
    const set = vi.spyOn(globalThis, "setTimeout");
    await drill([ACCEPTED]);
    expect(set).toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("a refused write", () => {
  const detail = {
    code: "28031",
    message: "The cores quota is used up.",
    possibleCauses: "Quota.",
    recommendedAction: "Raise it.",
    activityId: "a-1",
  };

  test("keeps Azure's code, causes, advice and activity id", async () => {
    const body = armError("BadRequest", "Could not.", detail);
    expect(await drill([{ status: 400, body }])).toEqual({
      refused: "The cores quota is used up.",
      code: "28031",
      possibleCauses: "Quota.",
      recommendedAction: "Raise it.",
      activityId: "a-1",
    });
  });

  test("says conflict on 409", async () => {
    const outcome = await drill([{ status: 409, body: armError("Conflict", "Another operation runs.") }]);
    expect(outcome).toEqual({ refused: "Another operation runs.", code: "Conflict", conflict: true });
  });

  test("says already done on 45031", async () => {
    const body = armError("BadRequest", "No.", { code: "45031", message: "Protection is already enabled." });
    expect(await drill([{ status: 400, body }])).toMatchObject({ code: "45031", alreadyDone: true });
  });

  test("says when to come back on 429, in Azure's words or in ours", async () => {
    const body = armError("TooManyRequests", "Slow down.");
    expect(await drill([{ status: 429, headers: { "retry-after": "17" }, body }])).toMatchObject({
      retryAfterSeconds: 17,
    });
    expect(await drill([{ status: 429, body }])).toMatchObject({ retryAfterSeconds: 30 });
  });

  test("stays a no when the answer is not Azure's", async () => {
    const outcome = await drill([
      { status: 403, headers: { "content-type": "text/html" }, body: "<html>proxy</html>" },
    ]);
    expect(outcome).toMatchObject({ code: "HTTP 403" });
  });

  test.each([400, 403, 409, 429])("is sent once on %d", async (status) => {
    await drill([{ status, body: armError("No", "No.") }, ACCEPTED]);
    expect(server.received).toHaveLength(1);
  });

  test("is told as nothing to do when a delete finds nothing", async () => {
    server.answer({ status: 204 });
    expect(await port().deletePolicy(WRITE, "gold")).toMatchObject({ code: "NoContent" });
  });
});

describe("a write whose fate is not known", () => {
  test.each<[string, Reply]>([
    ["the connection is reset after the request", "reset"],
    ["the answer breaks off", "truncate"],
    ["Azure answers 408", { status: 408, body: armError("RequestTimeout", "Late.") }],
    ["Azure answers 500", { status: 500, body: armError("InternalServerError", "Oops.") }],
    ["Azure answers 503", { status: 503, headers: { "retry-after": "5" }, body: armError("ServerBusy", "Busy.") }],
    ["Azure redirects", { status: 307, headers: { location: "https://management.azure.com/elsewhere" } }],
  ])("is unknown when %s, and is not sent again", async (_, reply) => {
    const outcome = await drill([reply, ACCEPTED]);
    expect(outcome).toHaveProperty("unknown");
    expect(server.received).toHaveLength(1);
  });

  test("is unknown when no answer comes in time", async () => {
    expect(await drill(["hang"], { limitMs: 50 })).toEqual({
      unknown: "Whether Azure took the request is not known: no answer within 0 seconds.",
    });
  });

  test("is unknown when the operator stops while waiting", async () => {
    server.answer("hang");
    const stop = new AbortController();
    const outcome = port().testFailover({ ...WRITE, signal: stop.signal }, itemId("web01"), { networkId: "n" });
    while (server.received.length === 0) await new Promise((resolve) => setImmediate(resolve));
    stop.abort();
    expect(await outcome).toHaveProperty("unknown");
  });
});

describe("a write that never left", () => {
  test("is a definite no when nobody listens", async () => {
    const gone = await startScriptedServer();
    await gone.close();
    const outcome = await port({}, gone.url).testFailover(WRITE, itemId("web01"), { networkId: "n" });
    expect(outcome).toMatchObject({ code: "NotSent", retryAfterSeconds: 5 });
  });

  test("is a definite no when the operator was stopping already", async () => {
    server.answer(ACCEPTED);
    const write = { ...WRITE, signal: AbortSignal.abort() };
    expect(await port().testFailover(write, itemId("web01"), { networkId: "n" })).toMatchObject({ code: "NotSent" });
    expect(server.received).toHaveLength(0);
  });
});

describe("nothing secret leaves with an outcome", () => {
  test("signed links in Azure's message lose their query", async () => {
    const message = "See https://management.azure.com/x/operationresults/1?api-version=1&s=SIGNATURE for more.";
    const outcome = await drill([{ status: 400, body: armError("BadRequest", message) }]);
    expect(JSON.stringify(outcome)).not.toContain("SIGNATURE");
    expect(outcome).toMatchObject({ refused: "See https://management.azure.com/x/operationresults/1 for more." });
  });

  test("the log has paths, never queries, tokens or bodies", async () => {
    const lines: unknown[] = [];
    const log = (fields: unknown, message: string) => lines.push(fields, message);
    const logger = { debug: log, info: log, warn: log, error: log, child: () => logger };
    await drill([ACCEPTED], { logger });
    expect(lines.length).toBeGreaterThan(0);
    expect(JSON.stringify(lines)).not.toMatch(/SIGNATURE|CERTIFICATE|Bearer|simulator|api-version|networkId/);
  });
});

describe("the requests are Azure's own", () => {
  const sent = () => ({ ...server.received[0], json: JSON.parse(server.received[0]?.body || "null") });

  test("a test failover names the network where either provider reads it", async () => {
    server.answer(ACCEPTED);
    await port().testFailover(WRITE, itemId("web01"), { networkId: "net", recoveryPointId: "point" });
    expect(sent().path).toBe(
      `${VAULT_ID}/replicationFabrics/fabric1/replicationProtectionContainers/container1/replicationProtectedItems/web01/testFailover`,
    );
    expect(sent().json).toEqual({
      properties: {
        failoverDirection: "PrimaryToRecovery",
        networkType: "VmNetworkAsInput",
        networkId: "net",
        providerSpecificDetails: { instanceType: "InMageRcm", networkId: "net", recoveryPointId: "point" },
      },
    });
  });

  test("a clean-up keeps to Azure's 1,024 characters of comment", async () => {
    server.answer(ACCEPTED);
    await port().cleanUpTestFailover(WRITE, itemId("web01"), "x".repeat(2000));
    expect(sent().json.properties.comments).toHaveLength(1024);
  });

  test("an enable lists disks or a default for all, never both", async () => {
    const request = {
      itemName: "web01",
      machineId: "m",
      policyId: "p",
      processServerId: "ps",
      cacheStorageAccountId: "sa",
      diskType: "Premium_LRS",
      target: { vmName: "web01", resourceGroupId: "rg", networkId: "n", subnet: "s" },
    };
    server.answer(ACCEPTED);
    await port().enable(WRITE, CONTAINER, request);
    expect(sent().method).toBe("PUT");
    expect(sent().json.properties.providerSpecificDetails).toEqual({
      instanceType: "InMageRcm",
      fabricDiscoveryMachineId: "m",
      processServerId: "ps",
      targetResourceGroupId: "rg",
      targetVmName: "web01",
      targetNetworkId: "n",
      targetSubnetName: "s",
      disksDefault: { diskType: "Premium_LRS", logStorageAccountId: "sa" },
    });
    server.answer(ACCEPTED);
    await port().enable(WRITE, CONTAINER, { ...request, includeDisks: ["d1"] });
    const details = sent().json.properties.providerSpecificDetails;
    expect(details.disksDefault).toBeUndefined();
    expect(details.disksToInclude).toEqual([{ diskId: "d1", diskType: "Premium_LRS", logStorageAccountId: "sa" }]);
  });

  test("a policy is created and updated under the names that each call wants", async () => {
    const settings = {
      recoveryPointRetentionMinutes: 1440,
      appConsistentFrequencyMinutes: 60,
      crashConsistentFrequencyMinutes: 5,
      multiVmSync: true,
    };
    const input = {
      instanceType: "InMageRcm",
      recoveryPointHistoryInMinutes: 1440,
      appConsistentFrequencyInMinutes: 60,
      crashConsistentFrequencyInMinutes: 5,
      enableMultiVmSync: "true",
    };
    server.answer(ACCEPTED);
    await port().createPolicy(WRITE, "gold", settings);
    expect(sent().json).toEqual({ properties: { providerSpecificInput: input } });
    server.answer(ACCEPTED);
    await port().updatePolicy(WRITE, "gold", settings);
    expect(sent().method).toBe("PATCH");
    expect(sent().json).toEqual({ properties: { replicationProviderSettings: input } });
  });

  test("a mapping goes to Microsoft Azure and names the modernized provider", async () => {
    server.answer(ACCEPTED);
    await port().createMapping(WRITE, CONTAINER, { name: "gold", policyId: "p" });
    expect(sent().json).toEqual({
      properties: {
        policyId: "p",
        targetProtectionContainerId: "Microsoft Azure",
        providerSpecificInput: { instanceType: "InMageRcm" },
      },
    });
    server.answer(ACCEPTED);
    await port().deleteMapping(WRITE, CONTAINER, "gold");
    expect(sent().path?.endsWith("/replicationProtectionContainerMappings/gold/remove")).toBe(true);
  });

  test("ending protection is the orderly remove with its reason", async () => {
    server.answer(ACCEPTED);
    await port().disable(WRITE, itemId("web01"), "MigrationComplete");
    expect(sent().method).toBe("POST");
    expect(sent().path?.endsWith("/replicationProtectedItems/web01/remove")).toBe(true);
    expect(sent().json).toEqual({ properties: { disableProtectionReason: "MigrationComplete" } });
  });
});
