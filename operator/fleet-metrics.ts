// Metrics about machines, drills and vaults, counted from the copies at each scrape; a standby counts them too.
import { Gauge, type Registry } from "prom-client";
import {
  appliances,
  cleanUpOverdue,
  cleanUpsFailing,
  drills,
  drillsElsewhere,
  type Fleet,
  lastContacts,
  machines,
  protectionConditions,
  resources,
  rpoBands,
  type Sample,
} from "./fleet.ts";

export interface FleetMetricsParts {
  readonly fleet: () => Fleet;
  /** Azure's clock. */
  readonly now: () => Date;
  readonly version: string;
}

type Samples = (fleet: Fleet, now: Date) => readonly Sample[];

/** Name, help, labels, and how it is counted. */
const GAUGES: readonly (readonly [name: string, help: string, labels: readonly string[], count: Samples])[] = [
  [
    "asr_resources",
    "Resources by state: ready, reconciling (it goes on by itself), stalled (a person must act), ended (a run that is over), unknown. Vault is empty until it is known.",
    ["kind", "vault", "state"],
    resources,
  ],
  [
    "asr_protections",
    "Protections by the status of each of their conditions Replicating, Healthy, WithinRpo and Drilled.",
    ["vault", "condition", "status"],
    protectionConditions,
  ],
  ["asr_protections_rpo", "Protections by the band that their RPO is in.", ["vault", "band"], rpoBands],
  ["asr_drills", "Test failovers that are not over, by phase.", ["vault", "phase"], drills],
  [
    "asr_clean_up_overdue_seconds",
    "For how long the test machine that should be gone longest is still there, by Azure's clock; 0 when none should.",
    ["vault"],
    cleanUpOverdue,
  ],
  ["asr_clean_ups_failing", "Test machines whose last clean-up failed.", ["vault"], cleanUpsFailing],
  [
    "asr_drills_elsewhere",
    "Test failovers that were started elsewhere and are still there.",
    ["vault"],
    drillsElsewhere,
  ],
  [
    "asr_machines",
    "Machines of a vault: discovered, protected, unprotected, drilling, and unmanaged (protected, and owned by no resource).",
    ["vault", "state"],
    machines,
  ],
  [
    "asr_appliances",
    "Appliances of a vault, by whether their heartbeat is fresh or stale.",
    ["vault", "heartbeat"],
    appliances,
  ],
  [
    "asr_vault_contact_timestamp_seconds",
    "When Azure last answered about a vault, by Azure's clock; moves at most once a minute.",
    ["vault"],
    lastContacts,
  ],
];

/** Registers everything with `registry`. Call it once per registry: a second time throws. */
export function createFleetMetrics(registry: Registry, { fleet, now, version }: FleetMetricsParts): void {
  for (const [name, help, labelNames, count] of GAUGES) {
    const gauge: Gauge = new Gauge({
      name,
      help,
      labelNames: [...labelNames],
      registers: [registry],
      collect: () => {
        gauge.reset();
        for (const [labels, value] of count(fleet(), now())) gauge.set(labels, value);
      },
    });
  }
  const info = new Gauge({
    name: "asr_operator_info",
    help: "1; which version runs.",
    labelNames: ["version"],
    registers: [registry],
  });
  info.set({ version }, 1);
}
