// The fleet in numbers: how many resources are in which state, by vault. Pure; each number has a bounded set of labels.
import { conditionOf, isTrue } from "../crds/conditions.ts";
import type {
  Condition,
  PhysicalMachineProtection,
  RecoveryVault,
  ReplicationPolicy,
  TestFailover,
} from "../crds/types.ts";

/** Everything that there is, as the copies have it; of the one kind of which there are ten thousand, what is counted. */
export interface Fleet {
  readonly vaults: readonly RecoveryVault[];
  readonly policies: readonly ReplicationPolicy[];
  readonly protections: readonly Counted<ProtectionFacts>[];
  readonly runs: readonly TestFailover[];
}

/** How many have the same facts. */
export interface Counted<F> {
  readonly facts: F;
  readonly count: number;
}

/** What the numbers tell of a protection: nothing that only one has. */
export interface ProtectionFacts {
  /** Empty until it has one. */
  readonly vault: string;
  readonly state: (typeof STATES)[number];
  /** In the order of `PROTECTION_CONDITIONS`. */
  readonly statuses: readonly string[];
  /** Absent where Azure tells no RPO. */
  readonly band?: string;
}

type Labels = Readonly<Record<string, string>>;
export type Sample = readonly [labels: Labels, value: number];

export const KINDS = ["RecoveryVault", "ReplicationPolicy", "PhysicalMachineProtection", "TestFailover"] as const;
export const STATES = ["ready", "reconciling", "stalled", "ended", "unknown"] as const;
export const PROTECTION_CONDITIONS = ["Replicating", "Healthy", "WithinRpo", "Drilled"] as const;
export const RPO_BANDS = ["≤5m", "≤15m", "≤1h", "≤4h", ">4h"] as const;
export const UNFINISHED = ["Pending", "Checking", "Starting", "Running", "CleaningUp"] as const;
export const MACHINE_STATES = ["discovered", "protected", "unprotected", "drilling", "unmanaged"] as const;
const STATUSES = ["True", "False", "Unknown"] as const;

/** What has no vault yet. */
const NO_VAULT = "";

interface Resource {
  readonly status?: { readonly conditions?: readonly Condition[] };
}

/** Counts by labels. Those of the grid are there with 0, so that a graph of nothing is a line and no gap. */
function tally(grid: readonly Labels[], found: Iterable<Sample>): readonly Sample[] {
  const counts = new Map<string, { readonly labels: Labels; count: number }>();
  for (const labels of grid) counts.set(Object.values(labels).join("\n"), { labels, count: 0 });
  for (const [labels, more] of found) {
    const key = Object.values(labels).join("\n");
    const before = counts.get(key);
    if (before === undefined) counts.set(key, { labels, count: more });
    else before.count += more;
  }
  return [...counts.values()].map(({ labels, count }) => [labels, count]);
}

const one = (labels: Labels): Sample => [labels, 1];

function* gridOf({ vaults }: Fleet, name: string, words: readonly string[]): Generator<Labels> {
  for (const { metadata } of vaults) for (const word of words) yield { vault: metadata.name, [name]: word };
}

/** A run that ended is a record, whatever became of it: it needs nobody any more. */
export function stateOf(resource: Resource): (typeof STATES)[number] {
  if (isTrue(resource, "Complete")) return "ended";
  if (isTrue(resource, "Stalled")) return "stalled";
  if (isTrue(resource, "Reconciling")) return "reconciling";
  return isTrue(resource, "Ready") ? "ready" : "unknown";
}

export function protectionFacts(protection: PhysicalMachineProtection): ProtectionFacts {
  const { spec, status } = protection;
  const band = status?.rpoBand;
  return {
    vault: status?.bound?.vault ?? spec.vault ?? NO_VAULT,
    state: stateOf(protection),
    statuses: PROTECTION_CONDITIONS.map((type) => conditionOf(protection, type)?.status ?? "Unknown"),
    ...(band === undefined ? {} : { band }),
  };
}

const vaultOfRun = ({ status }: TestFailover) => status?.target?.vault ?? NO_VAULT;

export function resources(fleet: Fleet): readonly Sample[] {
  const grid = [...gridOf(fleet, "state", STATES)].flatMap(({ vault = "", state = "" }) =>
    KINDS.map((kind) => ({ kind, vault, state })),
  );
  return tally(grid, statesIn(fleet));
}

