// What the preflight of a drill looks at, taken from the item and the test network. Pure.
import type { ProtectedItem, TargetSize, VirtualNetwork } from "../azure/site-recovery.ts";
import type { Seen } from "../azure/view.ts";
import type { DrillFacts } from "./drill.ts";

export interface DrillSights {
  /** Azure's clock. */
  readonly now: Date;
  readonly item: ProtectedItem;
  /** When the item was read. */
  readonly readAt: Date;
  readonly vaultLocation: string;
  /** ARM id of the network that the drill runs in, and what a GET showed of it. */
  readonly networkId: string;
  readonly network: Seen<VirtualNetwork>;
  /** `port.targetSizes` of the item; undefined when not read. */
  readonly sizes?: readonly TargetSize[];
  /** The policy's rpoThreshold. */
  readonly rpoThresholdSeconds?: number;
}

/**
 * Azure puts a test machine into the subnet that the adapter names, else into the one named like its target subnet,
 * else into the first (Microsoft: run a test failover to Azure); so only subnets that are named must exist.
 */
export function drillFacts(sights: DrillSights): DrillFacts {
  const { item, networkId, network, readAt, now, vaultLocation, sizes, rpoThresholdSeconds } = sights;
  const adapters = item.nics.filter(({ include }) => include);
  const named = adapters.flatMap((nic) => nic.testSubnet ?? item.target.testSubnet ?? []);
  return {
    now,
    readAt,
    vaultLocation,
    vmName: item.target.vmName ?? item.friendlyName,
    testNetwork: networkId,
    dataDisks: item.disks.filter(({ osDisk }) => !osDisk).length,
    adapters: adapters.length,
    networks: [{ role: "test network", field: "spec.testNetwork", id: networkId, seen: network, subnets: named }],
    staticAddresses: adapters.flatMap(({ nicId, testStaticIp, testSubnet }) => {
      const subnet = testSubnet ?? item.target.testSubnet;
      if (testStaticIp === undefined || subnet === undefined) return [];
      return [{ field: `nics[${nicId}].testStaticIp`, address: testStaticIp, subnet, role: "test network" as const }];
    }),
    ...(item.target.networkId === undefined ? {} : { targetNetwork: item.target.networkId }),
    ...(item.target.vmSize === undefined ? {} : { vmSize: item.target.vmSize }),
    ...(sizes === undefined ? {} : { sizes }),
    ...(item.agent?.lastHeartbeat === undefined ? {} : { lastHeartbeat: item.agent.lastHeartbeat }),
    ...(item.lastRecoveryPoint === undefined ? {} : { lastRecoveryPoint: item.lastRecoveryPoint }),
    ...(rpoThresholdSeconds === undefined ? {} : { rpoThresholdSeconds }),
  };
}
