// What the appliance could not find out about the machine. Pure.
import { type Finding, SOURCES, warning } from "./finding.ts";

export interface DiscoveryFacts {
  readonly discoveryErrors: readonly string[];
}

export function discoveredWhole({ discoveryErrors }: DiscoveryFacts): readonly Finding[] {
  if (discoveryErrors.length === 0) return [];
  return [
    warning({
      id: "DiscoveryIncomplete",
      sentence: `The appliance could not find out everything about the machine: ${discoveryErrors.slice(0, 3).join(" ")}`,
      remedy: "Look at the machine in the appliance's configuration manager, most often its credentials.",
      source: SOURCES.ours,
    }),
  ];
}
