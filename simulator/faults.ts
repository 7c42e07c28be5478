// Owns injected faults: what can go wrong, and which of the faults to come a request meets.
import { ROUTES } from "./routes.ts";

/** What each kind does; `--help` prints this table. */
export const FAULT_KINDS = {
  "lost-reply": "taken, then the connection is reset",
  "timeout-after": "taken, and never answered",
  "500-after": "taken, and answered with 500",
  "500-before": "not taken: 500",
  "reset-before": "not taken: the connection is reset",
  "timeout-before": "not taken, and never answered",
  "503": "not taken: 503",
  "429": "not taken: 429 with Retry-After, from retryAfterSeconds (30, of real time)",
  "403": "not taken: 403",
  "409": "not taken: 409, another operation is in progress",
  "expired-token": "not taken: 401, the token's time is over",
  truncated: "taken; the connection breaks in the middle of the answer's body",
  "cut-body": "taken; the answer is whole to HTTP, and its JSON breaks off in the middle",
  "cut-gzip": "the same within gzip, for a client that accepts it: the compressed stream breaks off",
  "rows-vanish": "a list's answer lacks as many of its first rows as count says (1), or the rows about machine",
  "job-stalls": "taken; the job that it starts never ends",
  "job-fails":
    "taken; the job that it starts fails in the middle of its task number task (1); a recovery plan's job in its first",
  "job-partial": "taken; the job that it starts ends Succeeded with the description PartiallySucceeded and an error",
  "time-jump": "taken; the clock jumps by seconds (3600) before the answer",
  latency: "taken, and answered after so many milliseconds of real time",
} as const;

export type FaultKind = keyof typeof FAULT_KINDS;

/** What of a request a kind changes. Of each sort a request meets one. */
export type FaultSort = "wire" | "rows" | "job" | "clock" | "latency";

const SORTS: Partial<Record<FaultKind, FaultSort>> = {
  "rows-vanish": "rows",
  "job-stalls": "job",
  "job-fails": "job",
  "job-partial": "job",
  "time-jump": "clock",
  latency: "latency",
};

export const sortOf = (kind: FaultKind): FaultSort => SORTS[kind] ?? "wire";

export interface Fault {
  readonly kind: FaultKind;
  /** an operation's name, whole or from its underscore on; or a regular expression for the path; all when not given */
  readonly route?: string;
  readonly method?: string;
  /** only what is about the machine of this name; with `rows-vanish` the rows, not the request */
  readonly machine?: string;
  /** only this page of a list, the first being 1 */
  readonly page?: number;
  readonly times: number | "always";
  readonly retryAfterSeconds: number;
  readonly milliseconds: number;
  /** how far `time-jump` jumps */
  readonly seconds: number;
  /** in which task `job-fails`, the first being 1 */
  readonly task: number;
  /** how many rows vanish */
  readonly count: number;
}

export interface Asked {
  readonly method: string;
  readonly operation: string;
  readonly path: string;
  /** which page of a list, the first being 1 */
  readonly page: number;
  /** the display name of the machine that the request is about; undefined when it is about none */
  readonly machine: string | undefined;
}

const isNamed = (operation: string, route: string): boolean => {
  const full = operation.toLowerCase();
  return full === route || full.slice(full.indexOf("_") + 1) === route;
};

/** A route that is some operation's name is for that one alone: `testFailover` is not for `…/testFailoverCleanup`. */
function isOnRoute(fault: Fault, { operation, path }: Asked): boolean {
  const route = fault.route?.toLowerCase();
  if (route === undefined) return true;
  const isName = ROUTES.some((each) => isNamed(each.operation, route));
  return isName ? isNamed(operation, route) : new RegExp(fault.route ?? "", "i").test(path);
}

const isRead = (method: string): boolean => method === "GET" || method === "HEAD";

/** Whether a kind can do anything to such a request at all: reads start no jobs, only reads have pages and rows. */
function canMeet({ kind, page }: Fault, method: string): boolean {
  if (page !== undefined && !isRead(method)) return false;
  const sort = sortOf(kind);
  return sort === "job" ? !isRead(method) : sort !== "rows" || isRead(method);
}

function isMeant(fault: Fault, asked: Asked): boolean {
  if (fault.method !== undefined && fault.method !== asked.method) return false;
  if (fault.page !== undefined && fault.page !== asked.page) return false;
  const isOfMachine = fault.machine?.toLowerCase() === asked.machine?.toLowerCase();
  if (fault.machine !== undefined && sortOf(fault.kind) !== "rows" && !isOfMachine) return false;
  return canMeet(fault, asked.method) && isOnRoute(fault, asked);
}

export type Met = { readonly [sort in FaultSort]?: Fault | undefined };

/** The faults that a request meets: the first of each sort. */
export function meet(faults: readonly Fault[], asked: Asked): Met {
  const met: Partial<Record<FaultSort, Fault>> = {};
  for (const fault of faults) {
    if (isMeant(fault, asked)) met[sortOf(fault.kind)] ??= fault;
  }
  return met;
}

/** The faults still to come after these were used once. */
export const spend = (faults: readonly Fault[], used: readonly (Fault | undefined)[]): Fault[] =>
  faults
    .map((fault) => (used.includes(fault) && fault.times !== "always" ? { ...fault, times: fault.times - 1 } : fault))
    .filter(({ times }) => times === "always" || times > 0);
