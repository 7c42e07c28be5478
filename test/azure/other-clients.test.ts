// Somebody else's client: Microsoft's SDK as it comes, with its own poller, straight at the simulator under another host
// name. Nothing of the operator is in between.
import { SiteRecoveryManagementClient } from "@azure/arm-recoveryservices-siterecovery";
import { bearerTokenAuthenticationPolicyName } from "@azure/core-rest-pipeline";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { fleetOf, policyBody } from "../simulator/build.ts";
import { type Client, startClient, VAULT } from "../simulator/client.ts";

const AT = ["contoso-dr", "dr-rg"] as const;
/** The default of the SDK is two seconds. */
const SOON = { updateIntervalInMs: 1 };

let simulated: Client;
let sdk: SiteRecoveryManagementClient;

interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly status: number;
  readonly retryAfter: string | undefined;
}

/** What the SDK asked for, and how it was answered. */
const asked: Asked[] = [];

/** The SDK under the name `localhost`, with a token and the leave to send it over plain HTTP: what docs/simulator.md says. */
function createSdk(endpoint: string): SiteRecoveryManagementClient {
  const credential = { getToken: () => Promise.reject(new Error("no token is asked for")) };
  const client = new SiteRecoveryManagementClient(credential, "00000000-0000-0000-0000-000000000000", {
    endpoint,
    allowInsecureConnection: true,
  });
  client.pipeline.removePolicy({ name: bearerTokenAuthenticationPolicyName });
  client.pipeline.addPolicy({
    name: "anyToken",
    sendRequest: async (request, next) => {
      request.headers.set("Authorization", "Bearer any");
      const response = await next(request);
      const { method, url } = request;
      asked.push({
        method,
        url: new URL(url),
        status: response.status,
        retryAfter: response.headers.get("retry-after"),
      });
      return response;
    },
  });
  return client;
}

beforeAll(async () => {
  simulated = await startClient({ fleet: fleetOf("web01") });
  sdk = createSdk(`http://localhost:${simulated.simulator.port}`);
});
beforeEach(async () => {
  asked.length = 0;
  await simulated.control("POST", "reset");
  await simulated.control("POST", "items", { machine: "web01" });
  // Time passes while the poller asks, and only then.
  const poll = { route: "OperationStatus_Get", times: "always" };
  await simulated.control("POST", "faults", { kind: "time-jump", seconds: 60, ...poll });
});
afterAll(() => simulated.close());

async function theItem() {
  for await (const item of sdk.replicationProtectedItems.list(...AT)) {
    const [fabric = "", , container = "", , name = ""] = (item.id ?? "").split("/").slice(10);
    return [fabric, container, name] as const;
  }
  throw new Error("There is no item.");
}

const DRILL = {
  properties: {
    failoverDirection: "PrimaryToRecovery",
    networkType: "NoNetworkAttachAsInput",
    providerSpecificDetails: { instanceType: "InMageRcm" },
  },
} as const;

type PolicyInput = Parameters<SiteRecoveryManagementClient["replicationPolicies"]["beginCreate"]>[3];
const POLICY = policyBody() as PolicyInput;

const polls = () => asked.filter(({ url }) => /replicationOperationStatus/i.test(url.pathname));
const last = () => asked.at(-1);

test("a drill and its clean-up are followed to the end by the SDK's own poller, each answered with the item", async () => {
  const place = await theItem();
  const drilled = await sdk.replicationProtectedItems.beginTestFailoverAndWait(...AT, ...place, DRILL, SOON);
  expect(drilled.properties).toMatchObject({
    testFailoverState: "WaitingForCompletion",
    allowedOperations: ["TestFailoverCleanup"],
  });
  expect(polls().length).toBeGreaterThan(2);
  expect(last()).toMatchObject({ method: "GET", status: 200 });
  expect(last()?.url.pathname).toMatch(/\/operationresults\/[^/]+$/);
  const cleaned = await sdk.replicationProtectedItems.beginTestFailoverCleanupAndWait(
    ...AT,
    ...place,
    { properties: { comments: "looked well" } },
    SOON,
  );
  expect(cleaned.properties?.protectionState).toBe("Protected");
});

test("every link leads to the host and port that the client knows, and none tells it to wait", async () => {
  await sdk.replicationPolicies.beginCreateAndWait(...AT, "gold", POLICY, SOON);
  expect(new Set(asked.map(({ url }) => url.host))).toEqual(new Set([`localhost:${simulated.simulator.port}`]));
  expect(polls().length).toBeGreaterThan(0);
  expect(asked.filter(({ retryAfter }) => retryAfter !== undefined)).toEqual([]);
});

test("what is deleted ends well for the poller too: nothing is left to answer, and that is no 404", async () => {
  await sdk.replicationPolicies.beginCreateAndWait(...AT, "gold", POLICY, SOON);
  await sdk.replicationPolicies.beginDeleteAndWait(...AT, "gold", SOON);
  await sdk.replicationProtectedItems.beginPurgeAndWait(...AT, ...(await theItem()), SOON);
  expect(asked.map(({ status }) => status)).not.toContain(404);
  expect((await simulated.send("GET", `${VAULT}/replicationPolicies/gold`)).status).toBe(404);
});

test("an operation that fails is an error of the poller, with the job's code", async () => {
  const place = await theItem();
  await simulated.control("POST", "faults", { kind: "job-fails", machine: "web01" });
  const drilling = sdk.replicationProtectedItems.beginTestFailoverAndWait(...AT, ...place, DRILL, SOON);
  await expect(drilling).rejects.toThrow(/SimulatedFault/);
});

test("a poll that is throttled is repeated when its Retry-After is over", async () => {
  await simulated.control("POST", "faults", { kind: "429", route: "OperationStatus_Get", retryAfterSeconds: 0 });
  await sdk.replicationPolicies.beginCreateAndWait(...AT, "gold", POLICY, SOON);
  const { body } = await simulated.control("GET", "faults");
  expect(body).toMatchObject({ faults: [{ kind: "time-jump" }] });
});

test("lists are read over all their pages", async () => {
  await simulated.control("POST", "pages", { size: 1 });
  await sdk.replicationPolicies.beginCreateAndWait(...AT, "gold", POLICY, SOON);
  const names: (string | undefined)[] = [];
  for await (const policy of sdk.replicationPolicies.list(...AT)) names.push(policy.name);
  expect(names).toHaveLength(2);
});
