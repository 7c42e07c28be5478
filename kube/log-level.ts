// The log level of a process that runs: a logger whose children follow it, and how it is changed over HTTP, from the same machine only.
import type { IncomingMessage } from "node:http";
import type { Logger as Pino } from "pino";
import type { Logger } from "./logger.ts";
import { LOG_LEVELS, type LogLevel } from "./settings.ts";

export interface LogLevelControl {
  level(): LogLevel;
  /** Says so in the log, unless neither the level before nor the new one lets information through. */
  set(level: LogLevel): void;
}

const METHODS = ["debug", "info", "warn", "error"] as const;

/** Pino's own children keep the level that they were born with; these have none of their own. */
export function followingLogger(pino: Pino): Logger {
  const make = (bound: Record<string, unknown>): Logger => {
    const say = (method: (typeof METHODS)[number]) => (fields: Record<string, unknown>, message: string) => {
      if (pino.isLevelEnabled(method)) pino[method]({ ...bound, ...fields }, message);
    };
    const [debug, info, warn, error] = [say("debug"), say("info"), say("warn"), say("error")];
    return { debug, info, warn, error, child: (fields) => make({ ...bound, ...fields }) };
  };
  return make({});
}

export function levelControl(pino: Pino): LogLevelControl {
  const logger = followingLogger(pino);
  const level = () => pino.level as LogLevel;
  return {
    level,
    set: (to) => {
      const from = level();
      const told = pino.isLevelEnabled("info");
      if (told) logger.info({ from, to }, "log level changed");
      pino.level = to;
      if (!told) logger.info({ from, to }, "log level changed");
    },
  };
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** No level has a name that is longer, by far. */
const LONGEST_BODY = 64;

/**
 * GET tells the level, PUT sets it to what the body says. The kubelet and Prometheus come from elsewhere; whoever may
 * forward a port of the pod, or runs in it, comes from the loopback address.
 */
export async function answerLogLevel(request: IncomingMessage, control: LogLevelControl): Promise<Answer> {
  if (!isLoopback(request.socket.remoteAddress)) {
    return {
      status: 403,
      text: "The log level is told and changed from the same machine only, such as by port-forward\n",
    };
  }
  if (request.method === "GET") return { status: 200, text: `${control.level()}\n` };
  if (request.method !== "PUT") return { status: 405, text: "GET tells the log level, PUT sets it\n" };
  const wanted = (await bodyOf(request)).trim();
  const level = LOG_LEVELS.find((known) => known === wanted);
  if (level === undefined) return { status: 400, text: `The body must be one of ${LOG_LEVELS.join(", ")}\n` };
  control.set(level);
  return { status: 200, text: `${level}\n` };
}

/** 127.0.0.0/8, also as an IPv4 address in an IPv6 one, and ::1. */
export function isLoopback(address: string | undefined): boolean {
  return address === "::1" || /^(::ffff:)?127\.\d+\.\d+\.\d+$/.test(address ?? "");
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) {
    text += chunk;
    if (text.length > LONGEST_BODY) return text;
  }
  return text;
}
