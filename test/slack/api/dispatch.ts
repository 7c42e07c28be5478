// Answers calls of the Web API: token, scopes and rate first, then the method.
import { identity } from "../model/people.ts";
import { isProblem, RateLimited, Refusal } from "../refusal.ts";
import type { World } from "../world.ts";
import { authMethods } from "./auth.ts";
import { type Answer, type Args, type Call, type Method, needScope } from "./call.ts";
import { chatMethods } from "./chat.ts";
import { conversationMethods } from "./conversations.ts";
import { peopleMethods } from "./people.ts";
import { viewMethods } from "./views.ts";

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface Asked {
  readonly method: string;
  /** `undefined`: the body was neither a form nor JSON. */
  readonly args: Args | undefined;
  /** The token of the Authorization header. */
  readonly bearer: string | undefined;
  /** Where the fake is. */
  readonly url: string;
}

export type Methods = Readonly<Record<string, Method>>;

/** `opened` gives an address for one socket: apps.connections.open. */
export function allMethods(opened: (url: string) => string): Methods {
  const connections: Method = { scopes: [], token: "app", run: ({ url }) => ({ url: opened(url) }) };
  return {
    ...authMethods,
    ...chatMethods,
    ...viewMethods,
    ...peopleMethods,
    ...conversationMethods,
    "apps.connections.open": connections,
  };
}

/** App-level tokens count in the header only. */
function checkToken({ token: kind }: Method, { bearer, args = {} }: Asked): void {
  if (kind === "none") return;
  const token = bearer ?? (kind === "app" ? undefined : args.token);
  if (token === undefined) throw new Refusal("not_authed");
  const wanted = kind === "app" ? identity.appToken : identity.botToken;
  if (token === wanted) return;
  const known = token === identity.appToken || token === identity.botToken;
  throw known ? new Refusal("not_allowed_token_type", `a ${kind} token is wanted`) : new Refusal("invalid_auth");
}

function run(world: World, methods: Methods, asked: Asked): Answer {
  const { method: name, args, url } = asked;
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (method === undefined) throw new Refusal("unknown_method", "the fake does not know it");
  if (args === undefined) throw new Refusal("invalid_form_data", "the body is neither a form nor JSON");
  checkToken(method, asked);
  for (const scope of method.scopes) needScope(world, scope);
  const wait = world.rates?.take(name, method.perMinute);
  if (wait !== undefined) throw new RateLimited(wait);
  const call: Call = { method: name, args, world, url };
  return { ok: true, ...method.run(call) };
}

export function rateLimited(seconds: number): Reply {
  return { status: 429, headers: { "Retry-After": String(seconds) }, body: { ok: false, error: "ratelimited" } };
}

export function answerCall(world: World, methods: Methods, asked: Asked): Reply {
  try {
    return { status: 200, headers: {}, body: run(world, methods, asked) };
  } catch (error) {
    if (error instanceof RateLimited) return rateLimited(error.retryAfterSeconds);
    if (!(error instanceof Refusal)) throw error;
    if (isProblem(error)) world.transcript.problem(asked.method, error.message);
    return { status: 200, headers: {}, body: { ok: false, error: error.code, ...error.extra } };
  }
}
