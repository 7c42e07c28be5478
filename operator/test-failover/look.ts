// What a run looks at in Azure, and how fresh it must be: the reads behind its world.
import type { Job, ProtectedItem, RecoveryPoint, TestFailoverDetails, VirtualMachine } from "../azure/site-recovery.ts";
import type { Seen, VaultView } from "../azure/view.ts";
import { StalledError, TransientError } from "../errors.ts";
import type { Sighting } from "../operation.ts";
import { isClean, isSeenClean, isUp, itemOf } from "./item.ts";
import { isActive, isBefore } from "./status.ts";
import type { Run } from "./world.ts";

export interface Look {
  readonly view: VaultView;
  readonly run: Run;
  readonly itemId: string;
  readonly signal: AbortSignal;
}

/** A followed item is read by GET every 15 s; older than this it is read now. */
const FRESH_SECONDS = 20;

/** The job that is followed: the operation's, else, while the machine runs, the one that started it. */
function jobIdOf(run: Run): string | undefined {
  if (!isActive(run)) return undefined;
  const { operation, phase } = run.status ?? {};
  if (operation !== undefined) return operation.jobId;
  return phase === "Running" && !isToldWhole(run) ? startOf(run)?.jobId : undefined;
}

/** Everything that only the job of the start tells is on record. */
function isToldWhole({ status }: Run): boolean {
  return status?.testMachine?.id !== undefined && status.recoveryPoint?.id !== undefined;
}

function startOf(run: Run) {
  return run.status?.timeline?.findLast((line) => line.step === "Started");
}

/** One GET of that job; undefined without one, and when Azure has forgotten it. */
export async function lookAtJob({ view, run, signal }: Look): Promise<Job | undefined> {
  const jobId = jobIdOf(run);
  return jobId === undefined ? undefined : view.job(jobId, signal);
}

/** One GET of the job that started the drill, at the end of the run. */
export async function lookAtStartJob({ view, run, signal }: Look, item: Seen<ProtectedItem>): Promise<Job | undefined> {
  const { phase } = run.status ?? {};
  const jobId = startOf(run)?.jobId;
  const mayEnd = (phase === "Running" || phase === "CleaningUp") && isSeenClean(item);
  return mayEnd && jobId !== undefined ? view.job(jobId, signal) : undefined;
}

/** The item, from the view where that is sure enough, by GET where something would be decided from a lagging list. */
export async function lookAtItem(look: Look, job: Job | undefined): Promise<Seen<ProtectedItem>> {
  const seen = look.view.item(look.itemId);
  const sure = isActive(look.run) ? isSure(look, seen, job) : !isBefore(look.run) || isSureBefore(seen);
  return sure ? seen : look.view.refresh(look.itemId, look.signal);
}

/** Before the start a drill that shows may be an earlier one of ours, long cleaned up. */
function isSureBefore(seen: Seen<ProtectedItem>): boolean {
  return seen.state !== "present" || !isUp(seen.value);
}

/** Not sure: the job has ended since, an intent looks for its job, or the item shows what would move the run on. */
function isSure({ view, run }: Look, seen: Seen<ProtectedItem>, job: Job | undefined): boolean {
  if (seen.state !== "present") return false;
  const { operation } = run.status ?? {};
  const searching = operation !== undefined && operation.jobId === undefined;
  const endedSince = job?.endedAt !== undefined && job.endedAt.getTime() >= seen.at.getTime();
  const ageSeconds = (view.now().getTime() - seen.at.getTime()) / 1000;
  return !searching && !endedSince && ageSeconds <= FRESH_SECONDS && !movesOn(run, seen.value);
}

function movesOn(run: Run, item: ProtectedItem): boolean {
  return isClean(item) || (run.status?.phase === "Starting" && isUp(item));
}

