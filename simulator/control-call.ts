// Owns what a request below `/_simulator/` is to the functions that answer it, and the forms of their answers.
import type { Answer } from "./answer.ts";
import { valueAt } from "./body.ts";
import type { Simulation } from "./simulation.ts";
import type { World } from "./world.ts";

export interface ControlCall {
  readonly simulation: Simulation;
  /** the vault that `?vault=` names; undefined when it names none */
  readonly chosen: World | undefined;
  readonly body: unknown;
}

export interface Control {
  readonly what: string;
  handle(call: ControlCall): Answer;
}

export const ok = (body: unknown): Answer => ({ status: 200, body });

export const bad = (error: string): Answer => ({ status: 400, body: { error } });

/** A number, of any sign; undefined for what is none. */
export function numberAt(body: unknown, field: string): number | undefined {
  const value = valueAt(body, field);
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** A number from 0 on; undefined for what is none. */
export function amountAt(body: unknown, field: string): number | undefined {
  const value = numberAt(body, field);
  return value !== undefined && value >= 0 ? value : undefined;
}
