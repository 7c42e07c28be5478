// Owns reading a fault from a request's body; a text says what is wrong with it.
import { integerAt, textAt, valueAt } from "./body.ts";
import { FAULT_KINDS, type Fault, type FaultKind } from "./faults.ts";

/** The fields of a fault → what they say; `--help` prints this table. */
export const FAULT_FIELDS = {
  kind: "one of the kinds below",
  route:
    "an operation, e.g. TestFailover or ReplicationProtectedItems_TestFailover, or a regular expression for the path",
  method: "GET, PUT, PATCH, POST or DELETE",
  machine: "the name of the machine that the request is about: its item, its job, itself",
  page: "which page of a list, the first being 1",
  times: 'for how many requests (1), or "always"',
  "retryAfterSeconds, milliseconds, seconds, task, count": "what the kind asks for",
} as const;

const KNOWN = Object.keys(FAULT_FIELDS).flatMap((names) => names.split(", "));

const isExpression = (text: string): boolean => {
  try {
    return new RegExp(text) !== undefined;
  } catch {
    return false;
  }
};

const LEAST = { page: 1, task: 1, count: 1, retryAfterSeconds: 0, milliseconds: 0, seconds: 0 } as const;

/** What is wrong with the numbers; undefined when nothing is. */
function wrongNumber(body: unknown): string | undefined {
  for (const [name, least] of Object.entries(LEAST)) {
    if (valueAt(body, name) === undefined) continue;
    if ((integerAt(body, name) ?? -1) < least) return `${name} must be a whole number from ${least} on`;
  }
  const times = valueAt(body, "times");
  if (times === undefined || times === "always" || (integerAt(body, "times") ?? 0) >= 1) return undefined;
  return 'times must be a whole number from 1 on, or "always"';
}

function wrong(body: unknown): string | undefined {
  const unknown = Object.keys(body ?? {}).find((name) => !KNOWN.includes(name));
  if (unknown !== undefined) return `${unknown} is not a field of a fault; they are ${KNOWN.join(", ")}`;
  if (!isExpression(textAt(body, "route") ?? ""))
    return "route must be the name of an operation or a regular expression";
  return wrongNumber(body);
}

const kindIn = (body: unknown): FaultKind | undefined =>
  (Object.keys(FAULT_KINDS) as FaultKind[]).find((each) => each === textAt(body, "kind"));

/** Which requests the fault is for; what is not said is not there. */
function selectors(body: unknown): Partial<Fault> {
  const [route, method, machine] = [textAt(body, "route"), textAt(body, "method"), textAt(body, "machine")];
  const page = integerAt(body, "page");
  return {
    ...(route !== undefined && { route }),
    ...(method !== undefined && { method: method.toUpperCase() }),
    ...(machine !== undefined && { machine }),
    ...(page !== undefined && { page }),
  };
}

/** Reads a fault; a text says what is wrong with it. */
export function readFault(body: unknown): Fault | string {
  const kind = kindIn(body);
  if (kind === undefined) return `kind must be one of ${Object.keys(FAULT_KINDS).join(", ")}`;
  const number = (name: keyof typeof LEAST, otherwise: number): number => integerAt(body, name) ?? otherwise;
  return (
    wrong(body) ?? {
      kind,
      ...selectors(body),
      times: valueAt(body, "times") === "always" ? "always" : (integerAt(body, "times") ?? 1),
      retryAfterSeconds: number("retryAfterSeconds", 30),
      milliseconds: number("milliseconds", 0),
      seconds: number("seconds", 3600),
      task: number("task", 1),
      count: number("count", 1),
    }
  );
}
