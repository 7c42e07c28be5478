// npm run generate: every file that is made from another one. With --check nothing is written, and it ends with 1 when one is stale.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { flags } from "./docs/flags.ts";

const root = join(import.meta.dirname, "..");
const MAKERS = [
  "crds/generate.ts",
  "test/slack/block-kit/generate.ts",
  "test/docs/readme-table.ts",
  "test/docs/azure-role.ts",
  "test/docs/simulator.ts",
  "test/docs/metrics.ts",
  "test/docs/dashboard.ts",
  "test/chart/copies.ts",
];

const args = flags("check").check === true ? ["--check"] : [];
for (const maker of MAKERS) {
  const { status } = spawnSync(process.execPath, [join(root, maker), ...args], { stdio: "inherit" });
  if (status !== 0) process.exitCode = 1;
}
