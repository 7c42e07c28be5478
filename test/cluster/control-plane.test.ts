// The real API server of the test run: it answers, RBAC holds, and our resources are served.
import { describe, expect, inject, test } from "vitest";
import { controlPlane, testNamespace } from "../control-plane/for-tests.ts";
import { readManifests } from "../control-plane/install.ts";

describe("the control plane", () => {
  test("answers with the version of Kubernetes that its kubectl has", async () => {
    const answer = JSON.parse(await controlPlane().kubectlOrThrow(["version", "--output=json"]));
    expect(answer.serverVersion.gitVersion).toMatch(/^v1\.\d+\.\d+/);
    expect(answer.serverVersion.minor).toBe(answer.clientVersion.minor);
  });

  test("gives each test a namespace of its own", async () => {
    expect(await testNamespace()).not.toBe(await testNamespace());
  });

  test("hands kubectl's exit code and words back when the server refuses", async () => {
    const { exitCode, stderr } = await controlPlane().kubectl(["get", "configmap", "nowhere", "--namespace=default"]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('configmaps "nowhere" not found');
  });

  test("passes standard input to kubectl", async () => {
    const namespace = await testNamespace();
    const input = JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "written" } });
    await controlPlane().kubectlOrThrow(["create", "--namespace", namespace, "-f", "-"], { input });
    const names = await controlPlane().kubectlOrThrow(["get", "configmaps", "--namespace", namespace, "--output=name"]);
    expect(names).toContain("configmap/written");
  });
});

describe("a service account's kubeconfig", () => {
  async function accountThatReadsConfigMaps() {
    const namespace = await testNamespace();
    const admin = controlPlane();
    const inNamespace = ["--namespace", namespace];
    await admin.kubectlOrThrow(["create", "serviceaccount", "reader", ...inNamespace]);
    const role = ["create", "role", "reader", "--verb=get,list", "--resource=configmaps", ...inNamespace];
    await admin.kubectlOrThrow(role);
    const subject = `--serviceaccount=${namespace}:reader`;
    await admin.kubectlOrThrow(["create", "rolebinding", "reader", "--role=reader", subject, ...inNamespace]);
    return { namespace, kubeconfig: await admin.serviceAccountKubeconfig(namespace, "reader") };
  }

  test("is that account and nobody else", async () => {
    const { namespace, kubeconfig } = await accountThatReadsConfigMaps();
    const answer = JSON.parse(await controlPlane().kubectlOrThrow(["auth", "whoami", "--output=json"], { kubeconfig }));
    expect(answer.status.userInfo.username).toBe(`system:serviceaccount:${namespace}:reader`);
  });

  test("may do what its role allows", async () => {
    const { namespace, kubeconfig } = await accountThatReadsConfigMaps();
    const { exitCode } = await controlPlane().kubectl(["get", "configmaps", "--namespace", namespace], { kubeconfig });
    expect(exitCode).toBe(0);
  });

  test.each([
    ["write what it may only read", ["create", "configmap", "mine"]],
    ["read another kind", ["get", "secrets"]],
    ["read another namespace", ["get", "configmaps", "--namespace=kube-system"]],
  ])("may not %s", async (_what, args) => {
    const { kubeconfig } = await accountThatReadsConfigMaps();
    const { exitCode, stderr } = await controlPlane().kubectl(args, { kubeconfig });
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/is forbidden: User "system:serviceaccount:/);
  });
});

describe("our resources", () => {
  test("are installed without an objection of the API server", () => {
    expect(inject("resourcesProblem")).toBe("");
  });

  test("are served, every kind of crds/", async () => {
    const kinds = (await readManifests("crds")).filter(({ kind }) => kind === "CustomResourceDefinition");
    const served = await controlPlane().kubectlOrThrow([
      "api-resources",
      "--api-group=asr-chatops.io",
      "--output=name",
    ]);
    const names = kinds.map(({ metadata }) => metadata.name).sort();
    expect(names.length).toBeGreaterThan(0);
    expect(served.trim().split("\n").sort()).toEqual(names);
  });
});
