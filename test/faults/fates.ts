// What befalls requests on their way to the API server, drawn from a seed. Pure.
import { draw, seeded, seedOf } from "./seeded.ts";

export type Asked = "list" | "watch" | "read" | "write";

export interface Described {
  /** A watch that begins with everything is a list, until it has told everything. */
  readonly asked: Asked;
  readonly byWatch: boolean;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** "testfailovers", "testfailovers/status": the kind, and the part of it. */
  readonly what: string;
  readonly resourceVersion: string | undefined;
}

/** Instead of the answer, or with it: what a call may meet. `lost-*`: the API server has done what was asked. */
export const CALL_FATES = [
  "reset",
  "lost-reply",
  "stall",
  "slow",
  "error",
  "lost-error",
  "throttled",
  "truncated",
  "cut-off",
] as const;

/** While a watch is open. */
const OPEN_FATES = [
  "watch-reset",
  "watch-cut",
  "watch-end",
  "watch-expired",
  "watch-error",
  "watch-freeze",
  "watch-hold",
  "watch-slow",
  "watch-duplicate",
] as const;

/** At the opening of a watch, and while it is open. */
export const WATCH_FATES = ["reset", "error", "throttled", "expired", "stall", ...OPEN_FATES] as const;

export type FateKind = (typeof CALL_FATES)[number] | (typeof WATCH_FATES)[number];

export interface Fate {
  readonly kind: FateKind;
  /** Of a watch: how long it is well first. */
  readonly afterMs: number;
  /** Of what takes time (stall, slow, freeze, hold): how long it does. */
  readonly lastsMs: number;
}

/** The first rule that fits a request gives it a fate, at that rate. */
export interface Rule {
  readonly asked?: Asked;
  readonly method?: string;
  readonly path?: RegExp;
  /** From 0, never, to 1, always. */
  readonly rate: number;
  readonly kinds: readonly FateKind[];
}

export interface PlanOptions {
  readonly seed: number;
  readonly rules: readonly Rule[];
  /** Of what takes time; most take much less. */
  readonly longestMs: number;
  /** How long a watch may be well before something befalls it. */
  readonly wellMs: number;
}

export type Plan = (request: Described) => Fate | undefined;

/** What may befall anything, at rates with which work still gets done. */
export const EVERYTHING: readonly Rule[] = [
  // Most watches open: else, with pauses that grow until a line comes, there would hardly be any.
  { asked: "watch", rate: 0.9, kinds: [...WATCH_FATES, ...OPEN_FATES, ...OPEN_FATES] },
  { asked: "list", rate: 0.4, kinds: [...CALL_FATES, "expired"] },
  { rate: 0.3, kinds: CALL_FATES },
];

/** Half of what takes time takes a thirtieth of the longest, and one in eight more than half of it. */
const RARELY_LONG = 5;

/** The nth request of one kind (method, and what it is about) meets the same with the same seed, whatever else is asked. */
export function createPlan({ seed, rules, longestMs, wellMs }: PlanOptions): Plan {
  const asked = new Map<string, number>();
  return (request) => {
    const rule = rules.find((one) => fits(one, request));
    if (rule === undefined) return undefined;
    const name = `${request.asked} ${request.method} ${request.what}`;
    const nth = (asked.get(name) ?? 0) + 1;
    asked.set(name, nth);
    const random = seeded(seedOf(seed, name, nth));
    if (random() >= rule.rate) return undefined;
    return { kind: draw(random, rule.kinds), afterMs: random() * wellMs, lastsMs: random() ** RARELY_LONG * longestMs };
  };
}

function fits({ asked, method, path }: Rule, request: Described): boolean {
  if (asked !== undefined && asked !== request.asked) return false;
  if (method !== undefined && method !== request.method) return false;
  return path?.test(request.path) ?? true;
}

const TARGET =
  /^\/(?:api|apis\/[^/]+)\/[^/]+(?:\/namespaces\/[^/]+(?=\/))?\/(?<plural>[^/]+)(?:\/(?<name>[^/]+)(?<part>\/[^/]+)?)?$/;

export function describe(method: string, url: string): Described {
  const { pathname, searchParams } = new URL(url, "http://localhost");
  const { plural = pathname, name, part = "" } = TARGET.exec(pathname)?.groups ?? {};
  const resourceVersion = searchParams.get("resourceVersion") ?? undefined;
  const byWatch = searchParams.has("watch");
  const asked = askedBy(method, name, byWatch && !searchParams.has("sendInitialEvents"));
  return { asked, byWatch, method, path: pathname, what: plural + part, resourceVersion };
}

function askedBy(method: string, name: string | undefined, watches: boolean): Asked {
  if (method !== "GET") return "write";
  if (watches) return "watch";
  return name === undefined ? "list" : "read";
}
