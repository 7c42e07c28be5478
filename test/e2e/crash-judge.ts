// What the simulator's log of writes says about the promise: nothing twice, nothing too soon, nothing left running. Pure.
import { SETTLING_SECONDS } from "../../operator/operation.ts";
import type { ReceivedWrite } from "../stack/simulator.ts";

/** The part of /_simulator/state that a verdict needs. */
export interface VaultState {
  readonly jobs: readonly { readonly name: string; readonly scenario: string; readonly state: string }[];
  readonly items: readonly {
    readonly name: string;
    readonly machineName?: string;
    readonly allowedOperations: readonly string[];
  }[];
  readonly virtualMachines: readonly { readonly name: string }[];
}

/** One sentence for each broken promise; empty when all were kept. */
export function brokenPromises(writes: readonly ReceivedWrite[], state: VaultState): readonly string[] {
  return [...repeatedIntents(writes), ...repeatedEffects(writes, state), ...leftRunning(state)];
}

/** Calls of one intent: none after an accepted one, and none sooner than the settling time after the one before. */
export function repeatedIntents(writes: readonly ReceivedWrite[]): readonly string[] {
  const last = new Map<string, ReceivedWrite>();
  const broken: string[] = [];
  for (const write of writes) {
    const id = write.clientRequestId ?? "";
    const before = last.get(id);
    if (before?.outcome === "accepted") broken.push(`after acceptance of the same intent: ${inWords(write)}`);
    const seconds = before === undefined ? Number.POSITIVE_INFINITY : secondsBetween(before, write);
    if (seconds < SETTLING_SECONDS) broken.push(`only ${seconds} s after the first call: ${inWords(write)}`);
    if (before?.outcome !== "accepted") last.set(id, write);
  }
  return broken;
}

/** What makes a call due again: a clean-up the next start, a start the next clean-up. */
const UNDONE_BY: Readonly<Record<string, string>> = {
  testFailover: "testFailoverCleanup",
  testFailoverCleanup: "testFailover",
};

/**
 * Whatever its intent: a call, accepted or refused, for what was accepted before and whose job neither failed nor was
 * undone since. It would be a second start, that only the vault's own refusal kept from happening.
 */
export function repeatedEffects(writes: readonly ReceivedWrite[], state: VaultState): readonly string[] {
  const failed = new Set(state.jobs.filter(({ state: how }) => how === "Failed").map(({ name }) => name));
  const inForce = new Map<string, ReceivedWrite>();
  const broken: string[] = [];
  for (const write of writes) {
    const { object, verb } = effectOf(write);
    const before = inForce.get(`${object} ${verb}`);
    if (before !== undefined) broken.push(`again, in force since ${before.time}: ${inWords(write)}`);
    if (write.outcome !== "accepted" || failed.has(write.jobId ?? "")) continue;
    inForce.set(`${object} ${verb}`, write);
    inForce.delete(`${object} ${UNDONE_BY[verb]}`);
  }
  return broken;
}

function effectOf({ method, path }: ReceivedWrite): { readonly object: string; readonly verb: string } {
  const [, object = path, action] = /^(.*?)(?:\/(testFailover|testFailoverCleanup))?$/i.exec(path) ?? [];
  return { object: object.toLowerCase(), verb: action ?? method };
}

/** Test machines that exist, and items that allow a clean-up. */
export function leftRunning({ virtualMachines, items }: VaultState): readonly string[] {
  return [
    ...virtualMachines.map(({ name }) => `left running: ${name}`),
    ...items
      .filter(({ allowedOperations }) => allowedOperations.includes("TestFailoverCleanup"))
      .map(({ name }) => `not cleaned up: ${name}`),
  ];
}

function secondsBetween(one: ReceivedWrite, other: ReceivedWrite): number {
  return (Date.parse(other.time) - Date.parse(one.time)) / 1000;
}

function inWords({ method, path, outcome, clientRequestId, time, fault }: ReceivedWrite): string {
  const name = path.split("/").slice(-2).join("/");
  return `${time} ${method} ${name} (${outcome}${fault === undefined ? "" : `, ${fault}`}, intent ${clientRequestId})`;
}
