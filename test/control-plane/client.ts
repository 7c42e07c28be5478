// What tests do with a running control plane: kubectl, and kubeconfigs of service accounts. Knows no way to start one.
import { mkdtemp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { keepSecret } from "../security/witness.ts";
import { type CommandResult, run } from "./command.ts";

/** All that is needed to use a control plane from another process: plain data. */
export interface Connection {
  /** A cluster admin's kubeconfig. */
  readonly kubeconfigPath: string;
  readonly url: string;
  /** Absolute path of a kubectl of the same version, and of helm where there is one. */
  readonly kubectlPath: string;
  readonly helmPath?: string;
  /** For files that live as long as the control plane. */
  readonly folder: string;
}

export interface KubectlOptions {
  /** Default: the admin's. */
  readonly kubeconfig?: string;
  readonly input?: string;
  readonly signal?: AbortSignal;
}

export interface ControlPlaneClient extends Connection {
  /** Never rejects for an exit code; see kubectlOrThrow. */
  kubectl(args: readonly string[], options?: KubectlOptions): Promise<CommandResult>;
  /** Standard output; rejects with kubectl's own words. */
  kubectlOrThrow(args: readonly string[], options?: KubectlOptions): Promise<string>;
  /** The path of a kubeconfig with a token of that service account (24 h) and nothing else. The account must exist. */
  serviceAccountKubeconfig(namespace: string, name: string): Promise<string>;
}

export function createControlPlaneClient(connection: Connection, env: NodeJS.ProcessEnv): ControlPlaneClient {
  // The default discovery cache is kept per host and port, and our ports are used again by other servers.
  const kubectlEnv = { ...env, KUBECACHEDIR: join(connection.folder, "kubectl-cache") };

  const kubectl: ControlPlaneClient["kubectl"] = (args, options = {}) => {
    const { kubeconfig = connection.kubeconfigPath, ...rest } = options;
    return run(connection.kubectlPath, ["--kubeconfig", kubeconfig, ...args], { env: kubectlEnv, ...rest });
  };

  const kubectlOrThrow: ControlPlaneClient["kubectlOrThrow"] = async (args, options) => {
    const { stdout, stderr, exitCode } = await kubectl(args, options);
    if (exitCode !== 0)
      throw new Error(`kubectl ${args.join(" ")} ended with ${exitCode}: ${(stderr || stdout).trim()}`);
    return stdout;
  };

  const serviceAccountKubeconfig: ControlPlaneClient["serviceAccountKubeconfig"] = async (namespace, name) => {
    const token = await kubectlOrThrow(["create", "token", name, "--namespace", namespace, "--duration", "24h"]);
    keepSecret(`a token of ${name}`, token.trim());
    const admin = await kubectlOrThrow(["config", "view", "--minify", "--flatten", "--raw", "--output", "json"]);
    const path = join(await mkdtemp(join(connection.folder, `${namespace}-${name}-`)), "kubeconfig");
    await writeFile(path, tokenKubeconfig(JSON.parse(admin), token.trim(), namespace), { mode: 0o600 });
    return path;
  };

  return { ...connection, kubectl, kubectlOrThrow, serviceAccountKubeconfig };
}

/** Pure: the cluster of one kubeconfig with a token in place of the user (JSON is YAML). */
export function tokenKubeconfig(admin: { clusters: readonly { cluster: object }[] }, token: string, namespace: string) {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "control-plane", cluster: admin.clusters[0]?.cluster }],
    users: [{ name: "service-account", user: { token } }],
    contexts: [{ name: "default", context: { cluster: "control-plane", user: "service-account", namespace } }],
    "current-context": "default",
  });
}
