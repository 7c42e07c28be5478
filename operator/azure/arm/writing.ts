// One write: sent once, its poller stopped before it polls, its answer told as started, refused or unknown.
import type { FullOperationResponse, OperationOptions } from "@azure/core-client";
import type { Outcome, Refused } from "../../operation.ts";
import type { CallKind } from "../budget.ts";
import type { Write } from "../site-recovery.ts";
import type { ArmContext } from "./context.ts";
import type { Deadline } from "./deadline.ts";
import { withDeadline } from "./deadline.ts";
import type { CallFailure } from "./failure.ts";
import { answerFailure, failureOf, traceOf, type WaitClock } from "./failure.ts";
import { remedy, sentence } from "./read-errors.ts";
import { BUDGET_SPENT } from "./reading.ts";
import { signInTrouble } from "./sign-in.ts";
import { present } from "./values.ts";

/** After a try that never left us. */
const NOT_SENT_RETRY_SECONDS = 5;

/** Without a token nothing is sent, and a person has to act first. */
const NO_TOKEN_RETRY_SECONDS = 60;

/** When Azure throttles a write without naming the wait. */
const THROTTLED_RETRY_SECONDS = 30;

/** Errors of connecting and of looking up the name: no byte of a request has left when they occur. */
const BEFORE_SENDING = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN"]);

/** Site Recovery's "protection is already enabled" (recorded az CLI traffic, Hyper-V to Azure). */
const ALREADY_ENABLED = "45031";

/**
 * Sends one write. The SDK's `begin…` sends the request and then polls: the poll is cut off by aborting the call as
 * soon as the first answer is in, so that exactly one request goes out and no timer stays. What the first answer said
 * counts, whatever the aborted poller throws.
 * @param begin the SDK's method, with the options that it must pass on
 * @param kind how Azure counts it
 */
export async function sendWrite(
  context: ArmContext,
  write: Write,
  begin: (options: OperationOptions) => Promise<unknown>,
  kind: CallKind = "writes",
): Promise<Outcome> {
  const admitted = await context.budget.admit({ kind, priority: context.priority }, write.signal);
  if ("retryAfterSeconds" in admitted) return notSent(BUDGET_SPENT, admitted.retryAfterSeconds);
  try {
    return await sendNow(context, write, begin);
  } finally {
    admitted.done();
  }
}

function sendNow(
  context: ArmContext,
  write: Write,
  begin: (options: OperationOptions) => Promise<unknown>,
): Promise<Outcome> {
  return withDeadline({ limitMs: context.limits.writeMs, signal: write.signal }, async (deadline) => {
    const call = await oneAnswer(deadline, write, begin);
    if (call.answer !== undefined) return toldOutcome(context, write, call.answer);
    const failure = failureOf(call.error, context.clock);
    const trace = traceOf({ ...failure, clientRequestId: write.operationId });
    context.logger.info({ ...trace, ...idsOf(write) }, "azure did not answer a write");
    const neverSent = !context.transport.wasSent(deadline.signal) || BEFORE_SENDING.has(failure.networkCode ?? "");
    const noToken = signInTrouble(failure.networkCode, failure.said);
    if (noToken !== undefined) return notSent(noToken, NO_TOKEN_RETRY_SECONDS);
    if (neverSent) return notSent(failure.said);
    return { unknown: `Whether Azure took the request is not known: ${sentence(failure)}` };
  });
}

function toldOutcome({ clock, logger }: ArmContext, write: Write, answer: FullOperationResponse): Outcome {
  const outcome = outcomeOf(answer, clock);
  if ("started" in outcome) logger.info({ ...idsOf(write), jobId: outcome.started }, "azure took a write");
  else logger.info({ ...traceOf(answerFailure(answer, clock)), ...idsOf(write) }, "azure did not take a write");
  return outcome;
}

/** As every log line about a write has them: the operation of the status, and the request in chat. */
function idsOf({ operationId, correlationId }: Write): object {
  return { operation: operationId, ...present({ correlation: correlationId }) };
}

interface Call {
  readonly answer: FullOperationResponse | undefined;
  readonly error: unknown;
}

async function oneAnswer(
  deadline: Deadline,
  { operationId, correlationId }: Write,
  begin: (options: OperationOptions) => Promise<unknown>,
): Promise<Call> {
  let answer: FullOperationResponse | undefined;
  const options: OperationOptions = {
    abortSignal: deadline.signal,
    requestOptions: {
      customHeaders: {
        "x-ms-client-request-id": operationId,
        ...(correlationId !== undefined && { "x-ms-correlation-request-id": correlationId }),
      },
    },
    onResponse: (response) => {
      answer ??= response;
      deadline.cut();
    },
  };
  try {
    await deadline.race(begin(options));
    return { answer, error: undefined };
  } catch (error) {
    return { answer, error };
  }
}

/** A definite no for a call of which nothing left this machine. */
export function notSent(why: string, retryAfterSeconds = NOT_SENT_RETRY_SECONDS): Refused {
  return { refused: `Nothing was sent: ${why}`, code: "NotSent", retryAfterSeconds };
}

/** What the answer to a write means. */
export function outcomeOf(answer: FullOperationResponse, clock: WaitClock): Outcome {
  const { status } = answer;
  if (status >= 200 && status < 300) return accepted(answer);
  const failure = answerFailure(answer, clock);
  const definite = status >= 400 && status < 500 && status !== 408;
  if (!definite) return { unknown: `Whether Azure took the request is not known: ${sentence(failure)}` };
  return refusal(status, failure);
}

/**
 * The job of an accepted write has the name of its operation, the GUID in both headers (recorded PowerShell traffic).
 * The rest of those URLs is signed, and goes nowhere.
 */
function accepted({ status, headers }: FullOperationResponse): Outcome {
  const job =
    idAfter(headers.get("azure-asyncoperation"), "replicationOperationStatus") ??
    idAfter(headers.get("location"), "operationresults");
  if (job !== undefined) return { started: job };
  if (status === 204) return { refused: "Azure had nothing to do for this: it is gone already.", code: "NoContent" };
  return { unknown: `Azure answered ${status} without naming a job.` };
}

function idAfter(url: string | undefined, segment: string): string | undefined {
  return new RegExp(`/${segment}/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:[/?]|$)`, "i").exec(url ?? "")?.[1];
}

function refusal(status: number, failure: CallFailure): Refused {
  const { explained, retryAfterSeconds } = failure;
  const { code, message, ...advice } = explained ?? { code: `HTTP ${status}`, message: sentence(failure) };
  return {
    refused: message,
    code,
    ...present({ recommendedAction: explained === undefined ? undefined : remedy(status, explained) }),
    ...advice,
    ...present({
      retryAfterSeconds: status === 429 ? (retryAfterSeconds ?? THROTTLED_RETRY_SECONDS) : retryAfterSeconds,
    }),
    ...(status === 409 ? { conflict: true as const } : {}),
    ...(code === ALREADY_ENABLED ? { alreadyDone: true as const } : {}),
  };
}
