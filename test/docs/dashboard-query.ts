// What a panel of the dashboard is made of, and the queries that many of them share.

export interface Query {
  readonly expr: string;
  /** Of one line, with Grafana's {{label}}. */
  readonly legend?: string;
}

export interface Panel {
  readonly title: string;
  readonly type: "stat" | "timeseries";
  readonly queries: readonly Query[];
  /** Grafana's name of it; short is a plain number. */
  readonly unit?: string;
  readonly description?: string;
  /** From which value on it is orange, and red. */
  readonly warn?: number;
  readonly alarm?: number;
  /** Below 1 it is red. */
  readonly mustBe1?: true;
  readonly stacked?: true;
}

export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}

export const V = 'vault=~"$vault"';

/** Both replicas count the same fleet: a sum would count it twice. */
export const fleet = (by: string, selector: string): string => `max by (${by}) (${selector})`;

export const stat = (title: string, expr: string, more: Partial<Panel> = {}): Panel => ({
  title,
  type: "stat",
  queries: [{ expr }],
  ...more,
});

export const graph = (title: string, queries: readonly Query[], more: Partial<Panel> = {}): Panel => ({
  title,
  type: "timeseries",
  queries,
  ...more,
});

export const p99 = (histogram: string, by: string): string =>
  `histogram_quantile(0.99, sum by (le, ${by}) (rate(${histogram}_bucket[$__rate_interval])))`;
