// CONTRIBUTING, CHANGELOG and the FAQ say what is so: files, rings, versions, commands, annotations.
import { describe, expect, test } from "vitest";
import { commands } from "../../../bot/commands.ts";
import config from "../../../vitest.config.ts";
import { exists, page } from "../../docs/project.ts";

const contributing = page("CONTRIBUTING.md").text;
const changelog = page("CHANGELOG.md").text;
const faq = page("docs/faq.md").text;
const operations = page("docs/operations.md").text;

describe("CONTRIBUTING", () => {
  test("names only files and folders that are there", () => {
    const named = [...contributing.matchAll(/`((?:bot|crds|docs|examples|kube|operator|simulator|test)\/[^`]*)`/g)];
    const paths = named.map(([, path = ""]) => path).filter((path) => !path.includes("<"));
    expect(paths.length).toBeGreaterThan(8);
    expect(paths.filter((path) => !exists(path))).toEqual([]);
  });

  test("has the rings of tests that there are, in the order in which they run", () => {
    const rings = (config.test?.projects ?? []) as readonly { readonly test: { readonly name: string } }[];
    const rows = [...contributing.matchAll(/^\| `([a-z0-9]+)` \|/gm)].map(([, name]) => name);
    expect(rows).toEqual(rings.map(({ test: { name } }) => name));
  });

  test("asks for one file's tests by a path that is there", () => {
    const files = [...contributing.matchAll(/vitest run (test\/\S+?)`/g)].map(([, file = ""]) => file);
    expect(files.length).toBeGreaterThan(0);
    expect(files.filter((file) => !exists(file))).toEqual([]);
  });
});

describe("CHANGELOG", () => {
  test("begins with the version that the package has", () => {
    const { version } = JSON.parse(page("package.json").text) as { readonly version: string };
    expect(/^## \[(.+?)\]/m.exec(changelog)?.[1]).toBe(version);
  });

  test("keeps to the headings of the form", () => {
    const headings = [...changelog.matchAll(/^### (.+)$/gm)].map(([, heading]) => heading);
    const known = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security", "Known limits"];
    expect(headings.filter((heading) => !known.includes(heading ?? ""))).toEqual([]);
  });

  test("counts the commands rightly, and names kinds that are there", () => {
    expect(commands).toHaveLength(12);
    expect(changelog).toContain("`/asr` with twelve commands");
    const kinds = /\(`asr-chatops\.io\/v1alpha1`\): ([\w,\s]+);/.exec(changelog)?.[1]?.split(/,\s+/) ?? [];
    expect(kinds).toHaveLength(5);
    for (const kind of kinds) expect(exists(`crds/${kind.toLowerCase().replace(/y$/, "ie")}s.yaml`)).toBe(true);
  });
});

describe("the FAQ", () => {
  test("has commands of the bot that there are", () => {
    const verbs = commands.flatMap((command) => command.verbs);
    const named = [...faq.matchAll(/`\/asr (\w+)/g)].map(([, verb = ""]) => verb);
    expect(named.length).toBeGreaterThan(1);
    expect(named.filter((verb) => !verbs.includes(verb))).toEqual([]);
  });

  test("names reasons and annotations that operations.md explains", () => {
    for (const word of ["NotDiscovered", "CannotChange", "refresh", "detach"]) {
      expect(faq).toContain(`\`${word}\``);
      expect(operations).toContain(word);
    }
  });

  test("leads to each report by repository and number", () => {
    const reports = [...faq.matchAll(/\(([^()]*#\d+[^()]*)\)/g)].map(([, inside = ""]) => inside);
    expect(reports.length).toBeGreaterThan(10);
    for (const inside of reports) expect(inside).toMatch(/^[\w.-]+\/[\w.-]+#\d+(, #\d+)*$/);
  });
});
