// What is accepted: every example, the edges of what the rules allow, and the defaults that are filled in.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { controlPlane, testNamespace } from "../../control-plane/for-tests.ts";
import { readManifests } from "../../control-plane/install.ts";
import { create, type Fields, manifest, network } from "./manifests.ts";

const examples = join(import.meta.dirname, "../../../examples");
/** The Kubernetes documents of each folder; one may also hold what is none, such as the bot's own settings. */
const stories = await Promise.all(
  readdirSync(examples).map(async (name) => ({ name, manifests: await readManifests(join(examples, name)) })),
);

let namespace: string;
beforeAll(async () => {
  namespace = await testNamespace("crds");
  // Some stories go on where another ended.
  const namespaces = stories.flatMap(({ manifests }) => manifests).filter(({ kind }) => kind === "Namespace");
  for (const { metadata } of namespaces) await controlPlane().kubectl(["create", "namespace", metadata.name]);
});

describe("every example is accepted:", () => {
  const rows = stories.filter(({ manifests }) => manifests.length > 0);
  test.each(rows)("examples/$name", async ({ name, manifests }) => {
    const applied = await controlPlane().kubectlOrThrow(["apply", "--dry-run=server", "-f", join(examples, name)]);
    expect(applied.trim().split("\n").length).toBe(manifests.length);
  });
});

describe("is accepted:", () => {
  const rows: readonly (readonly [what: string, kind: string, spec: Fields])[] = [
    ["retention of 15 days", "ReplicationPolicy", { recoveryPointRetention: "360h" }],
    ["the latest point only", "ReplicationPolicy", { recoveryPointRetention: "0s", appConsistentFrequency: "0s" }],
    ["hours and minutes", "ReplicationPolicy", { appConsistentFrequency: "1h30m" }],
    ["a policy that finds its vault", "ReplicationPolicy", { vault: undefined }],
    ["a clean-up after 15 minutes", "TestFailover", { cleanUp: { after: "15m" } }],
    ["a clean-up after 7 days", "TestFailover", { cleanUp: { after: "168h" } }],
    ["no clean-up until somebody says so", "TestFailover", { cleanUp: { after: "Never" } }],
    ["notes of 1,024 characters", "TestFailover", { notes: "ü".repeat(1024) }],
    ["a plan", "TestFailover", { protection: undefined, plan: "shop" }],
    ["a start by a time that is past", "TestFailover", { startBy: "2001-01-01T00:00:00Z" }],
    [
      "networks that differ",
      "PhysicalMachineProtection",
      { target: { network: network("a") }, testNetwork: { network: network("b") } },
    ],
    [
      "a machine to add",
      "PhysicalMachineProtection",
      { machine: { add: { name: "web01", ipAddress: "10.1.0.4", osType: "Linux" } } },
    ],
    ["a machine's name with markup", "PhysicalMachineProtection", { machine: { name: "<b>web01</b> & *co*" } }],
    ["a name of one character in Azure", "PhysicalMachineProtection", { target: { vmName: "w" } }],
    ["a vault without test networks", "RecoveryVault", { testNetworks: undefined }],
  ];
  test.each(rows)("%s", async (_, kind, spec) => {
    expect(await create(manifest(kind, spec), { namespace, args: ["--dry-run=server"] })).toBe("");
  });
});

describe("what is left out is filled in:", () => {
  const rows: readonly (readonly [kind: string, spec: Fields])[] = [
    ["RecoveryVault", { allowedNamespaces: [], architecture: "Modernized", cloud: "Public" }],
    [
      "ReplicationPolicy",
      {
        recoveryPointRetention: "24h",
        appConsistentFrequency: "1h",
        crashConsistentFrequency: "5m",
        rpoThreshold: "15m",
        multiVmSync: false,
        deletionPolicy: "Retain",
      },
    ],
    ["PhysicalMachineProtection", { deletionPolicy: "Retain", suspend: false }],
    ["TestFailover", { recoveryPoint: { type: "Latest" }, cleanUp: { after: "2h" } }],
  ];
  test.each(rows)("%s", async (kind, spec) => {
    const args = ["create", "--namespace", namespace, "--dry-run=server", "--output=json", "-f", "-"];
    const stored = await controlPlane().kubectlOrThrow(args, { input: JSON.stringify(manifest(kind)) });
    expect(JSON.parse(stored)).toMatchObject({ spec });
  });

  test("a status that says that nobody looked yet", async () => {
    const input = JSON.stringify(manifest("TestFailover", {}, "unseen"));
    await controlPlane().kubectlOrThrow(["create", "--namespace", namespace, "-f", "-"], { input });
    const args = ["get", "tfo", "unseen", "--namespace", namespace, "--output=jsonpath={.status}"];
    expect(JSON.parse(await controlPlane().kubectlOrThrow(args))).toEqual({ observedGeneration: -1 });
  });
});
