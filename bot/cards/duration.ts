// Lengths of time as people type them and as the resources hold them: `2h`, `90m`, `1h30m`. Pure.

const DURATION = /^(?=\d)(?:(\d{1,4})h)?(?:(\d{1,5})m)?$/;

/** Seconds of `2h`, `90m` or `1h30m`, without case; undefined for anything else. */
export function durationSeconds(text: string): number | undefined {
  const found = DURATION.exec(text.toLowerCase());
  if (found === null) return undefined;
  return Number(found[1] ?? 0) * 3600 + Number(found[2] ?? 0) * 60;
}

/** The inverse, in whole minutes. */
export function duration(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return `${hours > 0 ? `${hours}h` : ""}${rest > 0 || hours === 0 ? `${rest}m` : ""}`;
}

/** The time as the resources hold it: UTC, whole seconds. */
export function isoTime(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`;
}
