// What docs/operations.md says of the bot is complete, and is so: what its log says, its annotations and checks.
import { describe, expect, test } from "vitest";
import { page, sources } from "../../docs/project.ts";

const [, chapter = ""] = page("docs/operations.md").text.split(/^## The bot$/m);
const textOf = (folder: string): string =>
  sources(folder)
    .map(({ text }) => text)
    .join("\n");
const bot = textOf("bot");
const kube = textOf("kube");

/** The code-styled words of first cells in the table under this heading. */
function firstCells(heading: string): readonly string[] {
  const [, after = ""] = chapter.split(`### ${heading}\n`);
  const [part = ""] = after.split("\n### ");
  const cells = [...part.matchAll(/^\| (`[^|]*) \|/gm)].map(([, cell = ""]) => cell);
  return cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, word = ""]) => word));
}

describe("the log", () => {
  const LOGGED = /\blogger(?:\.(?:info|warn|error)|\[level\])\(\{[^;]*?\}, "([^"]+)"\)/g;
  const messages = firstCells("What its log says");
  const said = (text: string): ReadonlySet<string> => new Set([...text.matchAll(LOGGED)].map(([, one = ""]) => one));

  test("has messages at all", () => {
    expect(said(bot).size).toBeGreaterThan(25);
  });

  test("says nothing that has no line, from information upwards", () => {
    expect([...said(bot)].filter((message) => !messages.includes(message))).toEqual([]);
  });

  test("says everything that has a line", () => {
    const all = new Set([...said(bot), ...said(kube)]);
    expect(messages.filter((message) => !all.has(message))).toEqual([]);
  });
});

test("annotations that the bot writes are described, and no others", () => {
  // The label of the ledger's ConfigMaps, and versions of the API.
  const others = new Set(["asr-chatops.io/ledger", "asr-chatops.io/v"]);
  const written = (bot.match(/asr-chatops\.io\/[a-z-]+/g) ?? []).filter((name) => !others.has(name));
  expect(new Set(firstCells("What it said, and where"))).toEqual(new Set(written));
});

test("checks are those that the process makes", () => {
  const code = `${bot}${kube}`;
  const names = firstCells("Its health").filter((word) => !word.startsWith("/"));
  const always = ["event-loop", "api-server"];
  expect(new Set(names)).toEqual(new Set(["synced-<resource>", "watch-<resource>", "slack", ...always]));
  const made = new Set(code.match(/(synced-|watch-|slack: \(\) =>|"event-loop":|"api-server":)/g));
  expect(made).toEqual(new Set(["synced-", "watch-", "slack: () =>", ...always.map((name) => `"${name}":`)]));
});

test("what the ledger is found by is what is written on it", () => {
  const label = /ledgerLabel = "([^"]+)"/.exec(bot)?.[1];
  expect(chapter).toContain(`-l ${label}=run`);
  expect(chapter).toContain(`.data.${/DATA_KEY = "([^"]+)"/.exec(bot)?.[1]?.replace(".", "\\.")}`);
});
