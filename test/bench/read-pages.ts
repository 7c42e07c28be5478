// Reads lists of the simulator page by page, and tells how long each page took and what its bytes were.
import { createHash, type Hash } from "node:crypto";
import { Agent, request } from "node:http";

export interface Reader {
  /** The body of an answer, and how long it took from the request to its last byte. @throws Error for any but a 200 */
  get(path: string): Promise<{ readonly bytes: Buffer; readonly milliseconds: number }>;
  close(): void;
}

/** The name under which all simulators are asked: links in answers are the same whatever port they listen on. */
const HOST = "azure.example";

/** A client that keeps one connection, as the operator does, and parses nothing while it measures. */
export function reader(port: number): Reader {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const headers = { authorization: "Bearer any", host: HOST };

  function get(path: string) {
    const answered = Promise.withResolvers<{ bytes: Buffer; milliseconds: number }>();
    const begin = performance.now();
    const asked = request({ port, host: "127.0.0.1", path, agent, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.once("error", answered.reject);
      response.once("end", () => {
        const milliseconds = performance.now() - begin;
        const bytes = Buffer.concat(parts);
        if (response.statusCode === 200) answered.resolve({ bytes, milliseconds });
        else answered.reject(new Error(`GET ${path}: ${response.statusCode} ${bytes.toString().slice(0, 500)}`));
      });
    });
    asked.once("error", answered.reject);
    asked.end();
    return answered.promise;
  }

  return { get, close: () => agent.destroy() };
}

interface Page<T> {
  readonly value: readonly T[];
  readonly nextLink: string | null;
}

export const parsed = <T>(bytes: Buffer): Page<T> => JSON.parse(bytes.toString()) as Page<T>;

export interface ListRead {
  readonly rows: number;
  readonly bytes: number;
  /** of each page */
  readonly milliseconds: readonly number[];
}

/** Reads a list to its end. Every byte goes into `hash` as well. */
export async function readList({ get }: Reader, path: string, hash: Hash = createHash("sha256")): Promise<ListRead> {
  const milliseconds: number[] = [];
  let [rows, total] = [0, 0];
  for (let next: string | null = path; next !== null; ) {
    const { bytes, milliseconds: took } = await get(next);
    const { value, nextLink } = parsed<unknown>(bytes);
    milliseconds.push(took);
    hash.update(bytes);
    rows += value.length;
    total += bytes.length;
    next = nextLink?.slice(`http://${HOST}`.length) ?? null;
  }
  return { rows, bytes: total, milliseconds };
}
