// What a test failover's card asks of its facts, in one place. Pure.
import { conditionOf } from "../../../crds/conditions.ts";
import type { TestFailover } from "../../../crds/types.ts";
import type { RunFacts } from "../../notice.ts";
import { hasEnded } from "../../run.ts";
import { named, timeIn } from "../told.ts";

/** `New`: the operator has not looked at it yet. */
export type Phase = NonNullable<NonNullable<TestFailover["status"]>["phase"]> | "New";

/** Phases in which something of the run is, or may be, in Azure. */
const ACTIVE: ReadonlySet<Phase> = new Set(["Starting", "Running", "CleaningUp"]);

export function phaseOf({ status }: TestFailover): Phase {
  return status?.phase ?? "New";
}

export function isActive(run: TestFailover): boolean {
  return ACTIVE.has(phaseOf(run));
}

/** Nothing of it was asked for in Azure yet. */
export function isBefore(run: TestFailover): boolean {
  return !hasEnded(run) && !isActive(run);
}

/** Why it is stuck, in one word; "" when it is not. */
export function stalledReason(run: TestFailover): string {
  const stalled = conditionOf(run, "Stalled");
  return stalled?.status === "True" ? stalled.reason : "";
}

/** What people call the machine. */
export function machineOf({ run, protection }: Pick<RunFacts, "run" | "protection">): string {
  const { protection: name, plan } = run.spec;
  return named(run.status?.target?.machine ?? protection?.status?.machine ?? name ?? plan ?? "the machine");
}

/** The test machine's name, plain. */
export function testMachineOf({ status }: TestFailover): string | undefined {
  return status?.testMachine === undefined ? undefined : named(status.testMachine.name);
}

/** When the run began, as far as anything of it did: times near it are shown without their day. */
export function begunAt({ status, metadata }: TestFailover): Date {
  return timeIn(status?.startedAt) ?? timeIn(metadata.creationTimestamp) ?? new Date(0);
}

/** A clean-up was asked for, or the resource is being deleted: nothing can be moved any more. */
export function isCalledOff({ spec, metadata }: TestFailover): boolean {
  return spec.cleanUp.now === true || metadata.deletionTimestamp !== undefined;
}

/** When a step was last reached, by the record. */
export function stepTime({ status }: TestFailover, ...names: readonly string[]): Date | undefined {
  return timeIn(status?.timeline?.findLast(({ step }) => names.includes(step))?.time);
}

/** The message of a condition, where there is one. */
export function said(run: TestFailover, ...types: readonly string[]): string | undefined {
  return types.map((type) => conditionOf(run, type)?.message).find((message) => message !== undefined);
}
