// Owns starting a failed job again, and exporting the list of jobs.
import { vaultId } from "./arm.ts";
import { guid } from "./chance.ts";
import { SECONDS } from "./durations.ts";
import { jobPath } from "./fabric.ts";
import { enableAgain } from "./item-enable.ts";
import { endJob, startJob } from "./jobs.ts";
import { accepted, conflict, missing, type Result } from "./refusal.ts";
import { get } from "./timeline.ts";
import { later, type World } from "./world.ts";

/**
 * POST restart: a job of its own (official example) at whose end the failed one goes on. Of all jobs only one that
 * enables a replication may be restarted here: which Azure allows is not recorded.
 */
export function restartJob(world: World, name: string): Result {
  const failed = get(world.jobs, name);
  if (failed === undefined) return missing(`replicationJobs/${name}`);
  if (!failed.allowedActions.includes("Restart")) {
    return conflict(`The job '${name}' cannot be restarted in its present state.`, "OperationNotAllowed");
  }
  const job = startJob(world, {
    scenario: "RestartJob",
    friendlyName: "Restart job",
    target: failed.target,
    resource: failed.resource,
    tasks: [["RemediateTask", "RemediateWfTask", "Restarting job", SECONDS.restart]],
  });
  const run = (then: World): void => {
    endJob(then, job.name, "Succeeded");
    enableAgain(then, name);
  };
  later(world, SECONDS.restart, { job: job.name, what: `restart ${name}`, run });
  return accepted(job, jobPath(world.fleet, job.name));
}

/** POST export: a job whose details name a blob. There is none: the simulator keeps no storage. */
export function exportJobs(world: World): Result {
  const blob = guid("export", world.seed, world.now);
  const job = startJob(world, {
    scenario: "ExportJobs",
    friendlyName: "Export jobs",
    target: { id: "", name: "", type: "Other" },
    resource: `${vaultId(world.fleet)}/replicationJobs`,
    tasks: [],
    blobUri: `https://simulated.blob.core.example/jobs/${blob}.json`,
  });
  later(world, SECONDS.export, {
    job: job.name,
    what: "export jobs",
    run: (then) => endJob(then, job.name, "Succeeded"),
  });
  return accepted(job, jobPath(world.fleet, job.name));
}
