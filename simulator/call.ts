// Owns one request as a route sees it, and the answers that many routes have in common.
import { type Answer, armError, ok, refusalAnswer, signature } from "./answer.ts";
import { vaultId } from "./arm.ts";
import { guid } from "./chance.ts";
import { type Filter, readFilter, unknownField } from "./filter.ts";
import type { Result } from "./refusal.ts";
import { listedAt, type World } from "./world.ts";

export interface Call {
  readonly world: World;
  /** the names in the path, by the pattern's words; as they were sent */
  readonly names: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: unknown;
  /** scheme and host under which the client reached us */
  readonly origin: string;
  readonly path: string;
  readonly clientRequestId: string;
  /** x-ms-correlation-request-id: the client's own, if it sent one */
  readonly correlationId?: string;
  /** rows in one page of a list */
  readonly pageSize: number;
}

export interface Route {
  readonly method: string;
  readonly pattern: string;
  /** the operation's name in its OpenAPI */
  readonly operation: string;
  /** what is missing of the operation; absent: nothing that a physical server needs */
  readonly partly?: string;
  handle(call: Call): Answer;
}

export const name = (call: Call, what: string): string => call.names[what] ?? "";

/** The moment (milliseconds) that lists show. */
export const listTime = (call: Call): number => listedAt(call.world);

/** How many rows were given on the pages before: what the token says. */
export function firstRow(call: Call): number {
  const token = Number(call.query.get("skipToken") ?? "0");
  return Number.isSafeInteger(token) && token > 0 ? token : 0;
}

/**
 * One page of rows, with the link to the next or null. Only the rows of the page are turned into answers by `view`: a
 * vault may have thousands.
 */
export function page<T>(call: Call, rows: readonly T[], view: (row: T) => unknown = (row) => row): Answer {
  const from = firstRow(call);
  const to = from + call.pageSize;
  const value = rows.slice(from, to).map(view);
  if (to >= rows.length) return ok({ value, nextLink: null });
  const query = new URLSearchParams(call.query);
  query.set("skipToken", String(to));
  return ok({ value, nextLink: `${call.origin}${call.path}?${query}` });
}

/** Answers a list that is filtered by these fields; 400 for a filter that cannot be read. */
export const filtered =
  (known: readonly string[], handle: (call: Call, filter: Filter) => Answer) =>
  (call: Call): Answer => {
    const filter = readFilter(call.query.get("$filter"));
    const refuse = (wrong: string): Answer =>
      armError(400, "InvalidFilter", `The filter has '${wrong}'; it may have ${known.join(", ")}, with eq.`);
    if (typeof filter === "string") return refuse(filter);
    const unknown = unknownField(filter, known);
    return unknown === undefined ? handle(call, filter) : refuse(unknown);
  };

/** 202 with an empty body and the two links, or the refusal. `Location` points below the resource. */
export function taken(call: Call, result: Result): Answer {
  const { world, clientRequestId } = call;
  if ("refused" in result) {
    const activityId = guid("refusal", clientRequestId, world.now);
    return refusalAnswer(result.refused, { clientRequestId, activityId });
  }
  const job = result.accepted;
  const query = `api-version=${call.query.get("api-version") ?? ""}&${signature(job.name, world.now)}`;
  return {
    status: 202,
    job,
    headers: {
      "Azure-AsyncOperation": `${call.origin}${vaultId(world.fleet)}/replicationOperationStatus/${job.name}?${query}`,
      Location: `${call.origin}${result.at ?? job.resource}/operationresults/${job.name}?${query}`,
    },
  };
}

/** The answer about one resource; undefined is Site Recovery's 404. */
export function one(call: Call, body: unknown, what: string): Answer {
  if (body !== undefined) return ok(body);
  const { clientRequestId, world } = call;
  const activityId = guid("missing", clientRequestId, world.now);
  const message = `The resource '${what}' was not found.`;
  const detail = {
    code: "ArmResourceDoesNotExist",
    possibleCauses: "The resource was deleted, or its name is written differently.",
    recommendedAction: "Check the name and try again.",
  };
  return refusalAnswer({ status: 404, code: "NotFound", message, detail }, { clientRequestId, activityId });
}
