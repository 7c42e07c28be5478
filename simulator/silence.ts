// Owns when a server that has not been heard counts as silent, and the health error that says so.
import { timeText } from "./arm.ts";
import { isClassic } from "./fleet.ts";
import type { HealthError } from "./health.ts";
import { heartbeatOf } from "./machines.ts";
import type { World } from "./world.ts";

/** An appliance that has been silent for a quarter of an hour is Critical: the simulator's choice. */
const SILENT_AFTER = 15 * 60_000;

export const isSilent = (world: World, appliance: string, at: number): boolean =>
  at - heartbeatOf(world, appliance, at) > SILENT_AFTER;

const silent = (what: "appliance" | "server"): HealthError => ({
  errorCode: "SimulatedApplianceSilent",
  errorLevel: "Error",
  errorCategory: "Replication",
  errorMessage: `The ${what} has not been heard for more than 15 minutes.`,
  possibleCauses: `The ${what} is switched off, or cannot reach Azure on port 443.`,
  recommendedAction: `Check that the ${what} runs and can reach Azure.`,
});

/** A server's health, and the error when it is silent. */
export function healthOfServer(world: World, appliance: string, at: number) {
  if (!isSilent(world, appliance, at)) return { health: "Normal", healthErrors: [] };
  const words = silent(isClassic(world.fleet) ? "server" : "appliance");
  const error = { ...words, creationTimeUtc: timeText(heartbeatOf(world, appliance, at)) };
  return { health: "Critical", healthErrors: [error] };
}
