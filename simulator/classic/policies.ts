// Owns what a classic vault's policies are like: those to Azure, and their twins for the way back to the site.
import { integerAt, textAt } from "../body.ts";
import type { Policy } from "../policies.ts";

/**
 * `InMageAzureV2` is the way to Azure, `InMage` the way back. Nobody makes the twin of a policy but who asks for it: the
 * portal did, by the name `{policy}-failback` (recorded PowerShell traffic: two jobs).
 */
export const CLASSIC_KINDS = ["InMageAzureV2", "InMage"] as const;

type Kind = (typeof CLASSIC_KINDS)[number];

export const CLASSIC_NOT_READ =
  "The policy's minutes must be given as whole numbers, and multiVmSyncStatus as Enable or Disable.";

/** Written `Enable` and `Disable`, read `Enabled` and `Disabled` (recorded az CLI traffic). */
const SYNC: Readonly<Record<string, Policy["multiVmSync"]>> = { Enable: "true", Disable: "false" };

interface Minutes {
  readonly history: number | undefined;
  readonly app: number | undefined;
  readonly crash: number | undefined;
  readonly threshold: number | undefined;
}

/** Every setting that a request leaves out stays as it was. */
const minutesIn = (settings: unknown, before: Policy | undefined): Minutes => ({
  history: integerAt(settings, "recoveryPointHistory") ?? before?.retentionMinutes,
  app: integerAt(settings, "appConsistentFrequencyInMinutes") ?? before?.appConsistentMinutes,
  crash: integerAt(settings, "crashConsistentFrequencyInMinutes") ?? before?.crashConsistentMinutes,
  threshold: integerAt(settings, "recoveryPointThresholdInMinutes") ?? before?.classic?.rpoThresholdMinutes,
});

/** A twin has no crash-consistent frequency (OpenAPI 2023-06-01); it is never what points are made by. */
const crashOf = (kind: Kind, crash: number | undefined): number | undefined => (kind === "InMage" ? 0 : crash);

/** The policy that a request asks for, or undefined when its settings cannot be read. A change keeps the kind. */
export function readClassicPolicy(name: string, settings: unknown, before: Policy | undefined): Policy | undefined {
  const asked = CLASSIC_KINDS.find((each) => each === textAt(settings, "instanceType"));
  const kind = before?.classic?.kind ?? asked;
  if (kind === undefined || asked !== kind) return undefined;
  const { history, app, threshold, ...rest } = minutesIn(settings, before);
  const crash = crashOf(kind, rest.crash);
  const sync = SYNC[textAt(settings, "multiVmSyncStatus") ?? ""];
  if (history === undefined || app === undefined || crash === undefined) return undefined;
  if (threshold === undefined || sync === undefined) return undefined;
  return {
    name,
    retentionMinutes: history,
    crashConsistentMinutes: crash,
    appConsistentMinutes: app,
    multiVmSync: sync,
    classic: { kind, rpoThresholdMinutes: threshold },
  };
}

/** 72 hours are the most that standard disks can have; premium ones 24, which is looked at when one is asked for. */
export const MOST_MINUTES = { standard: 4320, premium: 1440 } as const;

/** Minutes too, although portal and older texts speak of hours; application-consistent points need a longer retention. */
export function isInClassicRange(policy: Policy): boolean {
  const { retentionMinutes, appConsistentMinutes, crashConsistentMinutes, classic } = policy;
  if (retentionMinutes < 0 || retentionMinutes > MOST_MINUTES.standard || appConsistentMinutes < 0) return false;
  if ((classic?.rpoThresholdMinutes ?? 0) < 1) return false;
  if (classic?.kind === "InMageAzureV2" && crashConsistentMinutes < 1) return false;
  return appConsistentMinutes === 0 || appConsistentMinutes < retentionMinutes;
}

/** Whether a policy is a twin, for the way back: no machine is protected by it. */
export const isWayBack = (policy: Policy | undefined): boolean => policy?.classic?.kind === "InMage";

/** What a policy's answer says of a classic one; undefined for those of the modernized architecture. */
export function classicPolicyView({ classic, ...policy }: Policy) {
  if (classic === undefined) return undefined;
  const shared = {
    instanceType: classic.kind,
    recoveryPointThresholdInMinutes: classic.rpoThresholdMinutes,
    recoveryPointHistory: policy.retentionMinutes,
    appConsistentFrequencyInMinutes: policy.appConsistentMinutes,
    multiVmSyncStatus: policy.multiVmSync === "true" ? "Enabled" : "Disabled",
  };
  if (classic.kind === "InMage") return shared;
  return { ...shared, crashConsistentFrequencyInMinutes: policy.crashConsistentMinutes };
}

/** What the portal makes: the policy, and its twin with settings that nobody can change (Microsoft's page on reprotecting). */
export function portalPolicies(name: string): readonly Policy[] {
  const minutes = { recoveryPointHistory: 1440, appConsistentFrequencyInMinutes: 60, multiVmSyncStatus: "Enable" };
  const there = { ...minutes, instanceType: "InMageAzureV2", crashConsistentFrequencyInMinutes: 5 };
  const back = { ...minutes, instanceType: "InMage", recoveryPointThresholdInMinutes: 15 };
  const made = [
    readClassicPolicy(name, { ...there, recoveryPointThresholdInMinutes: 60 }, undefined),
    readClassicPolicy(`${name}-failback`, back, undefined),
  ];
  return made.filter((policy) => policy !== undefined);
}
