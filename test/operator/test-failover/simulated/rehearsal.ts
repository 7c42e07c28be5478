// A run at work on a simulated vault: the real reconciler, view, adapter and HTTP; only Kubernetes is a variable here.
import { silentLogger } from "../../../../kube/logger.ts";
import { createClaims } from "../../../../operator/azure/claims.ts";
import { createVaultView, type PollingView } from "../../../../operator/azure/vault-view.ts";
import { createTestFailoverReconciler } from "../../../../operator/test-failover/reconciler.ts";
import type { Run } from "../../../../operator/test-failover/world.ts";
import type { VaultHandle } from "../../../../operator/vault/directory.ts";
import { protect, type Simulated, startSimulated, TEST_NETWORK } from "../../../azure/simulated.ts";
import { protectionWith, type RunFacts, runWith, saved } from "../build.ts";

/** What happens to the operator in one step. */
export type Fate = "lives" | "dies before the call" | "dies after the call";

export interface Rehearsal {
  readonly simulated: Simulated;
  readonly view: PollingView;
  readonly itemId: string;
  run: Run;
  /** Names of everything that changed the stored status, in order: phase and reason. */
  readonly story: string[];
  /** One reconcile; `between` happens after the decision and before the call. */
  step(options?: { readonly fate?: Fate; readonly between?: () => Promise<unknown> }): Promise<void>;
  /** Steps, 15 s apart on Azure's clock, until the run is in that phase (and has that reason). */
  until(phase: string, reason?: string): Promise<void>;
  /** So many steps, 15 s apart. */
  steps(count: number): Promise<void>;
  /** A new process: nothing in memory is left. */
  restart(): Promise<void>;
  /** Another run of the same machine, in the same process. */
  another(facts: RunFacts, name: string): Rehearsal;
  /** In the cluster another run has the name by now, with this uid. */
  replaceBy(uid: string): void;
  /** Who has the item, by uid. */
  holder(): string | undefined;
  /** The testFailover and testFailoverCleanup calls that reached the vault, accepted or not. */
  calls(): Promise<string[]>;
  close(): Promise<void>;
}

interface Process {
  handle: VaultHandle & { readonly view: PollingView };
}

export async function rehearse(machine: string, facts: RunFacts = {}, lagSeconds = 120): Promise<Rehearsal> {
  const simulated = await startSimulated({ lagSeconds });
  if (machine !== "web01") await simulated.call("machines", { name: machine });
  const itemId = await protect(simulated, machine);
  await simulated.advance(600);
  const process: Process = { handle: await start(simulated) };
  return rehearsal({ simulated, itemId, machine, process }, { ...runWith(facts) });
}

async function start({ port, clock }: Simulated): Promise<Process["handle"]> {
  const view = createVaultView({ port, clock, logger: silentLogger, random: () => 0, fabricType: "InMageRcm" });
  await view.pollInfrastructure();
  await view.pollItems();
  const spec = { mode: "Manage", testNetworks: [TEST_NETWORK], allowedNamespaces: ["dr-team"] };
  const resource = { metadata: { name: "contoso" }, spec } as unknown as VaultHandle["resource"];
  return { name: "contoso", resource, view, claims: createClaims() };
}

interface Stage {
  readonly simulated: Simulated;
  readonly itemId: string;
  readonly machine: string;
  readonly process: Process;
}

let ids = 0;
const newId = () => {
  ids += 1;
  return `10000000-0000-4000-8000-${String(ids).padStart(12, "0")}`;
};

function rehearsal(stage: Stage, run: Run): Rehearsal {
  const { simulated, itemId, machine, process } = stage;
  const protection = protectionWith({
    spec: { testNetwork: { network: TEST_NETWORK } },
    status: { machine, bound: { vault: "contoso", itemId } },
  });
  const runs = new Map<string, Run>();
  const reconciler = createTestFailoverReconciler({
    directory: { byName: () => process.handle, all: () => [process.handle] },
    protections: { get: () => protection },
    runs: { get: (key) => runs.get(key) },
    clock: { now: () => new Date("2026-11-23T10:31:00Z") },
    simulated: true,
    epoch: () => 0,
    newId,
  });
  const signal = AbortSignal.timeout(120_000);

  const store = (next: Run): void => {
    if (JSON.stringify(next.status) !== JSON.stringify(self.run.status)) self.story.push(tellOf(next));
    self.run = next;
    runs.set(`dr-team/${next.metadata.name}`, next);
  };

  const self: Rehearsal = {
    simulated,
    itemId,
    run,
    story: [],
    get view() {
      return process.handle.view;
    },
    async step({ fate = "lives", between } = {}) {
      const world = await reconciler.observe(self.run, signal);
      const verdict = reconciler.decide(self.run, world, reconciler.now(world));
      store(saved(self.run, verdict));
      await between?.();
      if (verdict.action === undefined || fate === "dies before the call") return;
      const outcome = await reconciler.act(verdict.action, world, signal);
      if (fate === "lives") store(saved(self.run, reconciler.conclude(verdict, outcome, reconciler.now(world))));
    },
    async steps(count) {
      for (let done = 0; done < count; done += 1) {
        await self.step();
        await pass(stage);
      }
    },
    async until(phase, reason) {
      for (let tries = 0; !isThere(self.run, phase, reason); tries += 1) {
        if (tries === 400) throw new Error(`Never ${phase} ${reason ?? ""}: ${self.story.join(" | ")}`);
        await self.steps(1);
      }
    },
    async restart() {
      process.handle = await start(simulated);
    },
    another: (facts, name) => {
      const other = runWith(facts);
      return rehearsal(stage, { ...other, metadata: { ...other.metadata, name, uid: `uid-${name}` } });
    },
    replaceBy(uid) {
      const { metadata } = self.run;
      runs.set(`dr-team/${metadata.name}`, { ...self.run, metadata: { ...metadata, uid }, status: {} });
    },
    holder: () => process.handle.claims.holder(itemId)?.owner,
    async calls() {
      const writes = await simulated.writes();
      return writes
        .filter(({ operation }) => /TestFailover/.test(operation))
        .map(({ operation, outcome }) => `${operation.replace(/^.*_/, "")} ${outcome}`);
    },
    close: () => simulated.close(),
  };
  runs.set(`dr-team/${run.metadata.name}`, run);
  return self;
}

/** A quarter of a minute of Azure's time, with the polls that fall into it. */
async function pass({ simulated, process: { handle } }: Stage): Promise<void> {
  await simulated.advance(15);
  await simulated.port.vault(); // brings Azure's date: the clock between two answers stands still here
  await handle.view.pollActive();
  if (handle.view.now().getTime() % 300_000 < 15_000) await handle.view.pollItems();
}

const isThere = (run: Run, phase: string, reason: string | undefined): boolean =>
  run.status?.phase === phase && (reason === undefined || reasonOf(run) === reason);

/** `Running: Running`: the phase and why. */
const tellOf = (run: Run): string => `${run.status?.phase}: ${reasonOf(run)}`;

export const reasonOf = ({ status }: Run): string | undefined =>
  status?.conditions?.find(({ type }) => type === "Ready")?.reason;

export const messageOf = ({ status }: Run): string | undefined =>
  status?.conditions?.find(({ type }) => type === "Ready")?.message;
