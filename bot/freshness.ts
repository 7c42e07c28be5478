// As of when what the cluster says of Azure is true, and whether that is too long ago. Pure.
import type { RecoveryVault } from "../crds/types.ts";
import type { Freshness } from "./notice.ts";

const SILENT_AFTER_MS = 10 * 60_000;

/**
 * `vaults`: those that are concerned. The newest contact counts. Before the first contact the oldest vault's age does,
 * so that an operator that never ran is noticed, and one that has just been installed is given time.
 */
export function freshness(vaults: readonly RecoveryVault[], now: Date): Freshness {
  const contacts = vaults.flatMap(({ status }) => timeOf(status?.lastContactTime));
  const since =
    contacts.length > 0
      ? newest(contacts)
      : oldest(vaults.flatMap(({ metadata }) => timeOf(metadata.creationTimestamp)));
  return {
    asOf: contacts.length > 0 ? new Date(newest(contacts)) : undefined,
    silent: now.getTime() - since > SILENT_AFTER_MS,
  };
}

function timeOf(text: string | undefined): number[] {
  const ms = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(ms) ? [] : [ms];
}

const newest = (times: readonly number[]): number => times.reduce((a, b) => Math.max(a, b), -Infinity);
/** Infinity when there is none: nothing is late then. */
const oldest = (times: readonly number[]): number => times.reduce((a, b) => Math.min(a, b), Infinity);
