// examples/first-drill names things that the simulator's own fleet has, so that it runs as it is written.
import { readdirSync, readFileSync } from "node:fs";
import { loadAll } from "js-yaml";
import { expect, test } from "vitest";
import type {
  PhysicalMachineProtectionSpec,
  RecoveryVaultSpec,
  ReplicationPolicySpec,
  TestFailoverSpec,
} from "../../crds/types.ts";
import { exampleFleet } from "../../simulator/example-fleet.ts";

interface Document<S> {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec: S;
}

const FOLDER = new URL("../../examples/first-drill/", import.meta.url);
const files = readdirSync(FOLDER).sort();
const documents = files.flatMap((name) => loadAll(readFileSync(new URL(name, FOLDER), "utf8")) as Document<never>[]);

function example<S>(kind: string): Document<S> {
  const found = documents.filter((document) => document.kind === kind);
  expect(found).toHaveLength(1);
  return found[0] as unknown as Document<S>;
}

const fleet = exampleFleet();
const vault = example<RecoveryVaultSpec>("RecoveryVault");
const policy = example<ReplicationPolicySpec>("ReplicationPolicy");
const protection = example<PhysicalMachineProtectionSpec>("PhysicalMachineProtection");
const run = example<TestFailoverSpec>("TestFailover");

test("the vault is the one that the simulator plays", () => {
  const { subscriptionId, resourceGroup, vaultName } = fleet;
  expect(vault.spec).toMatchObject({ subscriptionId, resourceGroup, vaultName });
});

test("its defaults exist there: account, storage, resource group, networks and subnets", () => {
  const { defaults, testNetworks } = vault.spec;
  const group = (name: string) => `/subscriptions/${fleet.subscriptionId}/resourceGroups/${name}`;
  const networks = new Map<string, readonly string[]>(
    fleet.networks.map(({ name, resourceGroup, subnets }) => [
      `${group(resourceGroup)}/providers/Microsoft.Network/virtualNetworks/${name}`,
      subnets.map((each) => each.name),
    ]),
  );
  const accounts = fleet.storageAccounts.map(
    ({ name, resourceGroup }) => `${group(resourceGroup)}/providers/Microsoft.Storage/storageAccounts/${name}`,
  );
  expect(fleet.runAsAccounts.map(({ name }) => name)).toContain(defaults?.runAsAccount);
  expect(accounts).toContain(defaults?.cacheStorageAccount);
  expect(defaults?.target?.resourceGroup).toBe(group(fleet.targetResourceGroup));
  expect(networks.get(defaults?.target?.network ?? "")).toContain(defaults?.target?.subnet);
  expect(networks.get(defaults?.testNetwork?.network ?? "")).toContain(defaults?.testNetwork?.subnet);
  for (const network of testNetworks ?? []) expect([...networks.keys()]).toContain(network);
});

test("the machine is one of the fleet, with no scenario in its name", () => {
  expect(fleet.machines.map(({ name }) => name)).toContain(protection.spec.machine.name);
  expect(protection.spec.machine.name).toBe("web01");
});

test("the manifests name each other, in a namespace that the vault lets in", () => {
  expect(policy.spec.vault).toBe(vault.metadata.name);
  expect(protection.spec).toMatchObject({ vault: vault.metadata.name, policy: policy.metadata.name });
  expect(run.spec.protection).toBe(protection.metadata.name);
  for (const { metadata } of [policy, protection, run])
    expect(vault.spec.allowedNamespaces).toContain(metadata.namespace);
  expect(example("Namespace").metadata.name).toBe(run.metadata.namespace);
});

test("a file that is applied later needs nothing but what came before", () => {
  const order = documents.map(({ kind }) => kind);
  expect(order).toEqual([
    "Namespace",
    "RecoveryVault",
    "ReplicationPolicy",
    "PhysicalMachineProtection",
    "TestFailover",
  ]);
});
