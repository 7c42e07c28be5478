// Who we are to the API server and where it is: the kubeconfig, re-read when it no longer serves. The only importer of client-node.
import type { RequestOptions } from "node:https";
import { KubeConfig } from "@kubernetes/client-node";
import type { Clock } from "./clock.ts";

/** Where the kubeconfig comes from; "default" is $KUBECONFIG, then ~/.kube/config, then the pod's service account. */
export type KubeconfigSource = "default" | { readonly path: string } | { readonly content: string };

export interface TlsOptions {
  readonly ca?: Buffer | string;
  readonly cert?: Buffer | string;
  readonly key?: Buffer | string;
  readonly servername?: string;
  readonly rejectUnauthorized?: boolean;
}

export interface Credential {
  /** The API server's base URL, without a slash at the end. */
  readonly server: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: TlsOptions;
}

export interface Credentials {
  /** The same object until it is 10 s old or was renewed; files are read and exec plugins run by then. */
  current(): Promise<Credential>;
  /** After a 401: loads the kubeconfig anew, once per refused credential however many requests it failed. */
  renew(refused: Credential): void;
}

const freshMs = 10_000;

/** Throws when the kubeconfig cannot be read, names no server, or asks for a proxy (`proxy-url` is not supported). */
export function createCredentials(source: KubeconfigSource, clock: Clock): Credentials {
  let config = load(source);
  let cached: { readonly value: Promise<Credential>; readonly atMs: number } | undefined;
  let latest: Credential | undefined;

  async function read(): Promise<Credential> {
    try {
      const options: RequestOptions = {};
      await config.applyToHTTPSOptions(options);
      latest = { server: serverOf(config), headers: headersOf(options), tls: tlsOf(options) };
      return latest;
    } catch (error) {
      cached = undefined;
      throw error;
    }
  }

  return {
    current: () => {
      if (cached === undefined || clock.monotonicMs() - cached.atMs >= freshMs) {
        cached = { value: read(), atMs: clock.monotonicMs() };
      }
      return cached.value;
    },
    renew: (refused) => {
      if (refused !== latest) return;
      config = load(source);
      latest = undefined;
      cached = undefined;
    },
  };
}

/** What client-node makes up when it finds nothing. */
const NO_KUBECONFIG = "http://localhost:8080";
const NOWHERE = "Neither KUBECONFIG, nor ~/.kube/config, nor a service account of a pod";

function load(source: KubeconfigSource): KubeConfig {
  const config = new KubeConfig();
  if (source === "default") config.loadFromDefault();
  else if ("path" in source) config.loadFromFile(source.path);
  else config.loadFromString(source.content);
  const cluster = config.getCurrentCluster();
  if (cluster === null) throw new Error("The kubeconfig's current context names no cluster");
  if (source === "default" && cluster.server === NO_KUBECONFIG) throw new Error(`${NOWHERE} names an API server`);
  if (cluster.proxyUrl)
    throw new Error(`The kubeconfig asks for the proxy ${cluster.proxyUrl}: proxies are not supported`);
  return config;
}

function serverOf(config: KubeConfig): string {
  return (config.getCurrentCluster()?.server ?? "").replace(/\/+$/, "");
}

function headersOf(options: RequestOptions): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(options.headers ?? {})) {
    // undici refuses a header that ends in a newline, as a token file may.
    if (typeof value === "string") headers[name.toLowerCase()] = value.trim();
  }
  return headers;
}

function tlsOf(options: RequestOptions): TlsOptions {
  const { ca, cert, key, servername, rejectUnauthorized } = options;
  return {
    ...(isMaterial(ca) && { ca }),
    ...(isMaterial(cert) && { cert }),
    ...(isMaterial(key) && { key }),
    ...(servername !== undefined && { servername }),
    ...(rejectUnauthorized !== undefined && { rejectUnauthorized }),
  };
}

function isMaterial(value: unknown): value is Buffer | string {
  return typeof value === "string" || Buffer.isBuffer(value);
}
