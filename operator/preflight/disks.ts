// The machine's disks: how many, how large, and whether those that the manifest names exist. Pure.
import { error, type Finding, SOURCES, warning } from "./finding.ts";

export interface DiskFacts {
  readonly disks: readonly SourceDisk[];
  /** As the manifest chooses them, by id or name. */
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly firmware?: string;
}

interface SourceDisk {
  readonly id: string;
  readonly name?: string;
  readonly sizeBytes?: number;
  readonly osDisk: boolean;
}

const GIB = 1024 ** 3;
const MOST_DATA_DISKS = 64;
const OS_DISK_GIB = { BIOS: 2048, UEFI: 4095 } as const;
const DATA_DISK_GIB = 32_767;
const SMALLEST_GIB = 1;

export function disksKnown({ disks, include = [], exclude = [] }: DiskFacts): readonly Finding[] {
  const unknown = [...include, ...exclude].filter((name) => !disks.some((disk) => isNamed(disk, name)));
  if (unknown.length === 0) return [];
  const there = disks.map((disk) => disk.name ?? disk.id).join(", ");
  return [
    error({
      id: "DiskUnknown",
      sentence: `The machine has no disk ${unknown.map((name) => `"${name}"`).join(", ")}; it has ${there || "none that the appliance sees"}.`,
      remedy: "Correct spec.disks: kubectl get dmach -o yaml shows the machine's disks.",
      source: SOURCES.openapi,
    }),
  ];
}

export function osDiskReplicates(facts: DiskFacts): readonly Finding[] {
  const osDisk = facts.disks.find((disk) => disk.osDisk);
  if (osDisk === undefined || replicates(osDisk, facts)) return [];
  return [
    error({
      id: "OsDiskExcluded",
      sentence: `The disk that the machine starts from, ${osDisk.name ?? osDisk.id}, would not replicate.`,
      remedy: "Take it out of spec.disks.exclude, or add it to spec.disks.include: without it nothing starts in Azure.",
      source: SOURCES.matrix,
    }),
  ];
}

export function diskCount(facts: DiskFacts): readonly Finding[] {
  const count = facts.disks.filter((disk) => !disk.osDisk && replicates(disk, facts)).length;
  if (count <= MOST_DATA_DISKS) return [];
  return [
    error({
      id: "TooManyDisks",
      sentence: `${count} data disks would replicate; an Azure machine takes at most ${MOST_DATA_DISKS}.`,
      remedy: "Exclude some with spec.disks.exclude.",
      source: SOURCES.matrix,
    }),
  ];
}

export function diskSizes(facts: DiskFacts): readonly Finding[] {
  return facts.disks.filter((disk) => replicates(disk, facts)).flatMap((disk) => sizeOf(disk, facts.firmware));
}

function sizeOf(disk: SourceDisk, firmware: string | undefined): readonly Finding[] {
  if (disk.sizeBytes === undefined || disk.sizeBytes === 0) return [];
  const gib = disk.sizeBytes / GIB;
  const most = disk.osDisk ? OS_DISK_GIB[firmware?.toUpperCase() === "UEFI" ? "UEFI" : "BIOS"] : DATA_DISK_GIB;
  if (gib > most) return [tooLarge(disk, gib, most)];
  return gib < SMALLEST_GIB ? [tooSmall(disk)] : [];
}

function tooLarge(disk: SourceDisk, gib: number, most: number): Finding {
  return error({
    id: "DiskTooLarge",
    sentence: `Disk ${disk.name ?? disk.id} has ${Math.ceil(gib)} GiB; Azure takes ${most} GiB at most${disk.osDisk ? " for the disk that the machine starts from" : ""}.`,
    remedy: disk.osDisk ? "Make the disk smaller before it is protected." : "Exclude it with spec.disks.exclude.",
    source: SOURCES.matrix,
  });
}

/** No error: what the appliance tells of sizes is not exact enough to stop on (OffAzure declares 32 bits for them). */
function tooSmall(disk: SourceDisk): Finding {
  return warning({
    id: "DiskTooSmall",
    sentence: `Disk ${disk.name ?? disk.id} is smaller than 1 GiB, and Site Recovery does not replicate such disks.`,
    remedy: "Exclude it with spec.disks.exclude.",
    source: SOURCES.matrix,
  });
}

function replicates(disk: SourceDisk, { include, exclude = [] }: DiskFacts): boolean {
  if (include !== undefined) return include.some((name) => isNamed(disk, name));
  return !exclude.some((name) => isNamed(disk, name));
}

function isNamed(disk: SourceDisk, name: string): boolean {
  return disk.id.toLowerCase() === name.toLowerCase() || disk.name?.toLowerCase() === name.toLowerCase();
}
