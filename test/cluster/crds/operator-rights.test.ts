// The operator's account may do what the operator does and nothing else: its own token against the real API server.
import { beforeAll, describe, expect, test } from "vitest";
import { controlPlane, testNamespace } from "../../control-plane/for-tests.ts";
import { create, type Fields, manifest, patch } from "./manifests.ts";

let namespace: string;
let kubeconfig: string;

beforeAll(async () => {
  namespace = await testNamespace("crds");
  kubeconfig = await controlPlane().serviceAccountKubeconfig("asr-chatops", "asr-chatops-operator");
  expect(await create(manifest("TestFailover", {}, "run"), { namespace })).toBe("");
});

async function may(verb: string, resource: string, ...args: readonly string[]): Promise<boolean> {
  const question = ["auth", "can-i", verb, resource, ...args];
  return (await controlPlane().kubectl(question, { kubeconfig })).stdout.trim() === "yes";
}

const OURS = ["recoveryvaults", "replicationpolicies", "physicalmachineprotections", "testfailovers"];

describe("the operator's account", () => {
  test.each([...OURS, "discoveredmachines"])("reads and watches %s everywhere", async (plural) => {
    for (const verb of ["get", "list", "watch"]) expect(await may(verb, plural, "--all-namespaces")).toBe(true);
  });

  test.each(OURS)("patches %s and their status, and makes none; it deletes runs only", async (plural) => {
    expect(await may("patch", plural, "--all-namespaces")).toBe(true);
    expect(await may("patch", plural, "--all-namespaces", "--subresource=status")).toBe(true);
    for (const verb of ["create", "deletecollection"]) {
      expect(await may(verb, plural, "--all-namespaces")).toBe(false);
    }
    expect(await may("delete", plural, "--all-namespaces")).toBe(plural === "testfailovers");
  });

  test("keeps the list of discovered machines", async () => {
    for (const verb of ["create", "patch", "delete"]) expect(await may(verb, "discoveredmachines")).toBe(true);
  });

  test("says what happens in Events", async () => {
    expect(await may("create", "events.events.k8s.io", "--all-namespaces")).toBe(true);
  });

  test("reads a named Secret in its own namespace, and no other Secret", async () => {
    expect(await may("get", "secrets/asr-chatops-azure", "--namespace=asr-chatops")).toBe(true);
    expect(await may("get", "secrets/asr-chatops-slack", "--namespace=asr-chatops")).toBe(false);
    expect(await may("list", "secrets", "--namespace=asr-chatops")).toBe(false);
    expect(await may("get", "secrets", "--namespace", namespace)).toBe(false);
  });

  test("holds, renews and watches its own lease in its own namespace, and touches no other", async () => {
    const lease = "leases.coordination.k8s.io";
    const own = `${lease}/asr-chatops-operator`;
    for (const verb of ["get", "list", "watch", "create", "patch"])
      expect([verb, await may(verb, own, "--namespace=asr-chatops")]).toEqual([verb, true]);
    for (const verb of ["update", "delete"]) expect(await may(verb, own, "--namespace=asr-chatops")).toBe(false);
    for (const verb of ["get", "list", "watch", "patch"]) {
      for (const others of [lease, `${lease}/asr-chatops-bot`])
        expect([others, verb, await may(verb, others, "--namespace=asr-chatops")]).toEqual([others, verb, false]);
      expect(await may(verb, own, "--namespace", namespace)).toBe(false);
    }
    expect(await may("create", lease, "--namespace", namespace)).toBe(false);
  });

  test.each([
    ["pods", "create"],
    ["serviceaccounts/token", "create"],
    ["validatingadmissionpolicies.admissionregistration.k8s.io", "patch"],
    ["customresourcedefinitions.apiextensions.k8s.io", "patch"],
    ["clusterroles.rbac.authorization.k8s.io", "patch"],
    ["users", "impersonate"],
  ])("has no right on %s", async (resource, verb) => {
    expect(await may(verb, resource, "--all-namespaces")).toBe(false);
  });

  test("deletes of all runs only the record of one that was made in chat", async () => {
    const bot = await controlPlane().serviceAccountKubeconfig("asr-chatops", "asr-chatops-bot");
    const chat = { requestedBy: "slack:U024BE7LH", keepDays: 1 };
    const remove = async (name: string) =>
      (await controlPlane().kubectl(["delete", "tfo", name, "-n", namespace], { kubeconfig })).stderr;
    const ends = (name: string) => {
      const status = { status: { observedGeneration: 1, phase: "Succeeded", endedAt: "2026-11-23T10:00:00Z" } };
      return patch(`tfo/${name}`, status, { namespace, args: ["--subresource=status"] });
    };
    expect(await create(manifest("TestFailover", {}, "applied"), { namespace })).toBe("");
    expect(await ends("applied")).toBe("");
    expect(await remove("applied")).toContain("the operator deletes no run that was applied");
    expect(await create(manifest("TestFailover", chat, "chat"), { namespace, kubeconfig: bot })).toBe("");
    expect(await remove("chat")).toContain("the operator deletes no run that goes on");
    expect(await ends("chat")).toBe("");
    expect(await remove("chat")).toBe("");
  });

  test("writes status and finalizer of a stored run with server-side apply, and cannot make one by it", async () => {
    const apply = (fields: Fields, ...args: readonly string[]) => {
      const body = { apiVersion: "asr-chatops.io/v1alpha1", kind: "TestFailover", ...fields };
      const command = ["apply", "--server-side", "--field-manager=operator", ...args, "-n", namespace, "-f", "-"];
      return controlPlane().kubectl(command, { kubeconfig, input: JSON.stringify(body) });
    };
    const finalized = (name: string) => ({ metadata: { name, finalizers: ["asr-chatops.io/operator"] } });
    const running = { metadata: { name: "run" }, status: { observedGeneration: 1, phase: "Running" } };
    expect((await apply(finalized("run"))).stderr).toBe("");
    expect((await apply(running, "--subresource=status")).stderr).toBe("");
    expect((await apply({ ...finalized("ghost"), spec: { protection: "web01" } })).stderr).toContain("cannot create");
    const release = { metadata: { finalizers: null } };
    expect(await patch("tfo/run", release, { namespace, kubeconfig })).toBe("");
  });
});
