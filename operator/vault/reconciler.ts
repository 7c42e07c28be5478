// A RecoveryVault's reconciler: opens the vault, gathers what its view and the cluster know, and sends what was decided.
import type {
  DiscoveredMachine,
  PhysicalMachineProtection,
  RecoveryVaultStatus,
  ReplicationPolicy,
  TestFailover,
} from "../../crds/types.ts";
import { StalledError, TransientError } from "../errors.ts";
import type { Outcome } from "../operation.ts";
import type { Reconciler } from "../reconcile.ts";
import { conclude } from "./conclude.ts";
import { decide } from "./decide.ts";
import type { Access, ManagedDirectory, VaultHandle } from "./directory.ts";
import type { AccessFacts, Action, AzureFacts, Vault, World } from "./world.ts";

interface ByVault<T> {
  byIndex(index: "vault", value: string): readonly T[];
}

export interface VaultParts {
  readonly directory: ManagedDirectory;
  readonly machines: ByVault<DiscoveredMachine>;
  readonly policies: ByVault<ReplicationPolicy>;
  readonly protections: ByVault<PhysicalMachineProtection>;
  readonly runs: ByVault<TestFailover>;
  /** Removes every DiscoveredMachine of a vault that goes. */
  readonly removeMachines: (vaultName: string, signal: AbortSignal) => Promise<void>;
  /** The cluster's clock. */
  readonly clock: { now(): Date };
  readonly simulated: boolean;
}

/** Each look opens the vault if it is not open, and reads nothing else: the view polls. */
export function createVaultReconciler(parts: VaultParts): Reconciler<Vault, World, Action, RecoveryVaultStatus> {
  const { directory, machines, clock, simulated } = parts;
  const renewals = new Map<string, number>();
  const openings = new WeakMap<VaultHandle, Date>();

  const askedSince = (handle: VaultHandle): Date => {
    const since = openings.get(handle) ?? clock.now();
    openings.set(handle, since);
    return since;
  };

  /** A secret may have been replaced since: sign in anew, but not at every look. */
  const signInAnew = (vault: Vault): void => {
    const { name } = vault.metadata;
    const seen = directory.byName(name)?.view.infrastructure();
    const refused = seen?.state === "unknown" && seen.reason === "Unauthorized";
    if (!refused || vault.spec.identity?.type !== "ServicePrincipal") return;
    const nowMs = clock.now().getTime();
    if (nowMs - (renewals.get(name) ?? 0) < RENEWAL_SECONDS * 1000) return;
    renewals.set(name, nowMs);
    directory.reopen(name);
  };

  return {
    async observe(vault) {
      const { name } = vault.metadata;
      signInAnew(vault);
      const access = await directory.ensure(vault);
      return {
        clusterNow: clock.now(),
        simulated,
        access: accessFacts(access),
        azure: access.state === "open" ? azureFacts(access.handle, askedSince(access.handle), parts) : undefined,
        dependents: vault.metadata.deletionTimestamp === undefined ? [] : dependentsOf(name, parts),
        machines: machines.byIndex("vault", name).length,
      };
    },
    decide: (vault, world) => decide(vault, world),
    act: (action, _world, signal) => act(action, parts, signal),
    conclude,
    now: (world) => world.azure?.now ?? world.clusterNow,
  };
}

const RENEWAL_SECONDS = 300;

function accessFacts(access: Access): AccessFacts {
  if (access.state === "open") return { state: "open" };
  if (access.state === "duplicate") return access;
  const { error } = access;
  if (error instanceof StalledError) return { state: "closed", reason: error.reason, why: error.message };
  const wait = error.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: error.retryAfterSeconds };
  return { state: "closed", reason: undefined, why: error.message, ...wait };
}

function azureFacts({ name, view }: VaultHandle, askedSince: Date, { protections, runs }: VaultParts): AzureFacts {
  const lowered = (ids: readonly (string | undefined)[]) =>
    new Set(ids.flatMap((id) => (id === undefined ? [] : [id.toLowerCase()])));
  return {
    now: view.now(),
    infrastructure: view.infrastructure(),
    discovery: view.discovery(),
    items: view.listed() ? view.census() : undefined,
    ownedItems: lowered(protections.byIndex("vault", name).map(({ status }) => status?.bound?.itemId)),
    ourDrills: lowered(
      runs
        .byIndex("vault", name)
        .filter(mayHaveStarted)
        .map(({ status }) => status?.target?.itemId),
    ),
    lastAnswerAt: view.port.lastAnswerAt(),
    askedSince,
    throttledUntil: view.throttledUntil(),
    writesBarred: view.writesBarred(),
  };
}

/** A run that still waits may well wait for a drill that was started elsewhere. */
function mayHaveStarted({ status }: TestFailover): boolean {
  return STARTED.has(status?.phase ?? "");
}

const STARTED: ReadonlySet<string> = new Set(["Starting", "Running", "CleaningUp"]);

function isUnderWay({ status }: TestFailover): boolean {
  return status?.endedAt === undefined;
}

/** What is bound to the vault; what merely names it has nothing in Azure yet. */
function dependentsOf(vault: string, { policies, protections, runs }: VaultParts): readonly string[] {
  const named = (kind: string, objects: readonly { readonly metadata: { namespace?: string; name: string } }[]) =>
    objects.map(({ metadata: { namespace = "", name } }) => `${kind} ${namespace}/${name}`).sort();
  return [
    ...named("TestFailover", runs.byIndex("vault", vault).filter(isUnderWay)),
    ...named(
      "PhysicalMachineProtection",
      protections.byIndex("vault", vault).filter(({ status }) => status?.bound?.vault === vault),
    ),
    ...named(
      "ReplicationPolicy",
      policies.byIndex("vault", vault).filter(({ status }) => status?.vault === vault),
    ),
  ];
}

async function act(action: Action, parts: VaultParts, signal: AbortSignal): Promise<Outcome> {
  if (action.do === "removeMachines") {
    await parts.removeMachines(action.vault, signal);
    return { started: action.do };
  }
  const handle = parts.directory.byName(action.vault);
  if (handle === undefined) return { refused: "The vault is not connected at the moment." };
  try {
    await handle.view.rediscover(signal);
    return { started: action.do };
  } catch (error) {
    if (error instanceof TransientError || error instanceof StalledError) return { refused: error.message };
    throw error;
  }
}
