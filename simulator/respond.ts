// Owns the way of one request through the simulator: clock, door checks, limits, faults, route, log, headers.
import { type Answer, armError } from "./answer.ts";
import { type Asked, header, parsed, type Received, understand, urlOf } from "./asked.ts";
import { type Call, firstRow } from "./call.ts";
import { guid } from "./chance.ts";
import { OLDEST_API_VERSION, refusedVersion } from "./clients/api-versions.ts";
import { refusedToken } from "./clients/tokens.ts";
import { machineOf } from "./concerned.ts";
import { control } from "./control.ts";
import { answerAfter, answerBefore, type Delivery, deliveryOf, withoutRows } from "./fault-answers.ts";
import { type Met, meet, spend } from "./faults.ts";
import { bend } from "./job-faults.ts";
import { delayOf } from "./latency.ts";
import { kindOfCall, takeToken } from "./limits.ts";
import { moveClock, type Simulation, tick } from "./simulation.ts";
import type { ReceivedWrite } from "./write-log.ts";

export type { Received } from "./asked.ts";

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** whether it is sent whole, or how not */
  readonly delivery: Delivery;
  /** how long to wait before, in real time */
  readonly delayMilliseconds: number;
}

const isRead = (method: string): boolean => method === "GET" || method === "HEAD";

interface Door {
  /** the refusal of a request that is not looked at any further */
  readonly refused: Answer | undefined;
  /** what is left of the subscription's calls */
  readonly headers: Readonly<Record<string, string>>;
}

/** ARM lets pass who has a token, a call left, and a version that exists; only then the provider is asked. */
function door(simulation: Simulation, received: Received, { call, method, segments }: Asked): Door {
  const { seed, now } = simulation.world;
  const noToken = refusedToken(header(received, "authorization"), seed);
  if (noToken !== undefined) return { refused: noToken, headers: {} };
  const subscription = segments[1] ?? "";
  const { retryAfterSeconds, headers } = takeToken(simulation.limits, { kind: kindOfCall(method), subscription, now });
  if (retryAfterSeconds === undefined) {
    const oldest = simulation.settings.oldestApiVersion ?? OLDEST_API_VERSION;
    return { refused: refusedVersion(call.query.get("api-version"), segments, oldest), headers };
  }
  const message = `The ${kindOfCall(method)} of the subscription '${subscription}' are used up for now. Try again later.`;
  return { refused: { ...armError(429, "SubscriptionRequestsThrottled", message), retryAfterSeconds }, headers };
}

/** The rest of a request's way: what the vault said, what the client is told, and the faults that it met. */
interface Done {
  /** undefined when a fault or the door kept the request from the vault */
  readonly done: Answer | undefined;
  readonly told: Answer;
  readonly met: Met;
}

/** The faults that a request meets on its way, once it is past the door. */
function faultsFor({ faults }: Simulation, { call, method, operation }: Asked): Met {
  const page = Math.floor(firstRow(call) / call.pageSize) + 1;
  return meet(faults, { method, operation, path: call.path, page, machine: machineOf(call) });
}

/** Performs the request, with what the faults change beyond its answer; a fault that changed nothing is not used up. */
function performed(simulation: Simulation, asked: Asked, { rows, job, clock, ...others }: Met): Done {
  const done = asked.perform();
  const told = rows && withoutRows(done, rows);
  const bent = done.job && job;
  if (done.job !== undefined && bent !== undefined) bend(asked.call.world, done.job, bent);
  if (clock !== undefined) moveClock(simulation, clock.seconds);
  return { done, told: told ?? done, met: { ...others, clock, rows: told && rows, job: bent } };
}

function through(simulation: Simulation, asked: Asked): Done {
  const faults = faultsFor(simulation, asked);
  const { wire, latency } = faults;
  const instead = wire && answerBefore(wire, asked.operation, asked.call.world);
  const result =
    instead === undefined
      ? performed(simulation, asked, faults)
      : { done: undefined, told: instead, met: { wire, latency } };
  simulation.faults = spend(simulation.faults, Object.values(result.met));
  return { ...result, told: answerAfter(wire, result.told) };
}

