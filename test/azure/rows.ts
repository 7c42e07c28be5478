// Rows as Azure writes them, in the shape of recorded az CLI traffic of 2023: sentinels, string booleans, empty strings.
import { itemId, SITE_ID, VAULT_ID } from "./port-under-test.ts";

const CAPITAL = VAULT_ID.replace("/subscriptions", "/Subscriptions");

export const IDLE = {
  scenarioName: "None",
  jobId: `${CAPITAL}/replicationJobs/None`,
  startTime: "1753-01-01T01:01:01Z",
} as const;

export const running = (scenarioName: string, job: string) => ({
  scenarioName,
  jobId: `${CAPITAL}/replicationJobs/${job}`,
  startTime: "2026-11-23T09:00:00Z",
});

export const itemRow = (name: string, properties: object = {}, details: object = {}) => ({
  id: itemId(name),
  name,
  type: "Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems",
  properties: {
    friendlyName: name.toUpperCase(),
    protectionState: "Protected",
    protectionStateDescription: "Protected",
    activeLocation: "Primary",
    testFailoverState: "None",
    allowedOperations: ["UnplannedFailover", "DisableProtection", "TestFailover"],
    replicationHealth: "Normal",
    failoverHealth: "Normal",
    healthErrors: [],
    policyId: `${CAPITAL}/replicationPolicies/gold`,
    currentScenario: IDLE,
    providerSpecificDetails: {
      instanceType: "InMageRcm",
      fabricDiscoveryMachineId: `${SITE_ID}/machines/${name}`,
      processServerId: "83629832-8201-4d31-b9cd-a644185d035a",
      multiVmGroupName: null,
      targetVmName: name,
      targetVmSize: "Standard_D4s_v5",
      targetAvailabilityZone: "",
      testNetworkId: "",
      licenseType: "NotSpecified",
      initialReplicationProgressPercentage: null,
      lastRecoveryPointReceived: "2026-11-23T09:58:46.1958486Z",
      lastRpoInSeconds: 120,
      resyncRequired: "false",
      targetBootDiagnosticsStorageAccountId: "/subscriptions/s/diagnostics",
      protectedDisks: [
        { diskId: "{1477963391}", diskName: "\\\\.\\PHYSICALDRIVE0", isOSDisk: "true", capacityInBytes: 42949672960 },
        { diskId: "{2}", isOSDisk: "false" },
      ],
      mobilityAgentDetails: {
        version: "9.55.6765.1",
        lastHeartbeatUtc: "2026-11-23T09:59:15.2164599Z",
        agentVersionExpiryDate: "9999-12-31T23:59:59.9999999",
        isUpgradeable: "false",
        reasonsBlockingUpgrade: ["AlreadyOnLatestVersion"],
      },
      vmNics: [
        {
          nicId: "00:50:56:93:78:90",
          isPrimaryNic: "true",
          isSelectedForFailover: "true",
          targetIPAddress: "10.0.0.4",
          targetIPAddressType: "Dynamic",
          targetSubnetName: "web",
          testSubnetName: null,
          testIPAddress: "10.9.1.14",
          testIPAddressType: "Static",
        },
      ],
      ...details,
    },
    ...properties,
  },
});

export const jobRow = (name: string, properties: object = {}) => ({
  id: `${CAPITAL}/replicationJobs/${name}`,
  name,
  properties: {
    scenarioName: "TestFailover",
    friendlyName: "Test failover",
    state: "InProgress",
    stateDescription: "InProgress",
    tasks: [],
    errors: [],
    startTime: "2026-11-23T09:00:00.0000000Z",
    endTime: "0001-01-01T00:00:00",
    targetObjectId: "9564a42b-620d-531d-9f35-eb9617659b5b",
    targetObjectName: "WEB01",
    ...properties,
  },
});

export const machineRow = (name: string, properties: object = {}) => ({
  id: `${SITE_ID}/machines/${name}`,
  name,
  properties: {
    displayName: name,
    fqdn: `${name}.example.com`,
    networkAdapters: [{ nicId: "1", macAddress: "00:50:56:93:9a:6c", ipAddressList: ["10.0.0.4"], networkName: "lan" }],
    disks: [
      { id: "disk-0", maxSizeInBytes: 1000, name: "sda", lun: 0 },
      { id: "disk-1", maxSizeInBytes: 2000, name: "sdb", lun: 1 },
    ],
    guestOsDetails: { osType: null, osName: null },
    operatingSystemDetails: { osType: "linuxguest", osName: "Debian 12", osVersion: null },
    firmware: "uefi",
    numberOfProcessorCore: 4,
    allocatedMemoryInMb: 8192.0,
    biosGuid: "421322d0",
    applianceNames: ["dr-appliance-1"],
    errors: [],
    isDeleted: false,
    updatedTimestamp: "2026-11-23T09:47:24.0769083Z",
    ...properties,
  },
});
