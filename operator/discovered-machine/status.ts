// What a DiscoveredMachine tells of a machine, within what its schema takes. Pure.
import type { DiscoveredMachineStatus, DiscoveredMachineStatusOs, ObjectReference } from "../../crds/types.ts";
import type { SourceMachine } from "../azure/site-recovery.ts";
import { defined } from "../defined.ts";

const TEXT = 256;
const SENTENCE = 4096;
const MOST = { addresses: 64, disks: 128, nics: 32, errors: 32 } as const;

export interface Around {
  readonly vault: string;
  readonly siteId: string | undefined;
  readonly protectedBy: ObjectReference | undefined;
}

/** What is too long or too much is cut: a machine that reports nonsense must not stop the others. */
export function statusOf(machine: SourceMachine, { vault, siteId, protectedBy }: Around): DiscoveredMachineStatus {
  return defined<DiscoveredMachineStatus>({
    vault,
    id: machine.id,
    name: cut(machine.name) ?? "",
    fqdn: cut(machine.fqdn),
    addresses: list(machine.addresses, MOST.addresses, (address) => cut(address) ?? ""),
    os: osOf(machine),
    cores: count(machine.cores),
    memoryMegabytes: count(machine.memoryMegabytes),
    firmware: cut(machine.firmware),
    biosId: cut(machine.biosId),
    disks: list(machine.disks, MOST.disks, ({ id, name, sizeBytes, osDisk }) =>
      defined({ id: cut(id) ?? "", name: cut(name), sizeBytes: count(sizeBytes), osDisk }),
    ),
    nics: list(machine.nics, MOST.nics, ({ macAddress, addresses, network }) =>
      defined({
        macAddress: cut(macAddress),
        addresses: list(addresses, MOST.addresses, (address) => cut(address) ?? ""),
        network: cut(network),
      }),
    ),
    appliance: cut(machine.appliance),
    site: siteId,
    protectedBy,
    errors: list(machine.errors, MOST.errors, (error) => cut(error, SENTENCE) ?? ""),
  });
}

function osOf({ operatingSystem }: SourceMachine): DiscoveredMachineStatusOs {
  const said = operatingSystem.type?.toLowerCase() ?? "";
  const type = said.includes("windows") ? "Windows" : said.includes("linux") ? "Linux" : "Unknown";
  return defined<DiscoveredMachineStatusOs>({
    type,
    name: cut(operatingSystem.name),
    version: cut(operatingSystem.version),
  });
}

function count(value: number | undefined): number | undefined {
  return value === undefined || !Number.isFinite(value) || value < 0 ? undefined : Math.floor(value);
}

/** Code points, since that is what a schema counts. */
function cut(text: string | undefined, most = TEXT): string | undefined {
  if (text === undefined || text === "") return undefined;
  const whole = text.toWellFormed();
  return whole.length <= most ? whole : Array.from(whole).slice(0, most).join("");
}

function list<F, T>(values: readonly F[], most: number, map: (value: F) => T): readonly T[] | undefined {
  return values.length === 0 ? undefined : values.slice(0, most).map(map);
}
