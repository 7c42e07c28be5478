// Owns a fleet of any size, made from a seed: the same seed, the same machines.
import { between, fraction } from "./chance.ts";
import type { Fleet, FleetMachine } from "./fleet.ts";
import { machineFields } from "./fleet-defaults.ts";
import { FleetError, fields } from "./fleet-fields.ts";

const ROLES: readonly [string, ...string[]] = ["web", "app", "sql", "ora", "file", "mail", "batch", "cache"];

interface Shape {
  readonly cores: number;
  readonly memoryMiB: number;
}

const SHAPES: readonly [Shape, ...Shape[]] = [
  { cores: 2, memoryMiB: 8192 },
  { cores: 4, memoryMiB: 16_384 },
  { cores: 8, memoryMiB: 65_536 },
  { cores: 16, memoryMiB: 131_072 },
];

const SIZES: readonly [number, ...number[]] = [40, 64, 128, 256, 512];

/** One of the choices, made from the words; `first` is one of them. */
const pick = <T>([first, ...others]: readonly [T, ...T[]], ...words: readonly (string | number)[]): T =>
  [first, ...others][between(0, others.length, ...words)] ?? first;

/** Addresses of 10.16.0.0/12, one for each machine. */
const address = (number: number): string =>
  `10.${16 + (Math.floor(number / 65_536) % 16)}.${Math.floor(number / 256) % 256}.${number % 256}`;

const macAddress = (number: number): string =>
  `00:15:5d:${(number.toString(16).padStart(6, "0").match(/../g) ?? []).join(":")}`;

function machine(number: number, seed: string, fleet: Fleet, isProtected: boolean): FleetMachine {
  const words = ["fleet", seed, number] as const;
  const name = `${pick(ROLES, "role", ...words)}-${String(number).padStart(5, "0")}`;
  const os = fraction("os", ...words) < 0.4 ? "Windows" : "Linux";
  const disks = Array.from({ length: between(1, 4, "disks", ...words) }, (_, index) => ({
    name: os === "Windows" ? `\\\\.\\PHYSICALDRIVE${index}` : `/dev/sd${String.fromCharCode(97 + index)}`,
    sizeGiB: pick(SIZES, "size", index, ...words),
    os: index === 0,
  }));
  const appliance = pick([fleet.appliances[0] ?? "", ...fleet.appliances.slice(1)], "appliance", ...words);
  const nics = [{ macAddress: macAddress(number), ipAddress: address(number) }];
  const content = { name, os, nics, disks, appliance, protected: isProtected };
  const firmware = fraction("firmware", ...words) < 0.3 ? "UEFI" : "BIOS";
  return machineFields(fields({ ...content, ...pick(SHAPES, "shape", ...words), firmware }, name), fleet.appliances);
}

export interface Wanted {
  /** how many machines are made */
  readonly machines: number;
  /** how many of them were protected in the portal before the start */
  readonly protected: number;
  readonly seed: string;
}

/** The fleet with machines of the simulator's making in place of its own. */
export function generated(fleet: Fleet, wanted: Wanted): Fleet {
  if (wanted.protected > wanted.machines) throw new FleetError("more machines are to be protected than there are");
  const machines = Array.from({ length: wanted.machines }, (_, index) =>
    machine(index + 1, wanted.seed, fleet, index < wanted.protected),
  );
  return { ...fleet, machines };
}
