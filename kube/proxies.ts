// Which proxies a process takes to what is outside of the cluster, as its environment names them.

/** Addresses of proxies, and hosts that are called directly all the same, in the words of NO_PROXY. */
export interface Proxies {
  /** For http: addresses. */
  readonly http?: string;
  /** For https: addresses. */
  readonly https?: string;
  readonly except: string;
}

/** HTTPS_PROXY, HTTP_PROXY and NO_PROXY, small letters first; undefined when there is no proxy. */
export function proxySettings(
  env: Readonly<Record<string, string | undefined>>,
  problems: string[],
): Proxies | undefined {
  const set = (name: string) => env[name.toLowerCase()] ?? env[name] ?? "";
  const address = (name: string): string | undefined => {
    const text = set(name);
    if (text === "") return undefined;
    if (URL.canParse(text) && ["http:", "https:"].includes(new URL(text).protocol)) return text;
    // Not repeated: it may hold a password.
    problems.push(`${name} is no address of a proxy, such as http://proxy.example.com:3128.`);
    return undefined;
  };
  const [http, https] = [address("HTTP_PROXY"), address("HTTPS_PROXY")];
  if (http === undefined && https === undefined) return undefined;
  return { ...(http !== undefined && { http }), ...(https !== undefined && { https }), except: set("NO_PROXY") };
}
