// Owns the routes of the vault itself: fabric, container, providers, appliances, policies, mappings, jobs, operations.
import { armError, ok } from "./answer.ts";
import { type Call, filtered, listTime, name, one, page, type Route } from "./call.ts";
import { containerName, fabricName, fabricPath, providerName, registered } from "./fabric.ts";
import { filterTime, passes } from "./filter.ts";
import { furnitureOf } from "./furniture.ts";
import { itemNamed } from "./items.ts";
import type { DrillDetails, Job } from "./jobs.ts";
import { CONTAINER, FABRIC, VAULT } from "./patterns.ts";
import { get, list } from "./timeline.ts";
import { vaultView } from "./view-fabric.ts";
import { jobInList, jobView, operationView } from "./view-job.ts";
import { mappingView, pointPath, policyView } from "./view-policy.ts";

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

const route = (operation: string, pattern: string, handle: Route["handle"]): Route => ({
  method: "GET",
  pattern,
  operation,
  handle,
});

const providers = (call: Call) =>
  registered(call.world.fleet).map((each) => furnitureOf(call.world).provider(call.world, each, call.world.now));

function provider(call: Call) {
  const wanted = name(call, "provider");
  const { world } = call;
  const appliance = registered(world.fleet).find((each) => same(providerName(world.fleet, each), wanted));
  const view = appliance === undefined ? undefined : furnitureOf(world).provider(world, appliance, world.now);
  return one(call, view, `replicationRecoveryServicesProviders/${wanted}`);
}

function fabric(call: Call) {
  const { world } = call;
  const known = same(name(call, "fabric"), fabricName(world.fleet));
  const view = known ? furnitureOf(world).fabric(world, world.now, true) : undefined;
  return one(call, view, `replicationFabrics/${name(call, "fabric")}`);
}

function container(call: Call) {
  const { world } = call;
  const known = same(name(call, "container"), containerName(world.fleet));
  const view = known ? furnitureOf(world).container(world, world.now) : undefined;
  return one(call, view, `replicationProtectionContainers/${name(call, "container")}`);
}

const containers = (call: Call) => page(call, [furnitureOf(call.world).container(call.world, listTime(call))]);

const policies = (call: Call) =>
  page(
    call,
    list(call.world.policies, listTime(call)).map((policy) => policyView(call.world, policy, listTime(call))),
  );

function policy(call: Call) {
  const found = get(call.world.policies, name(call, "policy"));
  return one(
    call,
    found && policyView(call.world, found, call.world.now),
    `replicationPolicies/${name(call, "policy")}`,
  );
}

const mappings = (call: Call) =>
  page(
    call,
    list(call.world.mappings, listTime(call)).map((mapping) => mappingView(call.world, mapping)),
  );

function mapping(call: Call) {
  const found = get(call.world.mappings, name(call, "mapping"));
  const what = `replicationProtectionContainerMappings/${name(call, "mapping")}`;
  return one(call, found && mappingView(call.world, found), what);
}

const JOB_FIELDS = [
  ...["StartTime", "EndTime", "JobStatus", "JobName", "AffectedObjectTypes"],
  ...["FabricId", "JobOutputType", "TimezoneOffset"],
];

/**
 * Newest first. `StartTime` and `EndTime` bound the start of the jobs; several states are given with commas. The last
 * two fields say how an export is written, and let everything through.
 */
const jobs = filtered(JOB_FIELDS, (call, filter) => {
  const [from, to] = [filterTime(filter, "StartTime"), filterTime(filter, "EndTime")];
  const isOurs = passes(filter, "FabricId", fabricPath(call.world.fleet));
  const rows = (isOurs ? list(call.world.jobs, listTime(call)) : []).filter(
    (job) =>
      passes(filter, "JobStatus", job.state) &&
      passes(filter, "JobName", job.name) &&
      passes(filter, "AffectedObjectTypes", job.target.type) &&
      job.startTime >= (from ?? job.startTime) &&
      job.startTime <= (to ?? job.startTime),
  );
  return page(call, rows.reverse(), (job) => jobInList(call.world, job));
});

/** The id of a drill's recovery point; the item may be gone by now. */
const pointIdOf = (call: Call) => (drill: DrillDetails) => {
  const item = itemNamed(call.world, drill.itemName);
  return item === undefined ? drill.pointId : pointPath(call.world, item, drill.pointId);
};

/** A job's answer has its own id as the request's (recorded PowerShell traffic). */
function job(call: Call) {
  const found = get(call.world.jobs, name(call, "job"));
  if (found === undefined) return one(call, undefined, `replicationJobs/${name(call, "job")}`);
  const body = jobView(call.world, found, call.world.now, pointIdOf(call));
  return { ...ok(body), headers: { "x-ms-request-id": body.id } };
}

function operation(call: Call) {
  const found: Job | undefined = get(call.world.jobs, name(call, "id"));
  return found === undefined
    ? armError(404, "NotFound", `The operation '${name(call, "id")}' was not found.`)
    : ok(operationView(found));
}

export const VAULT_ROUTES: readonly Route[] = [
  route("Vaults_Get", VAULT, (call) => ok(vaultView(call.world))),
  route("ReplicationFabrics_List", `${VAULT}/replicationFabrics`, (call) =>
    page(call, [furnitureOf(call.world).fabric(call.world, call.world.now, false)]),
  ),
  route("ReplicationFabrics_Get", FABRIC, fabric),
  route("ReplicationProtectionContainers_List", `${VAULT}/replicationProtectionContainers`, containers),
  route(
    "ReplicationProtectionContainers_ListByReplicationFabrics",
    `${FABRIC}/replicationProtectionContainers`,
    containers,
  ),
  route("ReplicationProtectionContainers_Get", CONTAINER, container),
  route("ReplicationRecoveryServicesProviders_List", `${VAULT}/replicationRecoveryServicesProviders`, (call) =>
    page(call, providers(call)),
  ),
  route(
    "ReplicationRecoveryServicesProviders_ListByReplicationFabrics",
    `${FABRIC}/replicationRecoveryServicesProviders`,
    (call) => page(call, providers(call)),
  ),
  route(
    "ReplicationRecoveryServicesProviders_Get",
    `${FABRIC}/replicationRecoveryServicesProviders/{provider}`,
    provider,
  ),
  route("ReplicationAppliances_List", `${VAULT}/replicationAppliances`, (call) =>
    page(call, furnitureOf(call.world).appliances(call.world, call.world.now)),
  ),
  route("ReplicationPolicies_List", `${VAULT}/replicationPolicies`, policies),
  route("ReplicationPolicies_Get", `${VAULT}/replicationPolicies/{policy}`, policy),
  route("ReplicationProtectionContainerMappings_List", `${VAULT}/replicationProtectionContainerMappings`, mappings),
  route(
    "ReplicationProtectionContainerMappings_ListByReplicationProtectionContainers",
    `${CONTAINER}/replicationProtectionContainerMappings`,
    mappings,
  ),
  route(
    "ReplicationProtectionContainerMappings_Get",
    `${CONTAINER}/replicationProtectionContainerMappings/{mapping}`,
    mapping,
  ),
  route("ReplicationJobs_List", `${VAULT}/replicationJobs`, jobs),
  route("ReplicationJobs_Get", `${VAULT}/replicationJobs/{job}`, job),
  route("OperationStatus_Get", `${VAULT}/replicationOperationStatus/{id}`, operation),
];
