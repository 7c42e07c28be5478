// Looks at the environment, the cache and the machine, and says what the chain can choose from.
import { access, constants, readdir } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import type { Facts } from "./chain.ts";
import { run } from "./command.ts";
import { newestOfMinor, type WantedVersions } from "./versions.ts";

/** What a folder must hold to start a control plane from it. */
export const BINARIES = ["etcd", "kube-apiserver", "kubectl"] as const;

export const defaultCacheRoot = (): string => join(homedir(), ".cache", "asr-chatops", "control-plane");

/** Everything the chain can know without downloading or building. */
export async function gatherFacts(
  wanted: WantedVersions,
  env: NodeJS.ProcessEnv,
  cacheRoot = defaultCacheRoot(),
): Promise<Facts> {
  const [existing, assets, directory, installed] = await Promise.all([
    existingCluster(env, cacheRoot, wanted.kubernetes),
    assetsFolder(env),
    cachedFolder(cacheRoot, wanted.kubernetes),
    installedGo(env),
  ]);
  return {
    version: wanted.kubernetes,
    ...(existing === undefined ? {} : { existing }),
    ...(assets === undefined ? {} : { assets }),
    cache: { root: cacheRoot, directory },
    go: { needed: wanted.go, installed },
  };
}

async function existingCluster(
  env: NodeJS.ProcessEnv,
  cacheRoot: string,
  version: string,
): Promise<Facts["existing"] | undefined> {
  if (env.USE_EXISTING_CLUSTER?.toLowerCase() !== "true") return undefined;
  const kubeconfig = env.KUBECONFIG?.split(delimiter).find((path) => path !== "") ?? join(homedir(), ".kube/config");
  const folders = [env.KUBEBUILDER_ASSETS ?? "", (await cachedFolder(cacheRoot, version)) ?? ""];
  const kubectl = await findExecutable("kubectl", [...folders, ...(env.PATH ?? "").split(delimiter)]);
  return { kubeconfig, readable: await can(kubeconfig, constants.R_OK), kubectl };
}

async function assetsFolder(env: NodeJS.ProcessEnv): Promise<Facts["assets"] | undefined> {
  const directory = env.KUBEBUILDER_ASSETS;
  if (directory === undefined || directory === "") return undefined;
  return { directory, missing: await missingBinaries(directory) };
}

/** The binaries that the folder lacks; all of them when there is no such folder. */
export async function missingBinaries(directory: string): Promise<readonly string[]> {
  const present = await Promise.all(BINARIES.map((name) => can(join(directory, name), constants.X_OK)));
  return BINARIES.filter((_, index) => present[index] !== true);
}

/** The complete cached folder to use: the wanted version, else the newest patch of the same minor release. */
export async function cachedFolder(cacheRoot: string, version: string): Promise<string | undefined> {
  const names = await readdir(cacheRoot).catch(() => []);
  const complete: string[] = [];
  for (const name of names) {
    if ((await missingBinaries(join(cacheRoot, name))).length === 0) complete.push(name);
  }
  const name = complete.includes(version) ? version : newestOfMinor(complete, version);
  return name === undefined ? undefined : join(cacheRoot, name);
}

/** The first folder's file of that name that may be executed; empty folder names are skipped. */
export async function findExecutable(name: string, folders: readonly string[]): Promise<string | undefined> {
  for (const folder of folders) {
    const file = join(folder, name);
    if (folder !== "" && (await can(file, constants.X_OK))) return file;
  }
  return undefined;
}

async function installedGo(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const answer = await run("go", ["version"], { env: { ...env, GOTOOLCHAIN: "local" } }).catch(() => undefined);
  return /go(\d+\.\d+(?:\.\d+)?)/.exec(answer?.stdout ?? "")?.[1];
}

const can = (path: string, mode: number): Promise<boolean> =>
  access(path, mode).then(
    () => true,
    () => false,
  );
