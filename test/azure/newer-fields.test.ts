// What the SDK would drop goes out all the same: the switch for agents' upgrades, and tags of the machine to come.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ENABLE } from "./every-call.ts";
import { ACCEPTED, armError, CONTAINER, JOB, list, portTo, VAULT_ID, WRITE } from "./port-under-test.ts";
import type { ScriptedServer } from "./scripted-server.ts";
import { startScriptedServer } from "./scripted-server.ts";

let server: ScriptedServer;
let port: ReturnType<typeof portTo>;

beforeAll(async () => {
  server = await startScriptedServer();
});
beforeEach(() => {
  port = portTo(server.url);
  server.answer(ACCEPTED);
});
afterEach(() => port.close());
afterAll(() => server.close());

const sent = () => {
  const [request] = server.received;
  return { ...request, json: JSON.parse(request?.body || "null") };
};

describe("agents' upgrades", () => {
  const mapping = { name: "gold", policyId: "p" };

  test.each([true, false])("are switched to %s with the mapping", async (agentAutoUpgrade) => {
    expect(await port.createMapping(WRITE, CONTAINER, { ...mapping, agentAutoUpgrade })).toEqual({ started: JOB });
    expect(sent().json.properties.providerSpecificInput).toEqual({
      instanceType: "InMageRcm",
      enableAgentAutoUpgrade: String(agentAutoUpgrade),
    });
    expect(sent().query?.get("api-version")).toBe("2023-06-01");
    expect(sent().headers?.["x-ms-client-request-id"]).toBe(WRITE.operationId);
  });

  test("are read back from the string that Azure writes", async () => {
    const row = (enableAgentAutoUpgrade: unknown) => ({
      id: `${VAULT_ID}/m`,
      name: "gold",
      properties: { providerSpecificDetails: { instanceType: "InMageRcm", enableAgentAutoUpgrade } },
    });
    server.answer(list([row("true"), row("false"), row(null)]));
    const found = await port.mappings(CONTAINER);
    expect(found.map(({ agentAutoUpgrade }) => agentAutoUpgrade)).toEqual([true, false, undefined]);
  });

  test("a mapping's name cannot lead elsewhere", async () => {
    await port.createMapping(WRITE, CONTAINER, { ...mapping, name: "../../x?y" });
    expect(server.received[0]?.path.endsWith("/replicationProtectionContainerMappings/..%2F..%2Fx%3Fy")).toBe(true);
  });
});

describe("tags", () => {
  const tagged = { ...ENABLE, tags: { owner: "shop", cost: "42" } };

  test("go with the version of the API that has them, beside everything else", async () => {
    await port.enable(WRITE, CONTAINER, ENABLE);
    const before = sent().json.properties;
    server.answer(ACCEPTED);
    expect(await port.enable(WRITE, CONTAINER, tagged)).toEqual({ started: JOB });
    expect(sent()).toMatchObject({ method: "PUT" });
    expect(sent().query?.get("api-version")).toBe("2024-04-01");
    const { targetVmTags, ...rest } = sent().json.properties.providerSpecificDetails;
    expect(targetVmTags).toEqual([
      { tagName: "owner", tagValue: "shop" },
      { tagName: "cost", tagValue: "42" },
    ]);
    expect({ ...sent().json.properties, providerSpecificDetails: rest }).toEqual(before);
  });

  test("leave the SDK's version in place where there are none", async () => {
    await port.enable(WRITE, CONTAINER, ENABLE);
    expect(sent().query?.get("api-version")).toBe("2023-06-01");
  });

  test("answer as every write does: refused, unknown, once", async () => {
    server.answer({ status: 400, body: armError("BadRequest", "No such tag.") });
    expect(await port.enable(WRITE, CONTAINER, tagged)).toMatchObject({ refused: "No such tag." });
    server.answer("reset", ACCEPTED);
    expect(await port.enable(WRITE, CONTAINER, tagged)).toHaveProperty("unknown");
    expect(server.received).toHaveLength(1);
    server.answer({ ...ACCEPTED, body: "accepted, thank you" });
    expect(await port.enable(WRITE, CONTAINER, tagged)).toEqual({ started: JOB });
  });
});
