// Owns container mappings: which policies may be used for machines of the container.
import { sameId } from "./arm.ts";
import { textAt } from "./body.ts";
import { guid } from "./chance.ts";
import { isWayBack } from "./classic/policies.ts";
import { SECONDS } from "./durations.ts";
import { containerName, containerPath, friendlyContainer, mappingPath } from "./fabric.ts";
import { endJob, startJob } from "./jobs.ts";
import { type Policy, policyOf, policyPath } from "./policies.ts";
import { accepted, conflict, invalid, missing, type Result } from "./refusal.ts";
import { get, list, put } from "./timeline.ts";
import { later, type World } from "./world.ts";

export interface Mapping {
  readonly name: string;
  readonly policy: string;
  readonly autoUpgrade: "true" | "false";
  /** since when agents update themselves (milliseconds) */
  readonly autoUpgradeSince?: number;
}

/** The mapping that lets machines use a policy. */
export const mappingOf = (world: World, policy: string): Mapping | undefined =>
  list(world.mappings).find((mapping) => sameId(mapping.policy, policy));

/** Whether machines may use the policy: without a mapping their enable job fails with 78253. */
export const isMapped = (world: World, policy: string): boolean => mappingOf(world, policy) !== undefined;

interface Work {
  readonly name: string;
  readonly title: readonly [scenario: string, friendlyName: string];
  readonly seconds: number;
  readonly result: Mapping | undefined;
}

/** Runs a job at whose end the mapping is as given; `undefined` means gone. */
function work(world: World, { name, title, seconds, result }: Work): Result {
  const [scenario, friendlyName] = title;
  const container = containerName(world.fleet);
  const job = startJob(world, {
    scenario,
    friendlyName,
    target: { id: guid("container", container), name: friendlyContainer(world), type: "ProtectionContainer" },
    resource: mappingPath(world.fleet, name),
    tasks: [[`${scenario}Task`, `${scenario}Task`, friendlyName, seconds]],
  });
  const run = (then: World): void => {
    put(then.mappings, name, result, then.now);
    endJob(then, job.name, "Succeeded");
  };
  later(world, seconds, { job: job.name, what: `${friendlyName} ${name}`, run });
  return accepted(job);
}

/** The mapping as it will be; the moment from which agents update themselves is kept while the wish is. */
function withWish(mapping: Mapping, before: Mapping | undefined, at: number): Mapping {
  const { autoUpgradeSince: _, ...rest } = mapping;
  if (mapping.autoUpgrade === "false") return rest;
  return { ...rest, autoUpgradeSince: before?.autoUpgradeSince ?? at };
}

const ASSOCIATE = ["AssociateProtectionProfile", "Associate replication policy"] as const;
const DISSOCIATE = ["DissociateProtectionProfile", "Dissociate replication policy"] as const;

function autoUpgradeIn(body: unknown): Mapping["autoUpgrade"] | undefined {
  const wish = textAt(body, "properties", "providerSpecificInput", "enableAgentAutoUpgrade");
  return wish === "true" || wish === "false" ? wish : undefined;
}

/** A classic policy for the way back has the container itself for a target; that only Azure is taken else is recorded. */
const isTarget = (world: World, policy: Policy, id: string | undefined): boolean =>
  id === "Microsoft Azure" || (isWayBack(policy) && id !== undefined && sameId(id, containerPath(world.fleet)));

/** PUT. The agent's automatic update may be asked for here too, though the OpenAPI does not know it (recorded). */
export function createMapping(world: World, name: string, body: unknown): Result {
  const policyId = textAt(body, "properties", "policyId");
  const policy = policyOf(world, policyId);
  if (policy === undefined || policyId === undefined || !sameId(policyId, policyPath(world, policy.name))) {
    return invalid("properties.policyId must be the id of a replication policy of this vault.");
  }
  if (!isTarget(world, policy, textAt(body, "properties", "targetProtectionContainerId"))) {
    return invalid("properties.targetProtectionContainerId must be 'Microsoft Azure'.");
  }
  const before = get(world.mappings, name);
  if (before !== undefined && before.policy !== policy.name) {
    return conflict(`The mapping '${name}' associates the policy '${before.policy}'.`, "MappingExists");
  }
  if (before === undefined && isMapped(world, policy.name)) {
    return conflict(`The policy '${policy.name}' is associated with the container already.`, "PolicyAssociated");
  }
  const autoUpgrade = autoUpgradeIn(body) ?? before?.autoUpgrade ?? "false";
  const result = withWish({ name, policy: policy.name, autoUpgrade }, before, world.now);
  return work(world, { name, title: ASSOCIATE, seconds: SECONDS.mapping, result });
}

/** PATCH: only whether agents update themselves. */
export function updateMapping(world: World, name: string, body: unknown): Result {
  const before = get(world.mappings, name);
  if (before === undefined) return missing(`replicationProtectionContainerMappings/${name}`);
  const wish = autoUpgradeIn(body);
  if (wish === undefined) {
    return invalid('properties.providerSpecificInput.enableAgentAutoUpgrade must be the text "true" or "false".');
  }
  const title = ["UpdateProtectionContainerMapping", "Update container mapping"] as const;
  const result = withWish({ ...before, autoUpgrade: wish }, before, world.now);
  return work(world, { name: before.name, title, seconds: SECONDS.mapping, result });
}

/** POST remove, and DELETE: a mapping whose policy protects machines stays, unless it is purged. */
export function removeMapping(world: World, name: string, how: "remove" | "purge"): Result {
  const before = get(world.mappings, name);
  if (before === undefined) return missing(`replicationProtectionContainerMappings/${name}`);
  const used = list(world.items).some((item) => item.policy === before.policy);
  if (used && how === "remove") return conflict(`The policy '${before.policy}' protects machines.`, "PolicyInUse");
  return work(world, { name: before.name, title: DISSOCIATE, seconds: SECONDS.mappingRemoval, result: undefined });
}
