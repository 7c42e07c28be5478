// Owns replication policies: what is taken, what is refused, what fails later.
import { lastSegment, vaultId } from "./arm.ts";
import { integerAt, textAt, valueAt } from "./body.ts";
import { guid } from "./chance.ts";
import { CLASSIC_KINDS, CLASSIC_NOT_READ, isInClassicRange, readClassicPolicy } from "./classic/policies.ts";
import { SECONDS } from "./durations.ts";
import { isClassic } from "./fleet.ts";
import { endJob, type Job, type JobError, startJob } from "./jobs.ts";
import { accepted, conflict, invalid, missing, type Result } from "./refusal.ts";
import { get, list, put } from "./timeline.ts";
import { later, type World } from "./world.ts";

export interface Policy {
  readonly name: string;
  readonly retentionMinutes: number;
  readonly crashConsistentMinutes: number;
  readonly appConsistentMinutes: number;
  readonly multiVmSync: "true" | "false";
  /** what only a classic vault's has: its kind (`InMage` is the way back), and when somebody is warned of a high RPO */
  readonly classic?: { readonly kind: "InMageAzureV2" | "InMage"; readonly rpoThresholdMinutes: number };
}

export const policyPath = (world: World, name: string): string => `${vaultId(world.fleet)}/replicationPolicies/${name}`;

export const policyNamed = (world: World, name: string): Policy | undefined => get(world.policies, name);

/** The policy that an ARM id names, if there is one. */
export const policyOf = (world: World, policyId: string | undefined): Policy | undefined =>
  policyId === undefined ? undefined : policyNamed(world, lastSegment(policyId));

const isUsed = (world: World, policy: Policy): boolean =>
  list(world.mappings).some((mapping) => mapping.policy === policy.name) ||
  list(world.items).some((item) => item.policy === policy.name);

/** Up to 15 days; application-consistent points at most every 12 hours and oftener than the retention (azurerm provider). */
function isInRange(policy: Policy): boolean {
  if (policy.classic !== undefined) return isInClassicRange(policy);
  const { retentionMinutes, appConsistentMinutes, crashConsistentMinutes } = policy;
  if (retentionMinutes < 0 || retentionMinutes > 21_600) return false;
  if (appConsistentMinutes < 0 || appConsistentMinutes > 720 || crashConsistentMinutes < 1) return false;
  return appConsistentMinutes === 0 || appConsistentMinutes < retentionMinutes;
}

/** Azure gives no reason (hashicorp/terraform-provider-azurerm#7479). */
const NOT_CREATED: JobError = {
  code: "150261",
  message: "Replication policy creation failed.",
  possibleCauses: "A setting of the policy is outside its range.",
  recommendedAction: "Correct the settings of the policy and try again.",
};

function readModernized(name: string, settings: unknown, before: Policy | undefined): Policy | undefined {
  const history = integerAt(settings, "recoveryPointHistoryInMinutes") ?? before?.retentionMinutes;
  const crash = integerAt(settings, "crashConsistentFrequencyInMinutes") ?? before?.crashConsistentMinutes;
  const app = integerAt(settings, "appConsistentFrequencyInMinutes") ?? before?.appConsistentMinutes;
  if (history === undefined || crash === undefined || app === undefined) return undefined;
  const sync = textAt(settings, "enableMultiVmSync")?.toLowerCase() ?? before?.multiVmSync;
  return {
    name,
    retentionMinutes: history,
    crashConsistentMinutes: crash,
    appConsistentMinutes: app,
    multiVmSync: sync === "true" ? "true" : "false",
  };
}

const readerOf = (world: World) => (isClassic(world.fleet) ? readClassicPolicy : readModernized);

/** What `instanceType` a new policy may have. */
const kindsOf = ({ fleet }: World): readonly string[] => (isClassic(fleet) ? CLASSIC_KINDS : ["InMageRcm"]);

