// A logger that keeps what it is told.
import type { Logger } from "../../kube/logger.ts";

export interface Entry {
  readonly level: "debug" | "info" | "warn" | "error";
  readonly message: string;
  readonly fields: Record<string, unknown>;
}

export interface FakeLogger extends Logger {
  readonly entries: Entry[];
  /** Messages of a level, in order. */
  messages(level: Entry["level"]): string[];
}

export function createFakeLogger(entries: Entry[] = [], bound: Record<string, unknown> = {}): FakeLogger {
  const log = (level: Entry["level"]) => (fields: Record<string, unknown>, message: string) => {
    entries.push({ level, message, fields: { ...bound, ...fields } });
  };
  return {
    entries,
    messages: (level) => entries.filter((entry) => entry.level === level).map(({ message }) => message),
    debug: log("debug"),
    info: log("info"),
    warn: log("warn"),
    error: log("error"),
    child: (fields) => createFakeLogger(entries, { ...bound, ...fields }),
  };
}
