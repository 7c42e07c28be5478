// What a run's card and thread lack, given what the ledger says was told. Pure.

import type { TestFailover } from "../../crds/types.ts";
import { compareVersions } from "../../kube/resource-version.ts";
import { isSaid, mayClaim, type RunEntry } from "../ledger/entries.ts";
import type { Notice, RunFacts } from "../notice.ts";
import { hasEnded } from "../run.ts";

/** One step. Steps are in order; the card comes first. */
export type Wanted =
  | { readonly step: "post-card" }
  | { readonly step: "edit-card"; readonly channel: string; readonly ts: string }
  | { readonly step: "notice"; readonly notice: Notice; readonly channel: string; readonly ts: string }
  /** The run ended and all is told: note it, so that it is not looked at again. */
  | { readonly step: "settle" }
  /** The run is gone and its card is final, or there is none: note it. */
  | { readonly step: "close" };

export interface Look {
  readonly entry: RunEntry | undefined;
  readonly facts: RunFacts;
  /** The card's key, of these facts. */
  readonly key: string;
  readonly notices: readonly Notice[];
  /** This term of leadership. */
  readonly by: string;
}

/** After the end, what the card shows of the protection (when the next drill is due) may still come. */
const SETTLES_AFTER_MS = 3_600_000;

export function wantedOf(look: Look): readonly Wanted[] {
  const { entry, facts } = look;
  if (entry?.deletedAt !== undefined) return [];
  if (facts.deleted) return [whenGone(look)];
  if (isSettled(facts.run, entry) || isOlder(facts.run, entry)) return [];
  const missing = entry?.card?.ts === undefined ? withoutCard(look) : withCard(look);
  return missing.length > 0 || !maySettle(look) ? missing : [{ step: "settle" }];
}

/** Nothing about the run changed since everything of it was told. */
export function isSettled({ metadata }: TestFailover, entry: RunEntry | undefined): boolean {
  return entry?.settled !== undefined && entry.settled === metadata.resourceVersion;
}

function whenGone({ entry, key }: Look): Wanted {
  const { card, shown } = entry ?? {};
  if (card?.ts === undefined || shown?.key === key) return { step: "close" };
  return { step: "edit-card", channel: card.channel, ts: card.ts };
}

/** A new leader's copy may lag behind what the last one has shown. */
function isOlder({ metadata }: TestFailover, entry: RunEntry | undefined): boolean {
  return compareVersions(metadata.resourceVersion, entry?.shown?.version) === -1;
}

function withoutCard({ entry, facts, key, by }: Look): Wanted[] {
  const told = entry?.shown?.key === key;
  return !told && mayClaim(entry?.card, by, facts.now) ? [{ step: "post-card" }] : [];
}

function withCard({ entry, facts, key, notices, by }: Look): Wanted[] {
  const { channel = "", ts = "" } = entry?.card ?? {};
  const unsaid = notices.filter((notice) => mayClaim(entry?.notices[notice.key], by, facts.now));
  return [
    ...(entry?.shown?.key === key ? [] : [{ step: "edit-card" as const, channel, ts }]),
    ...unsaid.map((notice) => ({ step: "notice" as const, notice, channel, ts })),
  ];
}

function maySettle({ entry, facts: { run, now }, key, notices }: Look): boolean {
  if (!hasEnded(run) || entry?.shown?.key !== key) return false;
  if (!notices.every((notice) => isSaid(entry.notices[notice.key]))) return false;
  const endedAt = Date.parse(run.status?.endedAt ?? "");
  return Number.isNaN(endedAt) || now.getTime() - endedAt >= SETTLES_AFTER_MS;
}
