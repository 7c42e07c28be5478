// The test rings, one vitest project each: pure tables, Azure's and Slack's wire, a real API server, end to end.
import { defineConfig } from "vitest/config";

const project = (name: string, include: string[], extra: object = {}) => ({
  // Whatever a test starts is searched for secrets when its file is over.
  test: { name, include, environment: "node" as const, setupFiles: ["test/security/search.ts"], ...extra },
});

// Longer than an end-to-end test waits for one thing (120 s), so that what was seen last is told.
const slow = { testTimeout: 180_000, hookTimeout: 1_800_000 };
const realServer = {
  ...slow,
  globalSetup: ["test/control-plane/vitest-setup.ts"],
  fileParallelism: false,
};

export default defineConfig({
  test: {
    projects: [
      project(
        "pure",
        [
          "test/architecture.test.ts",
          "test/operator/**/*.test.ts",
          "test/simulator/**/*.test.ts",
          "test/crds/*.test.ts",
          "test/kube/*.test.ts",
          "test/bot/**/*.test.ts",
          "test/bench/*.test.ts",
          "test/faults/*.test.ts",
          "test/security/*.test.ts",
          "test/image/*.test.ts",
          "test/soak/*.test.ts",
          "test/stack/*.test.ts",
        ],
        // Far more than any takes on a slow machine: what hangs is told, what is slow is not a failure.
        { testTimeout: 60_000 },
      ),
      project("wire", ["test/azure/**/*.test.ts"], slow),
      project("slack", ["test/slack/**/*.test.ts", "test/bot-wire/**/*.test.ts"], slow),
      project("cluster", ["test/cluster/**/*.test.ts"], realServer),
      // Each file starts an API server of its own, so files do not meet; and each mostly waits.
      project("e2e", ["test/e2e/**/*.test.ts"], {
        ...realServer,
        fileParallelism: true,
        maxWorkers: 5,
        sequence: { groupOrder: 1 },
      }),
    ],
  },
});
