// Builds the image with buildah, in a storage of its own that is thrown away: nothing else on the machine changes.
import { cp, mkdir, mkdtemp, rename, rm, symlink } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { run, runOrThrow } from "../control-plane/command.ts";
import { page, ROOT } from "../docs/project.ts";
import type { ImageConfig } from "./bundle.ts";

/** Why the image cannot be built here, for a person. */
export class CannotBuild extends Error {
  override readonly name = "CannotBuild";
}

export interface Built {
  readonly root: string;
  readonly image: ImageConfig;
  /** What it was built from. */
  readonly base: string;
  remove(): Promise<void>;
}

export interface BuildParts {
  readonly env: NodeJS.ProcessEnv;
  readonly log: (line: string) => void;
}

const TAG = "localhost/asr-chatops:check";
const LOCAL_BASE = "localhost/node-base";

/** @throws CannotBuild where a tool is missing */
export async function buildImage(parts: BuildParts): Promise<Built> {
  await needed("buildah", "--version");
  await needed("runc", "--version");
  const storage = await mkdtemp(join(tmpdir(), "image-check-"));
  const buildah = await buildahIn(storage);
  const remove = async () => {
    await buildah("umount", "--all").catch(() => {});
    await rm(storage, { recursive: true, force: true });
  };
  try {
    const base = await baseImage(buildah, parts);
    parts.log(`Building from ${base}.`);
    const isolated = ["--isolation", "chroot", "--network", "host", "--layers=false"];
    await buildah("bud", ...isolated, "--build-arg", `NODE_IMAGE=${base}`, "--tag", TAG, ROOT);
    const inspected = JSON.parse(await buildah("inspect", "--type", "image", TAG)) as {
      OCIv1: { config: ImageConfig };
    };
    const root = (await buildah("mount", (await buildah("from", TAG)).trim())).trim();
    return { root, image: inspected.OCIv1.config, base, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function needed(program: string, ...args: readonly string[]): Promise<void> {
  const works = await run(program, args).then(
    ({ exitCode }) => exitCode === 0,
    () => false,
  );
  if (!works) throw new CannotBuild(`${program} is missing (Debian: apt-get install buildah runc).`);
}

/** overlay copies nothing; vfs works everywhere, and copies everything for each layer. */
async function buildahIn(storage: string): Promise<Buildah> {
  const using = (driver: string): Buildah => {
    const where = ["--root", join(storage, driver), "--runroot", join(storage, `${driver}-run`)];
    return (...args) => runOrThrow("buildah", ["--storage-driver", driver, ...where, ...args]);
  };
  const overlay = using("overlay");
  return await overlay("from", "scratch").then(
    () => overlay,
    () => using("vfs"),
  );
}

type Buildah = (...args: readonly string[]) => Promise<string>;

/** NODE_IMAGE, else the Dockerfile's own where a registry answers, else one made of Debian and the node that runs this. */
async function baseImage(buildah: Buildah, { env, log }: BuildParts): Promise<string> {
  if (env.NODE_IMAGE !== undefined) return env.NODE_IMAGE;
  const [, own = ""] = /^ARG NODE_IMAGE=(\S+)$/m.exec(page("Dockerfile").text) ?? [];
  const pulled = await buildah("pull", "--quiet", own).then(
    () => true,
    () => false,
  );
  if (pulled) return own;
  log(`${own} cannot be had: its place takes Debian's base system with the node that runs this.`);
  return localBase(buildah, { env, log });
}

async function localBase(buildah: Buildah, parts: BuildParts): Promise<string> {
  const debian = await debianFolder(parts);
  const container = (await buildah("from", "scratch")).trim();
  const root = (await buildah("mount", container)).trim();
  await runOrThrow("cp", ["-a", `${debian}/.`, root]);
  await cp(process.execPath, join(root, "usr/local/bin/node"));
  await addNpm(root, parts.env);
  const extra = parts.env.NODE_EXTRA_CA_CERTS;
  if (extra !== undefined) {
    await cp(extra, join(root, "extra-ca.pem"));
    await buildah("config", "--env", "NODE_EXTRA_CA_CERTS=/extra-ca.pem", container);
  }
  await buildah("config", "--env", "PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", container);
  await buildah("umount", container);
  await buildah("commit", "--quiet", container, LOCAL_BASE);
  return LOCAL_BASE;
}

/** The npm that runs this script. */
async function addNpm(root: string, { npm_execpath: npm }: NodeJS.ProcessEnv): Promise<void> {
  if (npm === undefined)
    throw new CannotBuild("Start this with npm run image:check: the npm that runs it goes into the build.");
  const folder = join(root, "usr/local/lib/node_modules/npm");
  await cp(dirname(dirname(npm)), folder, { recursive: true, dereference: true });
  await symlink("../lib/node_modules/npm/bin/npm-cli.js", join(root, "usr/local/bin/npm"));
}

/** Debian's base system, kept in the cache: it takes a minute. */
async function debianFolder({ env, log }: BuildParts): Promise<string> {
  const cache = join(env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "asr-chatops");
  const folder = join(cache, "debian-bookworm");
  if ((await run("test", ["-x", join(folder, "bin/sh")])).exitCode === 0) return folder;
  await needed("debootstrap", "--version").catch(() => {
    throw new CannotBuild("No registry answers, and debootstrap is missing (apt-get install debootstrap).");
  });
  log("Fetching Debian's base system, about 40 MB.");
  await mkdir(cache, { recursive: true });
  const begun = await mkdtemp(join(cache, "debian-"));
  await runOrThrow("debootstrap", ["--variant=minbase", "bookworm", begun]);
  await rename(begun, folder);
  return folder;
}
