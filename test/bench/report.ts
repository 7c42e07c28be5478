// How a benchmark's result is written: the machine, tables, targets; and the figures that repeats make.
import { cpus, totalmem } from "node:os";
import type { Table, Target } from "./benchmark.ts";

export const machineLine = (): string =>
  `${cpus().length} × ${cpus()[0]?.model.trim() ?? "CPU"}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}, ${new Date().toISOString().slice(0, 10)}`;

export function renderTable({ title, columns, rows }: Table): string {
  const cells = [columns, ...rows.map((row) => row.map(shown))];
  const widths = columns.map((_, at) => Math.max(...cells.map((row) => (row[at] ?? "").length)));
  const isNumber = columns.map((_, at) => rows.every((row) => typeof row[at] === "number"));
  const line = (row: readonly string[]): string =>
    row.map((cell, at) => (isNumber[at] ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0))).join("  ");
  return [title, ...cells.map((row) => `  ${line(row).trimEnd()}`)].join("\n");
}

const shown = (value: string | number): string => (typeof value === "string" ? value : rounded(value));

/** Three figures that count, and no more digits than help. */
export const rounded = (value: number): string => {
  if (!Number.isFinite(value)) return "none";
  return Math.abs(value) >= 100 || Number.isInteger(value)
    ? String(Math.round(value))
    : String(Number(value.toPrecision(3)));
};

export const wasMet = ({ result, atMost, atLeast }: Target): boolean =>
  (atMost === undefined || result <= atMost) && (atLeast === undefined || result >= atLeast);

export function targetLine(target: Target): string {
  const wanted = [
    ...(target.atMost === undefined ? [] : [`at most ${rounded(target.atMost)}`]),
    ...(target.atLeast === undefined ? [] : [`at least ${rounded(target.atLeast)}`]),
  ].join(" and ");
  return `${wasMet(target) ? "met   " : "MISSED"}  ${target.what}: ${rounded(target.result)} (target ${wanted})`;
}

/** The value that `share` of the sorted values do not exceed, e.g. 0.99; NaN of nothing. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);
