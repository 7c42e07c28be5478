// The real adapter and a simulator in this process, whose clock moves only by hand.
import { silentLogger } from "../../kube/logger.ts";
import { createSiteRecovery } from "../../operator/azure/arm/site-recovery.ts";
import { createAzureClock } from "../../operator/azure/azure-clock.ts";
import type { ContainerPath, Job, SourceMachine } from "../../operator/azure/site-recovery.ts";
import { startSimulator } from "../../simulator/server.ts";
import type { Pair } from "./pairs.ts";
import { collect } from "./port-under-test.ts";
import { createStillClock } from "./still-clock.ts";
import { startTap } from "./tap.ts";

export interface Write {
  readonly operation: string;
  readonly outcome: string;
  readonly status?: number;
  readonly jobId?: string;
  readonly clientRequestId?: string;
}

export type Simulated = Awaited<ReturnType<typeof startSimulated>>;

export interface SimulatedOptions {
  readonly lagSeconds?: number;
  readonly start?: Date;
  /** Keeps what the adapter asks and is answered. */
  readonly keep?: (pair: Pair) => void;
}

export async function startSimulated({ keep, ...options }: SimulatedOptions = {}) {
  const simulator = await startSimulator({ port: 0, speed: 0, seed: "adapter", ...options });
  const tap = keep && (await startTap(simulator.url, "the adapter", keep));
  const clock = createAzureClock({ real: createStillClock(), speed: 1 });
  const call = async (path: string, body?: object) => {
    const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
    const answer = await fetch(`${simulator.url}/_simulator/${path}`, init);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as unknown;
  };
  const port = createSiteRecovery({
    subscriptionId: "00000000-0000-0000-0000-000000000000",
    resourceGroup: "dr-rg",
    vaultName: "contoso-dr",
    cloud: "Public",
    access: { simulatorUrl: tap?.url ?? simulator.url },
    clock,
    logger: silentLogger,
    limits: { readMs: 10_000, writeMs: 1000 },
  });
  return {
    url: simulator.url,
    port,
    clock,
    call,
    advance: (seconds: number) => call("clock", { advanceSeconds: seconds }),
    writes: async () => ((await call("writes")) as { readonly writes: readonly Write[] }).writes,
    close: async () => {
      port.close();
      await tap?.close();
      await simulator.close();
    },
  };
}

let operations = 0;

export const nextWrite = () => {
  operations += 1;
  return { operationId: `00000000-0000-4000-8000-${String(operations).padStart(12, "0")}` };
};

/** The parts that writes need, found as the operator finds them. */
export async function findSite({ port }: Simulated) {
  const fabric = (await port.fabrics()).find(({ instanceType }) => instanceType === "InMageRcm");
  const [container] = fabric?.containers ?? [];
  const [processServer] = fabric?.processServers ?? [];
  if (fabric?.physicalSiteId === undefined || container === undefined || processServer === undefined) {
    throw new Error("The simulator has no modernized fabric with a site, a container and a process server.");
  }
  const path: ContainerPath = { fabric: fabric.name, container: container.name };
  const siteId = fabric.physicalSiteId;
  return { fabric, container, path, processServer, siteId, machines: await collect(port.machines(siteId)) };
}

export function machineNamed(machines: readonly SourceMachine[], name: string): SourceMachine {
  const found = machines.find((machine) => machine.name === name);
  if (found === undefined)
    throw new Error(`No machine ${name}; there are ${machines.map((one) => one.name).join(", ")}`);
  return found;
}

/** Moves the clock on until the job has left `Running`. */
export async function settled(simulated: Simulated, outcome: unknown, stepSeconds = 60): Promise<Job> {
  const jobId = (outcome as { started?: string }).started;
  if (jobId === undefined) throw new Error(`Not started: ${JSON.stringify(outcome)}`);
  for (let step = 0; step < 120; step += 1) {
    const job = await simulated.port.job(jobId);
    if (job !== undefined && job.state !== "Running") return job;
    await simulated.advance(stepSeconds);
  }
  throw new Error(`Job ${jobId} never ended.`);
}

const GROUP = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups";
export const TEST_NETWORK = `${GROUP}/dr-rg/providers/Microsoft.Network/virtualNetworks/dr-test`;

export const SETTINGS = {
  recoveryPointRetentionMinutes: 1440,
  appConsistentFrequencyMinutes: 60,
  crashConsistentFrequencyMinutes: 5,
  multiVmSync: false,
};

/** What an enable asks for one of the example vault's machines. */
export function enableRequest(site: Awaited<ReturnType<typeof findSite>>, name: string, policyId: string) {
  return {
    itemName: `dr-team-${name}`,
    machineId: machineNamed(site.machines, name).id,
    policyId,
    processServerId: site.processServer.id,
    cacheStorageAccountId: `${GROUP}/dr-rg/providers/Microsoft.Storage/storageAccounts/drcache001`,
    diskType: "Premium_LRS",
    target: {
      vmName: name,
      resourceGroupId: `${GROUP}/dr-target-rg`,
      networkId: `${GROUP}/dr-rg/providers/Microsoft.Network/virtualNetworks/prod-net`,
      subnet: "web",
      testNetworkId: TEST_NETWORK,
      testSubnet: "web",
    },
  };
}

/** Takes a machine from nothing to `Protected`; answers its item's id. */
export async function protect(simulated: Simulated, name: string): Promise<string> {
  const { port } = simulated;
  const site = await findSite(simulated);
  const [account] = await port.runAsAccounts(site.siteId);
  await settled(simulated, await port.createPolicy(nextWrite(), "gold", SETTINGS));
  const policyId = (await port.policy("gold"))?.id ?? "";
  await settled(simulated, await port.createMapping(nextWrite(), site.path, { name: "gold", policyId }));
  const request = {
    ...enableRequest(site, name, policyId),
    ...(account === undefined ? {} : { runAsAccountId: account.id }),
  };
  await settled(simulated, await port.enable(nextWrite(), site.path, request));
  const id = `${site.container.id}/replicationProtectedItems/${request.itemName}`;
  for (let step = 0; step < 200; step += 1) {
    if ((await port.item(id))?.protectionState === "Protected") return id;
    await simulated.advance(60);
  }
  throw new Error(`${name} never became protected.`);
}
