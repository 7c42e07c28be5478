// A simulator as a process of its own for benchmarks: its lists, its pages' size, what memory it takes, its end.
import { startChild } from "../stack/child.ts";
import { parsed, type Reader, reader } from "./read-pages.ts";

export interface SimulatedVault {
  readonly reader: Reader;
  /** list → its path */
  readonly lists: Readonly<Record<ListName, string>>;
  /** from the start of the process to the line that says where it listens */
  readonly startMilliseconds: number;
  /** how many rows a page has from now on */
  setPageSize(rows: number): Promise<void>;
  residentBytes(): Promise<number>;
  end(): Promise<void>;
}

export type ListName = "protected items" | "machines of the site" | "jobs" | "events";

interface Fabric {
  readonly properties: { readonly customDetails: { readonly physicalSiteId: string } };
}

/** The lists of a vault, by its ARM id. */
export async function listsOf({ get }: Reader, vault: string): Promise<Record<ListName, string>> {
  const version = "?api-version=2023-06-01";
  const [fabric] = parsed<Fabric>((await get(`${vault}/replicationFabrics${version}`)).bytes).value;
  return {
    "protected items": `${vault}/replicationProtectedItems${version}`,
    "machines of the site": `${fabric?.properties.customDetails.physicalSiteId}/machines?api-version=2023-06-06`,
    jobs: `${vault}/replicationJobs${version}`,
    events: `${vault}/replicationEvents${version}`,
  };
}

/** @param url where a simulator listens */
export const readerOf = (url: string): Reader => reader(Number(new URL(url).port));

export interface Fleet {
  readonly machines: number;
  /** how many of them are protected */
  readonly protected: number;
}

/** Starts one whose clock stands, always with the same seed: two of them can be compared. */
export async function startVault(fleet: Fleet): Promise<SimulatedVault> {
  const begin = performance.now();
  const still = ["--port", "0", "--speed", "0", "--seed", "bench", "--start", "2026-11-23T08:00:00Z"];
  const made = ["--machines", String(fleet.machines), "--protected", String(fleet.protected)];
  const child = startChild(["simulator", ...still, ...made]);
  const [, vault = ""] = await child.line(/^vault: (\S+)$/);
  const [, url = ""] = await child.line(/^listening: (\S+)$/);
  const startMilliseconds = performance.now() - begin;
  const client = readerOf(url);
  return {
    reader: client,
    lists: await listsOf(client, vault),
    startMilliseconds,
    setPageSize: async (size) => {
      await fetch(`${url}/_simulator/pages`, { method: "POST", body: JSON.stringify({ size }) });
    },
    residentBytes: async () => {
      const answer = await fetch(`${url}/_simulator/process`);
      return ((await answer.json()) as { readonly rssBytes: number }).rssBytes;
    },
    end: () => {
      client.close();
      return child.end();
    },
  };
}
