// Owns the vault's health: a picture of what is wrong with its items, taken from time to time and when it is asked for.
import { vaultId } from "./arm.ts";
import { guid } from "./chance.ts";
import { SECONDS } from "./durations.ts";
import { correlationIdOf } from "./events.ts";
import { healthErrorsOf, healthsOf } from "./health.ts";
import { endJob, startJob } from "./jobs.ts";
import { heartbeatOf } from "./machines.ts";
import { accepted, type Result } from "./refusal.ts";
import { list } from "./timeline.ts";
import { later, type World } from "./world.ts";

export interface Issue {
  readonly code: string;
  readonly category: string;
  readonly severity: "Warning" | "Error";
  readonly message: string;
  /** correlation ids of what it is about */
  readonly about: string[];
}

export interface VaultHealth {
  readonly at: number;
  readonly items: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly issues: readonly Issue[];
  readonly silentAppliances: readonly string[];
}

/** How old a picture may be before another is taken: looking at every item at every request would be slow. */
const GOOD_FOR = 15 * 60_000;

/** An appliance counts as silent after a quarter of an hour, as in its own answer. */
const SILENT_AFTER = 15 * 60_000;

function look(world: World): VaultHealth {
  const items = list(world.items);
  const counts: Record<string, number> = { Normal: 0, Warning: 0, Critical: 0 };
  const issues = new Map<string, Issue>();
  for (const item of items) {
    const errors = healthErrorsOf(item, world.now);
    const { replication } = healthsOf(errors);
    counts[replication] = (counts[replication] ?? 0) + 1;
    for (const { errorCode, errorCategory, errorLevel, errorMessage } of errors) {
      const words = { code: errorCode, category: errorCategory, severity: errorLevel, message: errorMessage };
      const issue = issues.get(errorCode) ?? { ...words, about: [] };
      issue.about.push(correlationIdOf(item.id));
      issues.set(errorCode, issue);
    }
  }
  const isSilent = (name: string): boolean => world.now - heartbeatOf(world, name, world.now) > SILENT_AFTER;
  return {
    at: world.now,
    items: items.length,
    counts,
    issues: [...issues.values()],
    silentAppliances: world.fleet.appliances.filter(isSilent),
  };
}

/** The picture that there is, or a new one when it is too old. */
export function healthOf(world: World): VaultHealth {
  const { health } = world;
  if (health !== undefined && world.now - health.at < GOOD_FOR) return health;
  world.health = look(world);
  return world.health;
}

export const healthPath = (world: World): string => `${vaultId(world.fleet)}/replicationVaultHealth/Default`;

/** POST refresh: a new picture at the end of its job, whose names are recorded (PowerShell traffic). */
export function refreshHealth(world: World): Result {
  const { fleet } = world;
  const job = startJob(world, {
    scenario: "RefreshVaultHealth",
    friendlyName: "Refresh vault health",
    target: { id: guid("vault", fleet.vaultName), name: fleet.vaultName, type: "Other" },
    resource: `${vaultId(fleet)}/replicationVaultHealth`,
    tasks: [["RefreshVaultHealthTask", "RefreshVaultHealth", "Refresh vault health", SECONDS.refreshHealth]],
  });
  const run = (then: World): void => {
    then.health = look(then);
    endJob(then, job.name, "Succeeded");
  };
  later(world, SECONDS.refreshHealth, { job: job.name, what: "refresh vault health", run });
  return accepted(job);
}
