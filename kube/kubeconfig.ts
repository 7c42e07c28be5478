// Which API server, and as whom: the kubeconfig that is found, or the pod's service account. Merged as kubectl does.
import { existsSync, readFileSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { load } from "js-yaml";

export interface Cluster {
  readonly server?: string;
  readonly "certificate-authority"?: string;
  readonly "certificate-authority-data"?: string;
  readonly "insecure-skip-tls-verify"?: boolean;
  readonly "tls-server-name"?: string;
  readonly "proxy-url"?: string;
}

export interface User {
  readonly token?: string;
  readonly tokenFile?: string;
  readonly "client-certificate"?: string;
  readonly "client-certificate-data"?: string;
  readonly "client-key"?: string;
  readonly "client-key-data"?: string;
  readonly as?: string;
  readonly exec?: object;
  readonly "auth-provider"?: object;
}

/** The current context of a kubeconfig. Files that it names have absolute paths. */
export interface Identity {
  readonly cluster: Cluster;
  readonly user: User;
}

export type Env = Readonly<Record<string, string | undefined>>;

/** `env`: what is found as kubectl finds it, $KUBECONFIG, then ~/.kube/config, then the pod's service account. */
export type KubeconfigSource = { readonly env: Env } | { readonly path: string } | { readonly content: string };

interface Kubeconfig {
  readonly "current-context"?: string;
  readonly clusters?: readonly { readonly name?: string; readonly cluster?: Cluster }[];
  readonly users?: readonly { readonly name?: string; readonly user?: User }[];
  readonly contexts?: readonly {
    readonly name?: string;
    readonly context?: { readonly cluster?: string; readonly user?: string };
  }[];
}

const ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount";
const NOWHERE = "Neither KUBECONFIG, nor ~/.kube/config, nor a service account of a pod names an API server";

/** Throws when it cannot be read, or its current context names no cluster. `account`: where pods find their token. */
export function readIdentity(source: KubeconfigSource, account = ACCOUNT): Identity {
  if ("content" in source) return currentOf(parsed(source.content, "The kubeconfig"));
  const paths = "path" in source ? [source.path] : pathsIn(source.env);
  if (paths.length > 0) return currentOf(merged(paths.map(read)));
  const inPod = "env" in source ? podIdentity(source.env, account) : undefined;
  if (inPod === undefined) throw new Error(NOWHERE);
  return inPod;
}

function pathsIn(env: Env): readonly string[] {
  const named = (env.KUBECONFIG ?? "").split(delimiter).filter((path) => path !== "");
  const usual = join(env.HOME ?? "/", ".kube", "config");
  return named.length > 0 ? named : [usual].filter((path) => existsSync(path));
}

function podIdentity({ KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port }: Env, account: string) {
  if (!host || !port || !existsSync(`${account}/token`)) return undefined;
  const server = `https://${host.includes(":") ? `[${host}]` : host}:${port}`;
  return {
    cluster: { server, "certificate-authority": `${account}/ca.crt` },
    user: { tokenFile: `${account}/token` },
  };
}

function read(path: string): Kubeconfig {
  const { clusters = [], users = [], ...rest } = parsed(readFileSync(path, "utf8"), path);
  const absolute = <T extends object>(fields: T | undefined, keys: readonly (keyof T)[]): T => {
    const named = keys
      .filter((key) => fields?.[key])
      .map((key) => [key, resolve(dirname(path), String(fields?.[key]))]);
    return { ...fields, ...Object.fromEntries(named) } as T;
  };
  return {
    ...rest,
    clusters: clusters.map((one) => ({ ...one, cluster: absolute(one.cluster, ["certificate-authority"]) })),
    users: users.map((one) => ({
      ...one,
      user: absolute(one.user, ["tokenFile", "client-certificate", "client-key"]),
    })),
  };
}

/** Empty lists are written as null too. */
function parsed(content: string, what: string): Kubeconfig {
  const found = load(content);
  if (typeof found !== "object" || found === null) throw new Error(`${what} is no kubeconfig`);
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== null));
}

/** The first file that says something counts. */
function merged(files: readonly Kubeconfig[]): Kubeconfig {
  const context = files.map((file) => file["current-context"]).find((name) => name !== undefined && name !== "");
  return {
    ...(context !== undefined && { "current-context": context }),
    clusters: files.flatMap(({ clusters = [] }) => clusters),
    users: files.flatMap(({ users = [] }) => users),
    contexts: files.flatMap(({ contexts = [] }) => contexts),
  };
}

function currentOf({ clusters = [], users = [], contexts = [], ...rest }: Kubeconfig): Identity {
  const context = contexts.find(({ name }) => name === rest["current-context"])?.context;
  const cluster = clusters.find(({ name }) => name === context?.cluster)?.cluster;
  if (cluster?.server === undefined) throw new Error("The kubeconfig's current context names no cluster");
  return { cluster, user: users.find(({ name }) => name === context?.user)?.user ?? {} };
}
