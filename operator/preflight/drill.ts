// The preflight of a drill: what would make the test failover fail, or meet production, found before it is started. Pure.
import { check, type Finding, type Rule } from "./finding.ts";
import { freeAddresses } from "./free-addresses.ts";
import { type AgentFacts, agentHeard } from "./heartbeats.ts";
import { type NetworkFacts, networksExist, sameRegion, subnetsExist } from "./networks.ts";
import { type RecoveryPointFacts, recoveryPointAge } from "./recovery-point.ts";
import { type StaticAddressFacts, staticAddresses } from "./static-addresses.ts";
import { type NameFacts, targetName } from "./target-name.ts";
import { type SizeFacts, targetSize } from "./target-size.ts";
import { type TestNetworkFacts, testNetworkApart } from "./test-network.ts";

/** `networks` holds the test network alone, in the role `test network`. */
export interface DrillFacts
  extends NameFacts,
    NetworkFacts,
    StaticAddressFacts,
    SizeFacts,
    AgentFacts,
    RecoveryPointFacts,
    TestNetworkFacts {}

const RULES: readonly Rule<DrillFacts>[] = [
  targetName,
  testNetworkApart,
  recoveryPointAge,
  networksExist,
  sameRegion,
  subnetsExist,
  freeAddresses,
  staticAddresses,
  targetSize,
  agentHeard,
];

export function preflightDrill(facts: DrillFacts): readonly Finding[] {
  return check(RULES, facts);
}
