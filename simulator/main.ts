// Owns the simulator as a process: its arguments, what it prints, and its end.
import { readFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { FleetError } from "./fleet-fields.ts";
import { HELP } from "./help.ts";
import { OptionError, readOptions } from "./options.ts";
import { startSimulator } from "./server.ts";

const print = (line: string): boolean => process.stdout.write(`${line}\n`);

function version(): string {
  const text = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}

/** Resolves at the first SIGINT or SIGTERM. */
const asked = (): Promise<void> =>
  new Promise((resolve) => {
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
  });

async function serve(args: readonly string[]): Promise<void> {
  if (args.includes("--version")) {
    print(version());
    return;
  }
  const options = await readOptions(args);
  if (options === "help") {
    process.stdout.write(HELP);
    return;
  }
  // Thousands of machines are opened in one go: without this the heap's youngest part grows for it and stays so large.
  setFlagsFromString("--semi-space-growth-factor=1");
  // And large pages leave much behind: without this the heap grows to three times of what is needed before it is swept.
  setFlagsFromString("--heap-growing-percent=30");
  const end = asked();
  const simulator = await startSimulator(options);
  for (const id of simulator.vaultIds) print(`vault: ${id}`);
  print(`listening: ${simulator.url}`);
  await end;
  await simulator.close();
}

const isTaken = (error: unknown): boolean =>
  error instanceof Error && "code" in error && (error.code === "EADDRINUSE" || error.code === "EACCES");

/** What a person can put right, as a sentence; undefined for a defect of ours. */
function sentenceOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (isTaken(error)) return `${error.message}. Choose another --port; 0 takes any that is free.`;
  const isInput = error instanceof OptionError || error instanceof FleetError;
  return isInput ? `${error.message} --help tells more.` : undefined;
}

/** Serves until it is told to end. Wrong arguments are said on standard error, with exit code 2. */
export async function main(args: readonly string[], _env: NodeJS.ProcessEnv): Promise<void> {
  try {
    await serve(args);
  } catch (error) {
    const sentence = sentenceOf(error);
    if (sentence === undefined) throw error;
    process.stderr.write(`${sentence}\n`);
    process.exitCode = 2;
  }
}
