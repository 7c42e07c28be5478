// Owns `/_simulator/`: looking into the simulation and changing it from outside Azure. `--help` prints the table.

import type { Answer } from "./answer.ts";
import { type Control, ok } from "./control-call.ts";
import { VAULT_CONTROLS } from "./control-vault.ts";
import { WIRE_CONTROLS } from "./control-wire.ts";
import type { Simulation } from "./simulation.ts";
import { worldsOf } from "./simulation.ts";
import { worldNamed } from "./vaults.ts";

/** Method and path → what it does. All take and answer JSON, and need no token. */
export const CONTROLS: Readonly<Record<string, Control>> = { ...WIRE_CONTROLS, ...VAULT_CONTROLS };

export interface Told {
  readonly method: string;
  readonly url: URL;
  readonly body: unknown;
}

/** Answers a request below `/_simulator/`. With several vaults `?vault=` says which is meant. */
export function control(simulation: Simulation, { method, url, body }: Told): Answer {
  const name = url.pathname.replace(/^\/_simulator\/?/, "").replace(/\/$/, "");
  if (name === "") return ok(Object.fromEntries(Object.entries(CONTROLS).map(([key, { what }]) => [key, what])));
  const found = new Map(Object.entries(CONTROLS)).get(`${method} ${name}`);
  if (found === undefined) return { status: 404, body: { error: `There is no ${method} /_simulator/${name}.` } };
  const vault = url.searchParams.get("vault");
  if (vault === null) return found.handle({ simulation, chosen: undefined, body });
  const worlds = worldsOf(simulation);
  const chosen = worldNamed(worlds, vault);
  if (chosen !== undefined) return found.handle({ simulation, chosen, body });
  const names = worlds.map(({ fleet }) => fleet.vaultName).join(", ");
  return { status: 400, body: { error: `vault must be one of ${names}, not "${vault}"` } };
}
