// The Grafana dashboard, made from its panels. Part of npm run generate; with --check nothing is written, and it ends with
// 1 when the file is out of date.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ROWS } from "./dashboard-panels.ts";
import type { Panel, Row } from "./dashboard-query.ts";
import { ROOT } from "./project.ts";

export const DASHBOARD = "charts/asr-chatops/files/dashboard.json";

const WIDTH = 24;
const SIZES = { stat: { w: 4, h: 4 }, timeseries: { w: 12, h: 8 } } as const;
const datasource = { type: "prometheus", uid: "$datasource" };

interface Placed {
  readonly panels: readonly object[];
  readonly nextY: number;
}

export function dashboard(): object {
  let [y, id] = [0, 1];
  const panels: object[] = [];
  for (const row of ROWS) {
    const placed = rowOf(row, y, id);
    panels.push(...placed.panels);
    y = placed.nextY;
    id += placed.panels.length;
  }
  return {
    uid: "asr-chatops",
    title: "asr-chatops",
    description:
      "Physical servers protected with Azure Site Recovery: machines, drills, Azure, operator, bot. Generated.",
    tags: ["asr-chatops"],
    editable: true,
    graphTooltip: 1,
    refresh: "1m",
    schemaVersion: 39,
    time: { from: "now-6h", to: "now" },
    timezone: "utc",
    templating: { list: [datasourceVariable, vaultVariable] },
    panels,
  };
}

const datasourceVariable = { name: "datasource", label: "Data source", type: "datasource", query: "prometheus" };
const vaultVariable = {
  name: "vault",
  label: "Vault",
  type: "query",
  datasource,
  query: { query: "label_values(asr_resources, vault)", refId: "vault" },
  includeAll: true,
  multi: true,
  allValue: ".*",
  current: { text: "All", value: "$__all" },
  refresh: 2,
  sort: 1,
};

function rowOf({ title, panels }: Row, y: number, id: number): Placed {
  const made: object[] = [
    { id, type: "row", title, collapsed: false, gridPos: { x: 0, y, w: WIDTH, h: 1 }, panels: [] },
  ];
  let [x, top, tallest] = [0, y + 1, 0];
  for (const panel of panels) {
    const { w, h } = SIZES[panel.type];
    if (x + w > WIDTH) [x, top, tallest] = [0, top + tallest, 0];
    made.push(panelOf(panel, id + made.length, { x, y: top, w, h }));
    [x, tallest] = [x + w, Math.max(tallest, h)];
  }
  return { panels: made, nextY: top + tallest };
}

function panelOf(panel: Panel, id: number, gridPos: object): object {
  const { title, type, queries, description } = panel;
  return {
    id,
    type,
    title,
    ...(description !== undefined && { description }),
    datasource,
    gridPos,
    fieldConfig: { defaults: looksOf(panel), overrides: [] },
    options: type === "stat" ? STAT : GRAPH,
    targets: queries.map(({ expr, legend = "" }, index) => ({
      refId: String.fromCharCode(65 + index),
      datasource,
      expr,
      legendFormat: legend,
      ...(type === "stat" ? { instant: true } : { range: true }),
    })),
  };
}

const STAT = { colorMode: "background", graphMode: "none", reduceOptions: { calcs: ["lastNotNull"] } };
const GRAPH = {
  legend: { displayMode: "list", placement: "bottom", showLegend: true },
  tooltip: { mode: "multi", sort: "desc" },
};

function looksOf({ unit = "short", type, stacked, ...panel }: Panel): object {
  const custom = stacked ? { fillOpacity: 40, stacking: { mode: "normal" } } : { fillOpacity: 5 };
  return {
    unit,
    ...(type === "stat" ? { color: { mode: "thresholds" } } : { color: { mode: "palette-classic" }, custom, min: 0 }),
    thresholds: { mode: "absolute", steps: stepsOf(panel) },
  };
}

function stepsOf({ warn, alarm, mustBe1 }: Pick<Panel, "warn" | "alarm" | "mustBe1">): readonly object[] {
  if (mustBe1) return [step("red", null), step("green", 1)];
  return [
    step("green", null),
    ...(warn === undefined ? [] : [step("orange", warn)]),
    ...(alarm === undefined ? [] : [step("red", alarm)]),
  ];
}

const step = (color: string, value: number | null): object => ({ color, value });

export const dashboardText = (): string => `${JSON.stringify(dashboard(), null, 1)}\n`;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = join(ROOT, DASHBOARD);
  const wanted = dashboardText();
  if (!existsSync(file) || readFileSync(file, "utf8") !== wanted) {
    const check = process.argv.includes("--check");
    if (check) process.exitCode = 1;
    else writeFileSync(file, wanted);
    console.log(`${DASHBOARD} ${check ? 'is out of date: run "npm run generate"' : "written"}`);
  }
}
