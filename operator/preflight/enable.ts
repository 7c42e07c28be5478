// The preflight of an enable: what would make Azure's job fail, found before it is started. Pure.
import { type AddressFacts, hasIpv4 } from "./addresses.ts";
import { type DiscoveryFacts, discoveredWhole } from "./discovery.ts";
import { type DiskFacts, diskCount, diskSizes, disksKnown, osDiskReplicates } from "./disks.ts";
import { check, type Finding, type Rule } from "./finding.ts";
import { type FirmwareFacts, secureBoot } from "./firmware.ts";
import { freeAddresses } from "./free-addresses.ts";
import { type ApplianceFacts, applianceHeard } from "./heartbeats.ts";
import { type NetworkFacts, networksExist, sameRegion, subnetsExist } from "./networks.ts";
import { type PolicyFacts, policyMapped, replicationGroup } from "./policy.ts";
import { type StaticAddressFacts, staticAddresses } from "./static-addresses.ts";
import { type NameFacts, targetName, windowsName } from "./target-name.ts";
import { type TestNetworkFacts, testNetworkApart, testNetworkChosen } from "./test-network.ts";

export interface EnableFacts
  extends NameFacts,
    DiskFacts,
    FirmwareFacts,
    AddressFacts,
    DiscoveryFacts,
    NetworkFacts,
    StaticAddressFacts,
    PolicyFacts,
    ApplianceFacts,
    TestNetworkFacts {}

/** The target size is not among them: Azure says what it offers only once the item exists. */
const RULES: readonly Rule<EnableFacts>[] = [
  targetName,
  windowsName,
  disksKnown,
  osDiskReplicates,
  diskCount,
  diskSizes,
  secureBoot,
  hasIpv4,
  discoveredWhole,
  policyMapped,
  replicationGroup,
  applianceHeard,
  testNetworkApart,
  testNetworkChosen,
  networksExist,
  sameRegion,
  subnetsExist,
  freeAddresses,
  staticAddresses,
];

export function preflightEnable(facts: EnableFacts): readonly Finding[] {
  return check(RULES, facts);
}
