// What may depend on a vault: resources as they are in the cluster.
import type {
  DiscoveredMachine,
  PhysicalMachineProtection,
  ReplicationPolicy,
  TestFailover,
} from "../../../crds/types.ts";
import { itemId } from "../../azure/port-under-test.ts";

const meta = (name: string) => ({
  name,
  namespace: "dr-team",
  uid: `uid-${name}`,
  resourceVersion: "1",
  generation: 1,
  creationTimestamp: "2026-09-01T00:00:00Z",
});

export const protectionOf = (item: string): PhysicalMachineProtection => ({
  apiVersion: "asr-chatops.io/v1alpha1",
  kind: "PhysicalMachineProtection",
  metadata: meta(item),
  spec: { policy: "gold", machine: { name: item }, deletionPolicy: "Retain", suspend: false },
  status: { bound: { vault: "contoso", itemId: itemId(item) } },
});

export const runOf = (item: string, status: Partial<NonNullable<TestFailover["status"]>> = {}): TestFailover => ({
  apiVersion: "asr-chatops.io/v1alpha1",
  kind: "TestFailover",
  metadata: meta(`drill-of-${item}`),
  spec: { protection: item, recoveryPoint: { type: "Latest" }, cleanUp: { after: "2h" } },
  status: { target: { protection: item, vault: "contoso", itemId: itemId(item) }, phase: "Running", ...status },
});

export const policyNaming = (vault: string): ReplicationPolicy => ({
  apiVersion: "asr-chatops.io/v1alpha1",
  kind: "ReplicationPolicy",
  metadata: meta("gold"),
  spec: {
    vault,
    recoveryPointRetention: "24h",
    appConsistentFrequency: "1h",
    crashConsistentFrequency: "5m",
    rpoThreshold: "15m",
    multiVmSync: false,
    deletionPolicy: "Retain",
  },
});

export const machineOf = (vault: string): DiscoveredMachine => ({
  apiVersion: "asr-chatops.io/v1alpha1",
  kind: "DiscoveredMachine",
  metadata: meta("web01-0123abcd"),
  status: { vault, id: "id", name: "web01" },
});
