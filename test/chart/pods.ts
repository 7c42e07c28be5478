// Starts the pods of a Deployment as a kubelet would, but as processes: arguments, environment, files and account as they
// stand in the API server, and nothing else. What only a cluster's network allows is put in its place: a fixed port of a
// pod becomes any free one, a Service's name the address behind it.
import { mkdtemp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ControlPlaneClient } from "../control-plane/client.ts";
import { type Child, startChild } from "../stack/child.ts";
import type { EnvVar, PodSpec, Rendered } from "./rendered.ts";

interface Deployment extends Rendered {
  readonly spec: { readonly replicas: number; readonly template: { readonly spec: PodSpec } };
}

/** Addresses of Services, and where they lead. */
export type Network = ReadonlyMap<string, string>;

/** As many as it has replicas. Rejects when there is no such Deployment, or it needs a Secret that is not there. */
export async function startPods(
  controlPlane: ControlPlaneClient,
  namespace: string,
  name: string,
  network: Network = new Map(),
): Promise<readonly Child[]> {
  const { spec } = await read<Deployment>(controlPlane, namespace, `deployment/${name}`);
  const pod = spec.template.spec;
  const account = pod.serviceAccountName;
  const credentials =
    account === undefined ? {} : { KUBECONFIG: await controlPlane.serviceAccountKubeconfig(namespace, account) };
  const children: Child[] = [];
  for (let replica = 0; replica < spec.replicas; replica++) {
    const [container, ...others] = pod.containers;
    if (container === undefined || others.length > 0 || container.command !== undefined) {
      throw new Error(`${name} does not have one container that keeps to the image's entry`);
    }
    const mounted = new Map([...network, ...(await mount({ controlPlane, namespace }, pod))]);
    const env: Record<string, string> = { ...credentials };
    for (const one of container.env ?? []) {
      env[one.name] = inPlace(await settingOf({ controlPlane, namespace }, one), mounted);
    }
    children.push(
      startChild(
        (container.args ?? []).map((arg) => inPlace(arg, mounted)),
        env,
      ),
    );
  }
  return children;
}

interface Where {
  readonly controlPlane: ControlPlaneClient;
  readonly namespace: string;
}

/** The ConfigMaps that are mounted, as folders, by the paths where the container sees them. */
async function mount({ controlPlane, namespace }: Where, pod: PodSpec): Promise<Network> {
  const mounted = new Map<string, string>();
  for (const { name, mountPath } of pod.containers.flatMap(({ volumeMounts = [] }) => volumeMounts)) {
    const volume = pod.volumes?.find((one) => one.name === name);
    const { data = {} } = await read<Rendered>(controlPlane, namespace, `configmap/${volume?.configMap.name}`);
    const folder = await mkdtemp(join(controlPlane.folder, `${name}-`));
    for (const [file, text] of Object.entries(data)) await writeFile(join(folder, file), text);
    mounted.set(mountPath, folder);
  }
  return mounted;
}

async function settingOf({ controlPlane, namespace }: Where, { name, value, valueFrom }: EnvVar): Promise<string> {
  if (value !== undefined) return value;
  if (valueFrom?.fieldRef?.fieldPath === "metadata.namespace") return namespace;
  const secret = valueFrom?.secretKeyRef;
  if (secret === undefined) throw new Error(`Nothing is known of where ${name} comes from`);
  const { data = {} } = await read<Rendered>(controlPlane, namespace, `secret/${secret.name}`);
  const found = data[secret.key];
  if (found === undefined) throw new Error(`Secret ${secret.name} has no ${secret.key}`);
  return Buffer.from(found, "base64").toString("utf8");
}

/** The text with what stands for a path, an address or a port here. */
export function inPlace(text: string, places: Network): string {
  if (/^:\d+$/.test(text)) return "127.0.0.1:0";
  if (/^--port=\d+$/.test(text)) return "--port=0";
  const begin = [...places.keys()].find((one) => text === one || text.startsWith(`${one}/`));
  return begin === undefined ? text : `${places.get(begin)}${text.slice(begin.length)}`;
}

async function read<T>(controlPlane: ControlPlaneClient, namespace: string, what: string): Promise<T> {
  return JSON.parse(await controlPlane.kubectlOrThrow(["get", what, "--namespace", namespace, "--output=json"])) as T;
}
