// The connections to Azure: kept ones for reads, one of its own for each write, through a proxy where there is one.
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { Proxies } from "../../../kube/proxies.ts";
import { withFence } from "./fenced-agent.ts";

/** Both look at the fence once more when a connection is there, before a byte of the request is written. */
export interface Ways {
  readonly reads: HttpAgent;
  readonly writes: HttpAgent;
}

const KEPT = { keepAlive: true, maxSockets: 32 };
const OWN = { keepAlive: false };

/** Over TLS, and through the proxies, in a tunnel. */
export function securely(mayBegin: () => boolean, proxies: Proxies | undefined): Ways {
  const proxyEnv = { HTTPS_PROXY: proxies?.https, NO_PROXY: proxies?.except };
  return {
    reads: withFence(new HttpsAgent({ ...KEPT, proxyEnv }), mayBegin),
    writes: withFence(new HttpsAgent({ ...OWN, proxyEnv }), mayBegin),
  };
}

/** For a simulator: plain HTTP, and directly. */
export function plainly(mayBegin: () => boolean): Ways {
  return { reads: withFence(new HttpAgent(KEPT), mayBegin), writes: withFence(new HttpAgent(OWN), mayBegin) };
}
