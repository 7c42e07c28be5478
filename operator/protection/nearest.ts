// The name that somebody probably meant. Pure.

/** At most this many edits away, and at most a third of the word. */
const MOST_EDITS = 2;

/** The candidate nearest to the word in edits (swapped neighbours count one), without case; undefined when none is near. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const wanted = word.toLowerCase();
  const allowed = Math.min(MOST_EDITS, Math.max(1, Math.floor(wanted.length / 3)));
  let best: { readonly name: string; readonly edits: number } | undefined;
  for (const name of candidates) {
    if (Math.abs(name.length - wanted.length) > allowed) continue;
    const edits = distance(wanted, name.toLowerCase());
    if (edits <= allowed && (best === undefined || edits < best.edits)) best = { name, edits };
  }
  return best?.name;
}

/** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
function distance(left: string, right: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row++) {
    const line = [row];
    for (let column = 1; column <= right.length; column++) {
      line.push(cell({ left, right, row, column, line, last, beforeLast }));
    }
    beforeLast = last;
    last = line;
  }
  return last[right.length] ?? 0;
}

interface Cell {
  readonly left: string;
  readonly right: string;
  readonly row: number;
  readonly column: number;
  readonly line: readonly number[];
  readonly last: readonly number[];
  readonly beforeLast: readonly number[];
}

function cell({ left, right, row, column, line, last, beforeLast }: Cell): number {
  const at = (cells: readonly number[], index: number) => cells[index] ?? Number.POSITIVE_INFINITY;
  const same = left[row - 1] === right[column - 1];
  const edits = [at(line, column - 1) + 1, at(last, column) + 1, at(last, column - 1) + (same ? 0 : 1)];
  const swapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
  if (swapped && row > 1 && column > 1) edits.push(at(beforeLast, column - 2) + 1);
  return Math.min(...edits);
}
