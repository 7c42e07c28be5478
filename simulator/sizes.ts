// Owns the virtual machine sizes that the region offers, and which one fits a machine.

export interface Size {
  readonly name: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly maxDataDisks: number;
  readonly maxNics: number;
}

const size = (name: string, cores: number, memoryGiB: number, [maxDataDisks, maxNics]: readonly [number, number]) => ({
  name,
  cores,
  memoryGiB,
  maxDataDisks,
  maxNics,
});

/** A few sizes of the general purpose family, smallest first (Microsoft's documentation of Dsv5 sizes). */
export const SIZES: readonly Size[] = [
  size("Standard_D2s_v5", 2, 8, [4, 2]),
  size("Standard_D4s_v5", 4, 16, [8, 2]),
  size("Standard_D8s_v5", 8, 32, [16, 4]),
  size("Standard_D16s_v5", 16, 64, [32, 8]),
  size("Standard_E8s_v5", 8, 64, [16, 4]),
  size("Standard_E16s_v5", 16, 128, [32, 8]),
  size("Standard_D32s_v5", 32, 128, [32, 8]),
];

interface Needs {
  readonly cores: number;
  readonly memoryMiB: number;
  readonly disks: number;
  readonly nics: number;
}

/** What speaks against a size for a machine; empty when it fits. */
export function misfits(candidate: Size, needs: Needs): string[] {
  const found: string[] = [];
  if (candidate.maxDataDisks < needs.disks - 1) found.push(`It takes ${candidate.maxDataDisks} data disks at most.`);
  if (candidate.maxNics < needs.nics) found.push(`It takes ${candidate.maxNics} network cards at most.`);
  return found;
}

/** The first size with as many cores, as much memory, and places for all disks and network cards; else the largest. */
export function fittingSize(needs: Needs): string {
  const fits = SIZES.find(
    (each) =>
      each.cores >= needs.cores && each.memoryGiB * 1024 >= needs.memoryMiB && misfits(each, needs).length === 0,
  );
  return fits?.name ?? "Standard_D32s_v5";
}
