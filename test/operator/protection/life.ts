// A protection's life against the simulated vault, step by step, with a hand on the clock and a process that may die.
import { silentLogger } from "../../../kube/logger.ts";
import { createSiteRecovery } from "../../../operator/azure/arm/site-recovery.ts";
import { createClaims } from "../../../operator/azure/claims.ts";
import { createVaultView } from "../../../operator/azure/vault-view.ts";
import { createProtectionReconciler } from "../../../operator/protection/reconciler.ts";
import type { ProtectionVerdict } from "../../../operator/protection/world.ts";
import { startSimulator } from "../../../simulator/server.ts";
import { createStillClock } from "../../azure/still-clock.ts";
import { NOW, type ProtectionPatch, policy, protection, told, vault } from "./builders.ts";

const signal = new AbortController().signal;
const STEP_SECONDS = 30;
const LIST_EVERY_STEPS = 10;
const MOST_STEPS = 500;

/** A simulated vault whose clock moves only with ours, read by the real adapter and view. */
export async function startVault(lagSeconds: number, patienceMs: number) {
  const simulator = await startSimulator({ start: NOW, lagSeconds });
  const clock = createStillClock(NOW);
  const { subscriptionId, resourceGroup, vaultName } = vault().spec;
  const port = createSiteRecovery({
    ...{ subscriptionId, resourceGroup, vaultName },
    cloud: "Public",
    access: { simulatorUrl: simulator.url },
    clock,
    logger: silentLogger,
    limits: { readMs: 30_000, writeMs: patienceMs },
  });
  const view = createVaultView({ port, clock, logger: silentLogger, random: () => 0, fabricType: "InMageRcm" });
  return {
    simulator,
    port,
    view,
    pass(seconds: number) {
      simulator.advance(seconds);
      clock.advance(seconds * 1000);
    },
    async readAll() {
      await view.pollInfrastructure();
      await view.pollDiscovery();
      await view.pollItems();
    },
    async fault(fault: object) {
      await fetch(`${simulator.url}/_simulator/faults`, { method: "POST", body: JSON.stringify(fault) });
    },
    async close() {
      port.close();
      await simulator.close();
    },
  };
}

export type TestVault = Awaited<ReturnType<typeof startVault>>;

/** A policy with its mapping, as the policy's own reconciler would have made it. */
export async function makePolicy({ view, pass }: TestVault) {
  await view.pollInfrastructure();
  const seen = view.infrastructure();
  if (seen.state !== "present") throw new Error("The vault was not found.");
  const settings = {
    recoveryPointRetentionMinutes: 1440,
    appConsistentFrequencyMinutes: 60,
    crashConsistentFrequencyMinutes: 5,
    multiVmSync: false,
  };
  const write = () => ({ operationId: crypto.randomUUID() });
  await view.port.createPolicy(write(), "dr-team-gold", settings);
  pass(60);
  const policyId = (await view.port.policy("dr-team-gold"))?.id ?? "";
  await view.port.createMapping(write(), seen.value.container, { name: "dr-team-gold", policyId });
  pass(60);
  return policy({ azureId: policyId });
}

/** When the process dies: with the intent saved and the call not sent, or sent and its outcome not saved. */
export type Crash = "before the call" | "after the call";

export interface Life {
  readonly patch: ProtectionPatch;
  /** The last thing to be told. */
  readonly until: string;
  /** At which call, counted from 1. */
  readonly crash?: { readonly at: number; readonly when: Crash };
  readonly gold: ReturnType<typeof policy>;
}

/** What was told on the way, each once in a row, and how the status ended. */
export async function live(world: TestVault, { patch, until, crash, gold }: Life) {
  const story: string[] = [];
  let [reconciler, calls, current, letGo] = [createProcess(world, gold), 0, patch, false];

  const call = async (verdict: ProtectionVerdict, facts: Awaited<ReturnType<typeof reconciler.observe>>) => {
    if (verdict.action === undefined) return verdict.status;
    calls += 1;
    const dies = crash?.at === calls ? crash.when : undefined;
    const outcome = dies === "before the call" ? undefined : await reconciler.act(verdict.action, facts, signal);
    if (dies === undefined && outcome !== undefined) {
      return reconciler.conclude(verdict, outcome, world.view.now()).status;
    }
    reconciler = createProcess(world, gold);
    return verdict.status;
  };

  for (let step = 1; step <= MOST_STEPS && story.at(-1) !== until; step++) {
    const resource = protection(current);
    const facts = await reconciler.observe(resource, signal);
    const verdict = reconciler.decide(resource, facts, reconciler.now(facts));
    current = { ...current, status: await call(verdict, facts) };
    letGo = !verdict.hold;
    if (told(verdict) !== story.at(-1)) story.push(told(verdict));
    world.pass(STEP_SECONDS);
    if (step % LIST_EVERY_STEPS === 0) await world.readAll();
  }
  return { story, status: current.status, letGo, calls };
}

/** What is in memory only: claims, and nothing else. */
function createProcess({ view }: TestVault, gold: ReturnType<typeof policy>) {
  const contoso = vault();
  const handle = { name: "contoso", view, claims: createClaims(), resource: contoso };
  return createProtectionReconciler({
    directory: { byName: () => handle, all: () => [handle] },
    vaults: { list: () => [contoso] },
    policies: { get: () => gold },
    protections: { byIndex: () => [] },
    runs: { byIndex: () => [] },
    clock: { now: () => NOW },
    simulated: true,
    epoch: () => 0,
    newId: () => crypto.randomUUID(),
  });
}
