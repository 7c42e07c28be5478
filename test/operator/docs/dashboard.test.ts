// The Grafana dashboard and the reference of metrics are up to date, and every query names what a process has.
import { describe, expect, test } from "vitest";
import { DASHBOARD, dashboard, dashboardText } from "../../docs/dashboard.ts";
import { ROWS } from "../../docs/dashboard-panels.ts";
import { metricsPage } from "../../docs/metrics.ts";
import { registeredMetrics } from "../../docs/metrics-registered.ts";
import { page } from "../../docs/project.ts";
import { labelsOfResult, problemsOf } from "../../docs/promql.ts";

const metrics = await registeredMetrics();

test("docs/metrics.md is today's: npm run generate makes it", () => {
  expect(page("docs/metrics.md").text).toBe(metricsPage(metrics));
});

test("a metric that fits no section is missed", () => {
  const lost = { name: "surprise_total", type: "counter", help: "", labels: [], processes: [] };
  expect(() => metricsPage([...metrics, lost])).toThrow("surprise_total");
});

test("the dashboard is today's", () => {
  expect(page(DASHBOARD).text).toBe(dashboardText());
});

const panels = ROWS.flatMap((row) => row.panels.map((panel) => ({ where: `${row.title}: ${panel.title}`, panel })));

describe("a panel's queries name only what there is:", () => {
  test.each(panels)("$where", ({ panel }) => {
    expect(panel.queries.flatMap(({ expr }) => problemsOf(expr, metrics))).toEqual([]);
  });
});

test("legends name labels that the query leaves", () => {
  const wrong = panels.flatMap(({ where, panel }) =>
    panel.queries.flatMap(({ expr, legend = "" }) => {
      const left = labelsOfResult(expr);
      const named = [...legend.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = ""]) => label);
      return named.filter((label) => left !== undefined && !left.includes(label)).map((label) => `${where}: ${label}`);
    }),
  );
  expect(wrong).toEqual([]);
});

test("every metric of ours is looked at by a panel", () => {
  const queries = panels.flatMap(({ panel }) => panel.queries.map(({ expr }) => expr)).join("\n");
  const ours = metrics.map(({ name }) => name).filter((name) => name.startsWith("asr_"));
  // That a list is suspect is one of the reasons why writes are barred, which is shown; which resource, kubectl says.
  expect(ours.filter((name) => !queries.includes(name))).toEqual(["asr_vault_view_suspect"]);
});

test("panels lie side by side, none over another, each with an id of its own", () => {
  interface Placed {
    readonly id: number;
    readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  }
  const placed = (dashboard() as { panels: readonly Placed[] }).panels;
  const cells = placed.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, n) => `${x + (n % w)},${y + Math.floor(n / w)}`),
  );
  expect(new Set(cells).size).toBe(cells.length);
  expect(placed.every(({ gridPos }) => gridPos.x + gridPos.w <= 24)).toBe(true);
  expect(new Set(placed.map(({ id }) => id)).size).toBe(placed.length);
});

describe("a query is objected to", () => {
  test.each([
    ["that cannot be read", "sum(asr_drills", /cannot be read/],
    ["about a metric that nobody has", "asr_nonsense > 1", /no process has asr_nonsense/],
    ["about a histogram without its ending", "asr_arm_request_seconds", /no process has asr_arm_request_seconds/],
    ["by a label that the metric has not", 'asr_drills{machine="web01"}', /asr_drills has no label machine/],
    ["that groups by one", "sum by (machine) (asr_drills)", /nothing in it has a label machine/],
    ["about nothing", "1 + 1", /names no metric/],
  ])("%s", (_, query, sentence) => {
    expect(problemsOf(query, metrics).join("\n")).toMatch(sentence);
  });
});
