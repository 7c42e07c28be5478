// One builder per cache at a time: a lock file with the owner's pid, waited for with a message.
// It saves work, it does not guard data: temporary folders are private and moved in one step, so even a lock lost to
// a frozen owner breaks nothing.
import { readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { setTimeout as wait } from "node:timers/promises";
import { elapsedText, type Log } from "./progress.ts";

export interface LockOwner {
  readonly pid: number;
  readonly host: string;
}

export interface Lock {
  /** To be called at least every 20 seconds while working: an older lock counts as abandoned after a minute. */
  keepFresh(): void;
  release(): Promise<void>;
}

const abandonedAfterSeconds = 60;

/** Pure: whether a lock no longer has anybody behind it. */
export function isAbandoned(owner: LockOwner | undefined, ageSeconds: number, alive: boolean, host: string): boolean {
  if (ageSeconds > abandonedAfterSeconds) return true;
  return owner !== undefined && owner.host === host && !alive;
}

/** Whether a process of this machine with that pid runs; true as well when it is somebody else's. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

export interface AcquireOptions {
  readonly log: Log;
  readonly pollSeconds?: number;
  /** Asked while waiting: true ends the wait without a lock, e.g. since the other process finished the work. */
  readonly notNeeded: () => Promise<boolean>;
}

/** Takes the lock, or waits for it; undefined when `notNeeded` said so first. */
export async function acquireLock(path: string, options: AcquireOptions): Promise<Lock | undefined> {
  const start = performance.now();
  const pollSeconds = options.pollSeconds ?? 1;
  for (let polls = 0; ; polls++) {
    if (await options.notNeeded()) return undefined;
    if (await create(path)) return held(path);
    const owner = await removeIfAbandoned(path);
    if (polls % Math.ceil(10 / pollSeconds) === 0) {
      const waited = elapsedText((performance.now() - start) / 1000);
      options.log(`Waiting for process ${owner?.pid ?? "?"}, which is getting the same binaries, ${waited}`);
    }
    await wait(pollSeconds * 1000);
  }
}

async function create(path: string): Promise<boolean> {
  const owner: LockOwner = { pid: process.pid, host: hostname() };
  try {
    await writeFile(path, JSON.stringify(owner), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function held(path: string): Lock {
  return {
    keepFresh: () => {
      const now = new Date();
      utimes(path, now, now).catch(() => {}); // removed under us: see the first comment
    },
    release: () => rm(path, { force: true }),
  };
}

async function removeIfAbandoned(path: string): Promise<LockOwner | undefined> {
  const owner = await readOwner(path);
  const modified = await stat(path).catch(() => undefined);
  if (modified === undefined) return owner;
  const ageSeconds = (Date.now() - modified.mtimeMs) / 1000;
  if (!isAbandoned(owner, ageSeconds, owner === undefined || isAlive(owner.pid), hostname())) return owner;
  const aside = `${path}.abandoned-${process.pid}`;
  await rename(path, aside).catch(() => {}); // another waiter was faster
  await rm(aside, { force: true });
  return owner;
}

async function readOwner(path: string): Promise<LockOwner | undefined> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as LockOwner;
  } catch {
    return undefined; // just created and not yet written, or just gone
  }
}
