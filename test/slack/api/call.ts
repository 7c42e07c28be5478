// One call of the Web API as its methods see it, and how they read its arguments.
import { unpacked } from "../content.ts";
import { Refusal } from "../refusal.ts";
import type { World } from "../world.ts";

/** Form fields are strings; JSON bodies have values. */
export type Args = Readonly<Record<string, unknown>>;

export interface Call {
  readonly method: string;
  readonly args: Args;
  readonly world: World;
  /** Where the fake is, such as http://127.0.0.1:4103. */
  readonly url: string;
}

export type Answer = Readonly<Record<string, unknown>>;

export interface Method {
  /** All of these are needed. Those that depend on the arguments are checked by the method. */
  readonly scopes: readonly string[];
  readonly token: "bot" | "app" | "none";
  /** How often a minute. Without: so often that no test meets it. */
  readonly perMinute?: number;
  /** Throws Refusal or RateLimited. */
  run(call: Call): Answer;
}

/** Slack's tiers: calls a minute. */
export const TIER_2 = 20;
export const TIER_3 = 50;
export const TIER_4 = 100;

export function badArgument(sentence: string): Refusal {
  return new Refusal("invalid_arguments", sentence, { response_metadata: { messages: [`[ERROR] ${sentence}`] } });
}

/** A required text. */
export function textOf(args: Args, name: string): string {
  const value = args[name];
  if (value === undefined || value === "") throw badArgument(`missing required field: ${name}`);
  if (typeof value !== "string") throw badArgument(`must be a string [json-pointer:/${name}]`);
  return value;
}

export function maybeText(args: Args, name: string): string | undefined {
  return args[name] === undefined ? undefined : textOf(args, name);
}

export function isTrue(args: Args, name: string): boolean {
  return ["true", "1", true, 1].includes(args[name] as string);
}

export function objectOf(args: Args, name: string): unknown {
  if (args[name] === undefined) throw badArgument(`missing required field: ${name}`);
  return unpacked(args[name]);
}

export function needScope({ manifest }: World, needed: string): void {
  const provided = manifest.scopes.join(",");
  if (manifest.scopes.includes(needed)) return;
  throw new Refusal("missing_scope", `${needed} is not in the manifest`, { needed, provided });
}
