// How a socket leaves the network: directly, or through the proxy that every other call of the process takes.
import { type Dispatcher, EnvHttpProxyAgent } from "undici";
import type { Proxies } from "../../kube/proxies.ts";

/**
 * What opens the socket. A tunnel in either case: a proxy that only passes requests on would not let a socket through.
 * HTTP/1.1, since a socket is an upgraded connection of its own.
 */
export function throughProxies({ http, https, except }: Proxies): Dispatcher {
  return new EnvHttpProxyAgent({
    httpProxy: http ?? "",
    httpsProxy: https ?? "",
    noProxy: except,
    proxyTunnel: true,
    allowH2: false,
  });
}
