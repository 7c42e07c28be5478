// The machine's size in Azure: offered for it, and with room for its disks and adapters. Pure.
import type { TargetSize } from "../azure/site-recovery.ts";
import { error, type Finding, SOURCES } from "./finding.ts";

export interface SizeFacts {
  /** The size that a failover would use; undefined lets Azure choose one that fits. */
  readonly vmSize?: string;
  /** What Azure offers for the item; undefined when it was not read. */
  readonly sizes?: readonly TargetSize[];
  readonly dataDisks: number;
  readonly adapters: number;
}

export function targetSize(facts: SizeFacts): readonly Finding[] {
  const problem = sizeProblem(facts);
  if (problem === undefined) return [];
  return [
    error({
      id: "TargetSizeDoesNotFit",
      sentence: `The machine does not fit the size ${facts.vmSize}. ${problem}`,
      remedy: `Set spec.target.vmSize to another size${alternatives(facts)}.`,
      source: SOURCES.openapi,
    }),
  ];
}

/** Why the size does not fit, in a sentence; undefined when it does or when that is not known. */
export function sizeProblem(facts: SizeFacts): string | undefined {
  const { vmSize, sizes } = facts;
  if (vmSize === undefined || sizes === undefined) return undefined;
  const size = sizes.find(({ name }) => name.toLowerCase() === vmSize.toLowerCase());
  return size === undefined ? "Azure does not offer it for this machine." : misfit(size, facts);
}

function misfit(size: TargetSize, { dataDisks, adapters }: SizeFacts): string | undefined {
  if (size.errors.length > 0) return `Azure says: ${size.errors.join(" ")}`;
  if (dataDisks > size.maxDataDisks)
    return `It takes ${size.maxDataDisks} data disks and the machine has ${dataDisks}.`;
  if (adapters > size.maxNics) return `It takes ${size.maxNics} adapters and the machine has ${adapters}.`;
  return undefined;
}

/** The three smallest that fit. */
function alternatives(facts: SizeFacts): string {
  const fitting = (facts.sizes ?? [])
    .filter((size) => misfit(size, facts) === undefined)
    .sort((one, other) => one.cores - other.cores || one.memoryGigabytes - other.memoryGigabytes)
    .slice(0, 3)
    .map(({ name }) => name);
  return fitting.length === 0 ? "" : `; these fit: ${fitting.join(", ")}`;
}
