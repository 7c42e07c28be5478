// Jobs: Azure's many states folded into four, errors gathered from the job and its tasks, a test failover's evidence.
import type {
  ASRTask,
  JobErrorDetails,
  Job as SdkJob,
  TestFailoverJobDetails,
} from "@azure/arm-recoveryservices-siterecovery";
import type { AzureFailure } from "../../errors.ts";
import type { Job, JobState, SiteRecovery, TestFailoverDetails } from "../site-recovery.ts";
import type { ArmContext } from "./context.ts";
import { scope } from "./context.ts";
import { words } from "./plain.ts";
import { pages, read } from "./reading.ts";
import { date, isArmId, lastSegment, present, text } from "./values.ts";

export function jobReads(context: ArmContext): Pick<SiteRecovery, "jobs" | "job"> {
  return {
    // Without Azure's own time filter: how it wants the moment written is not documented (its PowerShell module sends
    // .NET binary dates), and a filter that is misread would hide jobs.
    jobs: async (since, signal) => {
      const list = pages(context, { what: "the jobs", signal }, (options) =>
        context.client.replicationJobs.list(...scope(context), options),
      );
      const found: Job[] = [];
      for await (const page of list) {
        found.push(...page.map(jobOf));
        if (isPast(found, since)) break;
      }
      const recent = found.filter((job) => startMs(job) >= since.getTime());
      return recent.sort((one, other) => startMs(other) - startMs(one));
    },
    job: async (id, signal) => {
      const found = await read(context, { what: `the job ${id}`, signal }, (options) =>
        context.client.replicationJobs.get(...scope(context), id, options),
      );
      return found === undefined ? undefined : jobOf(found);
    },
  };
}

/**
 * Whether the rest of the list is older than that, as far as its beginning tells: Azure shows the newest jobs first,
 * which is not documented, so an order that rises anywhere, or does not fall at all, is read to its end. A vault keeps
 * months of jobs, and this list is read every few seconds during a drill.
 */
export function isPast(found: readonly Job[], since: Date): boolean {
  const starts = found.map(startMs);
  const [first = 0, last = Number.MAX_SAFE_INTEGER] = [starts[0], starts.at(-1)];
  const falls = starts.every((start, at) => start <= (starts[at - 1] ?? Number.POSITIVE_INFINITY));
  return falls && last < first && last < since.getTime();
}

/** A job that has not started yet is the newest there is. */
function startMs({ startedAt }: Job): number {
  return startedAt?.getTime() ?? Number.MAX_SAFE_INTEGER;
}

export function jobOf(job: SdkJob): Job {
  const { properties } = job;
  return {
    id: job.name ?? lastSegment(job.id ?? ""),
    scenario: text(properties?.scenarioName) ?? "Unknown",
    friendlyName: text(properties?.friendlyName) ?? text(properties?.scenarioName) ?? "Job",
    state: stateOf(properties?.state),
    stateDescription: text(properties?.stateDescription) ?? text(properties?.state) ?? "Unknown",
    errors: failures(properties?.errors, properties?.tasks),
    tasks: (properties?.tasks ?? []).map((task) => ({
      name: text(task.friendlyName) ?? text(task.name) ?? "Task",
      state: text(task.state) ?? "Unknown",
    })),
    ...present({
      targetId: text(properties?.targetObjectId),
      targetName: text(properties?.targetObjectName),
      startedAt: date(properties?.startTime),
      endedAt: date(properties?.endTime),
      testFailover: testFailoverOf(properties?.customDetails),
    }),
  };
}

/** Azure's states and those that its older tools know; any other is taken for running, never for an end. */
const STATES: Readonly<Record<string, JobState>> = {
  Succeeded: "Succeeded",
  Completed: "Succeeded",
  PartiallySucceeded: "Succeeded",
  CompletedWithInformation: "Succeeded",
  Skipped: "Succeeded",
  Failed: "Failed",
  Cancelled: "Failed",
  Aborted: "Failed",
  RolledBack: "Failed",
  Suspended: "Waiting",
  Waiting: "Waiting",
  WaitingForStopTestFailover: "Waiting",
  WaitingForManualAction: "Waiting",
  WaitingForFinalizeProtection: "Waiting",
  WaitingForUserInputAfterDataSync: "Waiting",
};

function stateOf(state: string | undefined): JobState {
  return STATES[state ?? ""] ?? "Running";
}

/** Errors before warnings, each once: Azure repeats a task's error on the job. */
function failures(errors: JobErrorDetails[] | undefined, tasks: ASRTask[] | undefined): readonly AzureFailure[] {
  const every = [...(errors ?? []), ...(tasks ?? []).flatMap((task) => task.errors ?? [])];
  const isWarning = (error: JobErrorDetails) => error.errorLevel?.toLowerCase() === "warning";
  const ordered = [...every.filter((error) => !isWarning(error)), ...every.filter(isWarning)];
  const found = new Map<string, AzureFailure>();
  for (const failure of ordered.flatMap((error) => jobFailure(error) ?? [])) {
    const key = `${failure.code}|${failure.message}`;
    if (!found.has(key)) found.set(key, failure);
  }
  return [...found.values()];
}

/** Site Recovery's own account comes first, the provider's on the appliance fills in. */
function jobFailure({
  serviceErrorDetails: service,
  providerErrorDetails: provider,
}: JobErrorDetails): AzureFailure | undefined {
  const code = text(service?.code) ?? provider?.errorCode?.toString();
  if (code === undefined) return undefined;
  return {
    code,
    message: words(service?.message) ?? words(provider?.errorMessage) ?? `Error ${code}`,
    ...present({
      possibleCauses: words(service?.possibleCauses) ?? words(provider?.possibleCauses),
      recommendedAction: words(service?.recommendedAction) ?? words(provider?.recommendedAction),
      activityId: text(service?.activityId),
    }),
  };
}

/** Some of these "names" are ARM ids; the API description does not say which. What is one is told as one. */
function testFailoverOf(details: { instanceType: string } | undefined | null): TestFailoverDetails | undefined {
  if (details?.instanceType !== "TestFailoverJobDetails") return undefined;
  const drill = details as TestFailoverJobDetails;
  const item = drill.protectedItemDetails?.[0];
  const names = [text(item?.testVmFriendlyName), text(item?.testVmName)];
  const testMachineId = names.find(isArmId);
  const networks = [text(drill.networkName), text(drill.networkFriendlyName)];
  const network = networks.find(isArmId) ?? networks.find((name) => name !== undefined);
  return present({
    networkId: isArmId(network) ? network : undefined,
    networkName: network === undefined ? undefined : lastSegment(network),
    comments: words(drill.comments),
    testMachineName:
      names.find((name) => name !== undefined && !isArmId(name)) ?? (testMachineId && lastSegment(testMachineId)),
    testMachineId,
    subnet: text(item?.subnet),
    recoveryPointId: text(item?.recoveryPointId),
    recoveryPointTime: date(item?.recoveryPointTime),
  });
}
