// Tests of the installed chart in a cluster that is there: nothing is installed before them, unlike in the usual rings.
import { join } from "node:path";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    root: join(import.meta.dirname, "..", ".."),
    include: ["test/e2e/chart.test.ts", "test/e2e/install-guide.test.ts"],
    // Pods are pulled, scheduled and started here.
    testTimeout: 400_000,
    hookTimeout: 600_000,
    fileParallelism: false,
  },
});
