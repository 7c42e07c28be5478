// Owns the fleet file's language: what may be in it, what is filled in, and the sentence that refuses a bad one.
import { digits, guid } from "./chance.ts";
import {
  type Fleet,
  type FleetMachine,
  isClassic,
  type Network,
  type RunAsAccount,
  type StorageAccount,
} from "./fleet.ts";
import { machineFields, networkFields } from "./fleet-defaults.ts";
import { type Fields, FleetError, fields, list, onlyKnown } from "./fleet-fields.ts";

export { FleetError } from "./fleet-fields.ts";

const TOP = [
  ...["architecture", "subscriptionId", "resourceGroup", "vaultName", "region", "targetResourceGroup"],
  ...["appliances", "runAsAccounts", "networks", "storageAccounts", "machines"],
];

/** Two things of one name would make one unreachable: refused. */
function unique<T extends { name: string }>(things: readonly T[], where: string): readonly T[] {
  const seen = new Set<string>();
  for (const [index, thing] of things.entries()) {
    const key = thing.name.toLowerCase();
    if (seen.has(key)) throw new FleetError(`${where}[${index}].name: "${thing.name}" is there twice`);
    seen.add(key);
  }
  return things;
}

function account(entry: Fields): RunAsAccount {
  onlyKnown(entry, ["name", "credentialType"]);
  return {
    name: entry.text("name"),
    credentialType: entry.oneOf("credentialType", ["Linux", "Windows"] as const, "Linux"),
  };
}

const storage =
  (top: { resourceGroup: string; region: string }) =>
  (entry: Fields): StorageAccount => {
    onlyKnown(entry, ["name", "resourceGroup", "region", "sku"]);
    return {
      name: entry.text("name"),
      resourceGroup: entry.text("resourceGroup", top.resourceGroup),
      region: entry.text("region", top.region),
      sku: entry.text("sku", "Standard_LRS"),
    };
  };

/**
 * Makes a fleet of what a YAML or JSON file holds. What is left out is filled in; what cannot be is refused.
 * Throws `FleetError` with the path of the field, e.g. `machines[2].disks[0].sizeGiB must be a number above 0`.
 */
export function readFleet(content: unknown): Fleet {
  const top = fields(content, "");
  onlyKnown(top, TOP);
  const place = { resourceGroup: top.text("resourceGroup", "dr-rg"), region: top.text("region", "westeurope") };
  const architecture = top.oneOf("architecture", ["Modernized", "Classic"] as const, "Modernized");
  const appliances = list(top, "appliances", (entry) => {
    onlyKnown(entry, ["name"]);
    return { name: entry.text("name") };
  });
  const usual = architecture === "Classic" ? "config-server-1" : "dr-appliance-1";
  const named = appliances.length === 0 ? [{ name: usual }] : unique(appliances, "appliances");
  const names = named.map((appliance) => appliance.name);
  const machine = (entry: Fields): FleetMachine => machineFields(entry, names);
  const network = (entry: Fields): Network => networkFields(entry, place);
  return {
    architecture,
    subscriptionId: top.text("subscriptionId", "00000000-0000-0000-0000-000000000000"),
    ...place,
    vaultName: top.text("vaultName", "contoso-dr"),
    targetResourceGroup: top.text("targetResourceGroup", "dr-target-rg"),
    appliances: names,
    runAsAccounts: unique(list(top, "runAsAccounts", account), "runAsAccounts"),
    networks: unique(list(top, "networks", network), "networks"),
    storageAccounts: unique(list(top, "storageAccounts", storage(place)), "storageAccounts"),
    machines: unique(list(top, "machines", machine), "machines"),
  };
}

/** One machine as `POST /_simulator/machines` gives it: the same fields as in a fleet file. */
export const readMachine = (content: unknown, fleet: Fleet): FleetMachine =>
  machineFields(fields(content, "machine"), fleet.appliances);

/** OffAzure wants site names of at most 24 letters, digits and hyphens (OpenAPI Microsoft.OffAzure 2023-06-06). */
export const siteName = (fleet: Fleet): string =>
  `${fleet.vaultName.replace(/[^A-Za-z0-9]/g, "").slice(0, 8)}${digits(4, "site", fleet.vaultName)}physicalsite`;

/**
 * The ARM name of a discovered machine, the same at every start, so that a restart does not rename it. OffAzure's
 * description allows 24 letters, digits and hyphens, which a whole GUID would exceed (OpenAPI 2023-06-06). A classic
 * vault's protectable items have whole GUIDs for names (official example).
 */
export function machineId(fleet: Fleet, machineName: string): string {
  const whole = guid("machine", fleet.subscriptionId, fleet.vaultName, machineName.toLowerCase());
  return isClassic(fleet) ? whole : whole.slice(0, 23);
}