function outcomeOf({ done, told }: Done): ReceivedWrite["outcome"] {
  if (done !== undefined) return done.status < 400 ? "accepted" : "refused";
  return told.status < 500 ? "refused" : "failed";
}

function log(simulation: Simulation, { call, method, operation }: Asked, result: Done): void {
  const { done, told, met } = result;
  const delivery = deliveryOf(met.wire);
  const fault = met.wire ?? met.job;
  simulation.writes.push({
    operation,
    method,
    path: call.path,
    outcome: outcomeOf(result),
    status: delivery === "reset" || delivery === "silence" ? undefined : told.status,
    jobId: done?.job?.name,
    clientRequestId: call.clientRequestId,
    ...(call.correlationId !== undefined && { correlationId: call.correlationId }),
    body: call.body,
    time: new Date(simulation.world.now).toISOString(),
    source: "api",
    reply: delivery === "send" ? "sent" : "lost",
    ...(fault && { fault: fault.kind }),
  });
}

/** The client waits in real time: on a clock that runs faster it has to wait less, a second at least. */
const realSeconds = (simulated: number, speed: number): string =>
  String(Math.max(1, Math.ceil(simulated / Math.max(1, speed))));

/** Headers that every answer of ARM has; `Date` follows the simulated clock. */
function armHeaders({ speed, skewSeconds, world }: Simulation, call: Call, answer: Answer): Record<string, string> {
  const now = new Date(world.now + skewSeconds * 1000);
  return {
    Date: now.toUTCString(),
    "Cache-Control": "no-cache",
    "x-ms-request-id": `${guid("request", call.clientRequestId)} ${now.toUTCString()}`,
    "x-ms-correlation-request-id": call.correlationId ?? guid("correlation", call.clientRequestId),
    "x-ms-client-request-id": call.clientRequestId,
    ...(answer.body !== undefined && { "Content-Type": "application/json; charset=utf-8" }),
    ...(answer.retryAfterSeconds !== undefined && { "Retry-After": realSeconds(answer.retryAfterSeconds, speed) }),
    ...answer.headers,
  };
}

const reply = (answer: Answer, headers: Record<string, string>): Reply => ({
  status: answer.status,
  headers,
  body: answer.body === undefined ? "" : JSON.stringify(answer.body),
  delivery: "send",
  delayMilliseconds: 0,
});

/** gzip only goes to a client that says it can read it. */
function deliveryTo(received: Received, { wire }: Met): Delivery {
  const delivery = deliveryOf(wire);
  const isAccepted = /\bgzip\b/i.test(header(received, "accept-encoding"));
  return delivery === "cut-gzip" && !isAccepted ? "cut-body" : delivery;
}

function arm(simulation: Simulation, received: Received, url: URL): Reply {
  const asked = understand(simulation, received, url);
  const { refused, headers } = door(simulation, received, asked);
  const result = refused === undefined ? through(simulation, asked) : { done: undefined, told: refused, met: {} };
  if (!isRead(asked.method)) log(simulation, asked, result);
  simulation.answered += 1;
  return {
    ...reply(result.told, { ...headers, ...armHeaders(simulation, asked.call, result.told) }),
    delivery: deliveryTo(received, result.met),
    delayMilliseconds:
      delayOf(simulation.latency, simulation.world.seed, simulation.answered) + (result.met.latency?.milliseconds ?? 0),
  };
}

const isOurs = (path: string): boolean => path === "/_simulator" || path.startsWith("/_simulator/");

/** Performs a request now: what it changes is changed, and logged, before the answer is sent. */
export function respond(simulation: Simulation, received: Received): Reply {
  tick(simulation);
  const url = urlOf(received);
  if (url === undefined) return reply(armError(400, "BadRequest", "The address of the request cannot be read."), {});
  if (!isOurs(url.pathname)) return arm(simulation, received, url);
  const body = parsed(received.body);
  const answer =
    body === undefined
      ? { status: 400, body: { error: "The body is not JSON." } }
      : control(simulation, { method: received.method, url, body: body.json });
  return reply(answer, { "Content-Type": "application/json; charset=utf-8" });
}
