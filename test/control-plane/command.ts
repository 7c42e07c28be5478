// Runs a program to its end and returns what it said; a non-zero exit is an answer, not an exception.
import { spawn } from "node:child_process";

export interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
  /** 128 + signal number is not used here: a killed program has exitCode -1. */
  readonly exitCode: number;
}

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Written to its standard input, which is closed after it. */
  readonly input?: string;
  readonly signal?: AbortSignal;
}

/** Rejects only when the program cannot be started or the signal aborts it. */
export function run(program: string, args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  const { cwd, env, signal, input } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: ["pipe", "pipe", "pipe"],
      ...(cwd === undefined ? {} : { cwd }),
      ...(env === undefined ? {} : { env }),
      ...(signal === undefined ? {} : { signal }),
    });
    const output = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const) {
      child[name].setEncoding("utf8").on("data", (text: string) => {
        output[name] += text;
      });
    }
    child.on("error", reject);
    child.on("close", (code) => resolve({ ...output, exitCode: code ?? -1 }));
    child.stdin.on("error", () => {}); // the program may end without reading its input: its exit code tells
    child.stdin.end(input ?? "");
  });
}

/** Like run, for programs that must succeed: rejects with their own words. */
export async function runOrThrow(program: string, args: readonly string[], options?: CommandOptions): Promise<string> {
  const { stdout, stderr, exitCode } = await run(program, args, options);
  if (exitCode !== 0) throw new Error(`${program} ended with ${exitCode}: ${lastLines(stderr || stdout, 15)}`);
  return stdout;
}

const lastLines = (text: string, count: number): string => text.trim().split("\n").slice(-count).join("\n");
