// The test machine and its times, as lines of a card: what it is, from which recovery point, how long it took. Pure.
import type { RunFacts } from "../../notice.ts";
import { bold, code, esc, lengthOf } from "../text.ts";
import { lastPart, named, timeIn, told, when } from "../told.ts";
import { begunAt, machineOf, said, stepTime, testMachineOf } from "./facts.ts";

/** `Test machine *web01-test*, Standard_D4s_v5, 10.9.1.14, running, in network dr-test.` */
export function machineLine(facts: RunFacts): string {
  const { run } = facts;
  const { testMachine, network } = run.status ?? {};
  const name = testMachineOf(run);
  if (testMachine === undefined || name === undefined) return `The test machine of ${esc(machineOf(facts))} is up.`;
  const { size, addresses, powerState } = testMachine;
  const parts = [
    bold(name),
    ...(size === undefined ? [] : [esc(named(size))]),
    ...(addresses ?? []).slice(0, 2).map((address) => code(named(address))),
    powerState === undefined ? "not seen to run yet" : esc(named(powerState)),
    ...(network === undefined ? [] : [`in network ${esc(named(lastPart(network)))}`]),
  ];
  return `Test machine ${parts.join(", ")}.${notRunning(facts)}`;
}

function notRunning({ run }: RunFacts): string {
  const { powerState } = run.status?.testMachine ?? {};
  if (powerState === undefined || powerState === "running") return "";
  return ` ${told(said(run, "TestMachineReady") ?? "It does not run.", 300)} Its boot diagnostics in Azure may say why.`;
}

/** `Recovery point 10:28 (3 minutes old at start). Up after 11 min.` */
export function pointLine({ run }: RunFacts): string {
  const { recoveryPoint, startedAt, minutesUntilUp } = run.status ?? {};
  const [made, started] = [timeIn(recoveryPoint?.time), timeIn(startedAt)];
  const age =
    made === undefined || started === undefined
      ? ""
      : ` (${lengthOf((started.getTime() - made.getTime()) / 1000)} old at start)`;
  const point =
    made === undefined ? "From the latest recovery point" : `Recovery point ${when(made, begunAt(run))}${age}`;
  return `${point}.${minutesUntilUp === undefined ? "" : ` Up after ${lengthOf(minutesUntilUp * 60)}.`}`;
}

/** `RPO at start 3 minutes · machine up after 11 minutes · ran 1 h 14 min · cleaned up 11:56.` */
export function lastedLine(facts: RunFacts): string {
  const { run } = facts;
  const { rpoAtStartSeconds, minutesUntilUp, runningSince } = run.status ?? {};
  const cleaned = cleanedAt(facts);
  const since = timeIn(runningSince);
  const parts = [
    ...(rpoAtStartSeconds === undefined ? [] : [`RPO at start ${lengthOf(rpoAtStartSeconds)}`]),
    ...(minutesUntilUp === undefined ? [] : [`machine up after ${lengthOf(minutesUntilUp * 60)}`]),
    ...(since === undefined || cleaned === undefined
      ? []
      : [`ran ${lengthOf((cleaned.getTime() - since.getTime()) / 1000)}`]),
    ...(cleaned === undefined ? [] : [`cleaned up ${when(cleaned, begunAt(run))}${how(facts)}`]),
  ];
  return parts.length === 0 ? "Nothing of it is left running." : `${parts.join(" · ")}.`;
}

function cleanedAt({ run }: RunFacts): Date | undefined {
  return stepTime(run, "CleanedUp", "CleanedUpElsewhere");
}

function how({ run }: RunFacts): string {
  const { by, why } = run.status?.cleanUp ?? {};
  if (by === "Elsewhere") return " elsewhere, not by this run";
  return why === "Asked" ? ", as asked" : why === "Due" ? ", when it was due" : "";
}

/** ` It was cleaned up 11:56.`, where there was something. */
export function cleanedUp(facts: RunFacts): string {
  const at = cleanedAt(facts);
  return at === undefined ? "" : ` It was cleaned up ${when(at, begunAt(facts.run))}${how(facts)}.`;
}
