// What is checked before a machine is enabled.
import { describe } from "vitest";
import {
  condition,
  infrastructure,
  MACHINE_ID,
  machine,
  network,
  operation,
  otherProviders,
  PROD_NETWORK,
  policy,
  protection,
  TEST_NETWORK,
  there,
  vault,
} from "./builders.ts";
import { type Row, testRows } from "./table.ts";

const other = protection({ metadata: { name: "older", uid: "uid-older", creationTimestamp: "2026-01-01T00:00:00Z" } });
const younger = protection({
  metadata: { name: "younger", uid: "uid-younger", creationTimestamp: "2026-10-01T00:00:00Z" },
});

const closed = { ...vault(), status: { conditions: [condition("Ready", "False", "SecretNotFound")] } };

const rows: Readonly<Record<string, Row>> = {
  "a vault that the namespace may not use is named by the binding": {
    facts: {
      world: {
        binding: { reason: "NotAllowed", sentence: "Namespace dr-team may not use contoso." },
        azure: undefined,
      },
    },
    told: "Stalled: NotAllowed",
    says: ["may not use contoso"],
  },
  "an unknown vault is Stalled": {
    facts: {
      world: { binding: { reason: "VaultNotFound", sentence: "There is no RecoveryVault." }, azure: undefined },
    },
    told: "Stalled: VaultNotFound",
  },
  "a vault that could not be opened is waited for": {
    facts: { world: { azure: undefined, binding: { vault: closed } } },
    told: "Reconciling: WaitingForAzure",
    says: ["not connected"],
  },
  "a vault whose fabric is not found yet is waited for, with its own words": {
    facts: { azure: { infrastructure: { state: "unknown", why: "The fabric was not read." } } },
    told: "Reconciling: WaitingForAzure",
    says: ["The fabric was not read."],
  },
  "a machine that no appliance sees: who looked, when, what was meant, and the command": {
    facts: { azure: { machine: { none: true, didYouMean: "web11" } } },
    told: "Stalled: NotDiscovered",
    says: [
      "Appliance dr-appliance-1",
      '"web01"',
      "2026-11-23T09:54:00Z",
      'Did you mean "web11"?',
      "kubectl annotate rvault contoso asr-chatops.io/refresh",
    ],
  },
  "before the appliances' list came through whole nothing is said about the machine": {
    facts: { azure: { machine: { none: true }, discoveredAt: undefined } },
    told: "Reconciling: WaitingForAzure",
  },
  "several machines of the same name: the ids to choose from": {
    facts: { azure: { machine: { several: [machine(), machine({ id: `${MACHINE_ID}2` })] } } },
    told: "Stalled: MachineAmbiguous",
    says: [MACHINE_ID, "spec.machine.id"],
  },
  "a machine that only a classic vault could add": {
    facts: { resource: { spec: { machine: { add: { name: "web01", ipAddress: "10.1.0.4", osType: "Linux" } } } } },
    told: "Stalled: NotSupported",
    says: ["classic vaults only"],
  },
  "a second protection of the same machine leaves it to the older one": {
    facts: { world: { rivals: [other] } },
    told: "Stalled: ManagedBy",
    says: ["dr-team/older"],
  },
  "the older of two protections goes on": {
    facts: { world: { rivals: [younger] } },
    told: "Reconciling: Enabling",
    does: "Enable",
  },
  "the older one waits until what a younger one began is settled": {
    facts: { world: { rivals: [{ ...younger, status: { operation: operation() } }] } },
    told: "Reconciling: WaitingForOtherRun",
    says: ["dr-team/younger"],
  },
  "an item of our name that another provider replicates is not adopted": {
    facts: { azure: { item: otherProviders("HyperVReplicaAzure") } },
    told: "Stalled: ItemNameTaken",
    says: ["dr-team-web01", "is of another provider (HyperVReplicaAzure)", "spec.azureName"],
  },
  "an item of our name that replicates another machine is not adopted": {
    facts: { azure: { item: there({ machineId: `${MACHINE_ID}-other`, friendlyName: "db01" }) } },
    told: "Stalled: ItemNameTaken",
    says: ["db01", "spec.azureName"],
  },
  "a policy that does not exist": {
    facts: { world: { policy: undefined } },
    told: "Stalled: PolicyNotFound",
    says: ['"gold"', "dr-team"],
  },
  "a policy of another vault": {
    facts: { world: { policy: policy({ vault: "fabrikam" }) } },
    told: "Stalled: PolicyOfOtherVault",
    says: ["fabrikam"],
  },
  "a policy that is not ready yet is waited for": {
    facts: { world: { policy: policy({ conditions: [] }) } },
    told: "Reconciling: WaitingForPolicy",
  },
  "a policy that mode Observe does not create is not waited for: it is said what Manage would do": {
    facts: {
      world: {
        binding: { vault: vault({ mode: "Observe" }) },
        policy: policy({ conditions: [condition("Stalled", "True", "ObserveOnly", "Nothing was written.")] }),
      },
    },
    told: "Stalled: ObserveOnly",
    says: ["Enable replication of web01 with policy gold"],
  },
  "a policy that has just been asked for, the mode being Manage again, is waited for": {
    facts: {
      world: { policy: policy({ conditions: [condition("Stalled", "True", "ObserveOnly", "Nothing was written.")] }) },
    },
    told: "Reconciling: WaitingForPolicy",
  },
  "a machine that would fail over into a test network": {
    facts: { resource: { spec: { target: { network: TEST_NETWORK } } } },
    told: "Stalled: TargetIsTestNetwork",
    says: ["dr-test", "spec.target.network"],
  },
  "a default test network that is the target's network": {
    facts: {
      world: { binding: { vault: vault({ testNetworks: [] }) } },
      resource: { spec: { testNetwork: { network: PROD_NETWORK.toUpperCase() } } },
    },
    told: "Stalled: TestNetworkIsTarget",
  },
  "a test network that the vault does not list: which it lists": {
    facts: { resource: { spec: { testNetwork: { network: `${TEST_NETWORK}-2` } } } },
    told: "Stalled: NotATestNetwork",
    says: ["dr-test-2", "It lists dr-test."],
  },
  "neither manifest nor defaults say where to": {
    facts: { world: { binding: { vault: vault({ defaults: {} }) } } },
    told: "Stalled: TargetIncomplete",
    says: ["target.resourceGroup, target.network and cacheStorageAccount"],
  },
  "no process server": {
    facts: {
      azure: {
        infrastructure: infrastructure({
          fabric: {
            id: "f",
            name: "f",
            instanceType: "InMageRcm",
            health: "Normal",
            containers: [],
            processServers: [],
          },
        }),
      },
    },
    told: "Stalled: NoProcessServer",
  },
  "a classic fabric protects nothing new": {
    facts: {
      azure: {
        infrastructure: infrastructure({
          fabric: { id: "f", name: "f", instanceType: "VMware", health: "Normal", containers: [], processServers: [] },
        }),
      },
    },
    told: "Stalled: NotSupported",
    says: ["VMware"],
  },
  "an unknown run-as account: which the appliances know": {
    facts: { resource: { spec: { runAsAccount: "linux-rot" } } },
    told: "Stalled: RunAsAccountNotFound",
    says: ['"linux-rot"', "They know linux-root.", 'Did you mean "linux-root"?'],
  },
  "a preflight error stops the enable": {
    facts: {
      azure: { networks: new Map([[PROD_NETWORK.toLowerCase(), network(PROD_NETWORK, { location: "northeurope" })]]) },
    },
    told: "Stalled: PreflightFailed",
    says: ["northeurope", "westeurope"],
  },
  "somebody else holds the machine": {
    facts: { azure: { claim: { held: false, by: "test failover dr-team/x" } } },
    told: "Reconciling: WaitingForOtherRun",
    says: ["test failover dr-team/x"],
  },
  "nothing is written from a stale view": {
    facts: { azure: { writesBarred: "The list is 14 minutes old." } },
    told: "Reconciling: WaitingForAzure",
    says: ["kubectl describe rvault contoso"],
  },
  "a suspended protection is not enabled": {
    facts: { resource: { spec: { suspend: true } } },
    told: "Stalled: Suspended",
    says: ["Enable replication of web01"],
  },
  "Observe says what it would do": {
    facts: { world: { binding: { vault: vault({ mode: "Observe" }) } } },
    told: "Stalled: ObserveOnly",
    says: ["Enable replication of web01"],
  },
  "everything in order and not enabled: enable": {
    facts: {},
    told: "Reconciling: Enabling",
    says: ["dr-target-rg", "prod-net", "gold"],
    does: "Enable",
  },
};

describe("a machine that is not protected yet", () => testRows(rows));
