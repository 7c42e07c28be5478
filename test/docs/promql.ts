// Queries read with Prometheus' own grammar: which metrics and labels they name, and whether they can be read at all.
import { parser } from "@prometheus-io/lezer-promql";
import type { RegisteredMetric } from "./metrics-registered.ts";

interface Selector {
  readonly metric: string;
  /** Labels that it is chosen by. */
  readonly labels: readonly string[];
}

interface Read {
  readonly selectors: readonly Selector[];
  /** Labels of by, without, on, ignoring and group_left. */
  readonly grouping: readonly string[];
  /** What cannot be read. */
  readonly errors: readonly string[];
}

/** Grafana's macros have no meaning to Prometheus. */
const plain = (query: string): string => query.replaceAll("$__rate_interval", "5m").replaceAll("$__range", "1h");

export function readQuery(query: string): Read {
  const text = plain(query);
  const tree = parser.parse(text);
  const errors: string[] = [];
  tree.iterate({
    enter: ({ type, from }) => {
      if (type.isError) errors.push(`${text.slice(0, from)} ⟪here⟫ ${text.slice(from)}`);
    },
  });
  const root = tree.topNode;
  const words = (nodes: readonly Node[]) => nodes.map(({ from, to }) => text.slice(from, to));
  const selectors = all(root, "VectorSelector").map((node) => ({
    metric: words(all(node, "Identifier"))[0] ?? "",
    labels: words(all(node, "LabelName")),
  }));
  return { selectors, grouping: words(all(root, "GroupingLabels").flatMap((node) => all(node, "LabelName"))), errors };
}

type Node = typeof parser extends { parse(text: string): { readonly topNode: infer N } } ? N : never;

/** The nodes of that name in and below this one. */
function all(node: Node, name: string): readonly Node[] {
  const found: Node[] = [];
  node.cursor().iterate((one) => {
    if (one.name === name) found.push(one.node);
  });
  return found;
}

/** What Prometheus adds to each line of a process when it scrapes one in Kubernetes. */
const OF_THE_TARGET = ["namespace", "pod", "instance", "job"];
const SIMULATED = "simulated";

/** Series that a metric makes. */
function seriesOf({ name, type, labels }: RegisteredMetric): readonly (readonly [series: string, labels: string[]])[] {
  const all = [...labels, ...OF_THE_TARGET, SIMULATED];
  if (type !== "histogram") return [[name, all]];
  return [
    [`${name}_bucket`, [...all, "le"]],
    [`${name}_sum`, all],
    [`${name}_count`, all],
  ];
}

/** Sentences about what is wrong with a query: it cannot be read, or names what no process has. */
export function problemsOf(query: string, metrics: readonly RegisteredMetric[]): readonly string[] {
  const series = new Map(metrics.flatMap(seriesOf));
  const { selectors, grouping, errors } = readQuery(query);
  const known = new Set(selectors.flatMap(({ metric }) => series.get(metric) ?? []));
  return [
    ...errors.map((where) => `cannot be read: ${where}`),
    ...(selectors.length === 0 ? ["names no metric"] : []),
    ...selectors.flatMap(({ metric, labels }) => {
      const has = series.get(metric);
      if (has === undefined) return [`no process has ${metric}`];
      return labels.filter((label) => !has.includes(label)).map((label) => `${metric} has no label ${label}`);
    }),
    ...grouping.filter((label) => !known.has(label)).map((label) => `nothing in it has a label ${label}`),
  ];
}

/** Labels that are still there in the result, as far as the query groups at all; undefined: all of them. */
export function labelsOfResult(query: string): readonly string[] | undefined {
  const { grouping } = readQuery(query);
  return /\b(sum|max|min|count)\b/.test(query) ? grouping.filter((label) => label !== "le") : undefined;
}
