// A logger that keeps what it is told.
import type { Logger } from "../../kube/logger.ts";
import { testify } from "../security/witness.ts";

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
  if (entries.length === 0) testify(() => [{ where: "what was logged", text: written(entries) }]);
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

/** As pino would: of an error name, message, stack and what else it carries. */
function written(entries: readonly Entry[]): string {
  const told = (_: string, value: unknown) =>
    value instanceof Error ? { ...value, name: value.name, message: value.message, stack: value.stack } : value;
  return entries.map(({ message, fields }) => `${message} ${JSON.stringify(fields, told)}`).join("\n");
}
