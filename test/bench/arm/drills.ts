// Twenty drills at once by the whole operator, on a real API server: with all of the subscription's calls, and a tenth.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isReady } from "../../../crds/conditions.ts";
import { eventually } from "../../e2e/eventually.ts";
import { apply, drill, getProtection, getRun, protection, TEAM } from "../../e2e/shop.ts";
import type { ReceivedWrite } from "../../stack/simulator.ts";
import { type Stack, startStack } from "../../stack/stack.ts";
import { between, type Metrics, parseMetrics } from "./operator-metrics.ts";

export interface DrillFleet {
  readonly machines: number;
  readonly drills: number;
  /** Simulated seconds per real second. */
  readonly speed: number;
}

export interface DrillPhase {
  readonly name: "all of it" | "a tenth";
  /** Simulated hours from the first drill's creation to the last one's end. */
  readonly hours: number;
  readonly succeeded: number;
  /** Drills and clean-ups that reached the vault, accepted or not. */
  readonly writes: number;
  /** Of the operator, during these hours. */
  readonly metrics: Metrics;
}

/** The policy of machines that were protected in the portal, whose settings these are. */
const POLICY = {
  apiVersion: "asr-chatops.io/v1alpha1",
  kind: "ReplicationPolicy",
  metadata: { name: "portal", namespace: TEAM },
  spec: {
    vault: "contoso",
    azureName: "24-hour-retention-policy",
    recoveryPointRetention: "24h",
    appConsistentFrequency: "1h",
  },
};

const PATIENCE_SECONDS = 1200;

export async function playDrills(fleet: DrillFleet): Promise<readonly DrillPhase[]> {
  const made = ["--machines", String(fleet.machines), "--protected", String(fleet.machines), "--seed", "bench"];
  const simulatorArgs = ["--speed", String(fleet.speed), "--throttle", ...made];
  const stack = await startStack({ simulatorArgs, log: () => {} });
  try {
    const machines = await protect(stack, fleet);
    const all = await phase(stack, "all of it", machines);
    await stack.simulator.tell("limits", { share: 0.1 });
    return [all, await phase(stack, "a tenth", machines)];
  } finally {
    await stack.stop();
  }
}

async function protect({ controlPlane, client, simulator }: Stack, fleet: DrillFleet): Promise<readonly string[]> {
  const story = join(import.meta.dirname, "..", "..", "..", "examples", "first-drill");
  for (const file of ["00-namespace.yaml", "10-vault.yaml"]) {
    await controlPlane.kubectlOrThrow(["apply", "-f", "-"], { input: await readFile(join(story, file), "utf8") });
  }
  const names = await firstMachines(simulator, fleet.drills);
  const days = { policy: "portal", drillEveryDays: 90 };
  await apply(controlPlane, POLICY, ...names.map((name) => protection(name, days)));
  await eventually(
    "all are Ready",
    () => Promise.all(names.map((name) => getProtection(client, name))),
    (found) => found.every((one) => one !== undefined && isReady(one)),
    PATIENCE_SECONDS,
  );
  return names;
}

/** The first page of the vault's items has enough. */
async function firstMachines({ url, vaultId }: Stack["simulator"], count: number): Promise<readonly string[]> {
  const address = `${url}${vaultId}/replicationProtectedItems?api-version=2023-06-01`;
  const answer = await fetch(address, { headers: { authorization: "Bearer any" } });
  const { value } = (await answer.json()) as { value: { properties: { friendlyName: string } }[] };
  return value.slice(0, count).map(({ properties }) => properties.friendlyName);
}

async function phase(stack: Stack, name: DrillPhase["name"], machines: readonly string[]): Promise<DrillPhase> {
  const runs = machines.map((machine) => `${machine}-${name.replaceAll(" ", "-")}`);
  const [begin, before, writesBefore] = [await azureHours(stack), await metricsOf(stack), await drillWrites(stack)];
  await apply(stack.controlPlane, ...machines.map((machine, at) => drill(runs[at] ?? "", machine)));
  const ended = await eventually(
    "all drills have ended",
    () => Promise.all(runs.map((run) => getRun(stack.client, run))),
    (found) => found.every((run) => run?.status?.endedAt !== undefined),
    PATIENCE_SECONDS,
  );
  return {
    name,
    hours: (await azureHours(stack)) - begin,
    succeeded: ended.filter((run) => run?.status?.phase === "Succeeded").length,
    writes: (await drillWrites(stack)) - writesBefore,
    metrics: between(before, await metricsOf(stack)),
  };
}

async function azureHours({ simulator }: Stack): Promise<number> {
  return Date.parse((await simulator.ask<{ now: string }>("clock")).now) / 3_600_000;
}

async function drillWrites({ simulator }: Stack): Promise<number> {
  const { writes } = await simulator.ask<{ writes: readonly ReceivedWrite[] }>("writes");
  return writes.filter(({ operation }) => /TestFailover/.test(operation)).length;
}

async function metricsOf({ operator }: Stack): Promise<Metrics> {
  const [, address = ""] = await operator.line(/"address":"([^"]+)"/);
  return parseMetrics(await (await fetch(`http://${address}/metrics`)).text());
}
