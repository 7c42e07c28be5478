// A policy's settings: as the manifest writes them, as Azure has them, and what Azure takes. Pure.
import type { Drift, ReplicationPolicySpec, ReplicationPolicyStatusEffective } from "../../crds/types.ts";
import type { PolicySettings } from "../azure/site-recovery.ts";

/** `1h30m` → 90. The schema lets only hours, minutes and `0s` through. */
export function minutesOf(duration: string): number {
  const [, hours = "0", minutes = "0"] = /^(?:(\d+)h)?(?:(\d+)m)?(?:0s)?$/.exec(duration) ?? [];
  return Number(hours) * 60 + Number(minutes);
}

/** 90 → `1h30m`, 0 → `0s`. */
export function durationOf(minutes: number): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (minutes === 0) return "0s";
  return `${hours > 0 ? `${hours}h` : ""}${rest > 0 ? `${rest}m` : ""}`;
}

export function settingsOf(spec: ReplicationPolicySpec): PolicySettings {
  return {
    recoveryPointRetentionMinutes: minutesOf(spec.recoveryPointRetention),
    appConsistentFrequencyMinutes: minutesOf(spec.appConsistentFrequency),
    crashConsistentFrequencyMinutes: minutesOf(spec.crashConsistentFrequency),
    multiVmSync: spec.multiVmSync,
  };
}

/** What Azure has; the threshold is the operator's own, since modernized vaults have none. */
export function effectiveOf(settings: PolicySettings, spec: ReplicationPolicySpec): ReplicationPolicyStatusEffective {
  return {
    recoveryPointRetention: durationOf(settings.recoveryPointRetentionMinutes),
    appConsistentFrequency: durationOf(settings.appConsistentFrequencyMinutes),
    crashConsistentFrequency: durationOf(settings.crashConsistentFrequencyMinutes),
    rpoThreshold: spec.rpoThreshold,
    multiVmSync: settings.multiVmSync,
  };
}

const FIELDS = {
  recoveryPointRetention: "recoveryPointRetentionMinutes",
  appConsistentFrequency: "appConsistentFrequencyMinutes",
  crashConsistentFrequency: "crashConsistentFrequencyMinutes",
  multiVmSync: "multiVmSync",
} as const satisfies Readonly<Record<string, keyof PolicySettings>>;

/** Fields in which Azure has something else than the manifest, each with both values. */
export function differences(wanted: PolicySettings, actual: PolicySettings): readonly Omit<Drift, "reason">[] {
  return Object.entries(FIELDS).flatMap(([field, key]) =>
    wanted[key] === actual[key] ? [] : [{ field, wanted: shown(wanted[key]), actual: shown(actual[key]) }],
  );
}

function shown(value: number | boolean): string {
  return typeof value === "number" ? durationOf(value) : String(value);
}

/** `recoveryPointRetention 24h instead of 72h, …` */
export function inWords(found: readonly Omit<Drift, "reason">[]): string {
  return found.map(({ field, wanted, actual }) => `${field} ${actual} instead of ${wanted}`).join(", ");
}

/** Modernized appliances make crash-consistent points every five minutes (Microsoft: physical server architecture). */
const CRASH_MINUTES = 5;

/**
 * What Azure would refuse for this architecture and a schema cannot know; Azure itself answers 150261 without a reason
 * (hashicorp/terraform-provider-azurerm#7479).
 */
export function objectionTo(spec: ReplicationPolicySpec): string | undefined {
  const wanted = settingsOf(spec);
  if (wanted.crashConsistentFrequencyMinutes !== CRASH_MINUTES) {
    return `spec.crashConsistentFrequency is ${spec.crashConsistentFrequency}, and a modernized vault takes crash-consistent points every 5m and nothing else. Set it to 5m, or leave it out.`;
  }
  const { recoveryPointRetentionMinutes: retention, appConsistentFrequencyMinutes: application } = wanted;
  if (application > 0 && application >= retention) {
    return `spec.appConsistentFrequency is ${spec.appConsistentFrequency} and must be shorter than spec.recoveryPointRetention (${spec.recoveryPointRetention}). Keep points longer, make them more often, or switch them off with 0s.`;
  }
  return undefined;
}
