// What a test on the real API server imports: the control plane of this run, and names that no other test uses.
import { randomBytes } from "node:crypto";
import { inject } from "vitest";
import { type ControlPlaneClient, createControlPlaneClient } from "./client.ts";
import { testRunLabel, testRunOf } from "./provided.ts";

/** The API server of this vitest run, as cluster admin. */
export const controlPlane = (): ControlPlaneClient => createControlPlaneClient(inject("controlPlane"), process.env);

/** For cluster-scoped objects: all tests of a run share one server. */
export const uniqueName = (prefix: string): string => `${prefix}-${randomBytes(4).toString("hex")}`;

/** Creates a namespace that no other test uses and returns its name. In an existing cluster it goes after the run. */
export async function testNamespace(prefix = "test"): Promise<string> {
  const admin = controlPlane();
  const metadata = { name: uniqueName(prefix), labels: { [testRunLabel]: testRunOf(admin) } };
  const input = JSON.stringify({ apiVersion: "v1", kind: "Namespace", metadata });
  await admin.kubectlOrThrow(["create", "-f", "-"], { input });
  return metadata.name;
}
