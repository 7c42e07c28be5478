// What one object shows to be wrong is refused at "kubectl apply", with a sentence that names the field and the remedy.
import { beforeAll, describe, expect, test } from "vitest";
import { testNamespace } from "../../control-plane/for-tests.ts";
import { create, type Fields, manifest, network, RESOURCE_GROUP } from "./manifests.ts";

let namespace: string;
beforeAll(async () => {
  namespace = await testNamespace("crds");
});

const creation = (kind: string, spec: Fields, name?: string) =>
  create(manifest(kind, spec, name), { namespace, args: ["--dry-run=server"] });

type Row = readonly [what: string, spec: Fields, field: string, sentence: string];

describe("a RecoveryVault is refused with", () => {
  const rows: readonly Row[] = [
    [
      "a subscription's name",
      { subscriptionId: "production" },
      "spec.subscriptionId",
      "must be the id of a subscription",
    ],
    ["a resource group's id", { resourceGroup: RESOURCE_GROUP }, "spec.resourceGroup", "not an id"],
    ["a vault name with a slash", { vaultName: "a/b" }, "spec.vaultName", "2 to 50 letters, digits and hyphens"],
    ["no mode", { mode: undefined }, "spec.mode", "Required value"],
    ["an unknown mode", { mode: "Watch" }, "spec.mode", 'supported values: "Observe", "Manage"'],
    ["a pattern of namespaces", { allowedNamespaces: ["dr-*"] }, "spec.allowedNamespaces[0]", "list each one"],
    ["a network's name", { testNetworks: ["dr-test"] }, "spec.testNetworks[0]", "takes ARM ids of virtual networks"],
    [
      "a service principal without its secret",
      { identity: { type: "ServicePrincipal" } },
      "spec.identity",
      "needs clientId, tenantId and secretRef: add what is missing",
    ],
    [
      "a secret for a workload identity",
      { identity: { type: "WorkloadIdentity", secretRef: { name: "secret" } } },
      "spec.identity",
      "identity.secretRef belongs to type ServicePrincipal only: remove it",
    ],
    [
      "a client id that is a name",
      { identity: { type: "ManagedIdentity", clientId: "operator" } },
      "spec.identity.clientId",
      "must be a GUID",
    ],
    [
      "a default test network that is not one of testNetworks",
      { defaults: { testNetwork: { network: network("elsewhere") } } },
      "spec.defaults.testNetwork.network",
      "must be one of testNetworks: add it to that list",
    ],
    [
      "a default target network where drills run, in other letters",
      { defaults: { target: { network: network("DR-TEST") } } },
      "spec.defaults.target.network",
      "must not be one of testNetworks",
    ],
    [
      "a storage account's name",
      { defaults: { cacheStorageAccount: "drcache001" } },
      "spec.defaults.cacheStorageAccount",
      "must be the ARM id of a storage account",
    ],
  ];
  test.each(rows)("%s", async (_, spec, field, sentence) => {
    const refusal = await creation("RecoveryVault", spec);
    expect(refusal).toContain(field);
    expect(refusal).toContain(sentence);
  });
});

