// Every rule of the preflight of a drill, from the item and the network that it runs in.
import { describe, expect, test } from "vitest";
import type { ProtectedItem, TargetSize } from "../../../operator/azure/site-recovery.ts";
import { preflightDrill } from "../../../operator/preflight/drill.ts";
import { type DrillSights, drillFacts } from "../../../operator/preflight/drill-facts.ts";
import { addressBits, subnetOf } from "../../../operator/preflight/ipv4.ts";
import { item, minutes, NOW, network, PROD_NETWORK, TEST_NETWORK } from "../protection/sights.ts";

function size(patch: Partial<TargetSize> = {}): TargetSize {
  return { name: "Standard_D2s_v5", cores: 2, memoryGigabytes: 8, maxDataDisks: 4, maxNics: 2, errors: [], ...patch };
}

function sights(patch: Partial<DrillSights> = {}): DrillSights {
  return {
    now: NOW,
    item: item(),
    readAt: NOW,
    vaultLocation: "westeurope",
    networkId: TEST_NETWORK,
    network: network(TEST_NETWORK),
    sizes: [size()],
    rpoThresholdSeconds: 900,
    ...patch,
  };
}

const found = (patch: Partial<DrillSights> = {}) =>
  preflightDrill(drillFacts(sights(patch))).map(({ id, severity }) => `${severity} ${id}`);
const withItem = (patch: Partial<ProtectedItem>) => ({ item: item(patch) });
const nic = { nicId: "00:50:56:93:78:90", primary: true, include: true };
const silent = { upgradeable: false, upgradeBlockedBy: [], lastHeartbeat: minutes(-16) };

describe("before a drill", () => {
  test.each<[string, Partial<DrillSights>, string[]]>([
    ["a machine in order", {}, []],
    ["the network that it fails over to", { networkId: PROD_NETWORK.toUpperCase() }, ["Error TestNetworkIsTarget"]],
    ["a network that does not exist", { network: { state: "absent", at: NOW } }, ["Error NetworkNotFound"]],
    [
      "a network in another region",
      { network: network(TEST_NETWORK, { location: "eastus" }) },
      ["Error NetworkInOtherRegion"],
    ],
    ["a test subnet that is not there", withItem({ nics: [{ ...nic, testSubnet: "db" }] }), ["Error SubnetNotFound"]],
    ["no subnet named: Azure chooses", withItem({ nics: [nic] }), []],
    ["an adapter left out needs no subnet", withItem({ nics: [{ ...nic, include: false, testSubnet: "db" }] }), []],
    [
      "a test address outside its subnet",
      withItem({ nics: [{ ...nic, testSubnet: "web", testStaticIp: "10.9.9.9" }] }),
      ["Error StaticAddressOutsideSubnet"],
    ],
    ["a size that is not offered", { sizes: [] }, ["Error TargetSizeDoesNotFit"]],
    ["a size that Azure objects to", { sizes: [size({ errors: ["No quota."] })] }, ["Error TargetSizeDoesNotFit"]],
    ["a size with too few adapters", { sizes: [size({ maxNics: 0 })] }, ["Error TargetSizeDoesNotFit"]],
    ["an old recovery point", withItem({ lastRecoveryPoint: minutes(-61) }), ["Warning RecoveryPointOld"]],
    ["an agent that is silent", withItem({ agent: silent }), ["Warning AgentSilent"]],
  ])("%s", (_, patch, expected) => expect(found(patch)).toEqual(expected));

  test("sizes that were not read are not judged", () => {
    const { sizes: _, ...rest } = sights();
    expect(preflightDrill(drillFacts(rest))).toEqual([]);
  });

  test("no recovery point stops it", () => {
    const { lastRecoveryPoint: _, ...rest } = item();
    expect(found({ item: rest })).toEqual(["Error NoRecoveryPoint"]);
  });

  test("too many data disks: the sizes that fit are named, the smallest first", () => {
    const disks = Array.from({ length: 6 }, (_, index) => ({ id: `d${index}`, osDisk: index === 0 }));
    const sizes = [
      size(),
      size({ name: "Standard_D8s_v5", cores: 8, maxDataDisks: 16 }),
      size({ name: "Standard_D4s_v5", cores: 4, maxDataDisks: 8 }),
    ];
    const [finding] = preflightDrill(drillFacts(sights({ item: item({ disks }), sizes })));
    expect(finding?.sentence).toContain("It takes 4 data disks and the machine has 5.");
    expect(finding?.remedy).toContain("these fit: Standard_D4s_v5, Standard_D8s_v5");
  });
});

describe("an IPv4", () => {
  test.each([
    ["10.0.0.1", 167_772_161],
    ["255.255.255.255", 4_294_967_295],
    ["256.0.0.1", undefined],
    ["10.0.0", undefined],
    ["fe80::1", undefined],
  ])("address %s", (text, bits) => expect(addressBits(text)).toBe(bits));

  test.each([
    ["10.2.0.0/24", { first: 167_903_232, size: 256 }],
    ["10.2.0.77/24", { first: 167_903_232, size: 256 }],
    ["10.2.0.0/33", undefined],
    ["10.2.0.0", undefined],
  ])("subnet %s", (prefix, subnet) => expect(subnetOf(prefix)).toEqual(subnet));
});
