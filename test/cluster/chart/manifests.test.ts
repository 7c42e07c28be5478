// deploy/ is the chart as it is today, and an API server takes it.
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { noHelm } from "../../chart/helm.ts";
import { manifests, staleManifests } from "../../chart/manifests.ts";
import { controlPlane } from "../../control-plane/for-tests.ts";
import { ROOT } from "../../docs/project.ts";

describe.skipIf(noHelm)("the plain manifests", () => {
  test("are current", async () => {
    expect(await staleManifests()).toEqual([]);
  });

  test("have no trace of a release in them", async () => {
    for (const text of (await manifests()).values()) expect(text).not.toMatch(/managed-by: Helm|helm\.sh\/hook/);
  });
});

test.each(["operator.yaml", "trial.yaml"])("deploy/%s is taken by an API server", async (name) => {
  const file = join(ROOT, "deploy", name);
  const { stdout, stderr } = await controlPlane().kubectl([
    "apply",
    "--server-side",
    "--force-conflicts",
    "--dry-run=server",
    "-f",
    file,
  ]);
  // A dry run makes no namespace for what goes into it.
  const missing = stderr.split("\n").filter((line) => !/namespaces "asr-chatops" not found|^$/.test(line));
  expect(missing).toEqual([]);
  expect(stdout).toContain("customresourcedefinition.apiextensions.k8s.io/testfailovers.asr-chatops.io");
});
