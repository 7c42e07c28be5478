// What two transcripts of the same story differ in, apart from what depends on the moment. Pure.

/** Each a heading and command, with the lines that only one of the two has. */
export function differences(documented: string, today: string): string[] {
  const [before, after] = [sections(documented), sections(today)];
  const titles = [...new Set([...before.keys(), ...after.keys()])];
  return titles.flatMap((title) => {
    const [gone, come] = [missing(before, after, title), missing(after, before, title)];
    if (gone.length + come.length === 0) return inOrder(before, after, title) ? [] : [`${title}\n  in another order`];
    return [[title, ...gone.map((line) => `  - ${line}`), ...come.map((line) => `  + ${line}`)].join("\n")];
  });
}

type Sections = ReadonlyMap<string, readonly string[]>;

/** Lines by the heading that they stand under and, in a box, by its command. */
function sections(page: string): Sections {
  const found = new Map<string, readonly string[]>();
  for (const part of page.split(/^(?=#)/m)) {
    const [heading = "", ...rest] = part.split("\n");
    for (const box of rest.join("\n").split(/^```.*$/m)) {
      const command = /^\$ .*$/m.exec(box)?.[0];
      const title = command === undefined ? heading : `${heading}: ${command}`;
      const lines = box.split("\n").map(steady).filter(isSteady);
      found.set(title, [...(found.get(title) ?? []), ...withSortedEvents(lines)]);
    }
  }
  return found;
}

/** Whether and how often a resource waited for another one, which its Events tell, depends on who was looked at first. */
function isSteady(line: string): boolean {
  return line !== "" && !/(^| )(Normal|Warning) Waiting[A-Z]/.test(line);
}

function isEventHeading(line: string): boolean {
  return line === "Events:" || line.startsWith("LAST SEEN TYPE REASON");
}

/** kubectl sorts the Events of one second in no particular order. */
function withSortedEvents(lines: readonly string[]): readonly string[] {
  const start = lines.findIndex(isEventHeading) + 1;
  return start === 0 ? lines : [...lines.slice(0, start), ...lines.slice(start).sort()];
}

const HEX_ID = /\b[0-9a-f]{8}(-[0-9a-f]{4}){2,3}(-[0-9a-f]{12})?\b|\b(?=[0-9a-f]*\d)[0-9a-f]{8}\b/g;
const AGE = /\b(\d+[dhms]){1,2}\b( \(x\d+ over (\d+[dhms]){1,2}\))?/g;

/** A time is told with its day when that is not today: on a fast clock, and late in the evening. */
const DAY = /\b\d{1,2} [A-Z][a-z]{2} (?=\d{2}:\d{2} UTC)/g;

/** The line without numbers, ids, ages and the width of columns. */
export function steady(line: string): string {
  return line
    .replace(HEX_ID, "<id>")
    .replace(AGE, "<age>")
    .replace(DAY, "")
    .replace(/\b\d[\w.:-]*/g, "0")
    .replace(/-{3,}/g, "---")
    .replace(/\s+/g, " ")
    .trim();
}

function missing(here: Sections, there: Sections, title: string): readonly string[] {
  const others = [...(there.get(title) ?? [])];
  return (here.get(title) ?? []).filter((line) => {
    const at = others.indexOf(line);
    if (at >= 0) others.splice(at, 1);
    return at < 0;
  });
}

function inOrder(one: Sections, other: Sections, title: string): boolean {
  return JSON.stringify(one.get(title)) === JSON.stringify(other.get(title));
}
