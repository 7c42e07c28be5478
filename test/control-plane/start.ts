// Starts a control plane for tests and the demo, or attaches to an existing cluster, and stops it without leftovers.
import { readFile, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { objectsOf } from "../security/objects.ts";
import { testifyNow } from "../security/witness.ts";
import { type BinariesOptions, findBinaries } from "./binaries.ts";
import { type Connection, type ControlPlaneClient, createControlPlaneClient } from "./client.ts";
import { runOrThrow } from "./command.ts";
import { findExecutable } from "./facts.ts";
import { createFolder, removeFolder, sweep, watchOver } from "./leftovers.ts";
import { type Servers, startServers } from "./servers.ts";

export interface ControlPlane extends ControlPlaneClient {
  /** The content of kubeconfigPath. */
  readonly adminKubeconfig: string;
  /** As Servers.restart; rejects for an existing cluster, which is not ours to restart. */
  restart: Servers["restart"];
  /** Ends the servers and removes their folder; an existing cluster is left as it is. May be called twice. */
  stop(): Promise<void>;
}

/** Each step of the chain and of the start is one line to `log`. Rejects with a sentence when there is no way. */
export async function startControlPlane(options: BinariesOptions): Promise<ControlPlane> {
  const source = await findBinaries(options);
  for (const folder of await sweep()) options.log(`Removed ${folder}, left behind by a process that was killed.`);
  const folder = await createFolder();
  const endWatch = watchOver(folder);
  try {
    if (source.take === "existing") {
      const { kubeconfig, kubectl } = source;
      const notOurs = () => Promise.reject(new Error("An existing cluster is not restarted"));
      return await assemble({ folder, kubeconfigPath: kubeconfig, kubectlPath: kubectl }, options, {
        restart: notOurs,
        testify: async () => {},
        stop: async () => endWatch(),
      });
    }
    const servers = await startServers(source.directory, folder);
    const kubeconfigPath = join(folder, "kubeconfig");
    await writeFile(kubeconfigPath, servers.kubeconfig, { mode: 0o600 });
    const kubectlPath = join(source.directory, "kubectl");
    return await assemble({ folder, kubeconfigPath, kubectlPath }, options, {
      restart: servers.restart,
      // Nothing writes to it by then; what is in it is searched for secrets.
      testify: (controlPlane) => testifyNow(() => objectsOf(controlPlane)),
      stop: async () => {
        await servers.stop();
        endWatch();
      },
    });
  } catch (error) {
    await removeFolder(folder);
    endWatch();
    throw error;
  }
}

type Parts = Pick<Connection, "folder" | "kubeconfigPath" | "kubectlPath">;

interface Ends extends Pick<Servers, "restart" | "stop"> {
  /** Once, before the first stop. */
  testify(controlPlane: ControlPlaneClient): Promise<void>;
}

async function assemble(parts: Parts, options: BinariesOptions, servers: Ends) {
  const { env } = options;
  const { folder, kubeconfigPath, kubectlPath } = parts;
  const view = [
    "--kubeconfig",
    kubeconfigPath,
    "config",
    "view",
    "--minify",
    "-o",
    "jsonpath={.clusters[0].cluster.server}",
  ];
  const url = await runOrThrow(kubectlPath, view, { env });
  const helmPath = await findExecutable("helm", [join(kubectlPath, ".."), ...(env.PATH ?? "").split(delimiter)]);
  let stopped = false;
  const connection: Connection = { ...parts, url, ...(helmPath === undefined ? {} : { helmPath }) };
  const controlPlane: ControlPlane = {
    ...createControlPlaneClient(connection, env),
    adminKubeconfig: await readFile(kubeconfigPath, "utf8"),
    restart: servers.restart,
    stop: async () => {
      const first = !stopped;
      stopped = true;
      try {
        if (first) await servers.testify(controlPlane);
      } finally {
        await servers.stop();
        await removeFolder(folder);
      }
    },
  };
  return controlPlane;
}
