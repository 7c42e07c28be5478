// The word that was probably meant, or none.
import { expect, test } from "vitest";
import { nearest } from "../../bot/nearest.ts";

test.each<[string, string, readonly string[], string | undefined]>([
  ["a letter left out", "wb01", ["web01", "sql01"], "web01"],
  ["a letter too many", "weeb01", ["web01", "sql01"], "web01"],
  ["another letter", "wep01", ["web01", "sql01"], "web01"],
  ["two neighbours that changed places: one slip", "wbe01", ["web01"], "web01"],
  ["two slips in a short word: a guess", "wpe01", ["web01"], undefined],
  ["two slips in a word of six", "machnse", ["machines"], "machines"],
  ["three slips in a long word", "tesfialovr", ["testfailover"], "testfailover"],
  ["four slips in a long word: a guess", "tsfialovr", ["testfailover"], undefined],
  ["the nearer of two", "web02x", ["web01", "web02"], "web02"],
  ["the first of two that are as near", "web0", ["web01", "web02"], "web01"],
  ["case does not count", "WEB-ON", ["web-one"], "web-one"],
  ["the only one that begins so", "dash", ["dashboard-host-1", "sql01"], "dashboard-host-1"],
  ["one of several that begin so: a guess", "dash", ["dashboard-host-1", "dashboard-host-2"], undefined],
  ["two letters that something begins with: a guess", "da", ["dashboard-host-1"], undefined],
  ["nothing said", "", ["a"], undefined],
  ["nothing there", "web01", [], undefined],
])("%s", (_, word, candidates, found) => {
  expect(nearest(word, candidates)).toBe(found);
});
