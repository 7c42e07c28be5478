// What a drill starts from: the newest recovery point. Pure.
import { error, type Finding, SOURCES, warning } from "./finding.ts";

export interface RecoveryPointFacts {
  readonly now: Date;
  readonly lastRecoveryPoint?: Date;
  /** From which age on a point is old: the policy's rpoThreshold. */
  readonly rpoThresholdSeconds?: number;
}

const OLD_SECONDS = 3600;

export function recoveryPointAge({
  now,
  lastRecoveryPoint,
  rpoThresholdSeconds,
}: RecoveryPointFacts): readonly Finding[] {
  if (lastRecoveryPoint === undefined) return [none()];
  const ageSeconds = (now.getTime() - lastRecoveryPoint.getTime()) / 1000;
  if (ageSeconds <= Math.max(rpoThresholdSeconds ?? 0, OLD_SECONDS)) return [];
  return [
    warning({
      id: "RecoveryPointOld",
      sentence: `The newest recovery point is of ${lastRecoveryPoint.toISOString().slice(0, 16)}Z; the drill shows the machine as it was then.`,
      remedy: "Look at status.healthErrors of the protection: replication is behind.",
      source: SOURCES.ours,
    }),
  ];
}

function none(): Finding {
  return error({
    id: "NoRecoveryPoint",
    sentence: "Azure has no recovery point of the machine yet.",
    remedy: "Wait for the first one; the protection's state tells when it is there.",
    source: SOURCES.drills,
  });
}
