// A policy's life against the simulated vault, step by step, with a hand on the clock and a process that may die.
import type { ReplicationPolicyStatus } from "../../../crds/types.ts";
import { silentLogger } from "../../../kube/logger.ts";
import { createSiteRecovery } from "../../../operator/azure/arm/site-recovery.ts";
import { createClaims } from "../../../operator/azure/claims.ts";
import { createVaultView } from "../../../operator/azure/vault-view.ts";
import { createPolicyReconciler } from "../../../operator/policy/reconciler.ts";
import type { PolicyVerdict, Resource } from "../../../operator/policy/world.ts";
import { startSimulator } from "../../../simulator/server.ts";
import { createStillClock } from "../../azure/still-clock.ts";
import { NOW, type PolicyPatch, policyResource, told, vault } from "./builders.ts";

const signal = new AbortController().signal;
const STEP_SECONDS = 15;
const MOST_STEPS = 200;

/** A simulated vault whose clock moves only with ours, read by the real adapter and view. */
export async function startVault({ lagSeconds = 120, patienceMs = 30_000 } = {}) {
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
  const readAll = async () => {
    await view.pollInfrastructure();
    await view.pollItems();
    await view.pollActive();
  };
  await readAll();
  return {
    simulator,
    view,
    clock,
    readAll,
    pass(seconds: number) {
      simulator.advance(seconds);
      clock.advance(seconds * 1000);
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

/** When the process dies: with the intent saved and the call not sent, or sent and its outcome not saved. */
export type Crash = "before the call" | "after the call";

export interface Life {
  readonly patch?: PolicyPatch;
  /** The last thing to be told. */
  readonly until: string;
  /** At which call, counted from 1. */
  readonly crash?: { readonly at: number; readonly when: Crash } | undefined;
  readonly mode?: "Observe" | "Manage";
  readonly rivals?: readonly Resource[];
  /** How often the view lists; by default at every step. */
  readonly listsEverySeconds?: number;
}

export interface Lived {
  /** What was told on the way, each once in a row. */
  readonly story: readonly string[];
  readonly status: ReplicationPolicyStatus;
  readonly letGo: boolean;
}

export async function live(
  world: TestVault,
  { patch = {}, until, crash, mode = "Manage", rivals = [], listsEverySeconds = STEP_SECONDS }: Life,
): Promise<Lived> {
  const story: string[] = [];
  const process = createProcess(world, mode, rivals);
  let [calls, current, letGo] = [0, patch, false];

  const call = async (verdict: PolicyVerdict, facts: Awaited<ReturnType<typeof process.observe>>) => {
    if (verdict.action === undefined) return verdict.status;
    calls += 1;
    const dies = crash?.at === calls ? crash.when : undefined;
    if (dies === "before the call") return verdict.status;
    const outcome = await process.act(verdict.action, facts, signal);
    return dies === undefined ? process.conclude(verdict, outcome, world.view.now()).status : verdict.status;
  };

  for (let step = 1; step <= MOST_STEPS && story.at(-1) !== until; step++) {
    const resource = policyResource(current);
    const facts = await process.observe(resource, signal);
    const verdict = process.decide(resource, facts, process.now(facts));
    current = { ...current, status: await call(verdict, facts) };
    letGo = !verdict.hold;
    if (told(verdict) !== story.at(-1)) story.push(told(verdict));
    world.pass(STEP_SECONDS);
    if ((step * STEP_SECONDS) % listsEverySeconds === 0) await world.readAll();
  }
  return { story, status: current.status ?? {}, letGo };
}

/** What a process knows is in statuses and in Azure: a new one is like the old one. */
function createProcess({ view, clock }: TestVault, mode: "Observe" | "Manage", rivals: readonly Resource[]) {
  const contoso = vault({ spec: { mode } });
  const handle = { name: "contoso", view, claims: createClaims(), resource: contoso };
  return createPolicyReconciler({
    directory: { byName: () => handle, all: () => [handle] },
    vaults: { list: () => [contoso] },
    policies: { byIndex: () => rivals },
    protections: { byIndex: () => [] },
    clock,
    simulated: true,
    epoch: () => 0,
    newId: () => crypto.randomUUID(),
  });
}
