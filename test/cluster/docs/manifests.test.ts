// Every manifest that README.md and docs/ show is accepted by the API server, in the namespace that it names. The
// simulator's fleet is YAML of its own, which test/simulator/docs reads, and so are values of the chart: helm.test.ts.
import { beforeAll, describe, expect, test } from "vitest";
import { controlPlane } from "../../control-plane/for-tests.ts";
import { blocks, pages } from "../../docs/project.ts";

const manifests = pages()
  .flatMap(blocks)
  .filter(({ language, text }) => language === "yaml" && !/^(vaultName:|# my-values\.yaml)/.test(text))
  .map(({ path, text }, index) => ({ where: `${path}, manifest ${index + 1}`, text }));

beforeAll(async () => {
  await controlPlane().kubectl(["create", "namespace", "dr-team"]);
});

test("the documents show manifests at all", () => {
  expect(manifests.length).toBeGreaterThan(1);
});

describe("is accepted:", () => {
  test.each(manifests)("$where", async ({ text }) => {
    const applied = await controlPlane().kubectlOrThrow(["apply", "--dry-run=server", "-f", "-"], { input: text });
    expect(applied.trim().split("\n")).toHaveLength(text.split(/^---$/m).length);
  });
});
