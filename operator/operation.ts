// The crash-safety rules of a write to Azure, in one place: intent before effect, outcome, adoption, settling.
import type { Operation } from "../crds/types.ts";

export type { Operation };

/**
 * How a write to Azure answered. Only `started` proves acceptance; only `refused` proves the opposite.
 * `conflict` marks a refusal that says "something is already there" (HTTP 409, ASR 45031, or our own gate on
 * allowedOperations): after an unknown it may well be our own job that answers.
 */
export type Outcome = { readonly started: string } | Refused | { readonly unknown: string };

export interface Refused {
  readonly refused: string;
  readonly code?: string;
  readonly conflict?: true;
  readonly alreadyDone?: true;
  readonly retryAfterSeconds?: number;
  readonly possibleCauses?: string;
  readonly recommendedAction?: string;
  readonly activityId?: string;
}

/** A job seen in Azure that may be the one that an intent without a job id started. */
export interface Sighting {
  readonly jobId: string;
  /** Azure's scenario name as in jobs (`TestFailover`) or in an item's currentScenario (`EnableProtection`). */
  readonly scenario: string;
  readonly target: string;
  readonly startedAt?: Date;
  /** What the job shows of its request; absent where Azure does not show it. */
  readonly network?: string;
  readonly recoveryPoint?: string;
}

/** What was asked for, as far as a job may show it. */
export interface Asked {
  readonly network?: string;
  readonly recoveryPoint?: string;
}

export type Resumption =
  | { readonly follow: string }
  | { readonly adopt: string }
  | { readonly foreign: string }
  | { readonly settle: number }
  | { readonly callAgain: true };

/** From the first look without a job until the call may be repeated. Azure's lists lag by up to two minutes. */
export const SETTLING_SECONDS = 180;

/** Azure's clocks agree with each other to within this. */
const SKEW_SECONDS = 30;

