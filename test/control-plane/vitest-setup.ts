// vitest's global set-up for the rings that need a real API server: one for the whole run, with our resources in it.
import type { TestProject } from "vitest/node";
import { installResources } from "./install.ts";
import { testRunLabel, testRunOf } from "./provided.ts";
import { type ControlPlane, startControlPlane } from "./start.ts";

interface Shared {
  starting: Promise<Started>;
  users: number;
}

interface Started {
  readonly controlPlane: ControlPlane;
  readonly resourcesProblem: string;
}

// vitest loads this file once per project, so a variable here would not be shared: the process's global object is.
const key = Symbol.for("asr-chatops.io/control-plane");
const processWide = globalThis as { [key]?: Shared };

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  processWide[key] ??= { starting: start(), users: 0 };
  const shared = processWide[key];
  shared.users++;
  const { controlPlane, resourcesProblem } = await shared.starting;
  const { folder, kubeconfigPath, kubectlPath, helmPath, url } = controlPlane;
  const connection = { folder, kubeconfigPath, kubectlPath, url };
  project.provide("controlPlane", helmPath === undefined ? connection : { ...connection, helmPath });
  project.provide("resourcesProblem", resourcesProblem);
  return async () => {
    shared.users--;
    if (shared.users > 0) return;
    delete processWide[key];
    if (process.env.USE_EXISTING_CLUSTER) await removeTestNamespaces(controlPlane);
    await controlPlane.stop();
  };
}

async function removeTestNamespaces(controlPlane: ControlPlane): Promise<void> {
  const selector = `${testRunLabel}=${testRunOf(controlPlane)}`;
  await controlPlane.kubectlOrThrow(["delete", "namespaces", "--wait=false", "--selector", selector]);
}

async function start(): Promise<Started> {
  const log = (line: string) => console.error(line);
  const controlPlane = await startControlPlane({ env: process.env, log });
  const resourcesProblem = await installResources(controlPlane).then(
    () => "",
    (error: Error) => error.message,
  );
  if (resourcesProblem !== "") log(`Our resources are not installed: ${resourcesProblem}`);
  return { controlPlane, resourcesProblem };
}
