// What a protection asks for: the manifest, and the vault's defaults as they were when it was bound. Pure.
import type {
  Drift,
  PhysicalMachineProtection,
  PhysicalMachineProtectionNic,
  PhysicalMachineProtectionStatusBound,
  RecoveryVault,
} from "../../crds/types.ts";
import { defined } from "../defined.ts";
import { sameId } from "../operation.ts";

/** While set on a protection, the vault's defaults of today count as if the manifest named them. */
export const APPLY_DEFAULTS = "asr-chatops.io/apply-defaults";

export interface Wanted {
  /** What Azure should have: fields that the manifest names (or, with apply-defaults, the defaults name). */
  readonly named: Settings;
  /** The same with the bound defaults: what an enable sends. */
  readonly all: Settings;
  readonly nics: readonly PhysicalMachineProtectionNic[];
}

/** Resource groups, networks, availability sets and storage accounts are ARM ids; the rest are names. */
export interface Settings {
  readonly resourceGroup?: string;
  readonly network?: string;
  readonly subnet?: string;
  readonly vmName?: string;
  readonly vmSize?: string;
  readonly availabilityZone?: string;
  readonly availabilitySet?: string;
  readonly licenseType?: string;
  readonly bootDiagnosticsStorageAccount?: string;
  readonly diskType?: string;
  readonly testNetwork?: string;
  readonly testSubnet?: string;
  readonly runAsAccount?: string;
  readonly cacheStorageAccount?: string;
}

export function wantedOf(resource: PhysicalMachineProtection, vault: RecoveryVault | undefined): Wanted {
  const manifest = manifestSettings(resource);
  const today = vault === undefined ? {} : defaultSettings(vault);
  const applied = resource.metadata.annotations?.[APPLY_DEFAULTS] !== undefined;
  const before = boundSettings(resource.status?.bound);
  const named = applied ? withPairs(today, manifest) : manifest;
  const defaults = resource.status?.bound === undefined || applied ? { ...before, ...today } : before;
  return { named, all: withPairs(defaults, manifest), nics: resource.spec.nics ?? [] };
}

/** The manifest over the defaults; a default subnet goes with the default network only. */
function withPairs(defaults: Settings, manifest: Settings): Settings {
  const { subnet, testSubnet, ...rest } = defaults;
  const together = (own: string | undefined, theirs: string | undefined) => own === undefined || sameId(own, theirs);
  return {
    ...rest,
    ...(subnet !== undefined && together(manifest.network, defaults.network) ? { subnet } : {}),
    ...(testSubnet !== undefined && together(manifest.testNetwork, defaults.testNetwork) ? { testSubnet } : {}),
    ...manifest,
  };
}

function manifestSettings({ spec }: PhysicalMachineProtection): Settings {
  const { target, testNetwork, runAsAccount, cacheStorageAccount } = spec;
  return defined<Settings>({
    resourceGroup: target?.resourceGroup,
    network: target?.network,
    subnet: target?.subnet,
    vmName: target?.vmName,
    vmSize: target?.vmSize,
    availabilityZone: target?.availabilityZone,
    availabilitySet: target?.availabilitySet,
    licenseType: target?.licenseType,
    bootDiagnosticsStorageAccount: target?.bootDiagnosticsStorageAccount,
    diskType: target?.diskType,
    testNetwork: testNetwork?.network,
    testSubnet: testNetwork?.subnet,
    runAsAccount,
    cacheStorageAccount,
  });
}

export function defaultSettings({ spec }: RecoveryVault): Settings {
  const { target, testNetwork, runAsAccount, cacheStorageAccount } = spec.defaults ?? {};
  return defined<Settings>({
    resourceGroup: target?.resourceGroup,
    network: target?.network,
    subnet: target?.subnet,
    diskType: target?.diskType,
    testNetwork: testNetwork?.network,
    testSubnet: testNetwork?.subnet,
    runAsAccount,
    cacheStorageAccount,
  });
}

function boundSettings(bound: PhysicalMachineProtectionStatusBound | undefined): Settings {
  const { tags: _, ...target } = bound?.target ?? {};
  return defined<Settings>({
    ...target,
    testNetwork: bound?.testNetwork?.network,
    testSubnet: bound?.testNetwork?.subnet,
    runAsAccount: bound?.runAsAccount,
    cacheStorageAccount: bound?.cacheStorageAccount,
  });
}

const FIELD_NAMES: Readonly<Record<keyof Settings, string>> = {
  resourceGroup: "target.resourceGroup",
  network: "target.network",
  subnet: "target.subnet",
  vmName: "target.vmName",
  vmSize: "target.vmSize",
  availabilityZone: "target.availabilityZone",
  availabilitySet: "target.availabilitySet",
  licenseType: "target.licenseType",
  bootDiagnosticsStorageAccount: "target.bootDiagnosticsStorageAccount",
  diskType: "target.diskType",
  testNetwork: "testNetwork.network",
  testSubnet: "testNetwork.subnet",
  runAsAccount: "runAsAccount",
  cacheStorageAccount: "cacheStorageAccount",
};

/** The field's path in the spec. */
export function fieldName(key: keyof Settings): string {
  return FIELD_NAMES[key];
}

/** Defaults of the vault that changed after this protection was bound, and that it does not follow. */
export function defaultDrift(resource: PhysicalMachineProtection, vault: RecoveryVault): readonly Drift[] {
  const { bound } = resource.status ?? {};
  if (bound === undefined || resource.metadata.annotations?.[APPLY_DEFAULTS] !== undefined) return [];
  const [own, before, today] = [manifestSettings(resource), boundSettings(bound), defaultSettings(vault)];
  return (Object.keys(today) as (keyof Settings)[]).flatMap((key) => {
    const [wanted, actual] = [today[key] ?? "", before[key] ?? ""];
    if (own[key] !== undefined || sameId(wanted, actual) || coveredByOwnNetwork(key, own)) return [];
    const message = `The vault's default changed after this protection was bound. To follow it, set the annotation ${APPLY_DEFAULTS}.`;
    return [{ field: fieldName(key), wanted, actual, reason: "DefaultChanged", message }];
  });
}

/** A default subnet says nothing about a network that the manifest chose. */
function coveredByOwnNetwork(key: keyof Settings, own: Settings): boolean {
  return (key === "subnet" && own.network !== undefined) || (key === "testSubnet" && own.testNetwork !== undefined);
}
