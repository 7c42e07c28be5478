// Where the protected item differs from what is wanted, and the update that would mend it. Pure.
import type { PhysicalMachineProtectionNic } from "../../crds/types.ts";
import type { ProtectedItem, TargetNic, TargetSettings, UpdateRequest } from "../azure/site-recovery.ts";
import { defined } from "../defined.ts";
import { sameId } from "../operation.ts";
import { fieldName, type Settings, type Wanted } from "./wanted.ts";

export interface Difference {
  /** The field's path in the spec. */
  readonly field: string;
  readonly wanted: string;
  readonly actual: string;
}

/** Fields that Azure lets be changed on an item, by the names that our port gives them. */
const TARGET_FIELDS = {
  vmName: "vmName",
  vmSize: "vmSize",
  resourceGroup: "resourceGroupId",
  network: "networkId",
  availabilityZone: "availabilityZone",
  availabilitySet: "availabilitySetId",
  licenseType: "licenseType",
  bootDiagnosticsStorageAccount: "bootDiagnosticsStorageAccountId",
  testNetwork: "testNetworkId",
} as const satisfies Partial<Record<keyof Settings, keyof TargetSettings>>;

type TargetField = keyof typeof TARGET_FIELDS;
const TARGET_KEYS = Object.keys(TARGET_FIELDS) as readonly TargetField[];

/** Differences that an update can mend, in fields that are named. */
export function differences(item: ProtectedItem, { named, nics }: Wanted): readonly Difference[] {
  const target = TARGET_KEYS.flatMap((key) => compare(key, named[key], item.target[TARGET_FIELDS[key]]));
  return [...target, ...subnetDifferences(item, named, nics), ...item.nics.flatMap((nic) => nicDifferences(nic, nics))];
}

function compare(key: keyof Settings, wanted: string | undefined, actual: string | undefined): readonly Difference[] {
  if (wanted === undefined || sameId(wanted, actual)) return [];
  if (key === "licenseType" && sameId(noLicence(wanted), noLicence(actual))) return [];
  return [{ field: fieldName(key), wanted, actual: actual ?? "" }];
}

/** Azure reads an item without a licence as `NotSpecified`, as `NoLicenseType`, or not at all (OpenAPI 2023-06-01). */
function noLicence(value: string | undefined): string {
  return value === undefined || value === "NotSpecified" ? "NoLicenseType" : value;
}

/** `target.subnet` and `testNetwork.subnet` go for every adapter that the manifest does not name. */
function subnetDifferences(
  item: ProtectedItem,
  named: Settings,
  nics: readonly PhysicalMachineProtectionNic[],
): readonly Difference[] {
  const others = item.nics.filter((nic) => nic.include);
  const differing = (key: "subnet" | "testSubnet") => {
    const wanted = named[key];
    if (wanted === undefined) return [];
    const own = (nic: TargetNic) => entryFor(nic, nics)?.[key] !== undefined;
    const wrong = others.find((nic) => !own(nic) && !sameId(nic[key], wanted));
    return wrong === undefined ? [] : [{ field: fieldName(key), wanted, actual: wrong[key] ?? "" }];
  };
  return [...differing("subnet"), ...differing("testSubnet")];
}

const NIC_FIELDS = ["primary", "include", "subnet", "staticIp", "testSubnet", "testStaticIp"] as const;

function nicDifferences(nic: TargetNic, nics: readonly PhysicalMachineProtectionNic[]): readonly Difference[] {
  const entry = entryFor(nic, nics);
  if (entry === undefined) return [];
  return NIC_FIELDS.flatMap((key) => {
    const [wanted, actual] = [entry[key], nic[key]];
    if (wanted === undefined || sameId(String(wanted), String(actual))) return [];
    return [{ field: `nics[${entry.macAddress}].${key}`, wanted: String(wanted), actual: String(actual ?? "") }];
  });
}

/** Adapters are named by their MAC address, which is also Azure's nicId (recorded az CLI traffic, 2023). */
function entryFor(
  nic: TargetNic,
  nics: readonly PhysicalMachineProtectionNic[],
): PhysicalMachineProtectionNic | undefined {
  return nics.find((entry) => bareMac(entry.macAddress) === bareMac(nic.nicId));
}

function bareMac(address: string): string {
  return address.replace(/[:-]/g, "").toLowerCase();
}

/** Adapters that the manifest names and the machine does not have. */
export function unknownNics(item: ProtectedItem, { nics }: Wanted): readonly PhysicalMachineProtectionNic[] {
  return nics.filter((entry) => !item.nics.some((nic) => bareMac(nic.nicId) === bareMac(entry.macAddress)));
}

/** Everything the item has, with what is wanted put in: Azure may forget what an update leaves out. */
export function updateOf(item: ProtectedItem, { named, nics }: Wanted): UpdateRequest {
  const asked = Object.fromEntries(
    TARGET_KEYS.flatMap((key) => (named[key] === undefined ? [] : [[TARGET_FIELDS[key], named[key]]])),
  ) as Partial<TargetSettings>;
  const primary = nics.find((entry) => entry.primary === true);
  return {
    target: { ...withoutRivals(item.target, named), ...asked },
    nics: item.nics.map((nic) => mergedNic(nic, entryFor(nic, nics), named, primary)),
  };
}

/** A zone and an availability set exclude each other: the one that is wanted puts the other out. */
function withoutRivals(target: TargetSettings, named: Settings): TargetSettings {
  const { availabilityZone, availabilitySetId, ...rest } = target;
  return defined<TargetSettings>({
    ...rest,
    availabilityZone: named.availabilitySet === undefined ? availabilityZone : undefined,
    availabilitySetId: named.availabilityZone === undefined ? availabilitySetId : undefined,
  });
}

function mergedNic(
  nic: TargetNic,
  entry: PhysicalMachineProtectionNic | undefined,
  named: Settings,
  primary: PhysicalMachineProtectionNic | undefined,
): TargetNic {
  const isPrimary = primary === undefined ? (entry?.primary ?? nic.primary) : entry === primary;
  return defined<TargetNic>({
    nicId: nic.nicId,
    primary: isPrimary,
    include: entry?.include ?? nic.include,
    subnet: entry?.subnet ?? named.subnet ?? nic.subnet,
    staticIp: entry?.staticIp ?? nic.staticIp,
    testSubnet: entry?.testSubnet ?? named.testSubnet ?? nic.testSubnet,
    testStaticIp: entry?.testStaticIp ?? nic.testStaticIp,
  });
}
