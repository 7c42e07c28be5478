// One machine's life for the conformance suite, with a look at everything on the way.
import type { Send } from "./pairs.ts";
import { FABRIC, first, GROUP, type Stage, VAULT } from "./stage.ts";

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

/** The machine, its policy and its mapping, from nothing to nothing. */
export async function playLife({ send, advance }: Stage): Promise<void> {
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
