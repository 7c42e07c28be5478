// Owns how long things take, in simulated seconds. Recorded times are from one idle machine with a disk of 40 GiB.
import { between } from "./chance.ts";
import type { Scenario } from "./scenarios.ts";

export const SECONDS = {
  /** recorded az CLI traffic, 2023: under a second */
  policy: 1,
  /** recorded az CLI traffic, 2023: 5 s */
  mapping: 5,
  mappingRemoval: 1,
  /** recorded az CLI traffic, 2023: 27 min 30 s */
  enable: 1650,
  update: 40,
  /** recorded az CLI traffic, 2023: 68 s */
  disable: 68,
  /** recorded PowerShell traffic: 1 min 46 s */
  cleanUp: 106,
  /** how long `MarkedForDeletion` is still shown after a clean-up (official examples show it on an idle item) */
  markedForDeletion: 120,
  refreshSite: 60,
  /** adding a machine to a configuration server, and until it is listed: minutes, as the documentation has it; ours */
  discover: 60,
  listed: 240,
  commit: 20,
  changePoint: 300,
  cancelFailover: 120,
  repair: 30,
  resync: 1200,
  resolve: 5,
  agentUpdate: 300,
  applianceUpdate: 180,
  refreshHealth: 5,
  export: 2,
  restart: 1,
  addDisks: 120,
  /** recorded az CLI traffic, 2023: under a second */
  plan: 1,
  planChecks: 30,
  planAction: 60,
} as const;

/**
 * Initial replication, in seconds after the enable job's end (recorded az CLI traffic, 2023): the percentage appears
 * as 0, then 64, the state becomes CompletionPending with 64 still shown, and disappears when the item is Protected.
 */
export const REPLICATION = {
  firstReport: 125,
  reports: [{ after: 1050, percent: 64 }],
  pending: 1440,
  diskDone: 1800,
  firstPoint: 2511,
  protected: 3240,
} as const;

/** The same for a slow machine: more reports on the way. */
export const SLOW_REPORTS = [
  { after: 300, percent: 9 },
  { after: 600, percent: 27 },
  { after: 850, percent: 45 },
  { after: 1050, percent: 64 },
] as const;

/** Recorded az CLI traffic, 2023: 10 min 37 s in all; its parts are not recorded. */
export const FAILOVER_PARTS = { checks: 30, start: 67, hydrate: 480, boot: 60 } as const;

/** Factor on everything that a machine does. */
export const pace = (scenarios: ReadonlySet<Scenario>): number => (scenarios.has("slow") ? 6 : 1);

/**
 * Parts of a test failover of a physical server: 10 to 20 minutes in all, 8 to 10 of them for making the copy
 * bootable (Microsoft's documentation of test failover to Azure, on physical servers).
 */
export const drillParts = (seed: string, machineName: string) => ({
  checks: 30,
  start: between(60, 120, "start", seed, machineName),
  hydrate: between(480, 600, "hydrate", seed, machineName),
  boot: between(60, 240, "boot", seed, machineName),
});