/** Jobs on the item that an intent without a job may have started, each with what its GET shows of the request. */
export async function lookForJobs(look: Look, item: Seen<ProtectedItem>): Promise<readonly Sighting[]> {
  const { operation } = look.run.status ?? {};
  if (operation === undefined || operation.jobId !== undefined) return [];
  const current = itemOf(item)?.currentJob;
  const fromItem = current === undefined ? [] : [{ ...current, target: look.itemId }];
  const listed = look.view
    .jobsOn(look.itemId)
    .filter((job) => job.id !== current?.jobId)
    .map((job) => ({
      jobId: job.id,
      scenario: job.scenario,
      target: look.itemId,
      ...(job.startedAt === undefined ? {} : { startedAt: job.startedAt }),
    }));
  const candidates = [...fromItem, ...listed].filter(({ jobId }) => !operation.knownJobs.includes(jobId));
  return Promise.all(candidates.map((candidate) => withRequest(look, candidate)));
}

async function withRequest({ view, signal }: Look, sighting: Sighting): Promise<Sighting> {
  const shown = (await view.job(sighting.jobId, signal))?.testFailover;
  const network = shown?.networkId ?? shown?.networkName;
  return {
    ...sighting,
    ...(network === undefined ? {} : { network }),
    ...(shown?.recoveryPointId === undefined ? {} : { recoveryPoint: shown.recoveryPointId }),
  };
}

/** Everything seen on the item so far, for `knownJobs`. */
export function knownJobs(view: VaultView, itemId: string, item: Seen<ProtectedItem>): readonly string[] {
  const current = itemOf(item)?.currentJob;
  const listed = view.jobsOn(itemId).map((job) => job.id);
  return [...new Set([...listed.reverse(), ...(current === undefined ? [] : [current.jobId])])];
}

/** A test failover of the item that began after this run's own: Azure allows one at a time, so ours is over then. */
export function lookForLater({ view, run, itemId }: Look, item: Seen<ProtectedItem>): string | undefined {
  const started = startOf(run);
  if (!isActive(run) || started?.jobId === undefined) return undefined;
  const current = itemOf(item)?.currentJob;
  if (current?.scenario === "TestFailover" && current.jobId !== started.jobId) return current.jobId;
  const since = Date.parse(started.time);
  const later = view
    .jobsOn(itemId)
    .find(
      ({ id, scenario, state, startedAt }) =>
        scenario === "TestFailover" &&
        id !== started.jobId &&
        state !== "Failed" &&
        (startedAt?.getTime() ?? 0) > since,
    );
  return later?.id;
}

/** Newest first; read only when the run asks for a particular one. */
export async function lookAtPoints({ view, run, itemId, signal }: Look): Promise<readonly RecoveryPoint[]> {
  if (run.status?.phase !== "Checking" || run.spec.recoveryPoint.type === "Latest") return [];
  const points = await view.port.recoveryPoints(itemId, signal);
  return [...points].sort((one, other) => other.time.getTime() - one.time.getTime());
}

/**
 * The machine that the drill made, while it may exist. That it cannot be read, as when nobody gave the operator the
 * right to, must never keep it from being cleaned up.
 */
export async function lookAtMachine(
  { view, run, signal }: Look,
  item: Seen<ProtectedItem>,
  job: Job | undefined,
): Promise<Seen<VirtualMachine>> {
  const id = run.status?.testMachine?.id ?? machineIdOf(item, job?.testFailover);
  const matters = run.status?.phase === "Running" || (isActive(run) && item.state === "absent");
  if (!matters || id === undefined) return { state: "unknown", why: "It was not looked at." };
  try {
    const value = await view.port.virtualMachine(id, signal);
    return value === undefined ? { state: "absent", at: view.now() } : { state: "present", value, at: view.now() };
  } catch (error) {
    if (error instanceof TransientError || error instanceof StalledError)
      return { state: "unknown", why: error.message };
    throw error;
  }
}

/** Azure names the test machine, mostly without its id; it is made in the item's target resource group. */
function machineIdOf(item: Seen<ProtectedItem>, made: TestFailoverDetails | undefined): string | undefined {
  if (made?.testMachineId !== undefined || made?.testMachineName === undefined) return made?.testMachineId;
  const group = item.state === "present" ? item.value.target.resourceGroupId : undefined;
  return group === undefined
    ? undefined
    : `${group}/providers/Microsoft.Compute/virtualMachines/${made.testMachineName}`;
}
