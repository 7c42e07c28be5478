// The seam of every benchmark: a file `<name>.bench.ts` beside this one exports `benchmark`.

export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** What was to be reached, and what was. `what` has the unit in it, e.g. "page of 100 items, p50 milliseconds". */
export interface Target {
  readonly what: string;
  readonly result: number;
  readonly atMost?: number;
  readonly atLeast?: number;
}

export interface Report {
  readonly tables: readonly Table[];
  readonly targets: readonly Target[];
}

export interface Benchmark {
  /** One line for `npm run bench`. */
  readonly what: string;
  /** Its options, for `--help`. */
  readonly usage?: string;
  /** What differs is compared within one run; a figure of several repeats is their median. */
  readonly run: (args: readonly string[]) => Promise<Report>;
}
