// What an operator's /metrics say of its calls to Azure: sums over labels, and what came between two looks.

export type Metrics = ReadonlyMap<string, number>;

/** Series of `asr_arm_…` by their line up to the value. */
export function parseMetrics(text: string): Metrics {
  const lines = text.split("\n").filter((line) => line.startsWith("asr_arm_"));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.slice(line.lastIndexOf(" ")))]),
  );
}

/** The sum of a counter's series that have all of these labels. */
export function sumOf(metrics: Metrics, name: string, labels: Readonly<Record<string, string>> = {}): number {
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  return [...metrics]
    .filter(([series]) => series.startsWith(`${name}{`) && wanted.every((label) => series.includes(label)))
    .reduce((sum, [, value]) => sum + value, 0);
}

/** Every series less what it was before. */
export const between = (before: Metrics, after: Metrics): Metrics =>
  new Map([...after].map(([series, value]) => [series, value - (before.get(series) ?? 0)]));
