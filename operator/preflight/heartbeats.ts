// Heartbeats: of the appliance, without which nothing begins to replicate, and of the agent on the machine. Pure.
import { error, type Finding, SOURCES, warning } from "./finding.ts";

const SILENT_MINUTES = 15;

export interface ApplianceFacts {
  readonly now: Date;
  readonly appliance?: { readonly name: string; readonly lastHeartbeat?: Date };
}

export function applianceHeard({ now, appliance }: ApplianceFacts): readonly Finding[] {
  if (appliance?.lastHeartbeat === undefined || !isSilent(appliance.lastHeartbeat, now)) return [];
  return [
    error({
      id: "ApplianceSilent",
      sentence: `Appliance ${appliance.name} was last heard at ${minute(appliance.lastHeartbeat)}. Machines behind it cannot start to replicate.`,
      remedy: "Check that the appliance runs and reaches Azure. This goes on by itself when it is heard again.",
      source: SOURCES.ours,
    }),
  ];
}

export interface AgentFacts {
  /** When the item was read. */
  readonly readAt: Date;
  readonly lastHeartbeat?: Date;
}

/** A drill works from recovery points that are in Azure already, so a silent agent does not stop it. */
export function agentHeard({ readAt, lastHeartbeat }: AgentFacts): readonly Finding[] {
  if (lastHeartbeat === undefined || !isSilent(lastHeartbeat, readAt)) return [];
  return [
    warning({
      id: "AgentSilent",
      sentence: `The Mobility agent was last heard at ${minute(lastHeartbeat)}; what the machine wrote since is not in Azure.`,
      remedy: "Check that the machine and its agent run and reach the appliance.",
      source: SOURCES.ours,
    }),
  ];
}

function isSilent(last: Date, now: Date): boolean {
  return now.getTime() - last.getTime() > SILENT_MINUTES * 60_000;
}

function minute(date: Date): string {
  return `${date.toISOString().slice(0, 16)}Z`;
}
