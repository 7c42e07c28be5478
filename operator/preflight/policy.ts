// The replication policy: usable by the vault's container, and right for machines of one group. Pure.
import { error, type Finding, SOURCES } from "./finding.ts";

export interface PolicyFacts {
  readonly policy: string;
  /** Whether the container may use it: its mapping is paired. */
  readonly mapped: boolean;
  readonly multiVmSync: boolean;
  readonly replicationGroup?: string;
}

export function policyMapped({ policy, mapped }: PolicyFacts): readonly Finding[] {
  if (mapped) return [];
  return [
    error({
      id: "PolicyNotMapped",
      sentence: `The vault's container may not use the policy ${policy}: their mapping is not paired. Azure would refuse with 78253.`,
      remedy: `Look at the policy: kubectl describe rpol ${policy}`,
      source: SOURCES.policies,
    }),
  ];
}

export function replicationGroup({ policy, multiVmSync, replicationGroup: group }: PolicyFacts): readonly Finding[] {
  if (group === undefined || multiVmSync) return [];
  return [
    error({
      id: "PolicyWithoutMultiVmSync",
      sentence: `The machine is to be in replication group ${group}, and policy ${policy} does not keep groups together.`,
      remedy: `Set spec.multiVmSync of policy ${policy} to true, or leave spec.replicationGroup out.`,
      source: SOURCES.groups,
    }),
  ];
}
