// The name of the DiscoveredMachine that stands for a machine.
import { createHash } from "node:crypto";
import { slugOf } from "./decide.ts";

const HASH_CHARACTERS = 8;

/** `<slug>-<8 hex>`: people recognise the slug, and the hash of the ARM id (without case) keeps namesakes apart. */
export function resourceName(machineId: string, machineName: string): string {
  const hash = createHash("sha256").update(machineId.toLowerCase()).digest("hex").slice(0, HASH_CHARACTERS);
  return `${slugOf(machineName)}-${hash}`;
}
