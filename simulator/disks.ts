// Owns the names that a machine's disks have in Azure.
import { between } from "./chance.ts";
import type { Disk, FleetMachine } from "./fleet.ts";

export const GIB = 1024 ** 3;

/** A disk's id: the device on Linux, a signature in braces on Windows (recorded az CLI traffic, 2023). */
export const diskId = (machine: FleetMachine, disk: Disk): string =>
  machine.os === "Linux" ? disk.name : `{${between(1_000_000_000, 4_000_000_000, "disk", machine.name, disk.name)}}`;
