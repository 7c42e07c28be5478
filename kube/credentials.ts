// How we prove to the API server who we are, read anew now and then: files rotate. The only importer of client-node.
import { readFile } from "node:fs/promises";
import type { RequestOptions } from "node:https";
import type { Clock } from "./clock.ts";
import { type Identity, type KubeconfigSource, readIdentity } from "./kubeconfig.ts";

export type { KubeconfigSource } from "./kubeconfig.ts";

export interface TlsOptions {
  readonly ca?: Buffer | string;
  readonly cert?: Buffer | string;
  readonly key?: Buffer | string;
  readonly servername?: string;
  readonly rejectUnauthorized?: boolean;
}

export interface Credential {
  /** Scheme, host and port of the API server. */
  readonly origin: string;
  /** What comes before each path, as with an API server behind Rancher; without a slash at the end, so mostly nothing. */
  readonly basePath: string;
  /** Host and port. */
  readonly host: string;
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
  let prover = proverOf(source);
  let cached: { readonly value: Promise<Credential>; readonly atMs: number } | undefined;
  let latest: Credential | undefined;

  async function read(): Promise<Credential> {
    try {
      latest = await prover();
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
      prover = proverOf(source);
      latest = undefined;
      cached = undefined;
    },
  };
}

/** Everything that is in the files by now. */
type Prover = () => Promise<Credential>;

function proverOf(source: KubeconfigSource): Prover {
  const identity = readIdentity(source);
  const { cluster, user } = identity;
  const proxy = cluster["proxy-url"];
  if (proxy) throw new Error(`The kubeconfig asks for the proxy ${proxy}: proxies are not supported`);
  const { origin, host, pathname } = new URL(cluster.server ?? "");
  const basePath = pathname.replace(/\/+$/, "");
  const headers = user.exec || user["auth-provider"] ? signedIn(identity) : () => ownHeaders(identity);
  return async () => {
    const given = await headers();
    const tls = { ...(await tlsOf(identity)), ...given.tls };
    return { origin, basePath, host, headers: given.headers, tls };
  };
}

interface Given {
  readonly headers: Readonly<Record<string, string>>;
  readonly tls?: TlsOptions;
}

async function ownHeaders({ user }: Identity): Promise<Given> {
  // undici refuses a header that ends in a newline, as a token file may.
  const token = (user.tokenFile ? await readFile(user.tokenFile, "utf8") : user.token)?.trim();
  return { headers: { ...(token && { authorization: `Bearer ${token}` }), ...actingAs(user) } };
}

function actingAs({ as }: Identity["user"]): Readonly<Record<string, string>> {
  return as === undefined ? {} : { "impersonate-user": as };
}

async function tlsOf({ cluster, user }: Identity): Promise<TlsOptions> {
  const [ca, cert, key] = await Promise.all([
    material(cluster["certificate-authority-data"], cluster["certificate-authority"]),
    material(user["client-certificate-data"], user["client-certificate"]),
    material(user["client-key-data"], user["client-key"]),
  ]);
  const servername = cluster["tls-server-name"];
  return {
    ...(ca && { ca }),
    ...(cert && { cert }),
    ...(key && { key }),
    ...(servername && { servername }),
    ...(cluster["insecure-skip-tls-verify"] === true && { rejectUnauthorized: false }),
  };
}

async function material(data: string | undefined, file: string | undefined): Promise<Buffer | undefined> {
  if (data) return Buffer.from(data, "base64");
  return file ? await readFile(file) : undefined;
}

/**
 * Plugins and sign-ins of other clouds are client-node's. It is loaded for them only: its thousands of generated models
 * take half a second of CPU and 60 MiB, and a pod needs none of them (measured).
 */
function signedIn({ cluster, user }: Identity): () => Promise<Given> {
  const content = JSON.stringify({
    "current-context": "it",
    clusters: [{ name: "it", cluster }],
    users: [{ name: "it", user }],
    contexts: [{ name: "it", context: { cluster: "it", user: "it" } }],
  });
  const loaded = import("@kubernetes/client-node").then(({ KubeConfig }) => {
    const config = new KubeConfig();
    config.loadFromString(content);
    return config;
  });
  loaded.catch(() => {}); // told to whoever asks
  return async () => {
    const options: RequestOptions = {};
    await (await loaded).applyToHTTPSOptions(options);
    return { headers: { ...headersOf(options), ...actingAs(user) }, tls: certificateOf(options) };
  };
}

function headersOf(options: RequestOptions): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(options.headers ?? {})) {
    if (typeof value === "string") headers[name.toLowerCase()] = value.trim();
  }
  return headers;
}

/** A plugin may give a certificate instead of a token. */
function certificateOf({ cert, key }: RequestOptions): TlsOptions {
  return { ...(isMaterial(cert) && { cert }), ...(isMaterial(key) && { key }) };
}

function isMaterial(value: unknown): value is Buffer | string {
  return typeof value === "string" || Buffer.isBuffer(value);
}
