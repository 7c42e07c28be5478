// Every rule of the preflight of an enable: what it objects to, what it lets pass.
import { describe, expect, test } from "vitest";
import type { VirtualNetwork } from "../../../operator/azure/site-recovery.ts";
import type { Seen } from "../../../operator/azure/view.ts";
import { type EnableFacts, preflightEnable } from "../../../operator/preflight/enable.ts";
import type { NetworkUse } from "../../../operator/preflight/networks.ts";

const NOW = new Date("2026-11-23T10:00:00Z");
const GIB = 1024 ** 3;

function seen(patch: Partial<VirtualNetwork> = {}): Seen<VirtualNetwork> {
  const subnets = [{ name: "web", addressPrefix: "10.2.0.0/28", usedAddresses: 3 }];
  return { state: "present", value: { id: "/n/prod", location: "westeurope", subnets, ...patch }, at: NOW };
}

function use(patch: Partial<NetworkUse> = {}): NetworkUse {
  return { role: "network", field: "spec.target.network", id: "/n/prod", seen: seen(), subnets: ["web"], ...patch };
}

function facts(patch: Partial<EnableFacts> = {}): EnableFacts {
  return {
    now: NOW,
    vmName: "web01",
    osType: "Linux",
    firmware: "BIOS",
    disks: [{ id: "disk-1", name: "sda", sizeBytes: 40 * GIB, osDisk: true }],
    addresses: ["10.1.0.4"],
    discoveryErrors: [],
    vaultLocation: "West Europe",
    networks: [use()],
    staticAddresses: [],
    policy: "gold",
    mapped: true,
    multiVmSync: false,
    testNetwork: "/n/test",
    targetNetwork: "/n/prod",
    ...patch,
  };
}

const found = (patch: Partial<EnableFacts>) =>
  preflightEnable(facts(patch)).map(({ id, severity }) => `${severity} ${id}`);

const data = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: `d${index}`, sizeBytes: GIB, osDisk: false }));
const osDisk = (gib: number) => [{ id: "os", name: "sda", sizeBytes: gib * GIB, osDisk: true }];
const appliance = (minutesAgo: number) => ({ name: "a", lastHeartbeat: new Date(NOW.getTime() - minutesAgo * 60_000) });
const address = (one: string) => [{ field: "nics[x].staticIp", address: one, subnet: "web", role: "network" as const }];

