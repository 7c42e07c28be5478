// Every answer of the simulator, through a machine's life, against Microsoft's own API description.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Simulator, startSimulator } from "../../simulator/server.ts";
import { createJudge, directory, type Pair, recorder, type Send, suiteName } from "./pairs.ts";

const GROUP = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/dr-rg";
const VAULT = `${GROUP}/providers/Microsoft.RecoveryServices/vaults/contoso-dr`;
const FABRIC = `${VAULT}/replicationFabrics/contoso-drreplicationfabric`;

const first = (answer: unknown): { id: string; properties: Record<string, unknown> } =>
  (answer as { value: { id: string; properties: Record<string, unknown> }[] }).value[0] ?? { id: "", properties: {} };

const POLICY = {
  properties: {
    providerSpecificInput: {
      instanceType: "InMageRcm",
      recoveryPointHistoryInMinutes: 1440,
      crashConsistentFrequencyInMinutes: 5,
      appConsistentFrequencyInMinutes: 60,
      enableMultiVmSync: "false",
    },
  },
};

/** A mapping as the description allows it: its own creation knows no modernized provider. */
const MAPPING = {
  properties: { policyId: `${VAULT}/replicationPolicies/gold`, targetProtectionContainerId: "Microsoft Azure" },
};

async function enableBody(send: Send, container: string) {
  const fabric = await send("the fabric", "GET", FABRIC);
  const { physicalSiteId, processServers } = (
    fabric as { properties: { customDetails: { physicalSiteId: string; processServers: { id: string }[] } } }
  ).properties.customDetails;
  const machine = first(await send("discovered machines", "GET", `${physicalSiteId}/machines`));
  await send("one discovered machine", "GET", machine.id);
  const account = first(await send("run-as accounts", "GET", `${physicalSiteId}/runAsAccounts`));
  await send("refreshing the site", "POST", `${physicalSiteId}/refreshSite`);
  return {
    path: `${container}/replicationProtectedItems/web01`,
    body: {
      properties: {
        policyId: `${VAULT}/replicationPolicies/gold`,
        providerSpecificDetails: {
          instanceType: "InMageRcm",
          fabricDiscoveryMachineId: machine.id,
          processServerId: processServers[0]?.id,
          runAsAccountId: account.id,
          targetResourceGroupId: GROUP,
          targetNetworkId: `${GROUP}/providers/Microsoft.Network/virtualNetworks/prod-net`,
          targetSubnetName: "web",
          disksDefault: {
            diskType: "Premium_LRS",
            logStorageAccountId: `${GROUP}/providers/Microsoft.Storage/storageAccounts/drcache001`,
          },
        },
      },
    },
  };
}

const DRILL = {
  properties: {
    failoverDirection: "PrimaryToRecovery",
    networkType: "VmNetworkAsInput",
    networkId: `${GROUP}/providers/Microsoft.Network/virtualNetworks/dr-test`,
    providerSpecificDetails: {
      instanceType: "InMageRcm",
      networkId: `${GROUP}/providers/Microsoft.Network/virtualNetworks/dr-test`,
    },
  },
};

async function lookAround(send: Send): Promise<string> {
  await send("fabrics", "GET", `${VAULT}/replicationFabrics`);
  await send("containers of the vault", "GET", `${VAULT}/replicationProtectionContainers`);
  const container = first(await send("containers", "GET", `${FABRIC}/replicationProtectionContainers`)).id;
  await send("the container", "GET", container);
  await send("providers of the vault", "GET", `${VAULT}/replicationRecoveryServicesProviders`);
  await send("providers", "GET", `${FABRIC}/replicationRecoveryServicesProviders`);
  await send("appliances", "GET", `${VAULT}/replicationAppliances`);
  return container;
}

/** The jobs of everything so far, in the list and one by one. */
async function lookAtJobs(send: Send): Promise<void> {
  const jobs = (await send("jobs", "GET", `${VAULT}/replicationJobs`)) as { value: { id: string }[] };
  for (const job of jobs.value) await send("one job", "GET", job.id);
}

