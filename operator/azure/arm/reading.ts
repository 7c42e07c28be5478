// One read: its time limit, its errors, and pages one by one.
import { getContinuationToken } from "@azure/arm-recoveryservices-siterecovery";
import type { FullOperationResponse } from "@azure/core-client";
import { StalledError, TransientError } from "../../errors.ts";
import type { CallKind } from "../budget.ts";
import type { ArmContext } from "./context.ts";
import { withDeadline } from "./deadline.ts";
import { failureOf, traceOf } from "./failure.ts";
import { absentOrThrow } from "./read-errors.ts";

/** What a read says it is about, and who may stop it. */
export interface Asking {
  /** As it stands in a sentence: "the protected item web01". */
  readonly what: string;
  readonly signal: AbortSignal | undefined;
  /** How Azure counts it, when not as a read. */
  readonly kind?: CallKind;
}

/** Goes into every SDK call as its options. */
export interface ReadOptions {
  readonly abortSignal: AbortSignal;
  readonly onResponse?: (response: FullOperationResponse) => void;
}

/**
 * Runs one request and answers its result, or undefined for a 404.
 * @throws TransientError or StalledError, never the SDK's own
 */
export async function read<T>(
  context: ArmContext,
  asking: Asking,
  call: (options: ReadOptions) => Promise<T>,
): Promise<T | undefined> {
  const { what, signal, kind = "reads" } = asking;
  const admitted = await context.budget.admit({ kind, priority: context.priority }, signal);
  if ("retryAfterSeconds" in admitted) {
    throw new TransientError(`Azure was not asked for ${what}: ${BUDGET_SPENT}`, admitted);
  }
  try {
    return await readNow(context, asking, call);
  } finally {
    admitted.done();
  }
}

/** Why nothing was sent, when Azure's patience is used up. */
export const BUDGET_SPENT = "the subscription's calls are used up for now.";

function readNow<T>(
  context: ArmContext,
  { what, signal }: Asking,
  call: (options: ReadOptions) => Promise<T>,
): Promise<T | undefined> {
  return withDeadline({ limitMs: context.limits.readMs, signal }, async (deadline) => {
    try {
      return await deadline.race(call({ abortSignal: deadline.signal }));
    } catch (error) {
      if (error instanceof TransientError || error instanceof StalledError) throw error;
      const failure = failureOf(error, context.clock);
      if (failure.status !== 404) context.logger.info({ what, ...traceOf(failure) }, "azure did not show it");
      return absentOrThrow(failure, what, context.address);
    }
  });
}

/** The part of the SDK's paged iterators that is used: one page at a time, each with a time limit of its own. */
export interface Paged<T> {
  byPage(settings?: { readonly continuationToken?: string }): { next(): Promise<IteratorResult<T[]>> };
}

/**
 * All pages of a list, each read when asked for.
 * @throws TransientError or StalledError at the first page that does not come; what was yielded before is then void
 */
export async function* pages<T>(
  context: ArmContext,
  asking: Asking,
  list: (options: ReadOptions) => Paged<T>,
): AsyncGenerator<readonly T[]> {
  let token: string | undefined;
  do {
    const from = token;
    const page = await read(context, asking, async (options) => {
      const checked = {
        ...options,
        onResponse: (response: FullOperationResponse) => mustBeList(response, asking.what),
      };
      const result = await list(checked)
        .byPage(from === undefined ? {} : { continuationToken: from })
        .next();
      return result.done === true ? undefined : result.value;
    });
    if (page === undefined) throw new StalledError("NotFound", `Azure knows no list of ${asking.what}.`);
    token = getContinuationToken(page);
    if (token !== undefined && token === from) throw new TransientError(`The list of ${asking.what} has no end.`);
    yield page;
  } while (token !== undefined);
}

export async function all<T>(list: AsyncIterable<readonly T[]>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const page of list) found.push(...page);
  return found;
}

/** Without this the SDK takes a page that is no page (a proxy's, an empty one) for an empty list. */
function mustBeList(response: FullOperationResponse, what: string): void {
  const body = response.parsedBody as { readonly value?: unknown } | undefined;
  if (response.status === 200 && !Array.isArray(body?.value) && !Array.isArray(body)) {
    throw new TransientError(`Azure's answer about ${what} was not a list.`);
  }
}
