// Names and times as sentences carry them. Pure.

/** The last part of an ARM id; a plain name stays as it is. */
export function nameOf(id: string): string {
  return id.split("/").at(-1) ?? id;
}

/** `NotDiscovered` → `Not discovered`. */
export function inWords(reason: string): string {
  const words = reason.replace(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase();
  return (words.charAt(0).toUpperCase() + words.slice(1)).replace(/\bazure\b/, "Azure");
}

/** A list as people write it: `a`, `a and b`, `a, b and c`. */
export function listed(names: readonly string[]): string {
  if (names.length < 2) return names.join("");
  return `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

/** `10:31 UTC`. */
export function timeOfDay(date: Date): string {
  return `${date.toISOString().slice(11, 16)} UTC`;
}

/** Seconds in a duration as resources write them (`24h`, `1h30m`, `90s`); undefined when it is none. */
export function durationSeconds(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?[hms])+$/.test(text)) return undefined;
  const seconds = { h: 3600, m: 60, s: 1 } as const;
  let total = 0;
  for (const [, amount = "0", unit = "s"] of text.matchAll(/(\d+(?:\.\d+)?)([hms])/g)) {
    total += Number(amount) * seconds[unit as keyof typeof seconds];
  }
  return total;
}
