// When the protected item is gone from Azure while a run was at work: Site Recovery can clean nothing up then. Pure.
import { endAfterCleanUp, ends } from "./end.ts";
import { type Phase, STALLED_SECONDS, step, stuck } from "./status.ts";
import { leftRunning, machineOf } from "./words.ts";
import type { Run, RunVerdict, Status, World } from "./world.ts";

/** No end while the test machine exists or may exist: it is removed in Azure by hand, and then the run ends. */
export function itemGone(run: Run, world: World, status: Status): RunVerdict {
  const machine = machineOf(run, world);
  const phase: Phase = run.status?.phase ?? "Running";
  const seen = world.testMachine;
  const name = status.testMachine?.name ?? (seen.state === "present" ? seen.value.name : undefined);
  if (seen.state === "present") {
    const message = `The protected item of ${machine} is gone from Azure, but its test machine ${name} is still there and cannot be cleaned up through Site Recovery. ${leftRunning(status)} Delete it in Azure; this run then ends.`;
    return stuck(status, phase, { reason: "ProtectedItemGone", message });
  }
  if (seen.state === "unknown" && status.testMachine?.id !== undefined) {
    const message = `The protected item of ${machine} is gone from Azure. Whether its test machine ${name} is still there is not known: ${seen.why} This run ends when Azure says that it is gone.`;
    return stuck(status, phase, {
      reason: "ProtectedItemGone",
      message,
      next: { afterSeconds: STALLED_SECONDS, roughly: true },
    });
  }
  return over(run, world, status, machine);
}

function over(run: Run, world: World, status: Status, machine: string): RunVerdict {
  const message = `The protected item of ${machine} is gone from Azure, and no test machine of this run is known to be left.`;
  const told = step(status, "ProtectedItemGone", world.azureNow);
  if (run.status?.phase === "CleaningUp") return ends(run, told, endAfterCleanUp(run, told, message), world.azureNow);
  const end = { phase: "Failed", reason: "ProtectedItemGone", message } as const;
  return ends(run, { ...told, failure: told.failure ?? { message } }, end, world.azureNow);
}
