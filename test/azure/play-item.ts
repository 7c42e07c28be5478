// A protected item's life for the conformance suite: enabled, changed, drilled, failed over, and the smaller works.
import { CACHE, type Found, first, GROUP, networkId, PROVIDER, type Row, type Stage, VAULT } from "./stage.ts";

/** Enables one machine, in a group and with one of its disks when it has several. */
export async function enable(
  { send }: Stage,
  found: Found,
  name: string,
  { group }: { readonly group: string | undefined } = { group: "shop" },
): Promise<string> {
  const machine = found.machines.get(name) ?? "";
  const disk = { diskType: "Premium_LRS", logStorageAccountId: CACHE };
  const path = `${found.container}/replicationProtectedItems/${name}`;
  const disks = name === "web02" ? { disksToInclude: [{ diskId: "/dev/sda", ...disk }] } : { disksDefault: disk };
  await send(`enabling ${name}`, "PUT", path, {
    properties: {
      policyId: `${VAULT}/replicationPolicies/gold`,
      providerSpecificDetails: {
        ...PROVIDER,
        ...disks,
        fabricDiscoveryMachineId: machine,
        processServerId: found.appliances[0],
        targetResourceGroupId: GROUP,
        targetNetworkId: networkId("prod-net"),
        targetSubnetName: "web",
        testNetworkId: networkId("dr-test"),
        ...(group !== undefined && { multiVmGroupName: group }),
      },
    },
  });
  return path;
}

export async function seeItem({ send }: Stage, path: string): Promise<string> {
  await send("the item", "GET", path);
  const point = first(await send("recovery points", "GET", `${path}/recoveryPoints`)).id;
  await send("a recovery point", "GET", point);
  await send("sizes", "GET", `${path}/targetComputeSizes`);
  return point;
}

export async function changeItem({ send, advance }: Stage, path: string): Promise<void> {
  const item = (await send("the item before its update", "GET", path)) as Row;
  const nics = (item.properties.providerSpecificDetails as { vmNics: { nicId: string }[] }).vmNics;
  const vmNics = [
    { nicId: nics[0]?.nicId, isPrimaryNic: "true", targetSubnetName: "web", targetStaticIPAddress: "10.8.1.77" },
  ];
  const details = {
    ...PROVIDER,
    targetVmName: "web01",
    targetVmSize: "Standard_D8s_v5",
    targetNetworkId: networkId("prod-net"),
    vmNics,
  };
  await send("an update", "PATCH", path, { properties: { providerSpecificDetails: details } });
  advance(60);
}

export async function drillItem({ send, advance }: Stage, path: string): Promise<void> {
  const properties = {
    failoverDirection: "PrimaryToRecovery",
    networkType: "VmNetworkAsInput",
    networkId: networkId("dr-test"),
    providerSpecificDetails: { ...PROVIDER, networkId: networkId("dr-test") },
  };
  await send("a test failover", "POST", `${path}/testFailover`, { properties });
  await send("the item in it", "GET", path);
  advance(3600);
  await send("the item that waits", "GET", path);
  await send("a clean-up", "POST", `${path}/testFailoverCleanup`, { properties: { comments: "well" } });
  advance(30);
  await send("the item in its clean-up", "GET", path);
  advance(300);
}

export async function failOver({ send, advance }: Stage, path: string, point: string): Promise<void> {
  const provider = { ...PROVIDER, performShutdown: "false" };
  const properties = {
    failoverDirection: "PrimaryToRecovery",
    sourceSiteOperations: "NotRequired",
    providerSpecificDetails: provider,
  };
  await send("a failover", "POST", `${path}/unplannedFailover`, { properties });
  await send("the item while it fails over", "GET", path);
  advance(700);
  await send("the item that is failed over", "GET", path);
  const change = { recoveryPointId: point, providerSpecificDetails: { ...PROVIDER, recoveryPointId: point } };
  await send("another point", "POST", `${path}/applyRecoveryPoint`, { properties: change });
  advance(400);
  await send("no way back", "POST", `${path}/reProtect`, {
    properties: {
      failoverDirection: "RecoveryToPrimary",
      providerSpecificDetails: { ...PROVIDER, reprotectAgentId: "a", datastoreName: "d", logStorageAccountId: CACHE },
    },
  });
  await send("no planned way", "POST", `${path}/plannedFailover`, {
    properties: {
      failoverDirection: "RecoveryToPrimary",
      providerSpecificDetails: { instanceType: "InMageRcmFailback", recoveryPointType: "CrashConsistent" },
    },
  });
  await send("the commit", "POST", `${path}/failoverCommit`);
  advance(60);
  await send("the item that is committed", "GET", path);
}

/** Operations that take a machine of its own scenario. */
export async function seeScenarios({ send, advance }: Stage, container: string): Promise<void> {
  const path = (name: string) => `${container}/replicationProtectedItems/${name}`;
  await send("a resynchronisation", "POST", `${path("db01-needs-resync")}/repairReplication`);
  advance(600);
  await send("the item in it", "GET", path("db01-needs-resync"));
  const agent = { properties: { runAsAccountId: "account" } };
  await send("an agent's update", "POST", `${path("db02-old-agent")}/updateMobilityService`, agent);
  await send("the item in it", "GET", path("db02-old-agent"));
  const errors = (await send("the item with an error", "GET", path("db03-resolvable-error"))) as Row;
  const [error] = errors.properties.healthErrors as { errorId: string }[];
  const resolved = { properties: { healthErrors: [{ healthErrorId: error?.errorId }] } };
  await send("an error that is resolved", "POST", `${path("db03-resolvable-error")}/resolveHealthErrors`, resolved);
  const failover = {
    failoverDirection: "PrimaryToRecovery",
    sourceSiteOperations: "Required",
    providerSpecificDetails: { ...PROVIDER, performShutdown: "true" },
  };
  await send("a failover", "POST", `${path("db04-cancellable-failover")}/unplannedFailover`, { properties: failover });
  advance(700);
  await send("its cancel", "POST", `${path("db04-cancellable-failover")}/failoverCancel`);
  advance(200);
}

export async function moveItem({ send, advance }: Stage, { appliances }: Found, path: string): Promise<void> {
  const properties = {
    targetApplianceId: appliances[1],
    providerSpecificDetails: { ...PROVIDER, runAsAccountId: "account" },
  };
  await send("another appliance", "POST", `${path}/updateAppliance`, { properties });
  advance(200);
  const disks = [{ diskId: "/dev/sdb", diskType: "Premium_LRS", logStorageAccountId: CACHE }];
  await send("another disk", "POST", `${path}/addDisks?api-version=2024-04-01`, {
    properties: { providerSpecificDetails: { ...PROVIDER, disks } },
  });
  advance(200);
}
