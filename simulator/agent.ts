// Owns the Mobility agent of an item: its version, what keeps it from being updated, and its updates.
import { textAt } from "./body.ts";
import { pace, SECONDS } from "./durations.ts";
import { AGENT_NOT_UPDATED } from "./failures.ts";
import { providerOf } from "./fleet.ts";
import { isFirst, operate, steady } from "./item-operation.ts";
import type { Item } from "./items.ts";
import { mappingOf } from "./mappings.ts";
import { accepted, conflict, invalid, type Result } from "./refusal.ts";
import type { World } from "./world.ts";

export const AGENT = "9.63.7187.1";
export const OLD_AGENT = "9.55.6765.1";

const DAY = 86_400_000;

export interface Agent {
  readonly version: string;
  readonly isUpgradeable: boolean;
  /** why it cannot be updated (KnownAgentUpgradeBlockedReason); empty when it can */
  readonly blocked: readonly string[];
}

const isOld = (item: Item): boolean =>
  item.scenarios.has("old-agent") || item.scenarios.has("fails-agent-update") || item.scenarios.has("needs-reboot");

/** Agents update themselves a day after their policy's mapping says so, unless a restart is needed: our choice. */
function isUpdated(world: World, item: Item, at: number): boolean {
  if (item.agentUpdate?.worked && item.agentUpdate.at <= at) return true;
  const since = mappingOf(world, item.policy)?.autoUpgradeSince;
  if (since === undefined || item.replicatingSince === undefined || item.scenarios.has("needs-reboot")) return false;
  return at >= Math.max(since, item.replicatingSince) + DAY;
}

export function agentOf(world: World, item: Item, at: number): Agent {
  if (!isOld(item) || isUpdated(world, item, at)) {
    return { version: AGENT, isUpgradeable: false, blocked: ["AlreadyOnLatestVersion"] };
  }
  const blocked = item.scenarios.has("needs-reboot") ? ["RebootRequired"] : [];
  return { version: OLD_AGENT, isUpgradeable: blocked.length === 0, blocked };
}

/** POST updateMobilityService, with a run-as account. The job's name is ours [unverified]. */
export function updateAgent(world: World, name: string, body: unknown): Result {
  const item = steady(world, name, "updateMobilityService");
  if ("no" in item) return item.no;
  if (textAt(body, "properties", "runAsAccountId") === undefined && item.runAsAccountId === undefined) {
    return invalid("properties.runAsAccountId must be given.");
  }
  const { isUpgradeable, blocked } = agentOf(world, item, world.now);
  if (!isUpgradeable) {
    const message = `The Mobility agent of '${item.machineName}' cannot be updated: ${blocked.join(", ")}.`;
    return conflict(message, `${providerOf(world.fleet)}UpgradeBlocked${blocked[0] ?? ""}`);
  }
  const seconds = SECONDS.agentUpdate * pace(item.scenarios);
  const fails = item.scenarios.has("fails-agent-update") && isFirst(world, item, "update the agent");
  const job = operate(world, item, {
    scenario: "UpdateMobilityService",
    friendlyName: "Update Mobility service",
    tasks: [["UpdateMobilityServiceTask", "UpdateMobilityService", "Update the Mobility service", seconds]],
    failure: fails ? { after: seconds, error: AGENT_NOT_UPDATED } : undefined,
    finish: (then, now) => ({ ...now, agentUpdate: { at: then.now, worked: true } }),
    spoil: (then, now) => ({ ...now, agentUpdate: { at: then.now, worked: false } }),
  });
  return accepted(job);
}
