// Benchmark `simulator`: one vault of ten thousand machines; how long a page takes, what memory, and the same bytes twice.
import { createHash } from "node:crypto";
import { parseArgs } from "node:util";
import type { Benchmark, Report, Table, Target } from "./benchmark.ts";
import { readList } from "./read-pages.ts";
import { median, percentile } from "./report.ts";
import { type Fleet, type ListName, type SimulatedVault, startVault } from "./simulated-vault.ts";

interface Wanted extends Fleet {
  readonly rounds: number;
}

const PAGE_SIZES = [100, 500] as const;

const USAGE = `  --machines N   machines that the appliances know (10000)
  --protected N  how many of them are protected (9000)
  --rounds N     how often every list is read (5)`;

function wanted(args: readonly string[]): Wanted {
  const option = (otherwise: number) => ({ type: "string", default: String(otherwise) }) as const;
  const options = { machines: option(10_000), protected: option(9000), rounds: option(5) };
  const { values } = parseArgs({ args: [...args], options });
  return { machines: Number(values.machines), protected: Number(values.protected), rounds: Number(values.rounds) };
}

/** What one list was like in pages of one size. */
interface Measured {
  readonly list: ListName;
  readonly size: number;
  rows: number;
  bytes: number;
  /** of every page of every round */
  readonly milliseconds: number[];
}

/**
 * Every list in every size, round by round, so that none has a better moment than another; the first round warms up.
 * `note` is called after each list.
 */
async function readAll(vault: SimulatedVault, rounds: number, note: () => Promise<void>): Promise<readonly Measured[]> {
  const lists = Object.keys(vault.lists) as ListName[];
  const all = PAGE_SIZES.flatMap((size) =>
    lists.map((list): Measured => ({ list, size, rows: 0, bytes: 0, milliseconds: [] })),
  );
  for (let round = 0; round <= rounds; round++) {
    for (const each of all) {
      await vault.setPageSize(each.size);
      const read = await readList(vault.reader, vault.lists[each.list]);
      [each.rows, each.bytes] = [read.rows, read.bytes];
      if (round > 0) each.milliseconds.push(...read.milliseconds);
      await note();
    }
  }
  return all;
}

/** The largest pages one after the other, as a client reads them that starts again and again: what the heap makes of it. */
async function burst(vault: SimulatedVault, rounds: number, note: () => Promise<void>): Promise<void> {
  await vault.setPageSize(PAGE_SIZES[1]);
  for (let round = 0; round < rounds; round++) {
    await readList(vault.reader, vault.lists["protected items"]);
    await note();
  }
}

/** What all lists together say, as one number of many digits. */
async function fingerprint(vault: SimulatedVault): Promise<string> {
  await vault.setPageSize(PAGE_SIZES[0]);
  const hash = createHash("sha256");
  for (const path of Object.values(vault.lists)) await readList(vault.reader, path, hash);
  return hash.digest("hex");
}

const pageTable = (measured: readonly Measured[], rounds: number): Table => ({
  title: "Pages, in milliseconds from the request to the last byte",
  columns: ["list", "rows a page", "rows", "KiB a page", "pages read", "p50", "p99"],
  rows: measured.map(({ list, size, rows, bytes, milliseconds }) => {
    const kibibytes = Math.round((bytes * rounds) / milliseconds.length / 1024);
    const times = [median(milliseconds), percentile(milliseconds, 0.99)];
    return [list, size, rows, kibibytes, milliseconds.length, ...times];
  }),
});

const pageTargets = (measured: readonly Measured[]): readonly Target[] =>
  measured
    .filter(({ list }) => list === "protected items" || list === "machines of the site")
    .map(({ list, size, milliseconds }) => {
      return { what: `page of ${size} ${list}, p50 milliseconds`, result: median(milliseconds), atMost: 20 };
    });

async function run(args: readonly string[]): Promise<Report> {
  const { rounds, ...fleet } = wanted(args);
  const first = await startVault(fleet);
  const loaded = await first.residentBytes();
  let most = loaded;
  const note = async () => {
    most = Math.max(most, await first.residentBytes());
  };
  const measured = await readAll(first, rounds, note);
  const read = await first.residentBytes();
  await burst(first, rounds, note);
  const once = await fingerprint(first);
  await first.end();
  const second = await startVault(fleet);
  const twice = await fingerprint(second);
  await second.end();
  const whole: Table = {
    title: `The vault: ${fleet.machines} machines, ${fleet.protected} of them protected`,
    columns: ["what", "result"],
    rows: [
      [
        "started → listening, milliseconds, the slower of two",
        Math.max(first.startMilliseconds, second.startMilliseconds),
      ],
      ["resident memory once it listens, MB", loaded / 1e6],
      ["resident memory after all lists were read, MB", read / 1e6],
      ["the most after any list, also of large pages alone, MB", most / 1e6],
    ],
  };
  return {
    tables: [pageTable(measured, rounds), whole],
    targets: [
      ...pageTargets(measured),
      { what: "resident memory, the most after any list, MB", result: most / 1e6, atMost: 300 },
      { what: "runs of one seed whose lists differ in a byte", result: once === twice ? 0 : 1, atMost: 0 },
    ],
  };
}

export const benchmark: Benchmark = {
  what: "one vault of 10,000 machines: how long a page takes, memory, start, and the same bytes twice",
  usage: USAGE,
  run,
};