/** Names that Azure uses for the job of each kind of operation (job lists and an item's currentScenario differ). */
const SCENARIOS = {
  CreatePolicy: ["AddProtectionProfile"],
  UpdatePolicy: ["UpdateProtectionProfile", "AddProtectionProfile"],
  DeletePolicy: ["RemoveProtectionProfile"],
  CreateMapping: ["AssociateProtectionProfile"],
  DeleteMapping: ["DissociateProtectionProfile"],
  Enable: ["EnableDr", "EnableProtection"],
  Update: ["UpdateVmProperties"],
  Disable: ["DisableDr", "DisableProtection"],
  TestFailover: ["TestFailover"],
  TestFailoverCleanup: ["TestFailoverCleanup"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type OperationKind = keyof typeof SCENARIOS;

export interface Intent {
  readonly id: string;
  readonly kind: OperationKind;
  readonly target: string;
  readonly knownJobs: readonly string[];
  readonly azureDate: Date;
  readonly epoch: number;
}

/** A first intent. It must be durable before the call that it announces. */
export function intend(intent: Intent): Operation {
  return {
    id: intent.id,
    kind: intent.kind,
    target: intent.target,
    knownJobs: [...intent.knownJobs].slice(-KNOWN_JOBS),
    azureDate: isoSeconds(intent.azureDate),
    epoch: intent.epoch,
    attempt: 1,
    startedAt: isoSeconds(intent.azureDate),
    outcome: "Pending",
  };
}

const KNOWN_JOBS = 20;

/**
 * The same intent, called once more after settling. What was known before the first call stays what it was; what
 * became of that call is on record as unknown, also after a crash, so that a conflict does not clear the intent.
 */
export function again(operation: Operation): Operation {
  const { firstLookAt: _, ...rest } = operation;
  return { ...rest, attempt: operation.attempt + 1, outcome: "Unknown" };
}

/**
 * The intent after the call answered; undefined when a definite no clears it.
 * After an unknown in the same intent a conflict is our own job answering, and never clears it; nor does 45031 ever.
 */
export function record(operation: Operation, outcome: Outcome, azureNow: Date): Operation | undefined {
  if ("started" in outcome) return adopted(operation, outcome.started);
  if ("unknown" in outcome) return lost(operation, outcome.unknown, azureNow);
  const mayBeOurs = outcome.conflict === true && operation.outcome === "Unknown";
  return mayBeOurs || outcome.alreadyDone === true ? lost(operation, outcome.refused, azureNow) : undefined;
}

function lost(operation: Operation, message: string, azureNow: Date): Operation {
  const unknownSince = operation.unknownSince ?? isoSeconds(azureNow);
  return { ...operation, outcome: "Unknown", unknownSince, message: cut(message, 1024) };
}

/**
 * What to do with an intent that may or may not have started a job: follow the job it has, adopt one that fits,
 * stop before one that does not, wait until lists have caught up, or call again.
 * @param sightings jobs on that object, from the object itself first and then from lists; may lag
 * @param azureNow Azure's clock, so that ours does not mix with it
 */
export function resume(operation: Operation, asked: Asked, sightings: readonly Sighting[], azureNow: Date): Resumption {
  if (operation.jobId !== undefined) return { follow: operation.jobId };
  const candidates = sightings.filter((sighting) => mayBe(operation, sighting));
  const ours = candidates.find((candidate) => agrees(asked, candidate));
  if (ours !== undefined) return { adopt: ours.jobId };
  const foreign = candidates[0];
  if (foreign !== undefined) return { foreign: foreign.jobId };
  const since = operation.firstLookAt === undefined ? azureNow : new Date(operation.firstLookAt);
  const waitedSeconds = (azureNow.getTime() - since.getTime()) / 1000;
  if (waitedSeconds < SETTLING_SECONDS) return { settle: Math.ceil(SETTLING_SECONDS - waitedSeconds) };
  return { callAgain: true };
}

/** Stamps the first look at an intent without a job; later looks leave it. */
export function looked(operation: Operation, azureNow: Date): Operation {
  return operation.firstLookAt === undefined ? { ...operation, firstLookAt: isoSeconds(azureNow) } : operation;
}

/** The intent with its job, from the call's own answer or found by looking. */
export function adopted(operation: Operation, jobId: string): Operation {
  const { message: _, ...rest } = operation;
  return { ...rest, jobId, outcome: "Started" };
}

/** ARM ids compare without case: Azure answers `/Subscriptions/…` where it was asked for `/subscriptions/…`. */
export function sameId(left: string | undefined, right: string | undefined): boolean {
  if (left === undefined || right === undefined) return false;
  return left === right || (left.length === right.length && left.toLowerCase() === right.toLowerCase());
}

/** At most so many characters, as the API server counts them; an ellipsis says that something is missing. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text.toWellFormed(); // no text has more characters than code units
  const points = Array.from(text.toWellFormed());
  return points.length <= most ? points.join("") : `${points.slice(0, most - 1).join("")}…`;
}

/** A date as statuses carry it: whole seconds, UTC. */
export function isoSeconds(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

function mayBe(operation: Operation, sighting: Sighting): boolean {
  const scenarios: readonly string[] = SCENARIOS[operation.kind as OperationKind] ?? [];
  if (!scenarios.includes(sighting.scenario)) return false;
  if (!sameId(operation.target, sighting.target)) return false;
  if (operation.knownJobs.includes(sighting.jobId)) return false;
  const earliest = operation.azureDate === undefined ? 0 : Date.parse(operation.azureDate) - SKEW_SECONDS * 1000;
  return sighting.startedAt === undefined || sighting.startedAt.getTime() >= earliest;
}

/** Whether the job may have been asked for so, as far as it shows. */
export function agrees(asked: Asked, sighting: Sighting): boolean {
  return fits(asked.network, sighting.network) && fits(asked.recoveryPoint, sighting.recoveryPoint);
}

/** Azure's description does not say whether a job shows these by ARM id or by name: a name is compared as one. */
function fits(wanted: string | undefined, shown: string | undefined): boolean {
  if (wanted === undefined || shown === undefined) return true;
  return sameId(wanted, shown) || (!shown.includes("/") && wanted.toLowerCase().endsWith(`/${shown.toLowerCase()}`));
}
