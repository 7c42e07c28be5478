// Owns what a machine or network of a fleet file is when the file does not say: sizes, addresses, names.
import { between, digits, guid } from "./chance.ts";
import type { Disk, FleetMachine, Network, Nic, Subnet } from "./fleet.ts";
import { type Fields, FleetError, list, onlyKnown, texts } from "./fleet-fields.ts";

const MACHINE = [
  ...["name", "fqdn", "ipAddress", "os", "osName", "cores", "memoryMiB", "firmware", "biosId", "appliance"],
  ...["disks", "nics", "protected"],
];

function disk(entry: Fields): Disk {
  onlyKnown(entry, ["name", "sizeGiB", "os"]);
  return { name: entry.text("name"), sizeGiB: entry.number("sizeGiB", 64), os: entry.flag("os", false) };
}

/** Exactly one disk starts the machine: the one that says so, else the first. */
function disks(entry: Fields, os: FleetMachine["os"]): Disk[] {
  const found = list(entry, "disks", disk);
  if (found.filter((each) => each.os).length > 1) {
    throw new FleetError(`${entry.where}.disks must have one disk with os: true, not several`);
  }
  const name = os === "Windows" ? "\\\\.\\PHYSICALDRIVE0" : "/dev/sda";
  if (found.length === 0) return [{ name, sizeGiB: 64, os: true }];
  return found.some((each) => each.os) ? found : found.map((each, index) => ({ ...each, os: index === 0 }));
}

/** A MAC address made from words, in VMware's style: `00:15:5d:…`. */
const mac = (...words: string[]): string => `00:15:5d:${(digits(6, ...words).match(/../g) ?? []).join(":")}`;

function nics(entry: Fields, name: string): Nic[] {
  const address = entry.text("ipAddress", `192.0.2.${between(10, 250, "address", name)}`);
  const found = list(entry, "nics", (nic) => {
    onlyKnown(nic, ["macAddress", "ipAddress"]);
    return {
      macAddress: nic.text("macAddress", mac(name, nic.where)),
      ipAddress: nic.text("ipAddress", address),
    };
  });
  return found.length > 0 ? found : [{ macAddress: mac(name, "nic"), ipAddress: address }];
}

const OS_NAMES = { Linux: "Red Hat Enterprise Linux 8.10", Windows: "Microsoft Windows Server 2022 Standard" };

/** One machine; `appliances` are the names it may be behind, the first being the default. */
export function machineFields(entry: Fields, appliances: readonly string[]): FleetMachine {
  onlyKnown(entry, MACHINE);
  const name = entry.text("name");
  const os = entry.oneOf("os", ["Linux", "Windows"] as const, "Linux");
  const label = name.toLowerCase().replace(/[^a-z0-9-]+/g, "-");
  return {
    name,
    fqdn: entry.text("fqdn", `${label.replace(/^-+|-+$/g, "")}.contoso.example`),
    os,
    osName: entry.text("osName", OS_NAMES[os]),
    cores: entry.number("cores", 4),
    memoryMiB: entry.number("memoryMiB", 16_384),
    firmware: entry.oneOf("firmware", ["BIOS", "UEFI"] as const, "BIOS"),
    biosId: entry.text("biosId", guid("bios", name)),
    appliance: entry.oneOf("appliance", appliances, appliances[0] ?? ""),
    disks: disks(entry, os),
    nics: nics(entry, name),
    protected: entry.flag("protected", false),
  };
}

function subnet(entry: Fields): Subnet {
  onlyKnown(entry, ["name", "addressPrefix"]);
  const addressPrefix = entry.text("addressPrefix");
  if (!/^\d+\.\d+\.\d+\.\d+\/\d+$/.test(addressPrefix)) {
    throw new FleetError(`${entry.where}.addressPrefix must look like 10.0.0.0/24`);
  }
  return { name: entry.text("name"), addressPrefix };
}

/** One virtual network, by default beside the vault. */
export function networkFields(entry: Fields, place: { resourceGroup: string; region: string }): Network {
  onlyKnown(entry, ["name", "resourceGroup", "region", "addressPrefixes", "subnets"]);
  const subnets = list(entry, "subnets", subnet);
  const prefixes = texts(entry, "addressPrefixes");
  return {
    name: entry.text("name"),
    resourceGroup: entry.text("resourceGroup", place.resourceGroup),
    region: entry.text("region", place.region),
    addressPrefixes: prefixes.length > 0 ? prefixes : subnets.map((each) => each.addressPrefix),
    subnets,
  };
}
