// A process of ours, or beside ours, as a child: its lines, the line that says it is up, and its end.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import { keepSecret, testify } from "../security/witness.ts";

export interface Child {
  readonly pid: number;
  /** All lines so far, standard output and error in order of arrival. */
  readonly lines: readonly string[];
  /** The first line, past or to come, that matches; rejects when the process ends without it. */
  line(pattern: RegExp): Promise<RegExpExecArray>;
  /** Sends the signal and waits for the end. */
  end(signal?: NodeJS.Signals): Promise<void>;
  /** Resolves with the exit code, or null after a signal. */
  readonly ended: Promise<number | null>;
}

export type Environment = Readonly<Record<string, string>>;

const entry = join(import.meta.dirname, "..", "..", "main.ts");
const leash = join(import.meta.dirname, "leash.ts");

/** Runs `main.ts` of the checkout with these arguments and nothing in its environment but PATH and `env`. */
export function startChild(args: readonly string[], env: Environment = {}): Child {
  return startScript(entry, args, env);
}

/** The same for another script. */
export function startScript(script: string, args: readonly string[], env: Environment = {}): Child {
  return startCommand(process.execPath, ["--import", leash, script, ...args], env);
}

/** The same for any command, which ought to end when its standard input does. */
export function startCommand(command: string, args: readonly string[], env: Environment = {}): Child {
  const child = spawn(command, args, {
    env: { PATH: process.env.PATH ?? "", ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  const lines: string[] = [];
  testify(() => [
    {
      where: `what "${args
        .slice(-3)
        .map((one) => basename(one))
        .join(" ")}" printed`,
      text: lines.join("\n"),
    },
  ]);
  for (const [name, value] of Object.entries(env)) if (/TOKEN|SECRET/.test(name)) keepSecret(name, value);
  const waiting = new Set<(line: string | undefined) => void>();
  const ended = once(child, "close").then(([code]) => {
    for (const tell of [...waiting]) tell(undefined);
    return code as number | null;
  });
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      lines.push(line);
      for (const tell of [...waiting]) tell(line);
    });
  }

  const line = (pattern: RegExp): Promise<RegExpExecArray> => {
    const past = lines.map((one) => pattern.exec(one)).find((match) => match !== null);
    if (past) return Promise.resolve(past);
    const found = Promise.withResolvers<RegExpExecArray>();
    const look = (text: string | undefined) => {
      const match = pattern.exec(text ?? "");
      if (match !== null) found.resolve(match);
      if (text === undefined) found.reject(new Error(silence(args, pattern, lines)));
    };
    waiting.add(look);
    return found.promise.finally(() => waiting.delete(look));
  };

  return { pid: child.pid ?? 0, lines, line, ended, end: (signal = "SIGTERM") => end(child, ended, signal) };
}

function silence(args: readonly string[], pattern: RegExp, lines: readonly string[]): string {
  return `"${args.join(" ")}" ended before it said ${pattern}:\n${lines.slice(-20).join("\n")}`;
}

async function end(child: ChildProcess, ended: Promise<unknown>, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill(signal);
  await ended;
}
