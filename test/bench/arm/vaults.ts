// Vaults of one subscription in one simulator whose clock stands still until it is moved, with Azure's limits on.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type SimulatorProcess, startSimulatorProcess } from "../../stack/simulator.ts";

export interface Fleet {
  readonly vaults: number;
  /** in each of them, all protected */
  readonly machines: number;
}

export type Simulator = Pick<SimulatorProcess, "url" | "tell" | "stop">;

export interface Vaults {
  readonly simulator: Simulator;
  readonly fleet: Fleet;
  readonly names: readonly string[];
  stop(): Promise<void>;
}

export const SUBSCRIPTION = "00000000-0000-0000-0000-000000000000";
export const GROUP = "dr-rg";
export const START = new Date("2026-11-23T08:00:00Z");
export const PAGE_ROWS = 100;

/** `start` gets the simulator's command line; by default it is a process of its own. */
export async function startVaults(
  { vaults, machines }: Fleet,
  start: (args: readonly string[]) => Promise<Simulator> = startSimulatorProcess,
): Promise<Vaults> {
  const folder = await mkdtemp(join(tmpdir(), "arm-budget-"));
  const names = Array.from({ length: vaults }, (_, index) => `vault-${index + 1}`);
  const files = names.map((name) => join(folder, `${name}.json`));
  await Promise.all(names.map((name, at) => writeFile(files[at] ?? "", JSON.stringify(fleetOf(name, machines)))));
  const fleets = files.flatMap((file) => ["--fleet", file]);
  const still = ["--speed", "0", "--seed", "bench", "--start", START.toISOString(), "--throttle"];
  const simulator = await start([...still, "--page-size", String(PAGE_ROWS), ...fleets]);
  const stop = async () => {
    await simulator.stop();
    await rm(folder, { recursive: true });
  };
  return { simulator, fleet: { vaults, machines }, names, stop };
}

const fleetOf = (vaultName: string, machines: number) => ({
  ...{ subscriptionId: SUBSCRIPTION, resourceGroup: GROUP, vaultName, region: "westeurope" },
  appliances: [{ name: "dr-appliance-1" }],
  runAsAccounts: [{ name: "linux-root", credentialType: "Linux" }],
  networks: [
    { name: "dr-test", addressPrefixes: ["10.9.0.0/16"], subnets: [{ name: "web", addressPrefix: "10.9.1.0/24" }] },
  ],
  storageAccounts: [{ name: "drcache001" }],
  machines: Array.from({ length: machines }, (_, index) => ({ name: `srv${index + 1}`, protected: true })),
});
