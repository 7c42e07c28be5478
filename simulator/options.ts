// Owns reading the command line: everything that is wrong is said in one sentence that names the option.
import { readFile } from "node:fs/promises";
import { isIP } from "node:net";
import { parseArgs } from "node:util";
import { load } from "js-yaml";
import { exampleFleet } from "./example-fleet.ts";
import type { Fleet } from "./fleet.ts";
import { generated } from "./generated-fleet.ts";
import { FleetError, readFleet } from "./read-fleet.ts";
import type { SimulatorOptions } from "./server.ts";

/** The command line cannot be used; the message says why. */
export class OptionError extends Error {
  override readonly name = "OptionError";
}

interface Range {
  readonly least: number;
  readonly most: number;
  readonly whole: boolean;
}

function number(text: string, option: string, { least, most, whole }: Range): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (value >= least && value <= most && (!whole || Number.isInteger(value))) return value;
  const kind = whole ? "a whole number" : "a number";
  const bounds = most === Number.MAX_SAFE_INTEGER ? `from ${least} on` : `from ${least} to ${most}`;
  throw new OptionError(`--${option} must be ${kind} ${bounds}, not "${text}".`);
}

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Reads a fleet file; JSON is YAML too. Throws `OptionError` naming the file and the field. */
export async function readFleetFile(file: string) {
  try {
    return readFleet(load(await readFile(file, "utf8")));
  } catch (error) {
    if (error instanceof FleetError) throw new OptionError(`${file}: ${error.message}.`);
    throw new OptionError(`${file} cannot be read as a fleet: ${reason(error).split("\n", 1)[0]}`);
  }
}

const most = Number.MAX_SAFE_INTEGER;

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: "string", default: "8090" },
        host: { type: "string", default: "127.0.0.1" },
        speed: { type: "string", default: "60" },
        seed: { type: "string", default: "1" },
        fleet: { type: "string", multiple: true, default: [] },
        machines: { type: "string" },
        protected: { type: "string", default: "0" },
        throttle: { type: "boolean", default: false },
        "latency-ms": { type: "string", default: "0" },
        "jitter-ms": { type: "string", default: "0" },
        "oldest-api-version": { type: "string" },
        "lag-seconds": { type: "string", default: "0" },
        "page-size": { type: "string", default: "100" },
        start: { type: "string" },
        help: { type: "boolean", short: "h", default: false },
      },
    }).values;
  } catch (error) {
    // Node ends only some of its sentences.
    throw new OptionError(reason(error).replace(/\.?$/, "."));
  }
}

function time(text: string): Date {
  const date = new Date(text);
  if (Number.isNaN(date.getTime()))
    throw new OptionError(`--start must be a time like 2026-11-23T08:00:00Z, not "${text}".`);
  return date;
}

type Values = ReturnType<typeof parse>;

function address(text: string): string {
  if (isIP(text) !== 0) return text;
  throw new OptionError(`--host must be an address like 127.0.0.1 or 0.0.0.0, not "${text}".`);
}

function version(text: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return text;
  throw new OptionError(`--oldest-api-version must be a version like 2023-06-01, not "${text}".`);
}

const count = (values: Values, option: "machines" | "protected"): number =>
  number(values[option] ?? "", option, { least: 0, most: 100_000, whole: true });

/** The vaults of the fleet files, in their order; the first with machines of our making when they are asked for. */
async function fleets(values: Values): Promise<Pick<SimulatorOptions, "fleet" | "others">> {
  const [first, ...others] = await Promise.all(values.fleet.map(readFleetFile));
  if (values.machines === undefined && values.protected !== "0") {
    throw new OptionError("--protected needs --machines: a fleet file says itself which machines are protected.");
  }
  const fleet = first ?? (values.machines === undefined ? undefined : exampleFleet());
  if (fleet === undefined) return {};
  return { fleet: grown(fleet, values), ...(others.length > 0 && { others }) };
}

function grown(fleet: Fleet, values: Values): Fleet {
  if (values.machines === undefined) return fleet;
  const [machines, protectedOnes] = [count(values, "machines"), count(values, "protected")];
  if (protectedOnes > machines) throw new OptionError("--protected must not be more than --machines.");
  return generated(fleet, { machines, protected: protectedOnes, seed: values.seed });
}

function latency(values: Values): Pick<SimulatorOptions, "latency"> {
  const milliseconds = number(values["latency-ms"], "latency-ms", { least: 0, most: 600_000, whole: false });
  const jitterMilliseconds = number(values["jitter-ms"], "jitter-ms", { least: 0, most: 600_000, whole: false });
  return milliseconds + jitterMilliseconds === 0 ? {} : { latency: { milliseconds, jitterMilliseconds } };
}

/** The options of the simulator, or `help`. Throws `OptionError`. */
export async function readOptions(args: readonly string[]): Promise<SimulatorOptions | "help"> {
  const values = parse(args);
  if (values.help) return "help";
  const oldest = values["oldest-api-version"];
  return {
    port: number(values.port, "port", { least: 0, most: 65_535, whole: true }),
    host: address(values.host),
    speed: number(values.speed, "speed", { least: 0, most: 100_000, whole: false }),
    seed: values.seed,
    lagSeconds: number(values["lag-seconds"], "lag-seconds", { least: 0, most: 3600, whole: false }),
    pageSize: number(values["page-size"], "page-size", { least: 1, most, whole: true }),
    ...(values.start !== undefined && { start: time(values.start) }),
    ...(values.throttle && { throttle: true }),
    ...latency(values),
    ...(oldest !== undefined && { oldestApiVersion: version(oldest) }),
    ...(await fleets(values)),
  };
}
