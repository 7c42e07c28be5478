// Physical machines and run-as accounts as the site's appliances know them (OffAzure), which the SDK does not cover.
import { createSharing } from "../../../kube/sharing.ts";
import type { RunAsAccount, SiteRecovery, SourceMachine } from "../site-recovery.ts";
import type { ArmContext } from "./context.ts";
import { words } from "./plain.ts";
import { API_VERSIONS, jsonPages, pathOf, post } from "./raw.ts";
import { all } from "./reading.ts";
import { date, flag, lastSegment, list, number, present, record, text, texts } from "./values.ts";

const apiVersion = API_VERSIONS.offAzure;

const sitePath = (siteId: string) => pathOf(siteId, "Microsoft.OffAzure", ["serverSites"]);

export function machineReads(context: ArmContext): Pick<SiteRecovery, "machines" | "runAsAccounts" | "refreshSite"> {
  return {
    machines: (siteId, signal) => machines(context, siteId, signal),
    runAsAccounts: async (siteId, signal) => {
      const asking = { what: `the run-as accounts of site ${lastSegment(siteId)}`, signal };
      const rows = await all(jsonPages(context, asking, { path: `${sitePath(siteId)}/runAsAccounts`, apiVersion }));
      return rows.flatMap((row) => accountOf(row) ?? []);
    },
    refreshSite: async (siteId, signal) => {
      const asking = { what: `site ${lastSegment(siteId)}`, signal };
      await post(context, asking, { path: `${sitePath(siteId)}/refreshSite`, apiVersion });
    },
  };
}

async function* machines(
  context: ArmContext,
  siteId: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly SourceMachine[]> {
  const asking = { what: `the machines of site ${lastSegment(siteId)}`, signal };
  const share = createSharing();
  for await (const page of jsonPages(context, asking, { path: `${sitePath(siteId)}/machines`, apiVersion })) {
    const machines = page.flatMap((row) => machineOf(row) ?? []);
    machines.forEach(share);
    yield machines;
  }
}

function accountOf(row: unknown): RunAsAccount | undefined {
  const { id, name, properties } = record(row);
  const known = text(id);
  return known === undefined
    ? undefined
    : { id: known, name: text(record(properties).displayName) ?? text(name) ?? known };
}

function machineOf(row: unknown): SourceMachine | undefined {
  const { id, name, properties } = record(row);
  const known = text(id);
  const facts = record(properties);
  if (known === undefined || flag(facts.isDeleted)) return undefined;
  const nics = list(facts.networkAdapters).map(nicOf);
  return {
    id: known,
    name: text(facts.displayName) ?? text(name) ?? lastSegment(known),
    addresses: [...new Set(nics.flatMap((nic) => nic.addresses))],
    operatingSystem: operatingSystem(facts),
    disks: list(facts.disks).map(diskOf),
    nics,
    errors: list(facts.errors).flatMap((error) => words(record(error).message) ?? text(record(error).code) ?? []),
    ...present({
      fqdn: text(facts.fqdn) ?? text(facts.hydratedFqdn),
      biosId: text(facts.biosGuid),
      cores: number(facts.numberOfProcessorCore),
      // Spelled MB in recorded traffic of VMware sites, Mb in the API description of 2023-06-06.
      memoryMegabytes: number(facts.allocatedMemoryInMb) ?? number(facts.allocatedMemoryInMB),
      firmware: text(facts.firmware),
      appliance: texts(facts.applianceNames)[0],
      updatedAt: date(facts.updatedTimestamp),
    }),
  };
}

/** The guest's own word, once the appliance has logged on to it; before that what discovery made of it. */
function operatingSystem(facts: Readonly<Record<string, unknown>>): SourceMachine["operatingSystem"] {
  const guest = record(facts.guestOsDetails ?? facts.guestOSDetails);
  const discovered = record(facts.operatingSystemDetails);
  return present({
    type: text(guest.osType) ?? text(discovered.osType),
    name: text(guest.osName) ?? text(discovered.osName),
    version: text(guest.osVersion) ?? text(discovered.osVersion),
  });
}

/** OffAzure does not say which disk the system is on: the one with LUN 0 is taken for it. */
function diskOf(row: unknown): SourceMachine["disks"][number] {
  const disk = record(row);
  return {
    id: text(disk.id) ?? text(disk.generatedId) ?? "",
    osDisk: disk.lun === 0,
    ...present({ name: text(disk.name), sizeBytes: number(disk.maxSizeInBytes) }),
  };
}

function nicOf(row: unknown): SourceMachine["nics"][number] {
  const nic = record(row);
  return {
    addresses: texts(nic.ipAddressList),
    ...present({ macAddress: text(nic.macAddress), network: text(nic.networkName) }),
  };
}
