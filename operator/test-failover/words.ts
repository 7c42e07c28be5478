// The words of a test failover: names, times and networks as people say them. Pure.
import type { Run, Status, World } from "./world.ts";

/** `11:42 UTC`. */
export function timeOfDay(date: Date): string {
  return `${date.toISOString().slice(11, 16)} UTC`;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `23 Nov 11:42 UTC`. */
export function dayAndTime(date: Date): string {
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${timeOfDay(date)}`;
}

/** The time alone when it is on the same day as another one that people see next to it, else with the day. */
export function timeSeenWith(date: Date, other: Date): string {
  const sameDay = date.toISOString().slice(0, 10) === other.toISOString().slice(0, 10);
  return sameDay ? timeOfDay(date) : dayAndTime(date);
}

/** The last part of an ARM id. */
export function nameOf(id: string): string {
  return id.slice(id.lastIndexOf("/") + 1);
}

/** What people call the machine. */
export function machineOf(run: Run, world: Pick<World, "item" | "protection">): string {
  if (run.status?.target?.machine !== undefined) return run.status.target.machine;
  if (world.item.state === "present") return world.item.value.friendlyName;
  return world.protection?.status?.machine ?? run.spec.protection ?? "the machine";
}

/** What costs money if nobody acts. */
export function leftRunning(status: Status): string {
  const since = status.runningSince === undefined ? "" : ` since ${dayAndTime(new Date(status.runningSince))}`;
  return `The test machine is still running${since}: it costs money, and it blocks a failover of ${subjectOf(status)} until it is gone.`;
}

/** What people call the machine, from the status alone. */
export function subjectOf(status: Status): string {
  return status.target?.machine ?? status.target?.protection ?? "the machine";
}

/** ` Azure says (28031): … Azure recommends: …`: its words are marked as its own; without a code they are ours. */
export function azureSays(failure: Status["failure"]): string {
  if (failure === undefined) return "";
  const { code, message, recommendedAction } = failure;
  const advice = recommendedAction === undefined ? "" : ` Azure recommends: ${recommendedAction}`;
  return `${code === undefined ? "" : ` Azure says (${code}):`} ${message}${advice}`;
}
