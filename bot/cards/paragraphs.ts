// Lines of text as sections, within what Slack takes of one. Pure.
import type { SectionBlock } from "@slack/types";
import { section } from "./text.ts";

const MOST = 2800;

/** As few sections as the lines need: a line is never cut in two, so each has to fit by itself. */
export function paragraphs(lines: readonly string[]): readonly SectionBlock[] {
  const texts: string[] = [];
  for (const line of lines.filter((one) => one !== "")) {
    const before = texts.at(-1);
    const joined = before === undefined ? line : `${before}\n${line}`;
    if (before !== undefined && joined.length <= MOST) texts[texts.length - 1] = joined;
    else texts.push(line);
  }
  return texts.map(section);
}
