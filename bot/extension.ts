// How long a test machine may stay on: until when, and why not. All times are Azure's; no other clock is read. Pure.
import type { TestFailover } from "../crds/types.ts";
import { duration } from "./cards/duration.ts";
import { code, dayAndTime, esc } from "./cards/text.ts";
import { UsageError } from "./command.ts";
import { dueOf, hasEnded } from "./run.ts";

/** By so much from when it is due now, or, as a button has it, until a moment: pressed twice, that is the same. */
export type Wish = { readonly bySeconds: number } | { readonly until: Date };

export interface Extension {
  readonly until: Date;
  /** False: it is cleaned up no earlier than that anyway. */
  readonly write: boolean;
}

const LONGEST_SECONDS = 168 * 3600;

/** Throws UsageError when it cannot be. */
export function extension(run: TestFailover, wish: Wish): Extension {
  const { due, runningSince } = running(run);
  const limit = new Date(runningSince.getTime() + LONGEST_SECONDS * 1000);
  const until = "until" in wish ? wish.until : new Date(due.getTime() + wish.bySeconds * 1000);
  if (until <= due) return { until: due, write: false };
  if (until > limit) throw pastLimit(run, due, limit);
  return { until, write: true };
}

function running(run: TestFailover): { readonly due: Date; readonly runningSince: Date } {
  const name = code(run.metadata.name);
  const { phase = "Pending", runningSince } = run.status ?? {};
  if (hasEnded(run)) throw new UsageError(`${name} is over: ${esc(phase)}. There is no test machine left to keep.`);
  if (phase === "CleaningUp") throw new UsageError(`${name} is being cleaned up already; that cannot be taken back.`);
  if (run.spec.cleanUp.now === true) {
    throw new UsageError(`The clean-up of ${name} has been asked for already; that cannot be taken back.`);
  }
  if (phase !== "Running" || runningSince === undefined) {
    throw new UsageError(`${name} has no test machine yet: its time counts from when that is up. Extend it then.`);
  }
  const due = dueOf(run);
  if (due !== undefined) return { due, runningSince: new Date(runningSince) };
  throw new UsageError(
    `${name} has no end that could be moved: it stays until somebody cleans it up, with ${code(`/asr cleanup ${run.metadata.name}`)}.`,
  );
}

function pastLimit(run: TestFailover, due: Date, limit: Date): UsageError {
  const name = code(run.metadata.name);
  const end = `A test machine may run for 168 hours in all, which for ${name} is until ${dayAndTime(limit)}.`;
  const left = (limit.getTime() - due.getTime()) / 1000;
  if (left < 60) return new UsageError(`${end} It is cleaned up then; it cannot stay longer.`);
  const most = duration(left);
  return new UsageError(`${end} ${code(most)} more is the most.`, suggestion(run, most));
}

function suggestion({ metadata: { name, namespace } }: TestFailover, by: string): string {
  return `extend ${name} ${by}${namespace === undefined ? "" : ` -n ${namespace}`}`;
}
