// Owns refreshing a provider: its appliances look for machines again.
import { SECONDS } from "./durations.ts";
import { applianceGuid, fabricPath, providerName, registered } from "./fabric.ts";
import { endJob, startJob } from "./jobs.ts";
import { refreshSite } from "./machines.ts";
import { accepted, missing, type Result } from "./refusal.ts";
import { later, type World } from "./world.ts";

/** POST refreshProvider: the same as refreshing the site, with a job whose names are ours [unverified]. */
export function refreshProvider(world: World, name: string): Result {
  const { fleet } = world;
  const appliance = registered(fleet).find((each) => providerName(fleet, each).toLowerCase() === name.toLowerCase());
  if (appliance === undefined) return missing(`replicationRecoveryServicesProviders/${name}`);
  const job = startJob(world, {
    scenario: "RefreshServer",
    friendlyName: "Refresh server",
    target: { id: applianceGuid(fleet, appliance), name: appliance, type: "Server" },
    resource: `${fabricPath(fleet)}/replicationRecoveryServicesProviders/${providerName(fleet, appliance)}`,
    tasks: [["RefreshServerTask", "RefreshServer", "Refresh server", SECONDS.refreshSite]],
  });
  refreshSite(world);
  later(world, SECONDS.refreshSite, {
    job: job.name,
    what: `refresh ${appliance}`,
    run: (then) => endJob(then, job.name, "Succeeded"),
  });
  return accepted(job);
}
