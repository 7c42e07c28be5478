// The polls about protected items: the whole list, the active ones by GET, and the jobs.
import { StalledError, TransientError } from "../errors.ts";
import { inParallel } from "../in-parallel.ts";
import { turnedBad } from "./badness.ts";
import { isStale } from "./barred.ts";
import { keyOf } from "./item-index.ts";
import { isOurKind } from "./item-kinds.ts";
import type { Row } from "./item-store.ts";
import { isAbout } from "./job-book.ts";
import type { Job, ProtectedItem, SiteRecovery } from "./site-recovery.ts";
import type { Seen } from "./view.ts";
import type { ViewState } from "./view-state.ts";
import { asked, azureNow } from "./view-state.ts";

const BAD_TIMES_MS = 1_800_000;
const JOBS_KEPT_MS = 86_400_000;
const PARALLEL_READS = 8;

/** One complete list of the items, or none: a page that fails throws, and what came before it is dropped. */
export async function pollItems(state: ViewState, signal?: AbortSignal): Promise<void> {
  const question = asked(state);
  const { rows, turned } = await listItems(state, signal);
  if (turned) state.badUntilMs = question.ms + BAD_TIMES_MS;
  const before = state.items.suspect();
  const wasStale = isStale({ nowMs: state.clock.monotonicMs(), listAsked: state.listAsked });
  const changed = state.items.takeList(rows, question);
  state.listAsked = question;
  tellAboutDoubt(state, before);
  // Who hears of all items need not hear of ten thousand of them as well.
  const concernsAll = wasStale || before !== state.items.suspect();
  for (const what of concernsAll ? ["items"] : changed) state.tell(what);
  // The list came through and counts, whatever becomes of the jobs: they are read with the active items too.
  await readJobs(state, state.port.polling(), signal).catch((error: unknown) => {
    state.logger.warn({ err: error }, "reading jobs from azure failed");
  });
}

interface Listed {
  readonly rows: readonly Row[];
  /** An item turned bad since it was last seen. */
  readonly turned: boolean;
}

async function listItems(state: ViewState, signal: AbortSignal | undefined): Promise<Listed> {
  const rows: Row[] = [];
  let turned = false;
  try {
    for await (const page of state.port.polling().items(signal)) {
      const ours = page.filter(isOurKind);
      turned ||= ours.some((item) => turnedBad(state.items.get(item.id), item));
      rows.push(...ours.map(state.items.row));
    }
    state.listTrouble = undefined;
    return { rows, turned };
  } catch (error) {
    // The port's own sentences stay the same from try to try; any other error's would only confuse people.
    const isTold = error instanceof TransientError || error instanceof StalledError;
    state.listTrouble = isTold ? error.message : undefined;
    throw error;
  }
}

function tellAboutDoubt({ items, logger }: ViewState, before: number | undefined): void {
  const vanished = items.suspect();
  if (vanished !== undefined) logger.warn({ vanished }, "many items vanished at once, nothing is written");
  else if (before !== undefined) logger.info({ vanished: before }, "a second list settled the doubt");
}

/** Reads the jobs and the items that are active now; with none active, nothing is asked. */
export async function pollActive(state: ViewState, signal?: AbortSignal): Promise<void> {
  const due = [...state.active.due(state.clock.monotonicMs())];
  if (due.length === 0) return;
  const port = state.port.polling();
  // Jobs first, then the items; one that fails keeps none of the others back.
  const errors = [
    ...(await inParallel(1, [() => readJobs(state, port, signal)])),
    ...(await inParallel(
      PARALLEL_READS,
      due.map((id) => () => readItem(state, port, id, signal)),
    )),
  ];
  if (errors.length > 0) throw errors[0];
}

/** One GET, through a port that says how urgent it is. @throws TransientError, StalledError */
export async function readItem(
  state: ViewState,
  port: SiteRecovery,
  id: string,
  signal?: AbortSignal,
): Promise<Seen<ProtectedItem>> {
  const question = asked(state);
  const before = state.items.get(id);
  const item = await port.item(id, signal);
  if (item !== undefined && turnedBad(before, item)) state.badUntilMs = question.ms + BAD_TIMES_MS;
  if (state.items.takeGet(id, item, question)) state.tell(keyOf(id));
  return item === undefined ? { state: "absent", at: question.at } : { state: "present", value: item, at: question.at };
}

/** The list of recent jobs. @throws TransientError, StalledError */
export async function readJobs(state: ViewState, port: SiteRecovery, signal?: AbortSignal): Promise<void> {
  const since = new Date(azureNow(state).getTime() - JOBS_KEPT_MS);
  const moved = state.jobs.take(await port.jobs(since, signal));
  state.jobs.forgetBefore(since);
  for (const key of new Set(moved.flatMap((job) => keysOf(state, job)))) state.tell(key);
}

/** One job by GET, which the job list then cannot take back. @throws TransientError, StalledError */
export async function readJob(
  state: ViewState,
  port: SiteRecovery,
  id: string,
  signal?: AbortSignal,
): Promise<Job | undefined> {
  const job = await port.job(id, signal);
  if (job !== undefined) state.jobs.take([job]);
  return job;
}

export function jobsOn(state: ViewState, targetId: string): readonly Job[] {
  const names = ownNames(state, targetId);
  return state.jobs.about((job) => isAbout(job, targetId, names));
}

/** The names by which Azure may call an object in a job: the last part of its id, and an item's friendly name. */
function ownNames({ items }: ViewState, targetId: string): readonly string[] {
  const key = keyOf(targetId);
  const seen = items.get(targetId);
  const friendly = seen?.state === "present" ? [keyOf(seen.value.friendlyName)] : [];
  const names = new Set([key.slice(key.lastIndexOf("/") + 1), ...friendly]);
  return [...names].filter((name) => items.named(name).every((other) => other === key));
}

function keysOf({ items }: ViewState, job: Job): readonly string[] {
  if (job.targetId?.includes("/") === true) return [keyOf(job.targetId)];
  return [job.targetId, job.targetName].flatMap((name) => (name === undefined ? [] : items.named(name)));
}
