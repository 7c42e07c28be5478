// Owns the answers below a resource's `operationresults`: 202 while the operation runs, then what it made.
import { type Answer, armError } from "./answer.ts";
import type { Call } from "./call.ts";
import { find, outside } from "./routes.ts";
import { get } from "./timeline.ts";

const NO_ROUTE = (method: string, path: string): Answer =>
  armError(404, "InvalidResourceType", `The simulator has no route for ${method} ${path}.`);

/** The resource that the operation worked on, read anew; gone is 204 (OpenAPI 2023-06-01). */
function made(call: Call, segments: readonly string[]): Answer {
  const found = find("GET", segments.slice(0, -2));
  if (found === undefined) return { status: 204 };
  const path = call.path.split("/").slice(0, -2).join("/");
  const inner = { ...call, names: found.names, path };
  const answer = outside(call.world, inner) ?? found.route.handle(inner);
  return answer.status === 404 ? { status: 204 } : answer;
}

/** Answers a path that no route has: an operation's result, or the 404 of what the simulator does not know. */
export function operationResult(call: Call, method: string, segments: readonly string[]): Answer {
  const isResult = method === "GET" && segments.at(-2)?.toLowerCase() === "operationresults";
  const job = isResult ? get(call.world.jobs, segments.at(-1) ?? "") : undefined;
  if (job === undefined) return NO_ROUTE(method, call.path);
  if (job.operation === "InProgress") {
    return { status: 202, headers: { Location: `${call.origin}${call.path}?${call.query}` } };
  }
  const error = job.operation === "Failed" ? job.errors[0] : undefined;
  return error === undefined ? made(call, segments) : armError(409, error.code, error.message);
}
