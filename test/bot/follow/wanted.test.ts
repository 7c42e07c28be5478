// What a run's card and thread lack, as a table: what the ledger has, what is true now, what is to be done.
import { describe, expect, test } from "vitest";
import { wantedOf } from "../../../bot/follow/wanted.ts";
import type { RunEntry, Saying } from "../../../bot/ledger/entries.ts";
import type { Notice } from "../../../bot/notice.ts";
import { at, iso, runOf } from "../build.ts";

const NOW = at("12:00");
const said: Saying = { claimedAt: iso("10:31"), by: "them", channel: "C1", ts: "1.0" };
const claimed = (by: string, time: string): Saying => ({ claimedAt: iso(time), by, channel: "C1" });
const notice: Notice = { key: "uid/Failed/Quota", message: { text: "Quota", blocks: [] }, broadcast: true };

type Phase = "Running" | "Failed";

interface Case {
  readonly entry?: Partial<RunEntry>;
  readonly phase?: Phase;
  readonly version?: string;
  readonly endedAt?: string;
  readonly deleted?: boolean;
  readonly notices?: readonly Notice[];
}

/** The card shows "running" at version 5 unless said otherwise; now it would show "running" too. */
function stepsOf({ entry, phase = "Running", version = "5", endedAt, deleted = false, notices = [] }: Case): string {
  const run = runOf({ status: { phase, ...(endedAt !== undefined && { endedAt: iso(endedAt) }) } });
  const known = entry && { run: { namespace: "dr-team", name: "drill", uid: "uid" }, notices: {}, ...entry };
  const surroundings = { clusterName: "prod", now: NOW, freshness: { asOf: NOW, silent: false } };
  const seen = { ...run, metadata: { ...run.metadata, resourceVersion: version } };
  const facts = { ...surroundings, run: seen, protection: undefined, deleted, mayRepeat: false };
  return wantedOf({ entry: known, facts, key: deleted ? "deleted" : phase, notices, by: "me" })
    .map((wanted) => (wanted.step === "notice" ? `notice ${wanted.notice.key}` : wanted.step))
    .join(", ");
}

const shown = (key: string, version = "5") => ({ card: said, shown: { key, version } });
const NOTICE = `notice ${notice.key}`;

describe("a run that is there", () => {
  test.each<[string, Case, string]>([
    ["never told: a card", {}, "post-card"],
    ["told as it is: nothing", { entry: shown("Running") }, ""],
    ["told as it was: an edit", { entry: shown("Starting"), version: "6" }, "edit-card"],
    ["a new notice comes after the edit", { entry: shown("Starting"), notices: [notice] }, `edit-card, ${NOTICE}`],
    ["no notice before there is a card", { notices: [notice] }, "post-card"],
    [
      "a notice that is said is not said again",
      { entry: { ...shown("Running"), notices: { [notice.key]: said } }, notices: [notice] },
      "",
    ],
    ["a copy older than what was shown: nothing, a newer one comes", { entry: shown("Failed", "7"), version: "6" }, ""],
    ["a card that I claimed: posted", { entry: { card: claimed("me", "11:59") } }, "post-card"],
    ["a card that another leader just claimed: left to them", { entry: { card: claimed("them", "11:59:50") } }, ""],
    [
      "a card that another leader claimed a minute ago: posted",
      { entry: { card: claimed("them", "11:59") } },
      "post-card",
    ],
    [
      "a notice that another leader just claimed: left to them",
      { entry: { ...shown("Running"), notices: { [notice.key]: claimed("them", "11:59:50") } }, notices: [notice] },
      "",
    ],
    [
      "marked as deleted by mistake or not: nothing more",
      { entry: { ...shown("Running"), deletedAt: iso("11:00") }, version: "9" },
      "",
    ],
  ])("%s", (_sentence, facts, steps) => {
    expect(stepsOf(facts)).toBe(steps);
  });
});

describe("a run that ended", () => {
  const ended: Case = { phase: "Failed", endedAt: "10:59" };
  test.each<[string, Case, string]>([
    ["an hour ago, and all is told: settled", { ...ended, entry: shown("Failed") }, "settle"],
    ["less than an hour ago: not yet", { ...ended, endedAt: "11:01", entry: shown("Failed") }, ""],
    ["but a notice is missing: said first", { ...ended, entry: shown("Failed"), notices: [notice] }, NOTICE],
    [
      "but another leader just claimed a notice: not settled before that is sure",
      {
        ...ended,
        entry: { ...shown("Failed"), notices: { [notice.key]: claimed("them", "11:59:50") } },
        notices: [notice],
      },
      "",
    ],
    [
      "and is settled: nothing, whatever words there are by now",
      { ...ended, entry: { ...shown("old words"), settled: "5" }, notices: [notice] },
      "",
    ],
    [
      "and is settled, and changed since: an edit",
      { ...ended, version: "6", entry: { ...shown("old words"), settled: "5" } },
      "edit-card",
    ],
    [
      "before the bot was installed: nothing",
      { ...ended, entry: { shown: { key: "Failed", version: "5" }, settled: "5" } },
      "",
    ],
    [
      "before the bot was installed, and has news now: a card",
      { ...ended, version: "6", entry: { shown: { key: "no verdict", version: "5" }, settled: "5" } },
      "post-card",
    ],
  ])("%s", (_sentence, facts, steps) => {
    expect(stepsOf(facts)).toBe(steps);
  });
});

describe("a run that is deleted", () => {
  test.each<[string, Case, string]>([
    ["and was never told: nothing but a note", {}, "close"],
    ["and has a card: edited once more", { entry: shown("Running") }, "edit-card"],
    ["and its card says so: a note", { entry: shown("deleted") }, "close"],
    ["and is noted: nothing", { entry: { ...shown("deleted"), deletedAt: iso("11:00") } }, ""],
    ["and has notices: they are not said any more", { entry: shown("deleted"), notices: [notice] }, "close"],
  ])("%s", (_sentence, facts, steps) => {
    expect(stepsOf({ ...facts, deleted: true })).toBe(steps);
  });
});
