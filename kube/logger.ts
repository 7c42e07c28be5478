// What kube/ needs of a logger: a constant message, data in fields. A pino logger fits as it is.

type Log = (fields: Record<string, unknown>, message: string) => void;

export interface Logger {
  readonly debug: Log;
  readonly info: Log;
  readonly warn: Log;
  readonly error: Log;
  child(fields: Record<string, unknown>): Logger;
}

/** For callers that want no log, mostly tests. */
export const silentLogger: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  child: () => silentLogger,
};
