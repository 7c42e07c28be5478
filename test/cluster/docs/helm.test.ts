// Every helm command and every set of values that README.md and docs/ show is one that helm takes; what they do, end-to-end
// tests show. Installing is tried as rendering, which has the same flags and reads the same values.
import { load } from "js-yaml";
import { describe, expect, test } from "vitest";
import { CHART, helm, noHelm } from "../../chart/helm.ts";
import { blocks, commands, pages } from "../../docs/project.ts";
import { shellWords } from "../../docs/shell-words.ts";

const MARK = "# my-values.yaml\n";
const VALUES_FILE = ["-f", "my-values.yaml"];

const shown = [...new Set(pages().flatMap((one) => commands(one, "helm")))];
const values = pages()
  .flatMap(blocks)
  .filter(({ text }) => text.startsWith(MARK))
  .map(({ path, text }) => ({ path, text }));

test("the documents show both", () => {
  expect(shown.length).toBeGreaterThan(3);
  expect(values.length).toBeGreaterThan(0);
});

test("ten lines of values are ten lines", () => {
  const guide = values.find(({ path }) => path === "docs/install.md");
  expect(guide?.text.slice(MARK.length).trim().split("\n")).toHaveLength(10);
});

describe.skipIf(noHelm)("is taken by helm:", () => {
  test.each(shown)("%s", async (command) => {
    const [, verb = "", ...words] = shellWords(command);
    const args = words.map((word) => word.replace("charts/asr-chatops", CHART));
    const renders = ["install", "upgrade"].includes(verb) && args.includes(CHART);
    const reads = args.join(" ").includes(VALUES_FILE.join(" "));
    const given = args.filter((word) => !VALUES_FILE.includes(word));
    const asked = renders ? ["template", ...given] : [verb, ...given, "--help"];
    const { exitCode, stderr } = await helm(asked, reads ? { values: load(values[0]?.text ?? "") as object } : {});
    expect({ exitCode, stderr: exitCode === 0 ? "" : stderr }).toEqual({ exitCode: 0, stderr: "" });
  });

  test.each(values)("values of $path", async ({ text }) => {
    const { exitCode, stderr } = await helm(["template", "asr-chatops", CHART], { values: load(text) as object });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  });

  test("with --help a flag that there is not is refused all the same", async () => {
    expect((await helm(["uninstall", "x", "--no-such-flag", "--help"])).exitCode).not.toBe(0);
  });
});
