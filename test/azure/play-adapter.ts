// The operator's own adapter through a machine's life, for the conformance suite: each of its calls at least once.
import { collect } from "./port-under-test.ts";
import {
  enableRequest,
  findSite,
  nextWrite,
  protect,
  SETTINGS,
  type Simulated,
  settled,
  TEST_NETWORK,
} from "./simulated.ts";
import { GROUP } from "./stage.ts";

const OTHER = "web02";

async function lookAround({ port, clock }: Simulated, itemId: string): Promise<void> {
  await port.vault();
  await port.appliances();
  await port.virtualNetwork(TEST_NETWORK);
  await port.item(itemId);
  await port.targetSizes(itemId);
  await port.recoveryPoints(itemId);
  await port.jobs(new Date(clock.now().getTime() - 86_400_000));
  await collect(port.items());
}

async function drill(simulated: Simulated, itemId: string): Promise<void> {
  const { port } = simulated;
  const [point] = await port.recoveryPoints(itemId);
  const request = { networkId: TEST_NETWORK, ...(point && { recoveryPointId: point.id }) };
  const job = await settled(simulated, await port.testFailover(nextWrite(), itemId, request), 300);
  const name = job.testFailover?.testMachineName;
  const group = GROUP.replace("dr-rg", "dr-target-rg");
  await port.virtualMachine(`${group}/providers/Microsoft.Compute/virtualMachines/${name}`);
  await port.item(itemId);
  await settled(simulated, await port.cleanUpTestFailover(nextWrite(), itemId, "it works"), 60);
}

/** A second machine, with tags that an update carries on. */
async function tagged(simulated: Simulated, site: Awaited<ReturnType<typeof findSite>>): Promise<void> {
  const { port } = simulated;
  const policyId = (await port.policy("gold"))?.id ?? "";
  const target = { bootDiagnosticsStorageAccountId: `${GROUP}/providers/Microsoft.Storage/storageAccounts/drcache001` };
  const plain = enableRequest(site, OTHER, policyId);
  const request = { ...plain, target: { ...plain.target, ...target }, tags: { owner: "shop" } };
  await settled(simulated, await port.enable(nextWrite(), site.path, request), 300);
  await simulated.advance(86_400);
  const itemId = `${site.container.id}/replicationProtectedItems/dr-team-${OTHER}`;
  const change = { target: { vmSize: "Standard_D8s_v5" }, nics: [] };
  await settled(simulated, await port.update(nextWrite(), itemId, change));
  await port.disable(nextWrite(), itemId, "MigrationComplete");
  await settled(simulated, await port.disable(nextWrite(), itemId, "NotSpecified"));
}

export async function playAdapter(simulated: Simulated): Promise<void> {
  const { port } = simulated;
  const itemId = await protect(simulated, "web01");
  const site = await findSite(simulated);
  await simulated.advance(3600);
  await lookAround(simulated, itemId);
  await port.refreshSite(site.siteId);
  await settled(
    simulated,
    await port.updatePolicy(nextWrite(), "gold", { ...SETTINGS, appConsistentFrequencyMinutes: 0 }),
  );
  await port.mapping(site.path, "gold");
  await port.mappings(site.path);
  await settled(simulated, await port.update(nextWrite(), itemId, { target: { vmSize: "Standard_D8s_v5" }, nics: [] }));
  await drill(simulated, itemId);
  await tagged(simulated, site);
  await settled(simulated, await port.disable(nextWrite(), itemId, "NotSpecified"));
  await port.item(itemId);
  await settled(simulated, await port.deleteMapping(nextWrite(), site.path, "gold"));
  await settled(simulated, await port.deletePolicy(nextWrite(), "gold"));
}