describe("a ReplicationPolicy is refused with", () => {
  const rows: readonly Row[] = [
    ["days", { recoveryPointRetention: "3d" }, "spec.recoveryPointRetention", "there are no days"],
    ["more than 15 days", { recoveryPointRetention: "361h" }, "spec.recoveryPointRetention", "0s to 360h (15 days)"],
    [
      "points every half hour",
      { appConsistentFrequency: "30m" },
      "spec.appConsistentFrequency",
      "0s (off) or 1h to 12h",
    ],
    ["points twice a week", { appConsistentFrequency: "84h" }, "spec.appConsistentFrequency", "0s (off) or 1h to 12h"],
    [
      "application-consistent points as rare as they are short-lived",
      { appConsistentFrequency: "2h", recoveryPointRetention: "2h" },
      "spec.appConsistentFrequency",
      "must be shorter than recoveryPointRetention",
    ],
    [
      "application-consistent points that are not kept",
      { recoveryPointRetention: "0s", appConsistentFrequency: "1h" },
      "spec.appConsistentFrequency",
      "switch off with 0s",
    ],
    [
      "crash-consistent points rarer than they are kept",
      { crashConsistentFrequency: "30m", recoveryPointRetention: "20m", appConsistentFrequency: "0s" },
      "spec.crashConsistentFrequency",
      "must be shorter than recoveryPointRetention",
    ],
    ["points every minute", { crashConsistentFrequency: "1m" }, "spec.crashConsistentFrequency", "must be 5m to 60m"],
    ["a threshold of nothing", { rpoThreshold: "0s" }, "spec.rpoThreshold", "must be 1m to 24h"],
    ["a number for a duration", { rpoThreshold: "15" }, "spec.rpoThreshold", "such as 15m"],
    ["a duration too large to count", { rpoThreshold: "99999999999h" }, "spec.rpoThreshold", "such as 15m"],
    ["a dotted name in Azure", { azureName: "gold.v2" }, "spec.azureName", "letters, digits and hyphens only"],
    ["an unknown end", { deletionPolicy: "Purge" }, "spec.deletionPolicy", 'supported values: "Retain", "Delete"'],
  ];
  test.each(rows)("%s", async (_, spec, field, sentence) => {
    const refusal = await creation("ReplicationPolicy", spec);
    expect(refusal).toContain(field);
    expect(refusal).toContain(sentence);
  });

  test("a name that Azure cannot have", async () => {
    expect(await creation("ReplicationPolicy", {}, "gold.v2")).toContain("without dots");
    expect(await creation("ReplicationPolicy", {}, "g".repeat(64))).toContain("at most 63");
  });
});

describe("a PhysicalMachineProtection is refused with", () => {
  const rows: readonly Row[] = [
    ["no machine", { machine: {} }, "spec.machine", "exactly one of name, fqdn, ipAddress, biosId, id or add"],
    [
      "two ways to name the machine",
      { machine: { name: "web01", ipAddress: "10.1.0.4" } },
      "spec.machine",
      "exactly one of",
    ],
    [
      "an address that is none",
      { machine: { ipAddress: "10.1.0.400" } },
      "spec.machine.ipAddress",
      "must be an IP address",
    ],
    [
      "an IPv6 address to add",
      { machine: { add: { name: "web01", ipAddress: "fd00::4", osType: "Linux" } } },
      "spec.machine.add.ipAddress",
      "must be an IPv4 address",
    ],
    ["a machine's name for its id", { machine: { id: "web01" } }, "spec.machine.id", "kubectl get dmach"],
    ["no policy", { policy: undefined }, "spec.policy", "Required value"],
    [
      "a test network that is the target's",
      { target: { network: network("prod-net") }, testNetwork: { network: network("prod-net") } },
      "spec.testNetwork.network",
      "the network that the machine fails over to: a drill would meet production there; choose an isolated network",
    ],
    [
      "a test network that is the target's in other letters",
      { target: { network: network("prod-net") }, testNetwork: { network: network("PROD-net").toUpperCase() } },
      "spec.testNetwork.network",
      "choose an isolated network",
    ],
    [
      "zone and set together",
      {
        target: {
          availabilityZone: "1",
          availabilitySet: `${RESOURCE_GROUP}/providers/Microsoft.Compute/availabilitySets/web`,
        },
      },
      "spec.target",
      "availabilityZone or availabilitySet, not both: remove one",
    ],
    [
      "a zone that Azure has not",
      { target: { availabilityZone: "4" } },
      "spec.target.availabilityZone",
      "supported values",
    ],
    [
      "a name with an underscore",
      { target: { vmName: "web_01" } },
      "spec.target.vmName",
      "letters, digits and hyphens",
    ],
    ["a name of 64 characters", { target: { vmName: "w".repeat(64) } }, "spec.target.vmName", "63"],
    [
      "a resource group's name",
      { target: { resourceGroup: "dr-rg" } },
      "spec.target.resourceGroup",
      "must be an ARM id",
    ],
    [
      "disks included and excluded",
      { disks: { include: ["sda"], exclude: ["sdb"] } },
      "spec.disks",
      "either include or exclude",
    ],
    ["disks neither included nor excluded", { disks: {} }, "spec.disks", "either include or exclude"],
    [
      "a MAC address without colons",
      { nics: [{ macAddress: "005056937890" }] },
      "spec.nics[0].macAddress",
      "six pairs",
    ],
    [
      "an adapter named twice",
      { nics: [{ macAddress: "00:50:56:93:78:90" }, { macAddress: "00:50:56:93:78:90" }] },
      "spec.nics[1]",
      "Duplicate value",
    ],
    [
      "two primary adapters",
      { nics: ["00", "01"].map((end) => ({ macAddress: `00:50:56:93:78:${end}`, primary: true })) },
      "spec.nics",
      "only one adapter can be primary",
    ],
    [
      "a primary adapter that is left out",
      { nics: [{ macAddress: "00:50:56:93:78:90", primary: true, include: false }] },
      "spec.nics[0]",
      "include it or choose another primary",
    ],
    [
      "an address with a mask",
      { nics: [{ macAddress: "00:50:56:93:78:90", staticIp: "10.2.0.4/24" }] },
      "spec.nics[0].staticIp",
      "must be an IPv4 address",
    ],
    ["a drill every 0 days", { drillEveryDays: 0 }, "spec.drillEveryDays", "greater than or equal to 1"],
    ["51 tags", { target: { tags: numbered(51) } }, "spec.target.tags", "must have at most 50 items"],
  ];
  test.each(rows)("%s", async (_, spec, field, sentence) => {
    const refusal = await creation("PhysicalMachineProtection", spec);
    expect(refusal).toContain(field);
    expect(refusal).toContain(sentence);
  });

  test("a field that does not exist, such as a typing mistake", async () => {
    expect(await creation("PhysicalMachineProtection", { polici: "gold" })).toContain('unknown field "spec.polici"');
  });
});

