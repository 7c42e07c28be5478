// Where helm comes from. Only tests of the chart need it, and they ask for it themselves: nobody else waits.
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { run, runOrThrow } from "./command.ts";
import { download, open } from "./download.ts";
import { cachedFolder, defaultCacheRoot, findExecutable } from "./facts.ts";
import { goBuild } from "./go-build.ts";
import { acquireLock } from "./lock.ts";
import { type Log, withProgress } from "./progress.ts";
import { compareVersions, wantedVersions } from "./versions.ts";

export interface HelmOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly log: Log;
  /** Of helm alone, and of the control plane, whose Go build makes one too. */
  readonly cacheRoot?: string;
  readonly controlPlaneCache?: string;
  readonly downloadUrl?: string;
}

/** Where it is, or every reason why there is none. */
export type FoundHelm = { readonly path: string } | { readonly why: string };

type Versions = ReturnType<typeof wantedVersions>;
type Way = (options: Required<HelmOptions>, versions: Versions) => Promise<string>;

const moduleFolder = join(import.meta.dirname, "binaries");

/** In this order; each throws why it does not serve. */
const WAYS: readonly Way[] = [inFolder, inCache, onPath, downloaded, built];

/** First hit wins; a line to `log` for what takes long. Never rejects. */
export async function findHelm(options: HelmOptions): Promise<FoundHelm> {
  const versions = wantedVersions(await readFile(join(moduleFolder, "go.mod"), "utf8"));
  const whole = {
    cacheRoot: join(homedir(), ".cache", "asr-chatops", "helm"),
    controlPlaneCache: defaultCacheRoot(),
    downloadUrl: "https://get.helm.sh",
    ...options,
  };
  const reasons: string[] = [];
  for (const way of WAYS) {
    try {
      return { path: await way(whole, versions) };
    } catch (error) {
      reasons.push(error instanceof Error ? error.message : String(error));
    }
  }
  return { why: `There is no helm ${versions.helm}: ${reasons.join("; ")}.` };
}

async function inFolder({ env }: Required<HelmOptions>): Promise<string> {
  const path = await findExecutable("helm", [env.KUBEBUILDER_ASSETS ?? ""]);
  if (path === undefined) throw new Error("KUBEBUILDER_ASSETS names none");
  return path;
}

async function inCache({ cacheRoot, controlPlaneCache }: Required<HelmOptions>, versions: Versions): Promise<string> {
  const beside = (await cachedFolder(controlPlaneCache, versions.kubernetes)) ?? "";
  const path = await findExecutable("helm", [join(cacheRoot, versions.helm), beside]);
  if (path === undefined) throw new Error(`${cacheRoot} has none`);
  return path;
}

/** Any of the same major version that is not older: charts and flags are then the same to us. */
async function onPath({ env }: Required<HelmOptions>, { helm }: Versions): Promise<string> {
  const path = await findExecutable("helm", (env.PATH ?? "").split(delimiter));
  if (path === undefined) throw new Error("there is none on the PATH");
  const { stdout } = await run(path, ["version", "--template", "{{.Version}}"], { env });
  const version = /^v(\d+\.\d+\.\d+)/.exec(stdout)?.[1] ?? "0";
  if (version.split(".")[0] !== helm.split(".")[0] || compareVersions(version, helm) < 0) {
    throw new Error(`the one on the PATH is ${stdout.trim() || "of no known version"}`);
  }
  return path;
}

async function downloaded(options: Required<HelmOptions>, { helm }: Versions): Promise<string> {
  const arch = process.arch === "x64" ? "amd64" : process.arch;
  const name = `helm-v${helm}-${process.platform}-${arch}`;
  const url = `${options.downloadUrl}/${name}.tar.gz`;
  return intoCache(options, helm, async (workFolder) => {
    const announced = (await (await open(`${url}.sha256sum`)).text()).trim().split(/\s/)[0];
    options.log(`Downloading ${url}.`);
    const file = join(workFolder, "helm.tar.gz");
    const digest = await download({ url, file, algorithm: "sha256" });
    if (digest !== announced) throw new Error(`the checksum of ${url} is not the announced one`);
    await runOrThrow("tar", ["-xzf", file, "-C", workFolder, "--strip-components=1"]);
    return join(workFolder, "helm");
  });
}

async function built(options: Required<HelmOptions>, { helm, go, kubernetes }: Versions): Promise<string> {
  const { env, log } = options;
  const said = await run("go", ["version"], { env: { ...env, GOTOOLCHAIN: "local" } }).catch(() => undefined);
  const installed = /go(\d+\.\d+(?:\.\d+)?)/.exec(said?.stdout ?? "")?.[1];
  if (installed === undefined) throw new Error("Go is not installed");
  if (compareVersions(installed, go) < 0) throw new Error(`Go ${installed} is too old, ${go} is needed`);
  return intoCache(options, helm, async (workFolder, keepFresh) => {
    log(`Building helm ${helm} with Go ${installed} (about a minute and a half on two cores, once).`);
    const build = () =>
      goBuild({
        version: kubernetes,
        moduleFolder,
        workFolder,
        env,
        only: `helm.sh/helm/v${helm.split(".")[0]}/cmd/helm`,
      });
    return join(await withProgress({ log, what: () => "Building helm", onTick: keepFresh }, build), "helm");
  });
}

type Make = (workFolder: string, keepFresh: () => void) => Promise<string>;

/** Under a lock, in a folder of its own, and moved in one step: what is in the cache is whole. */
async function intoCache({ cacheRoot, log }: Required<HelmOptions>, version: string, make: Make): Promise<string> {
  const destination = join(cacheRoot, version);
  const there = () => findExecutable("helm", [destination]);
  await mkdir(cacheRoot, { recursive: true });
  const notNeeded = async () => (await there()) !== undefined;
  const lock = await acquireLock(join(cacheRoot, `${version}.lock`), { log, notNeeded });
  if (lock !== undefined) {
    try {
      await removeUnfinished(cacheRoot);
      const workFolder = await mkdtemp(join(cacheRoot, "unfinished-"));
      const file = await make(workFolder, lock.keepFresh);
      await chmod(file, 0o755);
      await mkdir(destination, { recursive: true });
      await rename(file, join(destination, "helm"));
    } finally {
      await removeUnfinished(cacheRoot);
      await lock.release();
    }
  }
  return join(destination, "helm");
}

async function removeUnfinished(cacheRoot: string): Promise<void> {
  const names = (await readdir(cacheRoot)).filter((name) => name.startsWith("unfinished-"));
  for (const name of names) await rm(join(cacheRoot, name), { recursive: true, force: true });
}
