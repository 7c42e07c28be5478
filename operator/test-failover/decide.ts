// A test failover's decision: an exhaustive switch on its phase. Pure.

import { observeOnly } from "../observe-only.ts";
import { beforeClaim, beforeStart, firstObjection, targetOf } from "./check.ts";
import { cleaningUp } from "./clean-up.ts";
import { ended, ends } from "./end.ts";
import { withinLimits } from "./limits.ts";
import { running } from "./run.ts";
import { begin, starting } from "./start.ts";
import { bodyOf, moves, type Phase, short, stepOnce, waits } from "./status.ts";
import { leftRunning, machineOf, nameOf } from "./words.ts";
import type { Action, Run, RunVerdict, World } from "./world.ts";

/** What to do next with a run, from what is known. `world.azureNow` is the clock of everything but `startBy`. */
export function decide(run: Run, world: World): RunVerdict {
  const verdict = byPhase(run, world);
  return { ...verdict, status: withinLimits(verdict.status) };
}

function byPhase(run: Run, world: World): RunVerdict {
  const phase = run.status?.phase ?? "Pending";
  switch (phase) {
    case "Pending":
      return before(run, world, firstObjection(beforeClaim, run, world, phase) ?? toChecking(run, world));
    case "Checking":
      return before(run, world, firstObjection(beforeStart, run, world, phase) ?? start(run, world));
    case "Starting":
      return detached(run, world) ?? unconnected(run, world, phase) ?? starting(noteCancel(run, world), world);
    case "Running":
      return detached(run, world) ?? unconnected(run, world, phase) ?? running(run, world);
    case "CleaningUp":
      return detached(run, world) ?? unconnected(run, world, phase) ?? cleaningUp(run, world);
    case "Succeeded":
    case "PartiallySucceeded":
    case "Failed":
    case "Cancelled":
      return ended(run, world, phase);
    default:
      return phase satisfies never;
  }
}

/** Put on a resource that is being deleted by whoever takes over what remains in Azure. */
export const DETACH = "asr-chatops.io/detach";

/** The one way out while something of the run is in Azure: asked for by a person, and told what remains. */
function detached(run: Run, world: World): RunVerdict | undefined {
  const { annotations, deletionTimestamp } = run.metadata;
  if (deletionTimestamp === undefined || annotations?.[DETACH] === undefined) return undefined;
  const status = bodyOf(run, world);
  const left =
    status.runningSince === undefined
      ? `A test failover of ${machineOf(run, world)} may still be starting in Azure.`
      : leftRunning(status);
  const message = `Let go, as the annotation ${DETACH} asks. ${left} Clean it up in the portal.`;
  return ends(run, status, { phase: "Cancelled", reason: "Detached", message }, world.azureNow);
}

/** Nothing is concluded about a run in Azure while its vault cannot be seen. */
function unconnected(run: Run, world: World, phase: Phase): RunVerdict | undefined {
  if (world.vault !== undefined) return undefined;
  const message = `The vault of ${machineOf(run, world)} is not connected at the moment, so what Azure does is not seen. The run goes on when it is; nothing is lost.`;
  return waits(bodyOf(run, world), phase, { reason: "WaitingForVault", message });
}

function toChecking(run: Run, world: World): RunVerdict {
  const message = `${machineOf(run, world)} is checked before the test failover starts.`;
  return moves(bodyOf(run, world), "Checking", "Checking", message);
}

function start(run: Run, world: World): RunVerdict {
  const verdict = begin(run, world);
  if (world.vault?.mode !== "Observe") return verdict;
  const result = short("Not started: the vault's mode is Observe.");
  return observeOnly(verdict, { ...bodyOf(run, world), phase: "Checking", result }, inWords);
}

function inWords(action: Action): string {
  if (action.do === "cleanUp") return `Clean up the test failover of ${nameOf(action.itemId)}.`;
  const from =
    action.request.recoveryPointId === undefined
      ? "the latest recovery point"
      : `recovery point ${nameOf(action.request.recoveryPointId)}`;
  return `Start a test failover of ${nameOf(action.itemId)} into ${nameOf(action.request.networkId)} from ${from}.`;
}

/** Before the start every verdict says what the run is about, as it is now, and `startBy` is not slept through. */
function before(run: Run, world: World, verdict: RunVerdict): RunVerdict {
  if (verdict.hold || verdict.status.endedAt !== undefined) return verdict;
  return {
    ...verdict,
    status: { ...verdict.status, target: targetOf(run, world) },
    next: beforeTooLate(run, world, verdict),
  };
}

function beforeTooLate({ spec: { startBy } }: Run, world: World, { next }: RunVerdict): RunVerdict["next"] {
  if (startBy === undefined) return next;
  const seconds = Math.max(1, Math.ceil((Date.parse(startBy) - world.clusterNow.getTime()) / 1000));
  return next === "on-change" || next.afterSeconds > seconds ? { afterSeconds: seconds } : next;
}

/** Remembers in the record that the run was called off before its machine was up. */
function noteCancel(run: Run, world: World): Run {
  const off = run.spec.cleanUp.now === true || run.metadata.deletionTimestamp !== undefined;
  return off
    ? { ...run, status: { ...run.status, ...stepOnce(run.status ?? {}, "CancelAsked", world.azureNow) } }
    : run;
}
