// Settings that every process of ours reads from its environment; everything that is wrong is said at once.

export const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Thrown with one sentence for each setting that is wrong. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}

/** A setting that is set: its name, for the sentence, and its text. */
export interface Setting {
  readonly name: string;
  readonly text: string;
}

/** What is read is given back in any case; `problems` decides whether it may be used. */
export function namespaceSetting({ name, text }: Setting, problems: string[]): string {
  if (!/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(text)) {
    problems.push(`${name} is "${text}"; it must be the name of a namespace, such as asr-chatops.`);
  }
  return text;
}

/** `host:port`, where a server listens; ":8080" is everywhere. */
export function addressSetting({ name, text }: Setting, problems: string[]): string {
  const port = Number(/:(\d{1,5})$/.exec(text)?.[1] ?? Number.NaN);
  if (!(port >= 0 && port <= 65_535)) {
    problems.push(`${name} is "${text}"; it must be host:port, such as 127.0.0.1:8080 or 0.0.0.0:8080.`);
  }
  return text;
}

export function logLevelSetting({ name, text }: Setting, problems: string[]): LogLevel {
  const known = LOG_LEVELS.find((level) => level === text);
  if (known === undefined) problems.push(`${name} is "${text}"; it must be one of ${LOG_LEVELS.join(", ")}.`);
  return known ?? "info";
}

/** "on" or "off". */
export function switchSetting({ name, text }: Setting, problems: string[]): boolean {
  if (text !== "on" && text !== "off") problems.push(`${name} is "${text}"; it must be on or off.`);
  return text !== "off";
}

/** Throws ConfigError when something is wrong. */
export function refuse(problems: readonly string[]): void {
  if (problems.length > 0) throw new ConfigError(problems);
}
