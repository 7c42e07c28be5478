// The word that somebody probably meant. Pure.

/** How many edits still count as a slip, by the length of the word. */
function slips(length: number): number {
  if (length <= 5) return 1;
  return length <= 9 ? 2 : 3;
}

/**
 * The candidate that is fewest edits away, without case; two neighbours that changed places are one edit. Else the only
 * one that begins with the word. Undefined when none is near: a wrong guess is worse than none.
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const wanted = word.toLowerCase();
  if (wanted === "") return undefined;
  let best: { readonly name: string; readonly far: number } | undefined;
  for (const name of candidates) {
    if (Math.abs(name.length - wanted.length) > slips(wanted.length)) continue;
    const far = distance(wanted, name.toLowerCase());
    if (far <= slips(wanted.length) && (best === undefined || far < best.far)) best = { name, far };
  }
  return best?.name ?? onlyOneThatBegins(wanted, candidates);
}

function onlyOneThatBegins(wanted: string, candidates: readonly string[]): string | undefined {
  if (wanted.length < 3) return undefined;
  const found = candidates.filter((name) => name.toLowerCase().startsWith(wanted));
  return found.length === 1 ? found[0] : undefined;
}

type Rows = readonly (readonly number[])[];

/** Insertions, deletions, replacements and swaps of neighbours. */
function distance(left: string, right: string): number {
  const rows: number[][] = [];
  for (let row = 0; row <= left.length; row++) {
    rows.push([]);
    for (let column = 0; column <= right.length; column++) rows[row]?.push(edits(rows, { left, right, row, column }));
  }
  return at(rows, left.length, right.length);
}

interface Cell {
  readonly left: string;
  readonly right: string;
  readonly row: number;
  readonly column: number;
}

/** From the first `row` characters of the one to the first `column` of the other. */
function edits(rows: Rows, { left, right, row, column }: Cell): number {
  if (row === 0 || column === 0) return row + column;
  const same = left[row - 1] === right[column - 1];
  const swapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
  return Math.min(
    at(rows, row, column - 1) + 1,
    at(rows, row - 1, column) + 1,
    at(rows, row - 1, column - 1) + (same ? 0 : 1),
    swapped ? at(rows, row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY,
  );
}

function at(rows: Rows, row: number, column: number): number {
  return rows[row]?.[column] ?? Number.POSITIVE_INFINITY;
}
