// Finds out when the API server acts on new admission policies: their status does not say so.
// It reads all policies and bindings together, in the order they were written, about once a second. So a harmless
// policy is written last, and when that one refuses, the earlier ones are in force.
import { randomBytes } from "node:crypto";
import { dump } from "js-yaml";
import type { ControlPlaneClient } from "./client.ts";
import { until } from "./install.ts";

/** Resolves when every admission policy and binding written before this call is in force. */
export async function waitForAdmission(controlPlane: ControlPlaneClient): Promise<void> {
  const name = `asr-chatops-probe-${randomBytes(4).toString("hex")}`;
  const manifests = probeManifests(name);
  const input = manifests.map((manifest) => dump(manifest)).join("---\n");
  await controlPlane.kubectlOrThrow(["create", "-f", "-"], { input });
  try {
    await until("the admission policies are in force", async () => {
      const attempt = ["create", "configmap", name, "--namespace=default", "--dry-run=server"];
      const { exitCode, stderr } = await controlPlane.kubectl(attempt);
      return exitCode !== 0 && stderr.includes(name);
    });
  } finally {
    const kinds = "validatingadmissionpolicybindings,validatingadmissionpolicies";
    await controlPlane.kubectlOrThrow(["delete", kinds, "--selector", `asr-chatops.io/probe=${name}`]);
  }
}

/** A policy that refuses nothing but ConfigMaps of that one name, and its binding. */
function probeManifests(name: string): readonly object[] {
  const apiVersion = "admissionregistration.k8s.io/v1";
  const metadata = { name, labels: { "asr-chatops.io/probe": name } };
  const rule = { apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["configmaps"] };
  return [
    {
      apiVersion,
      kind: "ValidatingAdmissionPolicy",
      metadata,
      spec: {
        matchConstraints: { resourceRules: [rule] },
        matchConditions: [{ name: "probe", expression: `object.metadata.name == "${name}"` }],
        validations: [{ expression: "false", message: `${name}: the probe is refused, as it should be` }],
      },
    },
    {
      apiVersion,
      kind: "ValidatingAdmissionPolicyBinding",
      metadata,
      spec: { policyName: name, validationActions: ["Deny"] },
    },
  ];
}
