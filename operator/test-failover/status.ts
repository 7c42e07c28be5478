// How a run's status is put together: phases, the timeline, what people read in conditions and columns. Pure.
import { type ConditionInput, reconciling, stalled } from "../../crds/conditions.ts";
import type { TestFailoverStatus } from "../../crds/types.ts";
import { cut, isoSeconds } from "../operation.ts";
import type { Next } from "../reconcile.ts";
import type { Run, RunVerdict, Status, World } from "./world.ts";

export type Phase = NonNullable<TestFailoverStatus["phase"]>;
export type EndPhase = "Succeeded" | "PartiallySucceeded" | "Failed" | "Cancelled";

/** How often a run is looked at while Azure works on it; the view wakes it sooner when the item changes. */
export const LOOK_SECONDS = 15;
/** While a job does not end that should have long ago. */
export const OVERDUE_LOOK_SECONDS = 60;
/** How often a run that a person must help is looked at again without any change. */
export const STALLED_SECONDS = 600;

/** Phases in which something of the run is, or may be, in Azure. */
const ACTIVE: ReadonlySet<string> = new Set(["Starting", "Running", "CleaningUp"]);
/** Phases in which nothing of it was asked for yet. */
const BEFORE: ReadonlySet<string> = new Set(["Pending", "Checking"]);

/** Whether something of the run is, or may be, in Azure. */
export function isActive(run: Run): boolean {
  return ACTIVE.has(run.status?.phase ?? "Pending");
}

/** Whether nothing of the run was asked for yet. */
export function isBefore(run: Run): boolean {
  return BEFORE.has(run.status?.phase ?? "Pending");
}

/** The status so far, without what the store adds; the fields that each look decides anew are left out. */
export function bodyOf(run: Run, world: Pick<World, "simulated">): Status {
  const {
    observedGeneration: _,
    conditions: __,
    waitingFor: ___,
    wouldDo: ____,
    findings: _____,
    result: ______,
    ...body
  } = run.status ?? {};
  return world.simulated ? { ...body, simulated: true } : body;
}

/** One more line in the record. A job's step is told once, and what stands there last is not repeated. */
export function step(
  status: Status,
  name: string,
  time: Date,
  more: { jobId?: string; message?: string } = {},
): Status {
  const timeline = status.timeline ?? [];
  const last = timeline.at(-1);
  if (last?.step === name && last.jobId === more.jobId && last.message === more.message) return status;
  if (more.jobId !== undefined && timeline.some((line) => line.step === name && line.jobId === more.jobId))
    return status;
  return { ...status, timeline: [...timeline, { step: name, time: isoSeconds(time), ...more }] };
}

/** A line that the record has once, however often it is reached. */
export function stepOnce(status: Status, name: string, time: Date): Status {
  return status.timeline?.some((line) => line.step === name) === true ? status : step(status, name, time);
}

/** Whether it was called off before its machine was up. */
export function wasCalledOff(status: Status): boolean {
  return status.timeline?.some((line) => line.step === "CancelAsked") === true;
}

export interface Waiting {
  readonly reason: string;
  readonly message: string;
  readonly next?: Next;
}

/** Goes on by itself: Reconciling. Before the start the columns say what it waits for. */
export function waits(status: Status, phase: Phase, waiting: Waiting): RunVerdict {
  const { message } = waiting;
  return {
    status: { ...status, phase, ...(BEFORE.has(phase) ? { waitingFor: message, result: short(message) } : {}) },
    conditions: [...reconciling(waiting.reason, message), ...machineReady(status)],
    next: waiting.next ?? { afterSeconds: LOOK_SECONDS },
    hold: ACTIVE.has(phase),
  };
}

/** Needs a person: Stalled, looked at again slowly and whenever something changes. */
export function stuck(status: Status, phase: Phase, waiting: Waiting): RunVerdict {
  const { message } = waiting;
  return {
    status: { ...status, phase, waitingFor: message, result: short(message) },
    conditions: [...stalled(waiting.reason, message), ...machineReady(status)],
    next: waiting.next ?? { afterSeconds: STALLED_SECONDS, roughly: true },
    hold: ACTIVE.has(phase),
  };
}

/** Moves on to the next phase and looks again at once. */
export function moves(status: Status, phase: Phase, reason: string, message: string): RunVerdict {
  return {
    status: { ...status, phase },
    conditions: [...reconciling(reason, message), ...machineReady(status)],
    next: { afterSeconds: 0 },
    hold: ACTIVE.has(phase),
  };
}

function machineReady(status: Status): readonly ConditionInput[] {
  if (status.runningSince === undefined) return [];
  const { name = "The test machine", powerState, size, addresses = [] } = status.testMachine ?? {};
  const told = [size, addresses[0]].filter((one) => one !== undefined);
  const facts = told.length === 0 ? "" : ` (${told.join(", ")})`;
  const type = "TestMachineReady";
  if (powerState === "running")
    return [{ type, status: "True", reason: "Running", message: `${name} is running${facts}.` }];
  if (powerState === undefined)
    return [{ type, status: "Unknown", reason: "NotSeen", message: `${name} was not seen yet.` }];
  const message = powerState === NOT_FOUND ? `Azure does not find ${name} any more.` : `${name} is ${powerState}.`;
  return [{ type, status: "False", reason: "NotRunning", message }];
}

/** The power state of a test machine that was there and that a GET does not find any more. */
export const NOT_FOUND = "not found";

const COLUMN_CHARACTERS = 120;

/** For a column: the first sentence. */
export function short(text: string): string {
  return cut(/^.*?[.!?](?=\s)/.exec(text)?.[0] ?? text, COLUMN_CHARACTERS);
}
