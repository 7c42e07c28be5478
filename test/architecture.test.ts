// Who may import what, as a table, held against every file of the project; and the proof that the check can fail.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import packageJson from "../package.json" with { type: "json" };
import { type House, type Tree, violations } from "./architecture/rules.ts";
import { blank, importsOf } from "./architecture/source-text.ts";

const house: House = {
  rows: [
    { files: ["test/**", "vitest.config.ts"], mayImport: ["**"] },
    { files: ["main.ts"], mayImport: ["*/main.ts"] },
    { files: ["crds/**"], mayImport: ["crds/**"] },
    { files: ["kube/**"], mayImport: ["kube/**", "crds/conditions.ts"] },
    { files: ["operator/**"], mayImport: ["operator/**", "kube/**", "crds/**"] },
    { files: ["bot/**"], mayImport: ["bot/**", "kube/**", "crds/**"] },
    { files: ["simulator/**"], mayImport: ["simulator/**"] },
  ],
  pure: [
    "**/decide.ts",
    "operator/operation.ts",
    "operator/preflight/**",
    "bot/{parse,notices,post-queue}.ts",
    "bot/cards/**",
    "crds/conditions.ts",
    "simulator/vault.ts",
  ],
  owners: [
    { packages: "@azure/*", onlyIn: ["operator/azure/arm/**", "test/**"] },
    { packages: "@kubernetes/client-node", onlyIn: ["kube/**", "test/**"] },
    { packages: "@slack/types", onlyIn: ["bot/slack/**", "bot/cards/**", "test/**"] },
    { packages: "@slack/bolt", onlyIn: ["bot/slack/**", "test/**"] },
    { packages: "@slack/web-api", onlyIn: ["bot/slack/**", "test/**"] },
  ],
  entryPoints: ["{operator,bot,simulator}/main.ts"],
  mayReadEnvironment: ["main.ts", "*/main.ts", "test/**"],
  developerFiles: ["test/**", "vitest.config.ts"],
  dependencies: Object.keys(packageJson.dependencies),
  longestFileLines: 300,
  generated: ["crds/types.ts"],
};

/** Every TypeScript file of ours; folders that begin with a dot, and what npm installs, are not ours. */
function projectTree(): Tree {
  const root = join(import.meta.dirname, "..");
  const ours = readdirSync(root, { withFileTypes: true })
    .map(({ name }) => name)
    .filter((name) => name !== "node_modules" && !name.startsWith("."));
  const files = ours.flatMap((name) =>
    statSync(join(root, name)).isFile()
      ? [name]
      : readdirSync(join(root, name), { recursive: true, encoding: "utf8" }).map((path) => `${name}/${path}`),
  );
  const sources = files.filter((file) => file.endsWith(".ts")).sort();
  return new Map(sources.map((file) => [file, readFileSync(join(root, file), "utf8")]));
}

describe("the project", () => {
  test("keeps to the table of who may import what, and to the form of a file", () => {
    expect(violations(projectTree(), house)).toEqual([]);
  });

  test("has files in it: the check above reads them", () => {
    const files = [...projectTree().keys()];
    expect(files).toContain("test/architecture.test.ts");
    expect(files).toContain("crds/types.ts");
  });
});

/** A tree of files that are in order but for what is given: each begins with a comment. */
const treeOf = (files: Record<string, string>): Tree =>
  new Map(Object.entries(files).map(([file, code]) => [file, `// Owns an example.\n${code}\n`]));

describe("the check objects, with the file and the row", () => {
  test.each([
    [
      "the bot imports the operator",
      { "bot/follow.ts": 'import { a } from "../operator/store.ts";' },
      "bot/follow.ts imports operator/store.ts: bot/** may import bot/**, kube/**, crds/**",
    ],
    [
      "a type crosses the wall",
      { "operator/x.ts": 'import type { A } from "../bot/parse.ts";' },
      "operator/x.ts imports bot/parse.ts: operator/** may import",
    ],
    [
      "a re-export crosses the wall",
      { "simulator/x.ts": 'export * from "../crds/types.ts";' },
      "simulator/x.ts imports crds/types.ts: simulator/** may import simulator/**",
    ],
    [
      "an import over several lines crosses the wall",
      { "kube/x.ts": 'import {\n  a,\n  type B,\n} from "../operator/errors.ts";' },
      "kube/x.ts imports operator/errors.ts",
    ],
    [
      "a dynamic import crosses the wall",
      { "kube/x.ts": 'const a = await import("../operator/errors.ts");' },
      "kube/x.ts imports operator/errors.ts",
    ],
    [
      "kube knows a kind of ours",
      { "kube/x.ts": 'import type { TestFailover } from "../crds/types.ts";' },
      "kube/x.ts imports crds/types.ts: kube/** may import kube/**, crds/conditions.ts",
    ],
    [
      "the contract imports something of ours",
      { "crds/x.ts": 'import { a } from "../kube/text.ts";' },
      "crds/x.ts imports kube/text.ts: crds/** may import crds/**",
    ],
    [
      "a product file imports a test",
      { "operator/x.ts": 'import { a } from "../test/kube/fake-clock.ts";' },
      "operator/x.ts imports test/kube/fake-clock.ts",
    ],
    [
      "a file reaches out of the project",
      { "test/x.ts": 'import { a } from "../../elsewhere/x.ts";' },
      "test/x.ts imports ../elsewhere/x.ts, which is outside the project",
    ],
    [
      "an import cannot be read",
      { "operator/x.ts": "await import(name);" },
      "operator/x.ts imports something computed",
    ],
    ["a new folder has no row", { "shared/x.ts": 'import "./y.ts";' }, "shared/x.ts is in no row of the table"],
    [
      "an entry point is imported",
      { "test/x.ts": 'import { run } from "../operator/main.ts";' },
      "test/x.ts imports operator/main.ts: only the root's main.ts imports an entry point",
    ],
    [
      "Azure's SDK is imported outside its adapter",
      { "operator/azure/view.ts": 'import { x } from "@azure/identity";' },
      "operator/azure/view.ts imports @azure/identity: only operator/azure/arm/**",
    ],
    [
      "Azure's SDK is imported as a type",
      { "operator/x.ts": 'import type { X } from "@azure/core-client";' },
      "operator/x.ts imports @azure/core-client: only operator/azure/arm/**",
    ],
    [
      "client-node is imported outside kube",
      { "bot/x.ts": 'import k8s from "@kubernetes/client-node";' },
      "bot/x.ts imports @kubernetes/client-node: only kube/**",
    ],
    [
      "a package is not a dependency at run time",
      { "operator/x.ts": 'import { test } from "vitest";' },
      "operator/x.ts imports vitest, which is not among the dependencies",
    ],
    [
      "the environment is read",
      { "operator/config.ts": "const a = process.env.HOME;" },
      "operator/config.ts reads process.env: only main.ts, */main.ts",
    ],
    [
      "the environment is taken apart",
      { "operator/config.ts": "const { env } = process;" },
      "operator/config.ts reads process.env",
    ],
    [
      "the environment is imported",
      { "operator/config.ts": 'import { env } from "node:process";' },
      "operator/config.ts reads process.env",
    ],
    ["a file is too long", { "kube/x.ts": "x;\n".repeat(301) }, "kube/x.ts has 302 lines: split it, 300 is the most"],
  ])("when %s", (_name, files: Record<string, string>, sentence) => {
    expect(violations(treeOf(files), house).join("\n")).toContain(sentence);
  });

  test("when a file does not begin with a comment", () => {
    const tree = new Map([["kube/x.ts", "export const a = 1; // Owns a.\n"]]);
    expect(violations(tree, house)).toEqual(["kube/x.ts does not begin with a comment that says what it owns"]);
  });
});

