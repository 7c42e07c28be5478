// Installs our resources as a cluster admin would with kubectl, and waits until the API server acts on them.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { dump, loadAll } from "js-yaml";
import { waitForAdmission } from "./admission-probe.ts";
import type { ControlPlaneClient } from "./client.ts";

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec?: { readonly names?: { readonly plural: string }; readonly group?: string };
}

const projectRoot = join(import.meta.dirname, "..", "..");
const definition = "CustomResourceDefinition";

/**
 * Applies crds/, examples/install/ and crds/admission/ with server-side apply; applying again changes nothing.
 * Resolves with what was applied ("Kind/name") when every kind is served and every admission policy acts.
 */
export async function installResources(
  controlPlane: ControlPlaneClient,
  root = projectRoot,
): Promise<readonly string[]> {
  const kinds = (await readManifests(join(root, "crds"))).filter(({ kind }) => kind === definition);
  const install = await readManifests(join(root, "examples", "install"));
  const admission = await readManifests(join(root, "crds", "admission"));
  await apply(controlPlane, kinds);
  await waitUntilServed(controlPlane, kinds);
  await apply(controlPlane, install);
  await apply(controlPlane, admission);
  if (admission.length > 0) await waitForAdmission(controlPlane);
  return [...kinds, ...install, ...admission].map(({ kind, metadata }) => `${kind}/${metadata.name}`);
}

/** The Kubernetes documents of a folder's .yaml files, in file order; other YAML there is passed over. */
export async function readManifests(folder: string): Promise<readonly Manifest[]> {
  const files = await readdir(folder).catch(() => []);
  const documents: unknown[] = [];
  for (const file of files.filter((name) => name.endsWith(".yaml")).sort()) {
    documents.push(...loadAll(await readFile(join(folder, file), "utf8")));
  }
  return documents.filter(isManifest);
}

function isManifest(document: unknown): document is Manifest {
  if (typeof document !== "object" || document === null) return false;
  return "apiVersion" in document && "kind" in document && "metadata" in document;
}

async function apply(controlPlane: ControlPlaneClient, manifests: readonly Manifest[]): Promise<void> {
  if (manifests.length === 0) return;
  const input = manifests.map((manifest) => dump(manifest)).join("---\n");
  await controlPlane.kubectlOrThrow(["apply", "--server-side", "--force-conflicts", "-f", "-"], { input });
}

/** Established comes first; the paths and the discovery document follow within moments. */
async function waitUntilServed(controlPlane: ControlPlaneClient, kinds: readonly Manifest[]): Promise<void> {
  if (kinds.length === 0) return;
  const names = kinds.map(({ metadata }) => `crd/${metadata.name}`);
  await controlPlane.kubectlOrThrow(["wait", "--for=condition=Established", "--timeout=60s", ...names]);
  for (const { metadata } of kinds) {
    await until(`${metadata.name} is served`, async () => {
      const { exitCode } = await controlPlane.kubectl(["get", metadata.name, "--all-namespaces", "--output=name"]);
      return exitCode === 0;
    });
  }
}

/** Asks every quarter of a second; rejects after half a minute, naming what did not come true. */
export async function until(what: string, isTrue: () => Promise<boolean>, timeoutSeconds = 30): Promise<void> {
  const start = performance.now();
  while (!(await isTrue())) {
    if (performance.now() - start > timeoutSeconds * 1000) {
      throw new Error(`After ${timeoutSeconds} s it is still not true that ${what}.`);
    }
    await wait(250);
  }
}
