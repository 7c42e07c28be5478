// Stories as promtool reads them, and the dashboard's queries as rules that it can check. Pure.
import type { Row } from "../docs/dashboard-query.ts";
import type { Story } from "./stories.ts";

/** A file of promtool's: what fires is read from ALERTS, which has the labels and not the words. */
export function unitTests(stories: readonly Story[], rules: string): object {
  return {
    rule_files: [rules],
    evaluation_interval: "1m",
    tests: stories.map(({ alert, what, series, atMinute, fires }) => ({
      name: `${alert}: ${what}`,
      interval: "1m",
      input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
      promql_expr_test: [
        {
          expr: `sum without (severity) (ALERTS{alertname="${alert}", alertstate="firing"})`,
          eval_time: `${atMinute}m`,
          exp_samples: fires.map((labels) => ({
            labels: selector({ alertname: alert, alertstate: "firing", ...labels }),
            value: 1,
          })),
        },
      ],
    })),
  };
}

function selector(labels: Readonly<Record<string, string>>): string {
  const all = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return `{${all.join(", ")}}`;
}

/** Each query as a recording rule: whether Prometheus can read it. */
export function dashboardRules(rows: readonly Row[]): object {
  const queries = rows.flatMap(({ panels }) => panels.flatMap((panel) => panel.queries.map(({ expr }) => expr)));
  return {
    groups: [
      {
        name: "dashboard",
        rules: queries.map((expr, index) => ({
          record: `dashboard_query_${index}`,
          expr: expr.replaceAll("$__rate_interval", "5m"),
        })),
      },
    ],
  };
}
