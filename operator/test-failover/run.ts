// While the test machine runs: what it is, when it is cleaned up, and who cleaned it up instead of us. Pure.
import type { VirtualMachine } from "../azure/site-recovery.ts";
import { isoSeconds } from "../operation.ts";
import { askCleanUp } from "./ask-clean-up.ts";
import { dated, NEVER, whyCleanUp } from "./due.ts";
import { endAfterCleanUp, ends } from "./end.ts";
import { itemGone } from "./gone.ts";
import { isGone, isSeenClean, isUp, itemOf } from "./item.ts";
import { notedAtEnd, notedStart } from "./job.ts";
import { bodyOf, LOOK_SECONDS, NOT_FOUND, step, waits } from "./status.ts";
import { machineOf } from "./words.ts";
import type { Run, RunVerdict, Status, World } from "./world.ts";

/** Phase Running. */
export function running(run: Run, world: World): RunVerdict {
  const status = notedStart(dated(run, facts(world, bodyOf(run, world))), world.job);
  if (isGone(world.item)) return itemGone(run, world, status);
  if (isSeenClean(world.item) || world.laterDrill !== undefined) return cleanedElsewhere(run, world, status);
  if (cleaningElsewhere(world)) {
    const message = `A clean-up of ${machineOf(run, world)} that was started elsewhere is running. This run ends with it.`;
    return waits(status, "Running", { reason: "Running", message });
  }
  const why = whyCleanUp(run, status, world.azureNow);
  if (why !== undefined) return askCleanUp(run, world, { ...status, cleanUp: { ...status.cleanUp, why } });
  return stays(run, world, status);
}

function stays(run: Run, world: World, status: Status): RunVerdict {
  const until =
    status.cleansUpAtText === NEVER
      ? "It stays until you set spec.cleanUp.now."
      : `It is cleaned up at ${status.cleansUpAtText}.`;
  const message = `${describe(run, world, status)} ${until} ${asksFor(run)}`;
  return waits(status, "Running", { reason: "Running", message, next: { afterSeconds: untilDue(status, world) } });
}

function asksFor(run: Run): string {
  const { verdict } = run.spec;
  if (verdict === undefined) return "Look at it, then record what you saw in spec.verdict.";
  return `Verdict so far: ${verdict.result}.`;
}

/** A long wait is cut into pieces, so that a clock that jumps does not leave a machine running. */
const LONGEST_WAIT_SECONDS = 300;

function untilDue(status: Status, world: World): number {
  if (status.testMachine?.powerState !== "running") return LOOK_SECONDS;
  if (status.cleanUpAt === undefined) return LONGEST_WAIT_SECONDS;
  const seconds = (Date.parse(status.cleanUpAt) - world.azureNow.getTime()) / 1000;
  return Math.min(Math.max(Math.ceil(seconds), 1), LONGEST_WAIT_SECONDS);
}

type TestMachine = NonNullable<Status["testMachine"]>;

/** What the job and the machine show: kept once known, since Azure forgets the machine after the clean-up. */
function facts(world: World, status: Status): Status {
  const testMachine = machineNow(world, status.testMachine);
  const recoveryPoint = pointNow(world, status.recoveryPoint);
  return {
    ...status,
    ...(testMachine === undefined ? {} : { testMachine }),
    ...(recoveryPoint === undefined ? {} : { recoveryPoint }),
  };
}

function machineNow(world: World, before: Status["testMachine"]): Status["testMachine"] {
  const { testMachineName, testMachineId } = world.job?.testFailover ?? {};
  const seen = world.testMachine;
  const name = seen.state === "present" ? seen.value.name : (testMachineName ?? before?.name);
  if (name === undefined) return before;
  const told = { ...before, name, ...(testMachineId === undefined ? {} : { id: testMachineId }) };
  if (seen.state === "present") return { ...told, ...machineFacts(seen.value) };
  const vanished = seen.state === "absent" && before?.powerState !== undefined;
  return vanished ? { ...told, powerState: NOT_FOUND } : told;
}

function machineFacts({ id, size, addresses, powerState }: VirtualMachine): Partial<TestMachine> {
  return {
    id,
    ...(size === undefined ? {} : { size }),
    ...(addresses.length === 0 ? {} : { addresses }),
    ...(powerState === undefined ? {} : { powerState }),
  };
}

function pointNow(world: World, before: Status["recoveryPoint"]): Status["recoveryPoint"] {
  const { recoveryPointId: id, recoveryPointTime: time } = world.job?.testFailover ?? {};
  if (id === undefined && time === undefined) return before;
  return {
    ...before,
    ...(id === undefined ? {} : { id }),
    ...(time === undefined ? {} : { time: isoSeconds(time) }),
  };
}

function describe(run: Run, world: World, status: Status): string {
  const machine = status.testMachine;
  if (machine === undefined) return `The test machine of ${machineOf(run, world)} is up.`;
  const parts = [machine.size, machine.addresses?.[0], machine.powerState].filter((part) => part !== undefined);
  return `Test machine ${machine.name}${parts.length > 0 ? ` (${parts.join(", ")})` : ""} is up.`;
}

function cleaningElsewhere(world: World): boolean {
  const item = itemOf(world.item);
  return item !== undefined && !isUp(item) && item.currentJob?.scenario === "TestFailoverCleanup";
}

function cleanedElsewhere(run: Run, world: World, status: Status): RunVerdict {
  const body: Status = { ...status, cleanUp: { ...status.cleanUp, by: "Elsewhere" } };
  const told = step(notedAtEnd(body, world), "CleanedUpElsewhere", world.azureNow);
  const other =
    world.laterDrill === undefined
      ? "Nothing is left running."
      : `Another one was started elsewhere since (job ${world.laterDrill}); it is not ours, so it is not touched.`;
  const message = `The test failover of ${machineOf(run, world)} was cleaned up elsewhere, not by this run. ${other}`;
  return ends(run, told, endAfterCleanUp(run, told, message), world.azureNow);
}
