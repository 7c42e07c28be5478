// Walks the chain: finds, downloads or builds the control plane's binaries, and fills the cache.
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { type Facts, nextStep, type Step } from "./chain.ts";
import { cachedFolder, gatherFacts, missingBinaries } from "./facts.ts";
import { goBuild } from "./go-build.ts";
import { acquireLock, type Lock } from "./lock.ts";
import { type Log, withProgress } from "./progress.ts";
import { fetchRelease } from "./release-archive.ts";
import { wantedVersions } from "./versions.ts";

export interface BinariesOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly log: Log;
  readonly cacheRoot?: string;
  /** Overrides the address of the release index, for tests. */
  readonly releaseIndexUrl?: string;
}

export type Source = Extract<Step, { take: "existing" | "folder" }>;

const moduleFolder = join(import.meta.dirname, "binaries");

/** A folder with the binaries, or the existing cluster to use. Throws with every reason when nothing serves. */
export async function findBinaries(options: BinariesOptions): Promise<Source> {
  const wanted = wantedVersions(await readFile(join(moduleFolder, "go.mod"), "utf8"));
  let facts = await gatherFacts(wanted, options.env, options.cacheRoot);
  for (;;) {
    const step = nextStep(facts);
    if (step.take === "nothing") throw new Error(step.line);
    options.log(step.line);
    if (step.take === "existing" || step.take === "folder") return step;
    facts = await fillCache(step.take, facts, options);
  }
}

/** Tries one slow step under the lock; the facts then hold the cached folder, or why there is none. */
async function fillCache(take: "release" | "go", facts: Facts, options: BinariesOptions): Promise<Facts> {
  const { root } = facts.cache;
  const lookAgain = () => cachedFolder(root, facts.version);
  await mkdir(root, { recursive: true });
  const lock = await acquireLock(join(root, `${facts.version}.lock`), {
    log: options.log,
    notNeeded: async () => (await lookAgain()) !== undefined,
  });
  if (lock === undefined) return { ...facts, cache: { root, directory: await lookAgain() } };
  try {
    await (take === "release" ? downloadStep : goStep)(facts, options, lock);
    return { ...facts, cache: { root, directory: await lookAgain() } };
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error);
    return take === "release" ? { ...facts, releaseFailure: failure } : { ...facts, go: { ...facts.go, failure } };
  } finally {
    await lock.release();
  }
}

async function downloadStep(facts: Facts, { log, releaseIndexUrl }: BinariesOptions, lock: Lock): Promise<void> {
  let received = "nothing yet";
  const what = () => `Downloading, ${received}`;
  const onBytes = (bytes: number, total: number | undefined) => {
    received = `${megabytes(bytes)}${total === undefined ? "" : ` of ${megabytes(total)}`} MB`;
  };
  await inWorkFolder(facts, async (workFolder) => {
    const request = { version: facts.version, workFolder, onBytes };
    const index = releaseIndexUrl === undefined ? {} : { indexUrl: releaseIndexUrl };
    const fetched = await withProgress({ log, what, onTick: lock.keepFresh }, () =>
      fetchRelease({ ...request, ...index }),
    );
    await moveIntoCache(fetched.folder, join(facts.cache.root, fetched.version));
  });
}

async function goStep(facts: Facts, { env, log }: BinariesOptions, lock: Lock): Promise<void> {
  await inWorkFolder(facts, async (workFolder) => {
    const folder = await withProgress({ log, what: () => "Building with Go", onTick: lock.keepFresh }, () =>
      goBuild({ version: facts.version, moduleFolder, workFolder, env }),
    );
    await moveIntoCache(folder, join(facts.cache.root, facts.version));
  });
}

/** A folder in the cache (same file system, so that moving is one step), gone at the end; earlier leftovers go first. */
async function inWorkFolder(facts: Facts, work: (folder: string) => Promise<void>): Promise<void> {
  const prefix = `unfinished-${facts.version}-`;
  for (const name of await readdir(facts.cache.root)) {
    if (name.startsWith(prefix)) await rm(join(facts.cache.root, name), { recursive: true, force: true });
  }
  const folder = await mkdtemp(join(facts.cache.root, prefix));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The last step: after it the folder is complete in the cache, ours or that of a process that was faster. */
async function moveIntoCache(folder: string, destination: string): Promise<void> {
  const missing = await missingBinaries(folder);
  if (missing.length > 0) throw new Error(`${missing.join(" and ")} did not come out of it`);
  if ((await missingBinaries(destination)).length === 0) return;
  await rm(destination, { recursive: true, force: true });
  await rename(folder, destination);
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0);
