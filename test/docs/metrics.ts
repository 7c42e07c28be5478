// docs/metrics.md, made from the metrics that the processes register. Part of npm run generate; with --check nothing is
// written, and it ends with 1 when the page is out of date.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type RegisteredMetric, registeredMetrics } from "./metrics-registered.ts";
import { ROOT } from "./project.ts";

const INTRODUCTION = `<!-- Made by "npm run generate" from the metrics that the processes register. -->
# Metrics

What \`/metrics\` of operator and bot have, for Prometheus: names, types, labels and meaning. Where to read them, and how a
scrape is set up: [operations.md](operations.md#health-and-metrics). What is graphed and what wakes somebody is in
\`charts/asr-chatops/files\`: \`dashboard.json\` and \`rules.yaml\`; what to do then, in [runbook.md](runbook.md).

- Names that controller-runtime has are controller-runtime's, with its labels and its meaning: its dashboards fit.
- A histogram has \`_bucket\`, \`_sum\` and \`_count\`.
- **Two replicas count the same fleet.** What is about resources each replica tells from its own copies: take the \`max\`, not
  the sum. What is about Azure (\`asr_arm_…\`, \`asr_vault_view_…\`, \`asr_rpo_…\`) only the leader has.
- Labels are bounded: by vaults, subscriptions, kinds and words of this project. No machine, run or person is in one.
- With a simulator in place of Azure every metric of the operator has \`simulated="true"\`.
`;

const SECTIONS: readonly (readonly [title: string, begins: RegExp])[] = [
  ["Machines, drills and vaults", /^asr_(?!arm_|bot_)/],
  ["Calls to Azure", /^asr_arm_/],
  ["The bot", /^asr_bot_/],
  ["Reconciling", /^(controller_runtime|workqueue)_/],
  ["Leadership", /^leader_election_/],
  ["The API server and the copies of it", /^(rest_client|watch|store)_/],
  ["The process", /^(process|nodejs)_/],
];

/** Throws when a metric would be in no section: a reference that leaves one out is none. */
export function metricsPage(metrics: readonly RegisteredMetric[]): string {
  const lost = metrics.filter(({ name }) => !SECTIONS.some(([, begins]) => begins.test(name)));
  if (lost.length > 0)
    throw new Error(`No section of docs/metrics.md takes ${lost.map(({ name }) => name).join(", ")}`);
  const sections = SECTIONS.map(([title, begins]) =>
    sectionOf(
      title,
      metrics.filter(({ name }) => begins.test(name)),
    ),
  );
  return [INTRODUCTION, ...sections].join("\n");
}

function sectionOf(title: string, metrics: readonly RegisteredMetric[]): string {
  const rows = metrics.map(({ name, type, labels, help, processes }) =>
    ["", `\`${name}\``, type, labels.map((label) => `\`${label}\``).join(" "), processes.join(", "), escaped(help), ""]
      .join(" | ")
      .trim(),
  );
  return [`## ${title}`, "", "| metric | type | labels | of | |", "|---|---|---|---|---|", ...rows, ""].join("\n");
}

const escaped = (help: string): string => help.replaceAll("|", "\\|").replaceAll("<", "&lt;");

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = join(ROOT, "docs/metrics.md");
  const wanted = metricsPage(await registeredMetrics());
  if (!existsSync(file) || readFileSync(file, "utf8") !== wanted) {
    const check = process.argv.includes("--check");
    if (check) process.exitCode = 1;
    else writeFileSync(file, wanted);
    console.log(`docs/metrics.md ${check ? 'is out of date: run "npm run generate"' : "written"}`);
  }
}
