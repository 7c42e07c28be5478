// docs/security.md claims nothing that no test shows: each test that it names exists, and each claim in a table has one.
import { describe, expect, test } from "vitest";
import { missing, namedTests } from "../../docs/named-tests.ts";
import { exists, page } from "../../docs/project.ts";

const security = page("docs/security.md");
const tables = security.text.split(/^\| claim \| shown by \|$/m).slice(1);
const claims = tables.flatMap((table) =>
  (table.split("\n\n", 1)[0] ?? "").split("\n").filter((row) => /^\| [^-]/.test(row)),
);

test("every test that it names is there", () => {
  expect(namedTests(security).length).toBeGreaterThan(40);
  expect(missing(namedTests(security))).toEqual([]);
});

test("every file that it names is there", () => {
  const files = [...security.text.matchAll(/`((?:test|crds|bot|examples)\/[\w./-]+)/g)].map(([, file = ""]) => file);
  expect(files.filter((file) => !exists(file))).toEqual([]);
});

test("every kind of attacker has a table, and every claim a test", () => {
  expect(tables.length).toBe(7);
  expect(claims.length).toBeGreaterThan(25);
  expect(claims.filter((row) => namedTests({ path: "", text: row }).length === 0)).toEqual([]);
});

describe("a test that is named wrongly", () => {
  test.each([
    ["a file that is not there", "test/nowhere.test.ts", "every test that it names is there"],
    ["a title that is not there", "test/operator/docs/security.test.ts", "every test that it names"],
    ["a title that is only written somewhere", "test/operator/docs/security.test.ts", "a title that is not there"],
  ])("is found: %s", (_, file, title) => {
    expect(missing([{ file, title }])).toEqual([`${file} › ${title}`]);
  });
});
