// The polls about everything but items: the vault's parts, its appliances, and the machines that they see.
import { isDeepStrictEqual } from "node:util";
import { StalledError } from "../errors.ts";
import { createIdMap } from "./id-map.ts";
import { readInfrastructure, steadyInfrastructure, troubleOf, withAppliances } from "./infrastructure.ts";
import type { SourceMachine } from "./site-recovery.ts";
import type { Discovery, Infrastructure, Seen } from "./view.ts";
import type { ViewState } from "./view-state.ts";
import { azureNow } from "./view-state.ts";

const EVERYTHING_EVERY_MS = 900_000;

/** Everything when it is old or was never found, else the appliances only: their health is what moves. */
export async function pollInfrastructure(state: ViewState, signal?: AbortSignal): Promise<void> {
  const nowMs = state.clock.monotonicMs();
  const fresh = state.infrastructure.state === "present" && nowMs < state.infrastructureMs + EVERYTHING_EVERY_MS;
  if (!fresh) return readAll(state, signal);
  setInfrastructure(state, withAppliances(state.infrastructure, await state.port.polling().appliances(signal)));
}

/** What a person must mend is told, and thrown so that the next look waits; a passing failure leaves what was known. */
async function readAll(state: ViewState, signal?: AbortSignal): Promise<void> {
  try {
    const seen = await readInfrastructure(state.port.polling(), state.choice, () => azureNow(state), signal);
    state.infrastructureMs = state.clock.monotonicMs();
    setInfrastructure(state, seen);
  } catch (error) {
    if (error instanceof StalledError) setInfrastructure(state, troubleOf(error));
    else if (state.infrastructure.state === "unknown") setInfrastructure(state, unread(error));
    throw error;
  }
}

function unread(error: unknown): Seen<Infrastructure> {
  return { state: "unknown", why: error instanceof Error ? error.message : String(error) };
}

function setInfrastructure(state: ViewState, seen: Seen<Infrastructure>): void {
  const before = steadyInfrastructure(state.infrastructure);
  state.infrastructure = seen;
  if (!isDeepStrictEqual(before, steadyInfrastructure(seen))) state.tell("infrastructure");
}

/** One complete list of the machines, or none. Does nothing until the site is known. */
export async function pollDiscovery(state: ViewState, signal?: AbortSignal): Promise<void> {
  const siteId = siteOf(state);
  if (siteId === undefined) return;
  const at = azureNow(state);
  const machines: SourceMachine[] = [];
  for await (const page of state.port.polling().machines(siteId, signal)) machines.push(...page);
  const before = state.discovery;
  state.discovery = { complete: true, at, machines };
  if (!seeTheSame(before, state.discovery)) state.tell("machines");
}

export function siteOf({ infrastructure }: ViewState): string | undefined {
  return infrastructure.state === "present" ? infrastructure.value.siteId : undefined;
}

/** Machines in any order, without the time of the last look at each. */
function seeTheSame(one: Discovery, other: Discovery): boolean {
  if (one.complete !== other.complete || one.machines.length !== other.machines.length) return false;
  const known = createIdMap<SourceMachine>();
  for (const machine of one.machines) known.set(machine.id, machine);
  return other.machines.every((machine) => {
    const before = known.get(machine.id);
    return before !== undefined && isDeepStrictEqual(steadyMachine(before), steadyMachine(machine));
  });
}

function steadyMachine({ updatedAt: _, id, ...rest }: SourceMachine): object {
  return { ...rest, id: id.toLowerCase() };
}
