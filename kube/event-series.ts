// Which repeats of an Event are one series, and when the API server is told of its count. Pure.

export interface Series {
  readonly name: string;
  readonly namespace: string;
  count: number;
  lastMs: number;
  toldCount: number;
  toldMs: number;
}

export interface SeriesBook {
  /** "create" a new Event, "update" the known one's series, or just count: the next `due` tells of it. */
  note(key: string, nowMs: number, create: () => Pick<Series, "name" | "namespace">): Noted;
  /** Series whose count should be told now; `all` for the end of the process. Forgets those that have ended. */
  due(nowMs: number, all?: boolean): Series[];
  readonly size: number;
}

export interface Noted {
  readonly does: "create" | "update" | "count";
  readonly series: Series;
}

// As client-go's tools/events: a series ends 6 minutes after its last repeat and is written at most every 30 minutes.
export const seriesEndsMs = 6 * 60_000;
const tellEveryMs = 30 * 60_000;
const mostSeries = 4096;

export function createSeriesBook(): SeriesBook {
  const book = new Map<string, Series>();

  const begin = (key: string, nowMs: number, made: Pick<Series, "name" | "namespace">): Noted => {
    const [oldest] = book.keys();
    if (book.size >= mostSeries && oldest !== undefined) book.delete(oldest);
    const series = { ...made, count: 1, lastMs: nowMs, toldCount: 1, toldMs: nowMs };
    book.delete(key);
    book.set(key, series);
    return { does: "create", series };
  };

  return {
    note: (key, nowMs, create) => {
      const series = book.get(key);
      if (series === undefined || hasEnded(series, nowMs)) return begin(key, nowMs, create());
      series.count++;
      series.lastMs = nowMs;
      if (series.count > 2) return { does: "count", series };
      told(series, nowMs);
      return { does: "update", series };
    },
    due: (nowMs, all = false) => {
      const untold = [...book.values()].filter((series) => series.count !== series.toldCount);
      const due = untold.filter((series) => all || hasEnded(series, nowMs) || nowMs - series.toldMs >= tellEveryMs);
      for (const [key, series] of book) if (hasEnded(series, nowMs)) book.delete(key);
      return due.map((series) => told(series, nowMs));
    },
    get size() {
      return book.size;
    },
  };
}

function hasEnded(series: Series, nowMs: number): boolean {
  return nowMs - series.lastMs >= seriesEndsMs;
}

function told(series: Series, nowMs: number): Series {
  series.toldCount = series.count;
  series.toldMs = nowMs;
  return series;
}
