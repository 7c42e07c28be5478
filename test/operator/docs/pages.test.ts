// README and docs/: links lead somewhere, npm commands exist, and what the README quotes is in the transcript.
import { describe, expect, test } from "vitest";
import { steady } from "../../docs/compare.ts";
import { blocks, commands, deadLinks, exists, page, pages } from "../../docs/project.ts";

const { scripts } = JSON.parse(page("package.json").text) as { readonly scripts: Readonly<Record<string, string>> };

describe.each(pages())("$path", (one) => {
  test("links only to what is there", () => {
    expect(deadLinks(one)).toEqual([]);
  });

  test("names only npm scripts that exist", () => {
    const named = commands(one, "npm").flatMap((line) => /^npm run ([\w:-]+)/.exec(line)?.[1] ?? []);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});

test("every npm script but those for the project's own upkeep is named in a document", () => {
  const upkeep = new Set(["start", "format", "lint", "typecheck", "generate"]);
  const named = new Set(
    pages().flatMap(({ text }) => [...text.matchAll(/npm (?:run )?([\w:-]+)/g)].map(([, name]) => name)),
  );
  expect(Object.keys(scripts).filter((name) => !upkeep.has(name) && !named.has(name))).toEqual([]);
});

test("the architecture's tree names only files and folders that are there", () => {
  const [tree = ""] = blocks(page("docs/architecture.md")).map(({ text }) => text);
  const dead: string[] = [];
  let folder = "";
  for (const line of tree.split("\n")) {
    const names = line.trim().split(/ {2,}/)[0]?.split(", ") ?? [];
    if (/^\w/.test(line)) folder = names[0] ?? "";
    const paths = names.map((name) => (/^\w/.test(line) ? name : `${folder}${name}`));
    dead.push(...paths.filter((path) => !path.includes("<") && !exists(path)));
  }
  expect(tree.length).toBeGreaterThan(200);
  expect(dead).toEqual([]);
});

describe("the README", () => {
  const transcript = new Set(page("docs/first-drill.md").text.split("\n").map(steady));

  test("shows only lines that the transcript of a first drill has, apart from times and ages", () => {
    const shown = blocks(page("README.md"))
      .filter(({ language }) => language === "console")
      .flatMap(({ text }) => text.split("\n").map(steady))
      .filter((line) => line !== "");
    expect(shown.length).toBeGreaterThan(5);
    expect(shown.filter((line) => !transcript.has(line))).toEqual([]);
  });
});
