// What keeps writes back, in words: the age of the last list with the reason why no newer one comes, doubt, a wait.
import { describe, expect, test } from "vitest";
import { barredBecause, isStale, type ListFacts } from "../../operator/azure/barred.ts";

const MINUTE = 60_000;

const fresh: ListFacts = {
  nowMs: 100 * MINUTE,
  listAsked: { ms: 99 * MINUTE, at: new Date("2026-11-28T23:29:00Z") },
  trouble: undefined,
  vanished: undefined,
  throttledUntil: undefined,
};
const old = { ...fresh, listAsked: { ms: 87 * MINUTE, at: new Date("2026-11-28T23:17:00Z") } };
const refused = "Azure refused to show the protected items: You may not. Give the identity a role.";
const OLD =
  "The last complete list of the vault's items, of 23:17 UTC, is over 12 minutes old, so nothing is written until a new one comes through.";
const NONE = "The vault's items have not been listed completely yet, so nothing is written.";

test.each<[string, ListFacts, string | undefined]>([
  ["a fresh list bars nothing", fresh, undefined],
  ["nor does one try that failed since", { ...fresh, trouble: refused }, undefined],
  ["one of twelve minutes is still good", { ...fresh, listAsked: { ...old.listAsked, ms: 88 * MINUTE } }, undefined],
  ["an old one says of when it is", old, OLD],
  ["and first why no newer one comes", { ...old, trouble: refused }, `${refused} ${OLD}`],
  ["none at all", { ...fresh, listAsked: undefined }, NONE],
  ["none, and why", { ...fresh, listAsked: undefined, trouble: refused }, `${refused} ${NONE}`],
  [
    "many that vanished",
    { ...fresh, vanished: 8 },
    "8 protected items vanished from Azure's list at once. Nothing is written until a second complete list settles whether that is true.",
  ],
  [
    "a wait that Azure asked for",
    { ...fresh, throttledUntil: new Date("2026-11-28T23:31:05Z") },
    "Azure asked to wait until 23:31:05 UTC (too many requests).",
  ],
])("%s", (_, facts, says) => {
  expect(barredBecause(facts)).toBe(says);
});

describe("the words stay the same", () => {
  test("while time passes and tries fail in the same way", () => {
    const facts = { ...old, trouble: refused };
    expect(barredBecause({ ...facts, nowMs: facts.nowMs + 30 * MINUTE })).toBe(barredBecause(facts));
  });
});

test.each([
  [undefined, true],
  [100 * MINUTE, false],
  [88 * MINUTE, false],
  [88 * MINUTE - 1, true],
])("a list asked for at %s ms is stale: %s", (ms, stale) => {
  const listAsked = ms === undefined ? undefined : { ms, at: new Date(0) };
  expect(isStale({ nowMs: 100 * MINUTE, listAsked })).toBe(stale);
});
