// The wire: the SDK's HTTP client, kept to one host, one connection per write, and to plain HTTP only for the simulator.
import type { HttpClient, PipelineRequest, PipelineResponse } from "@azure/core-rest-pipeline";
import { createDefaultHttpClient } from "@azure/core-rest-pipeline";
import type { Proxies } from "../../../kube/proxies.ts";
import { type Fence, SENDING_MS } from "../../fence.ts";
import { SIMULATOR_TOKEN } from "./credential.ts";
import { NotLeading } from "./fenced-agent.ts";
import { plainly, securely } from "./ways.ts";

export interface Transport extends HttpClient {
  /** Whether a request with this signal was handed to the network. */
  wasSent(signal: AbortSignal): boolean;
  /** Closes idle connections. */
  close(): void;
}

export interface TransportOptions {
  /** `https://management.azure.com` or its sovereign sister. */
  readonly endpoint: string;
  /** Sends everything there instead, and only with the simulator's own token. */
  readonly simulatorUrl?: string;
  /** Taken on the way to the endpoint. */
  readonly proxies?: Proxies;
  /** Called for every answer with its status and headers, before its body is understood. */
  readonly onAnswer: (request: PipelineRequest, response: PipelineResponse) => void;
  /** Called at the end of every request, answered or not. */
  readonly onEnd?: (end: RequestEnd) => void;
  /** Asked before anything is sent, and again once a connection is there. */
  readonly fence: Fence;
  /** For the time that it took, which is real whatever Azure's clock does. */
  readonly clock: { realNow(): Date };
}

export interface RequestEnd {
  readonly method: string;
  /** Without the query, which may be signed. */
  readonly path: string;
  readonly clientRequestId: string | undefined;
  /** Absent when no answer came. */
  readonly status: number | undefined;
  readonly seconds: number;
}

/**
 * Requests to any other host than the endpoint's are refused, so that a link in an answer never carries the token
 * away. A write gets a connection of its own: on a kept one that the server has just closed, a reset would leave open
 * whether the write arrived.
 */
export function createTransport(options: TransportOptions): Transport {
  const { endpoint, simulatorUrl, proxies, onAnswer, fence } = options;
  const mayBegin = () => fence.mayAct(SENDING_MS);
  const client = createDefaultHttpClient();
  const host = new URL(endpoint).host;
  const simulator = simulatorUrl === undefined ? undefined : new URL(simulatorUrl);
  const ways = simulator === undefined ? securely(mayBegin, proxies) : plainly(mayBegin);
  const sent = new WeakSet<object>();

  const address = (request: PipelineRequest): void => {
    guard(request, host);
    if (simulator !== undefined) redirect(request, simulator);
    // Also instead of one that the pipeline took from HTTPS_PROXY: that knows no fence.
    request.agent = request.method === "GET" ? ways.reads : ways.writes;
  };

  return {
    sendRequest: async (request) => {
      address(request);
      // The poll that follows a write is cut off before: the client then sends nothing.
      if (request.abortSignal?.aborted) return client.sendRequest(request);
      if (!mayBegin()) throw new NotLeading();
      if (request.abortSignal !== undefined) sent.add(request.abortSignal);
      const answer = await watched(request, client.sendRequest(request), options);
      const response = simulator === undefined ? answer : turnedBack(answer, simulator, endpoint);
      onAnswer(request, response);
      return response;
    },
    wasSent: (signal) => sent.has(signal),
    close: () => {
      ways.reads.destroy();
      ways.writes.destroy();
    },
  };
}

async function watched(
  request: PipelineRequest,
  answer: Promise<PipelineResponse>,
  { clock, onEnd }: TransportOptions,
): Promise<PipelineResponse> {
  const begun = clock.realNow().getTime();
  const end = (status: number | undefined) =>
    onEnd?.({
      method: request.method,
      path: new URL(request.url).pathname,
      clientRequestId: request.headers.get("x-ms-client-request-id"),
      status,
      seconds: (clock.realNow().getTime() - begun) / 1000,
    });
  try {
    const response = await answer;
    end(response.status);
    return response;
  } catch (error) {
    end(undefined);
    throw error;
  }
}

function guard(request: PipelineRequest, host: string): void {
  const url = new URL(request.url);
  if (url.protocol !== "https:" || url.host !== host) {
    throw new Error(`Refused to send a request to ${url.host}: only ${host} is Azure's address here.`);
  }
}

function redirect(request: PipelineRequest, simulator: URL): void {
  if (request.headers.get("authorization") !== `Bearer ${SIMULATOR_TOKEN}`) {
    throw new Error("Refused to send a real token to the simulator.");
  }
  const url = new URL(request.url);
  url.protocol = simulator.protocol;
  url.host = simulator.host;
  request.url = url.href;
  request.allowInsecureConnection = true;
}

/** A simulator writes links to itself; to the SDK they must look like Azure's, or it would not follow them with a token. */
function turnedBack(response: PipelineResponse, simulator: URL, endpoint: string): PipelineResponse {
  const { bodyAsText } = response;
  if (typeof bodyAsText !== "string" || !bodyAsText.includes(simulator.origin)) return response;
  return { ...response, bodyAsText: bodyAsText.replaceAll(simulator.origin, endpoint) };
}
