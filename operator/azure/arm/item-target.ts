// The modernized item's parts: agent, disks, NICs, and what a failover would create.
import type { InMageRcmNicDetails, InMageRcmReplicationDetails } from "@azure/arm-recoveryservices-siterecovery";
import type { Agent, ProtectedDisk, TargetNic, TargetSettings } from "../site-recovery.ts";
import { date, flag, number, present, text } from "./values.ts";

export function agentOf({ mobilityAgentDetails: agent }: InMageRcmReplicationDetails): Agent | undefined {
  if (agent === undefined || agent === null) return undefined;
  return {
    upgradeable: flag(agent.isUpgradeable),
    upgradeBlockedBy: agent.reasonsBlockingUpgrade ?? [],
    ...present({
      version: text(agent.version),
      lastHeartbeat: date(agent.lastHeartbeatUtc),
      expiry: date(agent.agentVersionExpiryDate),
    }),
  };
}

export function disksOf({ protectedDisks }: InMageRcmReplicationDetails): readonly ProtectedDisk[] {
  return (protectedDisks ?? []).map((disk) => ({
    id: disk.diskId ?? "",
    osDisk: flag(disk.isOSDisk),
    ...present({ name: text(disk.diskName), capacityBytes: number(disk.capacityInBytes) }),
  }));
}

export function nicsOf({ vmNics }: InMageRcmReplicationDetails): readonly TargetNic[] {
  return (vmNics ?? []).map((nic) => ({
    nicId: nic.nicId ?? "",
    primary: flag(nic.isPrimaryNic),
    include: flag(nic.isSelectedForFailover),
    ...present({
      subnet: text(nic.targetSubnetName),
      staticIp: fixed(nic.targetIPAddress, nic.targetIPAddressType),
      testSubnet: text(nic.testSubnetName),
      testStaticIp: fixed(nic.testIPAddress, nic.testIPAddressType),
    }),
  }));
}

function fixed(address: string | undefined, kind: string | undefined): string | undefined {
  return kind === "Static" ? text(address) : undefined;
}

/** Azure keeps the subnets with the NICs; the primary one speaks for the machine. */
export function targetOf(details: InMageRcmReplicationDetails): TargetSettings {
  const nics = details.vmNics ?? [];
  const primary: InMageRcmNicDetails | undefined = nics.find((nic) => flag(nic.isPrimaryNic)) ?? nics[0];
  return present({
    vmName: text(details.targetVmName),
    vmSize: text(details.targetVmSize),
    resourceGroupId: text(details.targetResourceGroupId),
    networkId: text(details.targetNetworkId),
    subnet: text(primary?.targetSubnetName),
    testNetworkId: text(details.testNetworkId),
    testSubnet: text(primary?.testSubnetName),
    availabilityZone: text(details.targetAvailabilityZone),
    availabilitySetId: text(details.targetAvailabilitySetId),
    licenseType: text(details.licenseType),
    bootDiagnosticsStorageAccountId: text(details.targetBootDiagnosticsStorageAccountId),
  });
}
