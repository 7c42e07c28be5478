// Puts generated text between the markers of a page that is otherwise written by hand. Pure.

/**
 * The page with `text` between `<!-- NAME: generated … -->` and `<!-- NAME: end -->`.
 * @throws Error when the markers are not there: nothing would ever be out of date
 */
export function between(page: string, name: string, text: string): string {
  const begin = new RegExp(`<!-- ${name}: generated[^>]* -->\n`).exec(page);
  const end = page.indexOf(`<!-- ${name}: end -->`);
  const start = begin === null ? -1 : begin.index + begin[0].length;
  if (start < 0 || end < start) throw new Error(`The page lacks the markers of ${name}.`);
  return `${page.slice(0, start)}\n${text}\n\n${page.slice(end)}`;
}
