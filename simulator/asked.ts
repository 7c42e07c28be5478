// Owns understanding a request: what came in, which vault and operation it is for, and how it is performed.
import { type Answer, armError } from "./answer.ts";
import type { Call } from "./call.ts";
import { guid } from "./chance.ts";
import { operationResult } from "./operation-result.ts";
import { find, outside, segmentsOf } from "./routes.ts";
import { type Simulation, worldsOf } from "./simulation.ts";
import { type Worlds, worldsFor } from "./vaults.ts";
import { count } from "./world.ts";

export interface Received {
  readonly method: string;
  /** path and query, as sent */
  readonly target: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
  /** whether it came over TLS: links begin with https then */
  readonly encrypted?: boolean;
}

export const header = (received: Received, name: string): string => {
  const value = received.headers[name];
  return typeof value === "string" ? value : "";
};

/**
 * The address under which the client reached us, for links that it can follow: from the Host header and the socket
 * alone. What proxies add is passed over: ARM believes nobody either. Undefined when it cannot be read.
 */
export function urlOf(received: Received): URL | undefined {
  const scheme = received.encrypted ? "https" : "http";
  const origin = `${scheme}://${header(received, "host") || "127.0.0.1"}`;
  const target = received.target.replace(/^\/+/, "/");
  return URL.canParse(target, origin) ? new URL(target, origin) : undefined;
}

export function parsed(text: string): { readonly json: unknown } | undefined {
  try {
    return { json: text === "" ? undefined : JSON.parse(text) };
  } catch {
    return undefined;
  }
}

export interface Asked {
  readonly call: Call;
  readonly method: string;
  readonly operation: string;
  readonly segments: readonly string[];
  perform(): Answer;
}

/** The first answer that is not a 404; else the first one. */
function answerOf(worlds: Worlds, perform: (world: Worlds[number]) => Answer): Answer {
  const [first, ...others] = worlds;
  const answer = perform(first);
  const [next, ...rest] = others;
  if (answer.status !== 404 || next === undefined) return answer;
  const later = answerOf([next, ...rest], perform);
  return later.status === 404 ? answer : later;
}

/** Finds out what is asked for. A request that cannot be understood is an operation too: one that answers an error. */
export function understand(simulation: Simulation, received: Received, url: URL): Asked {
  const { method } = received;
  const body = parsed(received.body);
  const segments = segmentsOf(url.pathname) ?? [];
  const found = find(method, segments);
  const worlds = worldsFor(worldsOf(simulation), segments);
  const id = header(received, "x-ms-client-request-id");
  const correlationId = header(received, "x-ms-correlation-request-id");
  const { world: main } = simulation;
  const call: Call = {
    world: worlds[0],
    names: found?.names ?? {},
    query: url.searchParams,
    body: body?.json,
    origin: url.origin,
    path: url.pathname,
    clientRequestId: id === "" ? guid("request", main.seed, count(main, "requests")) : id,
    ...(correlationId !== "" && { correlationId }),
    pageSize: simulation.pageSize,
  };
  const operation = found?.route.operation ?? (method === "GET" ? "OperationResults_Get" : "unknown");
  const performIn = (world: Worlds[number]): Answer => {
    const here = { ...call, world };
    if (found === undefined) return operationResult(here, method, segments);
    return outside(world, here) ?? found.route.handle(here);
  };
  const perform = (): Answer =>
    body === undefined
      ? armError(400, "InvalidRequestContent", "The request's body is not JSON.")
      : answerOf(worlds, performIn);
  return { call, method, operation, segments, perform };
}
