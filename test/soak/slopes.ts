// What becomes of a figure over time: whether it grows, or only goes up and down. Pure.

export interface Sample {
  readonly atSeconds: number;
  readonly value: number;
}

/** How much a figure may have grown over the judged time: the larger of a part of its median and a number. */
export interface Limit {
  readonly share: number;
  readonly atLeast: number;
}

export interface Growth {
  readonly median: number;
  readonly perHour: number;
  /** Over the judged time. */
  readonly grown: number;
  readonly allowed: number;
  readonly flat: boolean;
}

/** What a process does once, caches and compiled code, it does at first: measured, its RSS settles after ten minutes. */
const WARM_UP_SHARE = 1 / 3;
/** Fewer say nothing. */
const FEWEST = 8;

/** `undefined`: there are too few samples to say. */
export function growthOf(samples: readonly Sample[], { share, atLeast }: Limit): Growth | undefined {
  const judged = samples.slice(Math.floor(samples.length * WARM_UP_SHARE));
  const [first, last] = [judged[0], judged.at(-1)];
  if (first === undefined || last === undefined || judged.length < FEWEST) return undefined;
  const perSecond = slope(judged);
  const middle = median(judged.map(({ value }) => value));
  const grown = perSecond * (last.atSeconds - first.atSeconds);
  const allowed = Math.max(atLeast, share * middle);
  return { median: middle, perHour: perSecond * 3600, grown, allowed, flat: grown <= allowed };
}

/** The median of the slopes of all pairs (Theil and Sen): single peaks, however high, do not tilt it. */
export function slope(samples: readonly Sample[]): number {
  const slopes = samples.flatMap((one, at) =>
    samples
      .slice(at + 1)
      .filter(({ atSeconds }) => atSeconds !== one.atSeconds)
      .map((other) => (other.value - one.value) / (other.atSeconds - one.atSeconds)),
  );
  return slopes.length === 0 ? 0 : median(slopes);
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]];
  return ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2;
}
