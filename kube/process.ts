// What every process of ours does around its work: --help, settings, a log, signals in, an exit code out.
import { pino } from "pino";
import { readArguments } from "./arguments.ts";
import { followingLogger, type LogLevelControl, levelControl } from "./log-level.ts";
import type { Logger } from "./logger.ts";
import { ConfigError, type LogLevel } from "./settings.ts";
import { version } from "./version.ts";

export interface Started {
  /** Ends everything. False when something did not end in time. */
  stop(): Promise<boolean>;
  /** Resolves with a reason for which the process must not go on, not even to end in order. */
  readonly cannotGoOn?: Promise<string>;
}

export interface ProcessOptions<C extends { readonly logLevel: LogLevel }> {
  /** Such as "operator": for sentences on standard error. */
  readonly name: string;
  /** What `--help` prints. */
  readonly help: string;
  /** Throws ConfigError. */
  readonly settings: () => C;
  /** Resolves when it works, or soon after `stopping` is aborted: what is begun by then must be ended in order too. */
  readonly start: (parts: Parts<C>) => Promise<Started>;
}

interface Parts<C> {
  readonly config: C;
  readonly logger: Logger;
  readonly logLevel: LogLevelControl;
  readonly version: string;
  readonly stopping: AbortSignal;
}

/** Resolves when the work is done, or when there is no use in waiting for it any more. Rejects as the work does. */
export async function unlessStopped(work: Promise<unknown>, stopping: AbortSignal): Promise<void> {
  const stopped = Promise.withResolvers<void>();
  if (stopping.aborted) stopped.resolve();
  stopping.addEventListener("abort", () => stopped.resolve(), { once: true });
  await Promise.race([work, stopped.promise]);
}

/** How long what runs, and its last saves, may take after SIGTERM. */
const DRAIN_SECONDS = 25;

/**
 * Runs until SIGTERM or SIGINT; exits 0 when everything ended in time, 1 when it did not, could not start or could not
 * go on, 2 on arguments or settings that cannot be used.
 */
export async function runProcess<C extends { readonly logLevel: LogLevel }>(
  args: readonly string[],
  options: ProcessOptions<C>,
): Promise<void> {
  const asked = readArguments(options.name, args);
  if ("refused" in asked) return refused(asked.refused);
  if (asked.asks === "help") return print(options.help);
  if (asked.asks === "version") return print(`${version()}\n`);
  const config = usable(options);
  if (config !== undefined) await run(config, options);
}

async function run<C extends { readonly logLevel: LogLevel }>(config: C, options: ProcessOptions<C>): Promise<void> {
  const root = pino({ level: config.logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime });
  const [logger, logLevel] = [followingLogger(root), levelControl(root)];
  process.on("unhandledRejection", (error) => {
    root.fatal({ err: error }, "unhandled rejection: this is a bug");
    process.exit(1);
  });
  const asked = Promise.race([signalled("SIGTERM"), signalled("SIGINT")]);
  const stopping = new AbortController();
  const begun = begin({ config, logger, logLevel, version: version(), stopping: stopping.signal }, options);
  void begun.then(({ cannotGoOn }) => cannotGoOn?.then((why) => giveUp(why, logger)));
  const signal = await asked;
  logger.info({ signal }, "stopping");
  for (const again of ["SIGTERM", "SIGINT"] as const) process.once(again, () => process.exit(1));
  stopping.abort();
  const drained = await Promise.race([begun.then((started) => started.stop()), expired(DRAIN_SECONDS)]);
  logger.info({ drained }, "stopped");
  process.exit(drained ? 0 : 1);
}

/** Whatever is under way goes with the process. */
function giveUp(why: string, logger: Logger): void {
  logger.error({ why }, "ending, to be started again");
  process.exit(1);
}

/** What keeps it from starting is told in its own words, and ends the process. */
async function begin<C extends { readonly logLevel: LogLevel }>(
  parts: Parts<C>,
  { name, start }: ProcessOptions<C>,
): Promise<Started> {
  try {
    return await start(parts);
  } catch (error) {
    parts.logger.debug({ err: error }, "cannot start");
    process.stderr.write(`The ${name} cannot start: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}

function usable<C extends { readonly logLevel: LogLevel }>({ name, settings }: ProcessOptions<C>): C | undefined {
  try {
    return settings();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`The ${name} cannot start:\n${error.problems.map((problem) => `  ${problem}\n`).join("")}`);
    process.exitCode = 2;
    return undefined;
  }
}

function refused(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 2;
}

function print(text: string): void {
  process.stdout.write(text);
}

function signalled(signal: NodeJS.Signals): Promise<NodeJS.Signals> {
  return new Promise((resolve) => process.once(signal, () => resolve(signal)));
}

function expired(seconds: number): Promise<false> {
  return new Promise((resolve) => setTimeout(() => resolve(false), seconds * 1000).unref());
}
