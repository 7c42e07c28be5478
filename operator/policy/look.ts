// What a policy looks at in Azure: the reads behind its world.
import type { Job, Mapping, Policy } from "../azure/site-recovery.ts";
import type { Infrastructure, VaultView } from "../azure/view.ts";
import { type Sighting, sameId } from "../operation.ts";
import type { AzureFacts, Resource } from "./world.ts";

export interface Look {
  readonly view: VaultView;
  readonly resource: Resource;
  readonly azureName: string;
  /** This machine's clock. */
  readonly now: () => Date;
  readonly signal: AbortSignal;
}

/** Policy and mapping by GET, with the job that is followed or searched for. Throws TransientError or StalledError. */
export async function lookAt(look: Look): Promise<AzureFacts> {
  const { view, now } = look;
  const seen = view.infrastructure();
  const readAt = now();
  if (seen.state !== "present") return { ...nothingRead(look), readAt };
  if (isSearching(look.resource)) await view.readJobs(look.signal);
  const job = await lookAtJob(look);
  const policy = await view.port.policy(look.azureName, look.signal);
  const mapping = await lookAtMapping(look, seen.value, policy);
  const jobs = jobsAround(look, seen.value, mapping);
  return {
    ...nothingRead(look),
    readAt,
    policy,
    mapping,
    job,
    machinesUsing: machinesUsing(view, policyIdOf(look, seen.value)),
    sightings: jobs.map((one) => sightingOf(one, look.resource.status?.operation?.target ?? "")),
    knownJobs: [...new Set(jobs.map(({ id }) => id))].reverse(),
  };
}

/** A job that started and failed leaves nothing else to see: without its list the call would be made twice. */
function isSearching({ status }: Resource): boolean {
  return status?.operation !== undefined && status.operation.jobId === undefined;
}

function nothingRead({ view, now }: Look): AzureFacts {
  return {
    infrastructure: view.infrastructure(),
    policy: undefined,
    mapping: undefined,
    readAt: now(),
    machinesUsing: undefined,
    job: undefined,
    sightings: [],
    knownJobs: [],
    writesBarred: view.writesBarred(),
  };
}

/** The job first: what Azure shows of policy and mapping is then no older than the job's end. */
async function lookAtJob({ view, resource, signal }: Look): Promise<Job | undefined> {
  const jobId = resource.status?.operation?.jobId;
  return jobId === undefined ? undefined : view.job(jobId, signal);
}

/**
 * The one we would make or made, else any other that associates the policy: somebody may have named it otherwise. A
 * list lags: what a GET has just said of one mapping counts more.
 */
async function lookAtMapping(
  { view, resource, azureName, signal }: Look,
  { container }: Infrastructure,
  policy: Policy | undefined,
): Promise<Mapping | undefined> {
  if (policy === undefined) return undefined;
  const associates = (mapping: Mapping | undefined) => mapping !== undefined && sameId(mapping.policyId, policy.id);
  const name = resource.status?.mapping?.name ?? azureName;
  const known = await view.port.mapping(container, name, signal);
  if (associates(known)) return known;
  const listed = await view.port.mappings(container, signal);
  return listed.find((mapping) => associates(mapping) && !sameId(mapping.name, name));
}

function policyIdOf({ azureName }: Look, { vault }: Infrastructure): string {
  return `${vault.id}/replicationPolicies/${azureName}`;
}

function machinesUsing(view: VaultView, policyId: string): number | undefined {
  return view.listed() ? view.census().countUnder(policyId) : undefined;
}

/** Azure names the policy in jobs about it, and the container in jobs about a mapping. */
function jobsAround(look: Look, infrastructure: Infrastructure, mapping: Mapping | undefined): readonly Job[] {
  const { view, azureName } = look;
  const container = infrastructure.container.id;
  const mappingId = mapping?.id ?? `${container}/replicationProtectionContainerMappings/${azureName}`;
  const targets = [policyIdOf(look, infrastructure), mappingId, container];
  return targets.flatMap((target) => view.jobsOn(target));
}

function sightingOf({ id, scenario, startedAt }: Job, target: string): Sighting {
  return { jobId: id, scenario, target, ...(startedAt === undefined ? {} : { startedAt }) };
}