describe("a TestFailover is refused with", () => {
  const rows: readonly Row[] = [
    ["neither machine nor plan", { protection: undefined }, "spec", "name either protection (one machine) or plan"],
    ["machine and plan", { plan: "shop" }, "spec", "one of them: remove the other"],
    ["a point by id without the id", { recoveryPoint: { type: "ById" } }, "spec.recoveryPoint", "add the point's id"],
    ["an id for the latest point", { recoveryPoint: { type: "Latest", id: "x" } }, "spec.recoveryPoint", "only then"],
    [
      "a point by id for a plan",
      { protection: undefined, plan: "shop", recoveryPoint: { type: "ById", id: "x" } },
      "spec.recoveryPoint.type",
      "works for one machine only",
    ],
    ["a network's name", { network: "dr-test" }, "spec.network", "must be the ARM id of a virtual network"],
    ["a clean-up after nothing", { cleanUp: { after: "0s" } }, "spec.cleanUp.after", "15m to 168h (7 days)"],
    ["a clean-up after 14 minutes", { cleanUp: { after: "14m" } }, "spec.cleanUp.after", "15m to 168h (7 days)"],
    ["a clean-up after a year", { cleanUp: { after: "8760h" } }, "spec.cleanUp.after", "15m to 168h (7 days)"],
    ["a clean-up after days", { cleanUp: { after: "2d" } }, "spec.cleanUp.after", "in hours and minutes, such as 2h"],
    ["a clean-up at no time of day", { cleanUp: { until: "tonight" } }, "spec.cleanUp.until", "date-time"],
    ["a start by no time of day", { startBy: "18:00" }, "spec.startBy", "date-time"],
    ["notes of 1,025 characters", { notes: "n".repeat(1025) }, "spec.notes", "may not be more than 1024"],
    ["an unknown verdict", { verdict: { result: "Good" } }, "spec.verdict.result", '"Passed", "Failed"'],
    ["days to keep a run that is applied", { keepDays: 30 }, "spec.keepDays", "remove keepDays"],
  ];
  test.each(rows)("%s", async (_, spec, field, sentence) => {
    const refusal = await creation("TestFailover", spec);
    expect(refusal).toContain(field);
    expect(refusal).toContain(sentence);
  });
});

function numbered(count: number): Fields {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`tag${index}`, "x"]));
}