function policyJob(world: World, name: string, [scenario, friendlyName]: readonly [string, string]): Job {
  return startJob(world, {
    scenario,
    friendlyName,
    target: { id: guid("policy", name.toLowerCase()), name, type: "ProtectionProfile" },
    resource: policyPath(world, name),
    tasks: [[`${scenario}Task`, `${scenario}Task`, friendlyName, SECONDS.policy]],
  });
}

/** Creates or changes the policy a second from now; settings outside their range fail the job, not the call. */
function save(world: World, policy: Policy, title: readonly [string, string]): Result {
  const job = policyJob(world, policy.name, title);
  const run = (then: World): void => {
    const good = isInRange(policy);
    if (good) put(then.policies, policy.name, policy, then.now);
    endJob(then, job.name, good ? "Succeeded" : "Failed", good ? undefined : NOT_CREATED);
  };
  later(world, SECONDS.policy, { job: job.name, what: `${title[1]} ${policy.name}`, run });
  return accepted(job);
}

const NOT_READ = "The policy's minutes must be given as whole numbers.";

const CREATE = ["AddProtectionProfile", "Create replication policy"] as const;

/** PUT. Names are letters, digits and hyphens (azurerm provider). Other values under a known name are refused: unverified. */
export function createPolicy(world: World, name: string, body: unknown): Result {
  const settings = valueAt(body, "properties", "providerSpecificInput");
  if (!/^[A-Za-z0-9-]{1,64}$/.test(name))
    return invalid(`The policy name '${name}' may have letters, digits and hyphens.`);
  const kinds = kindsOf(world);
  if (!kinds.includes(textAt(settings, "instanceType") ?? "")) {
    return invalid(`properties.providerSpecificInput.instanceType must be ${kinds.join(" or ")}.`);
  }
  const policy = readerOf(world)(name, settings, undefined);
  if (policy === undefined) return invalid(isClassic(world.fleet) ? CLASSIC_NOT_READ : NOT_READ);
  const before = get(world.policies, name);
  if (before !== undefined && JSON.stringify({ ...before, name }) !== JSON.stringify(policy)) {
    return conflict(`A policy '${name}' with other settings exists. Use PATCH to change it.`, "PolicyExists");
  }
  return save(world, policy, CREATE);
}

/** PATCH: other settings for a policy that exists; items that use it follow. */
export function updatePolicy(world: World, name: string, body: unknown): Result {
  const before = get(world.policies, name);
  if (before === undefined) return missing(`replicationPolicies/${name}`);
  const settings = valueAt(body, "properties", "replicationProviderSettings");
  const policy = readerOf(world)(before.name, settings, before);
  if (policy === undefined) return invalid(isClassic(world.fleet) ? CLASSIC_NOT_READ : NOT_READ);
  return save(world, policy, ["UpdateProtectionProfile", "Update replication policy"]);
}

/** DELETE. A policy that is still mapped or used stays (Microsoft's documentation: dissociate it first). */
export function deletePolicy(world: World, name: string): Result {
  const policy = get(world.policies, name);
  if (policy === undefined) return missing(`replicationPolicies/${name}`);
  if (isUsed(world, policy)) return conflict(`The policy '${name}' is associated with a container.`, "PolicyInUse");
  const job = policyJob(world, policy.name, ["RemoveProtectionProfile", "Remove the replication policy"]);
  const run = (then: World): void => {
    put(then.policies, policy.name, undefined, then.now);
    endJob(then, job.name, "Succeeded");
  };
  later(world, SECONDS.policy, { job: job.name, what: `remove policy ${name}`, run });
  return accepted(job);
}

/** How many items a policy has: the service shows it though its OpenAPI does not (recorded az CLI traffic, 2023). */
export const itemsOf = (world: World, policy: Policy, at: number): number =>
  list(world.items, at).filter((item) => item.policy === policy.name).length;

/** Marks a policy as created, for a vault that somebody used before the simulator started. */
export function assumePolicy(world: World, policy: Policy): void {
  if (get(world.policies, policy.name) === undefined) put(world.policies, policy.name, policy, world.now);
}
