// A lab whose operator, with its own token, reaches the API server only by way of a proxy that breaks things.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type FaultProxy, startFaultProxy } from "../faults/proxy.ts";
import type { Environment } from "../stack/child.ts";
import { operatorKubeconfig } from "../stack/operator.ts";
import { type Lab, openLab } from "./crash-lab.ts";

export interface ProxiedLab extends Lab {
  readonly proxy: FaultProxy;
  /** The operator's: its path. */
  readonly kubeconfig: string;
}

/** `env`: further settings of the operator. */
export async function openProxiedLab(speed?: number, env?: Environment): Promise<ProxiedLab> {
  const folder = await mkdtemp(join(tmpdir(), "asr-chatops-proxied-"));
  const kubeconfig = join(folder, "kubeconfig");
  let proxy: FaultProxy | undefined;
  const lab = await openLab(
    async ({ controlPlane }) => {
      const own = await operatorKubeconfig(controlPlane);
      proxy = await startFaultProxy(own);
      await writeProxied(kubeconfig, own, proxy);
      return kubeconfig;
    },
    { speed, env },
  );
  if (proxy === undefined) throw new Error("The lab opened without its proxy");
  const between = proxy;
  await lab.operator.down("its successors go by way of the proxy");
  lab.operator.up();
  return {
    ...lab,
    proxy: between,
    kubeconfig,
    close: async () => {
      await lab.close();
      await between.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Of a service account's kubeconfig the same, by way of the proxy. */
export async function writeProxied(path: string, kubeconfigPath: string, proxy: FaultProxy): Promise<void> {
  const config = JSON.parse(await readFile(kubeconfigPath, "utf8"));
  const [{ cluster }] = JSON.parse(proxy.kubeconfig).clusters;
  for (const one of config.clusters) one.cluster = cluster;
  await writeFile(path, JSON.stringify(config), { mode: 0o600 });
}
