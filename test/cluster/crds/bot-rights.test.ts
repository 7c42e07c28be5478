// The bot's account may do what the bot does and nothing else: its own token against the real API server.
import { beforeAll, describe, expect, test } from "vitest";
import { PhysicalMachineProtectionKind, TestFailoverKind } from "../../../crds/types.ts";
import { createKubeClient } from "../../../kube/client.ts";
import { silentLogger } from "../../../kube/logger.ts";
import { controlPlane, testNamespace, uniqueName } from "../../control-plane/for-tests.ts";
import { create, manifest, patch } from "./manifests.ts";

const OURS = [
  "recoveryvaults",
  "replicationpolicies",
  "physicalmachineprotections",
  "testfailovers",
  "discoveredmachines",
];
const VERBS = ["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"];

let namespace: string;
let kubeconfig: string;

beforeAll(async () => {
  namespace = await testNamespace("crds");
  kubeconfig = await controlPlane().serviceAccountKubeconfig("asr-chatops", "asr-chatops-bot");
});

async function may(verb: string, resource: string, ...args: readonly string[]): Promise<boolean> {
  const question = ["auth", "can-i", verb, resource, ...args];
  return (await controlPlane().kubectl(question, { kubeconfig })).stdout.trim() === "yes";
}

async function verbsOn(resource: string, ...args: readonly string[]): Promise<readonly string[]> {
  const answers = await Promise.all(VERBS.map((verb) => may(verb, resource, ...args)));
  return VERBS.filter((_, index) => answers[index]);
}

async function refusal(...args: readonly string[]): Promise<string> {
  return (await controlPlane().kubectl(args, { kubeconfig })).stderr;
}

describe("the bot's account", () => {
  test.each<[string, readonly string[]]>([
    ["recoveryvaults", []],
    ["discoveredmachines", []],
    ["replicationpolicies", []],
    ["physicalmachineprotections", ["create", "patch", "delete"]],
    ["testfailovers", ["create", "patch"]],
  ])("reads and watches %s everywhere, and beside that may only: %j", async (plural, further) => {
    expect(await verbsOn(plural, "--all-namespaces")).toEqual(["get", "list", "watch", ...further]);
  });

  test.each(OURS)("writes no status and no finalizers of %s", async (plural) => {
    for (const subresource of ["status", "finalizers"]) {
      expect(await verbsOn(plural, "--all-namespaces", `--subresource=${subresource}`)).toEqual([]);
    }
  });

  test("keeps its ledger and its lease in its own namespace, and nowhere else", async () => {
    const lease = "leases.coordination.k8s.io";
    expect(await verbsOn("configmaps", "--namespace=asr-chatops")).toEqual([
      "get",
      "list",
      "create",
      "patch",
      "delete",
    ]);
    const own = `${lease}/asr-chatops-bot`;
    expect(await verbsOn(own, "--namespace=asr-chatops")).toEqual(["get", "list", "watch", "create", "patch"]);
    // Creating has no name yet to be kept to.
    for (const others of [lease, `${lease}/asr-chatops-operator`])
      expect(await verbsOn(others, "--namespace=asr-chatops")).toEqual(["create"]);
    for (const other of [namespace, "kube-system"]) {
      for (const resource of ["configmaps", lease]) expect(await verbsOn(resource, "--namespace", other)).toEqual([]);
    }
  });

  test("asks what somebody may do, and keeps no such answers", async () => {
    expect(await verbsOn("subjectaccessreviews.authorization.k8s.io")).toEqual(["create"]);
  });

  test("reads and writes no Secret, not even in its own namespace", async () => {
    for (const place of ["asr-chatops", namespace]) expect(await verbsOn("secrets", "--namespace", place)).toEqual([]);
  });

  test.each([
    ["users", "impersonate"],
    ["groups", "impersonate"],
    ["serviceaccounts", "impersonate"],
    ["serviceaccounts/token", "create"],
    ["pods", "create"],
    ["events.events.k8s.io", "create"],
    ["validatingadmissionpolicies.admissionregistration.k8s.io", "patch"],
    ["validatingadmissionpolicybindings.admissionregistration.k8s.io", "delete"],
    ["customresourcedefinitions.apiextensions.k8s.io", "patch"],
    ["clusterroles.rbac.authorization.k8s.io", "patch"],
    ["rolebindings.rbac.authorization.k8s.io", "create"],
  ])("has no right on %s", async (resource, verb) => {
    for (const where of ["--all-namespaces", "--namespace=asr-chatops"])
      expect(await may(verb, resource, where)).toBe(false);
  });
});

describe("with the bot's own token", () => {
  test("a drill is started, extended and judged, and is not deleted", async () => {
    const name = uniqueName("run");
    const asBot = { namespace, kubeconfig };
    expect(await create(manifest("TestFailover", { requestedBy: "slack:U024BE7LH" }, name), asBot)).toBe("");
    const later = { cleanUp: { until: "2100-01-01T00:00:00Z" }, verdict: { result: "Passed", by: "slack:U024BE7LH" } };
    expect(await patch(`tfo/${name}`, { spec: later }, asBot)).toBe("");
    expect(await refusal("delete", "tfo", name, "-n", namespace)).toContain("cannot delete resource");
  });

  test("a protection is made, its end in Azure chosen, and deleted", async () => {
    const name = uniqueName("web");
    const asBot = { namespace, kubeconfig };
    expect(await create(manifest("PhysicalMachineProtection", {}, name), asBot)).toBe("");
    expect(await patch(`pmp/${name}`, { spec: { deletionPolicy: "StopReplication" } }, asBot)).toBe("");
    expect(await refusal("delete", "pmp", name, "-n", namespace)).toBe("");
  });

  test("the status of what it made itself is refused", async () => {
    const logger = silentLogger;
    const client = createKubeClient({ kubeconfig: { path: kubeconfig }, userAgent: "bot-test/1", logger });
    for (const kind of [TestFailoverKind, PhysicalMachineProtectionKind] as const) {
      const body = manifest(kind.kind, {}, uniqueName("own"));
      const made = await client.create(kind, { ...body, metadata: { ...body.metadata, namespace } });
      await expect(client.applyStatus(kind, made, { observedGeneration: 7 })).rejects.toThrow(
        `cannot patch resource "${kind.plural}/status"`,
      );
    }
    await client.close();
  });

  test("speaking in another's name is refused", async () => {
    expect(await refusal("get", "tfo", "-n", namespace, "--as", "jane@example.org")).toContain("cannot impersonate");
    expect(await refusal("get", "tfo", "-n", namespace, "--as", "slack:U024BE7LH")).toContain("cannot impersonate");
  });
});