async function play(send: Send, advance: (seconds: number) => void): Promise<void> {
  const container = await lookAround(send);
  await send("creating a policy", "PUT", `${VAULT}/replicationPolicies/gold`, POLICY);
  advance(5);
  const mapping = `${container}/replicationProtectionContainerMappings/gold`;
  await send("creating a mapping", "PUT", mapping, MAPPING);
  advance(10);
  await send("policies", "GET", `${VAULT}/replicationPolicies`);
  await send("the policy", "GET", `${VAULT}/replicationPolicies/gold`);
  await send("mappings of the vault", "GET", `${VAULT}/replicationProtectionContainerMappings`);
  await send("the mapping", "GET", mapping);
  const { path, body } = await enableBody(send, container);
  await send("enabling", "PUT", path, body);
  for (const step of [0, 1700, 700, 700, 700, 700, 700, 700]) {
    advance(step);
    await send("the item on its way", "GET", path);
  }
  await send("items of the vault", "GET", `${VAULT}/replicationProtectedItems`);
  await send("items of the container", "GET", `${container}/replicationProtectedItems`);
  const point = first(await send("recovery points", "GET", `${path}/recoveryPoints`)).id;
  await send("one recovery point", "GET", point);
  await send("sizes", "GET", `${path}/targetComputeSizes`);
  await drill(send, advance, path);
  await send("disabling", "POST", `${path}/remove`, { properties: {} });
  advance(100);
  await send("removing the mapping", "POST", `${mapping}/remove`, { properties: {} });
  advance(10);
  await send("deleting the policy", "DELETE", `${VAULT}/replicationPolicies/gold`);
  await lookAtJobs(send);
}

async function drill(send: Send, advance: (seconds: number) => void, path: string): Promise<void> {
  await send("a test failover", "POST", `${path}/testFailover`, DRILL);
  await send("the item in a test failover", "GET", path);
  await lookAtJobs(send);
  advance(1300);
  await send("the item that waits for its clean-up", "GET", path);
  await lookAtJobs(send);
  await send("a clean-up", "POST", `${path}/testFailoverCleanup`, { properties: { comments: "well" } });
  advance(60);
  await send("the item in its clean-up", "GET", path);
  advance(300);
  const update = { instanceType: "InMageRcm", targetVmSize: "Standard_D8s_v5" };
  await send("an update", "PATCH", path, { properties: { providerSpecificDetails: update } });
  advance(60);
}

describe.skipIf(directory === "")(suiteName("the simulator's answers"), () => {
  let simulator: Simulator;
  let judge: Awaited<ReturnType<typeof createJudge>>;
  const pairs: Pair[] = [];

  beforeAll(async () => {
    simulator = await startSimulator({ start: new Date("2026-11-23T08:00:00Z"), seed: "conformance" });
    const recording = recorder(simulator);
    await play(recording.send, simulator.advance);
    pairs.push(...recording.pairs);
    judge = await createJudge();
  });
  afterAll(() => simulator.close());

  test("conform, request by request, but for what the service itself adds", async () => {
    const found: Record<string, readonly string[]> = {};
    for (const pair of pairs) {
      const { objections } = await judge(pair);
      if (objections.length > 0) found[`${pair.what}: ${pair.request.method} ${pair.response.status}`] = objections;
    }
    expect(found).toEqual({});
    expect(pairs.length).toBeGreaterThan(50);
  });

  test("are told apart from answers that do not conform", async () => {
    const item = pairs.find((pair) => pair.what === "items of the vault");
    const wrong = JSON.parse(
      JSON.stringify(item?.response.body).replace('"protectionState":"Protected"', '"protectionState":7'),
    );
    const judged = item && (await judge({ ...item, response: { ...item.response, body: wrong } }));
    expect(judged?.objections).toEqual([expect.stringMatching(/^INVALID_TYPE .*protectionState$/)]);
  });

  test("are those of writes that were all accepted", () => {
    expect(simulator.writes().filter(({ outcome }) => outcome !== "accepted")).toEqual([]);
    expect(simulator.writes()).toHaveLength(10);
  });
});
