// npm run alerts: has Prometheus itself read the alert rules, and the dashboard's queries, and live through each story.
// Ends with 1 when one fails; where promtool cannot be had it says so, and ends with 0 unless --required is given.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROWS } from "../docs/dashboard-panels.ts";
import { flags } from "../docs/flags.ts";
import { ROOT } from "../docs/project.ts";
import { findPromtool, NoPromtool } from "./promtool.ts";
import { STORIES } from "./stories.ts";
import { dashboardRules, unitTests } from "./unit-tests.ts";

const rules = join(ROOT, "charts/asr-chatops/files/rules.yaml");

function check(promtool: string, args: readonly string[], cwd: string): boolean {
  const { status } = spawnSync(promtool, args, { cwd, stdio: "inherit" });
  return status === 0;
}

function main(): boolean {
  const promtool = findPromtool({ env: process.env, log: console.log });
  const folder = mkdtempSync(join(tmpdir(), "alerts-"));
  try {
    writeFileSync(join(folder, "dashboard.yaml"), JSON.stringify(dashboardRules(ROWS)));
    writeFileSync(join(folder, "stories.yaml"), JSON.stringify(unitTests(STORIES, rules)));
    const good = [
      check(promtool, ["check", "rules", rules], folder),
      check(promtool, ["check", "rules", "dashboard.yaml"], folder),
      check(promtool, ["test", "rules", "stories.yaml"], folder),
    ];
    console.log(`${STORIES.length} stories, ${STORIES.filter(({ fires }) => fires.length > 0).length} of which fire.`);
    return good.every((one) => one);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const { required = false } = flags("required");
try {
  if (!main()) process.exitCode = 1;
} catch (error) {
  if (!(error instanceof NoPromtool)) throw error;
  console.log(`Left out: no alert rule was fired. ${error.message}`);
  if (required) process.exitCode = 1;
}