describe("before an enable", () => {
  test.each<[string, Partial<EnableFacts>, string[]]>([
    ["a machine in order", {}, []],
    ["a name with an underscore", { vmName: "my_server" }, ["Error TargetNameInvalid"]],
    ["a name that ends with a hyphen", { vmName: "web-" }, ["Error TargetNameInvalid"]],
    ["a name of 63 characters", { vmName: "a".repeat(63) }, []],
    ["a name of 64 characters", { vmName: "a".repeat(64) }, ["Error TargetNameInvalid"]],
    ["a Windows name of 15 characters", { osType: "Windows", vmName: "a".repeat(15) }, []],
    [
      "a name of 16 characters of what OffAzure calls windowsguest",
      { osType: "windowsguest", vmName: "a".repeat(16) },
      ["Warning WindowsNameTooLong"],
    ],
    ["a Windows name of 16 characters", { osType: "Windows", vmName: "a".repeat(16) }, ["Warning WindowsNameTooLong"]],
    ["a disk that is not there", { exclude: ["sdz"] }, ["Error DiskUnknown"]],
    ["an excluded OS disk", { exclude: ["SDA"] }, ["Error OsDiskExcluded"]],
    [
      "an OS disk that is not included",
      { disks: [...osDisk(40), ...data(1)], include: ["d0"] },
      ["Error OsDiskExcluded"],
    ],
    ["64 data disks", { disks: [...osDisk(40), ...data(64)] }, []],
    ["65 data disks", { disks: [...osDisk(40), ...data(65)] }, ["Error TooManyDisks"]],
    ["65 data disks, one excluded", { disks: [...osDisk(40), ...data(65)], exclude: ["d0"] }, []],
    ["a BIOS OS disk of 2048 GiB", { disks: osDisk(2048) }, []],
    ["a BIOS OS disk of 2049 GiB", { disks: osDisk(2049) }, ["Error DiskTooLarge"]],
    ["a UEFI OS disk of 2049 GiB", { disks: osDisk(2049), firmware: "UEFI" }, ["Warning SecureBootUnknown"]],
    [
      "a tiny disk",
      { disks: [...osDisk(40), { id: "t", sizeBytes: GIB / 2, osDisk: false }] },
      ["Warning DiskTooSmall"],
    ],
    ["a disk of unknown size", { disks: [{ id: "os", osDisk: true }] }, []],
    ["IPv6 only", { addresses: ["fe80::1"] }, ["Error NoIpv4Address"]],
    ["IPv6 and IPv4", { addresses: ["fe80::1", "10.0.0.1"] }, []],
    ["no address known", { addresses: [] }, []],
    ["an incomplete discovery", { discoveryErrors: ["Log-on failed."] }, ["Warning DiscoveryIncomplete"]],
    ["a policy that is not mapped", { mapped: false }, ["Error PolicyNotMapped"]],
    ["a group without multi-VM sync", { replicationGroup: "shop" }, ["Error PolicyWithoutMultiVmSync"]],
    ["a group with multi-VM sync", { replicationGroup: "shop", multiVmSync: true }, []],
    ["an appliance heard 15 minutes ago", { appliance: appliance(15) }, []],
    ["an appliance heard 16 minutes ago", { appliance: appliance(16) }, ["Error ApplianceSilent"]],
    ["the target as test network", { testNetwork: "/N/PROD" }, ["Error TestNetworkIsTarget"]],
    [
      "a network that does not exist",
      { networks: [use({ seen: { state: "absent", at: NOW } })] },
      ["Error NetworkNotFound"],
    ],
    [
      "a network we may not read",
      { networks: [use({ seen: { state: "unknown", why: "403" } })] },
      ["Warning NetworkNotRead"],
    ],
    [
      "a network in another region",
      { networks: [use({ seen: seen({ location: "northeurope" }) })] },
      ["Error NetworkInOtherRegion"],
    ],
    ["a subnet that is not there", { networks: [use({ subnets: ["db"] })] }, ["Error SubnetNotFound"]],
    ["room for eight adapters", { networks: [use({ subnets: Array.from({ length: 8 }, () => "web") })] }, []],
    [
      "no room for nine",
      { networks: [use({ subnets: Array.from({ length: 9 }, () => "Web") })] },
      ["Error SubnetFull"],
    ],
    ["a static address in the subnet", { staticAddresses: address("10.2.0.4") }, []],
    [
      "a static address that Azure keeps",
      { staticAddresses: address("10.2.0.3") },
      ["Error StaticAddressOutsideSubnet"],
    ],
    ["the last address of the subnet", { staticAddresses: address("10.2.0.15") }, ["Error StaticAddressOutsideSubnet"]],
    ["a static address elsewhere", { staticAddresses: address("10.3.0.4") }, ["Error StaticAddressOutsideSubnet"]],
  ])("%s", (_, patch, expected) => expect(found(patch)).toEqual(expected));

  test("no test network is a warning", () => {
    const { testNetwork: _, ...rest } = facts();
    expect(preflightEnable(rest).map(({ id }) => id)).toEqual(["NoTestNetwork"]);
  });

  test("errors come first, and each finding has a sentence, a remedy and a source", () => {
    const findings = preflightEnable(facts({ firmware: "UEFI", mapped: false, vmName: "-" }));
    expect(findings.map(({ severity }) => severity)).toEqual(["Error", "Error", "Warning"]);
    for (const finding of findings) {
      expect(finding.sentence).toMatch(/\.$/);
      expect(finding.remedy).toMatch(/^[A-Z]/);
      expect(finding.source).not.toBe("");
    }
  });

  test("a finding names the machine's own values", () => {
    const [finding] = preflightEnable(facts({ disks: osDisk(3000) }));
    expect(finding?.sentence).toContain("sda has 3000 GiB");
    expect(finding?.sentence).toContain("2048 GiB");
  });
});