function* statesIn({ vaults, policies, protections, runs }: Fleet): Generator<Sample> {
  for (const vault of vaults) yield one({ kind: KINDS[0], vault: vault.metadata.name, state: stateOf(vault) });
  for (const policy of policies) {
    const vault = policy.status?.vault ?? policy.spec.vault ?? NO_VAULT;
    yield one({ kind: KINDS[1], vault, state: stateOf(policy) });
  }
  for (const { facts, count } of protections) {
    yield [{ kind: KINDS[2], vault: facts.vault, state: facts.state }, count];
  }
  for (const run of runs) yield one({ kind: KINDS[3], vault: vaultOfRun(run), state: stateOf(run) });
}

/** A condition that is not there is Unknown. */
export function protectionConditions(fleet: Fleet): readonly Sample[] {
  const grid = [...gridOf(fleet, "condition", PROTECTION_CONDITIONS)].flatMap(({ vault = "", condition = "" }) =>
    STATUSES.map((status) => ({ vault, condition, status })),
  );
  return tally(grid, conditionsIn(fleet));
}

function* conditionsIn({ protections }: Fleet): Generator<Sample> {
  for (const { facts, count } of protections) {
    for (const [at, condition] of PROTECTION_CONDITIONS.entries()) {
      yield [{ vault: facts.vault, condition, status: facts.statuses[at] ?? "Unknown" }, count];
    }
  }
}

/** Those whose RPO Azure tells. */
export function rpoBands(fleet: Fleet): readonly Sample[] {
  const found = fleet.protections.flatMap(({ facts: { vault, band }, count }): readonly Sample[] =>
    band === undefined ? [] : [[{ vault, band }, count]],
  );
  return tally([...gridOf(fleet, "band", RPO_BANDS)], found);
}

const unfinished = ({ runs }: Fleet) => runs.filter(({ status }) => status?.endedAt === undefined);

export function drills(fleet: Fleet): readonly Sample[] {
  const found = unfinished(fleet).map((run) => one({ vault: vaultOfRun(run), phase: run.status?.phase ?? "Pending" }));
  return tally([...gridOf(fleet, "phase", UNFINISHED)], found);
}

/** For how long, by Azure's clock, the test machine that should be gone longest is still there; 0 when none should. */
export function cleanUpOverdue(fleet: Fleet, now: Date): readonly Sample[] {
  const worst = new Map(fleet.vaults.map(({ metadata }) => [metadata.name, 0]));
  for (const run of unfinished(fleet)) {
    const due = run.status?.cleanUpAt;
    const late = due === undefined ? 0 : (now.getTime() - Date.parse(due)) / 1000;
    const vault = vaultOfRun(run);
    worst.set(vault, Math.max(worst.get(vault) ?? 0, late));
  }
  return [...worst].map(([vault, seconds]) => [{ vault }, seconds]);
}

/** Test machines whose last clean-up failed. */
export function cleanUpsFailing(fleet: Fleet): readonly Sample[] {
  const found = unfinished(fleet)
    .filter(({ status }) => status?.cleanUp?.lastFailure !== undefined)
    .map((run) => one({ vault: vaultOfRun(run) }));
  return tally(
    fleet.vaults.map(({ metadata }) => ({ vault: metadata.name })),
    found,
  );
}

/** What a vault counts itself. */
export function machines({ vaults }: Fleet): readonly Sample[] {
  return vaults.flatMap(({ metadata, status }) =>
    MACHINE_STATES.flatMap((state): readonly Sample[] => {
      const count = status?.counts?.[state];
      return count === undefined ? [] : [[{ vault: metadata.name, state }, count]];
    }),
  );
}

export function drillsElsewhere({ vaults }: Fleet): readonly Sample[] {
  return vaults.map(({ metadata, status }) => [{ vault: metadata.name }, status?.unmanagedDrills?.length ?? 0]);
}

/** Appliances, by whether their heartbeat comes. */
export function appliances(fleet: Fleet): readonly Sample[] {
  const found = fleet.vaults.flatMap(({ metadata, status }) =>
    (status?.appliances ?? []).map(({ heartbeatStale }) =>
      one({ vault: metadata.name, heartbeat: heartbeatStale === true ? "stale" : "fresh" }),
    ),
  );
  return tally([...gridOf(fleet, "heartbeat", ["fresh", "stale"])], found);
}

export function lastContacts({ vaults }: Fleet): readonly Sample[] {
  return vaults.flatMap(({ metadata, status }): readonly Sample[] => {
    const at = status?.lastContactTime;
    return at === undefined ? [] : [[{ vault: metadata.name }, Date.parse(at) / 1000]];
  });
}