describe("a pure file", () => {
  test.each([
    ["be async", "export const f = async () => 1;"],
    ["await", "for await (const a of b) c(a);"],
    ["read the clock", "const a = Date.now();"],
    ["read the clock", "const a = new Date();"],
    ["read the clock", `const a = \`at \${new Date( )}\`;`],
    ["be random", "const a = Math.random();"],
    ["set a timer", "setTimeout(f, 1);"],
    ["reach for the process", "const a = process.pid;"],
    ["talk to the outside", "console.log(1);"],
    ["import node:fs", 'import type { Stats } from "node:fs";'],
    ["import js-yaml", 'import { load } from "js-yaml";'],
  ])("may not %s: %s", (what, code) => {
    const found = violations(treeOf({ "operator/policy/decide.ts": code }), house);
    expect(found).toEqual([`operator/policy/decide.ts is pure: it may not ${what}`]);
  });

  test.each([
    ["make a date from a number", "const a = new Date(0); const b = new Date(text);"],
    ["import the types of a package", 'import type { Logger } from "pino";'],
    ["import the types of a file that is not pure", 'import type { A } from "../store.ts";'],
    [
      "have such words in comments and strings",
      'const a = "await Date.now()"; // async, process.env\n/* Math.random() */',
    ],
    ["have such words in a regular expression", "const a = /await Math.random/.test(b) ? c / d / e : f;"],
    ["have fields of such names", "const a = b.async + c.process.d;"],
  ])("may %s", (_name, code) => {
    const files = { "operator/policy/decide.ts": code, "operator/store.ts": "export const f = async () => 1;" };
    expect(violations(treeOf(files), house)).toEqual([]);
  });

  test("makes pure whatever it imports, and what that imports", () => {
    const files = {
      "operator/policy/decide.ts": 'import { a } from "./words.ts";',
      "operator/policy/words.ts": 'export { b } from "../due.ts";',
      "operator/due.ts": "export const b = Date.now();",
    };
    expect(violations(treeOf(files), house)).toEqual([
      "operator/due.ts is pure, since operator/policy/words.ts imports it: it may not read the clock",
    ]);
  });
});

describe("the reader of source text", () => {
  test("keeps code, and the length of what it blanks", () => {
    const text = `a("x"); // c\n\`y \${b({ c: \`z\` })} w\` + /[/"]/.exec('d') / 2`;
    expect(blank(text)).toHaveLength(text.length);
    expect(blank(text).replace(/\s+/g, " ")).toBe("a(\" \"); ` {b({ c: ` ` })} ` + / /.exec(' ') / 2");
  });

  test("is back in code after a template with a call in it", () => {
    const text = `const a = \`x-\${b.toString(1)}\`;\nawait c;`;
    expect(blank(text)).toBe("const a = `   {b.toString(1)}`;\nawait c;");
  });

  test("finds as many brackets opened as closed in every file of the project", () => {
    const unbalanced = [...projectTree()].filter(([, text]) => {
      const code = blank(text);
      return ["{}", "()", "[]"].some(([open = "", close = ""]) => code.split(open).length !== code.split(close).length);
    });
    expect(unbalanced.map(([file]) => file)).toEqual([]);
  });

  test("sees imports only where there are some", () => {
    const text =
      'const a = \'import x from "y"\'; // import "z"\nimport { type B, c } from "./b.ts";\nexport const from = 1;';
    expect(importsOf(text)).toEqual([{ specifier: "./b.ts", typeOnly: false }]);
  });

  test("tells types from values", () => {
    const text = 'import type { A } from "./a.ts";\nexport type { B } from "./b.ts";\nimport "./c.ts";';
    expect(importsOf(text).map(({ typeOnly }) => typeOnly)).toEqual([true, true, false]);
  });
});
