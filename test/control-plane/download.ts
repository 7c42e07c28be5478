// Downloads a file and says what it hashes to; gives up after a few seconds where nobody answers.
import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";

const CONNECT_SECONDS = 5;

export interface Download {
  readonly url: string;
  readonly file: string;
  readonly algorithm: "sha256" | "sha512";
  readonly connectSeconds?: number;
  /** Told how many bytes have arrived. */
  readonly onBytes?: (received: number, total: number | undefined) => void;
}

/** Gives up when no answer starts within the time; the body may then take longer. */
export async function open(url: string, connectSeconds = CONNECT_SECONDS): Promise<Response> {
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

/** Resolves with the digest, in hex. */
export async function download({ url, file, algorithm, connectSeconds, onBytes }: Download): Promise<string> {
  const answer = await open(url, connectSeconds);
  if (answer.body === null) throw new Error(`${url} has no content`);
  const length = Number(answer.headers.get("content-length"));
  const total = length > 0 ? length : undefined;
  const hash = createHash(algorithm);
  let received = 0;
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      received += chunk.length;
      onBytes?.(received, total);
      done(null, chunk);
    },
  });
  await pipeline(Readable.fromWeb(answer.body), measure, createWriteStream(file));
  return hash.digest("hex");
}
