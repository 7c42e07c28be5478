// What Slack refuses that neither its types nor a limit of size can say.
import { along, everyObject, type Found } from "./walk.ts";

/** Undocumented: seen between 13,200 and 13,300 characters, containers included (slackapi/bolt-js#2509). */
const ALL_BLOCKS = 13_200;

/** The rules for one object each. */
export function objectProblems(objects: Iterable<Found>): string[] {
  return [...objects].flatMap((found) => rules.flatMap((rule) => rule(found)));
}

const rules: readonly ((found: Found) => string[])[] = [
  emptySection,
  repeatedActionId,
  dateWithoutFallback,
  lonelyInput,
  tooMuchMarkdown,
];

function emptySection({ is, value, at }: Found): string[] {
  if (is !== "section" || "text" in value || "fields" in value) return [];
  return [`must have text or fields [json-pointer:${at}]`];
}

function repeatedActionId({ value, at }: Found): string[] {
  const ids = ["elements[].action_id", "accessory.action_id", "element.action_id"].flatMap((path) =>
    along(value, at, path),
  );
  return repeated(ids, "action_id");
}

function dateWithoutFallback({ is, value, at }: Found): string[] {
  const text: unknown = (value as { text?: unknown }).text;
  if (is !== "mrkdwn" || typeof text !== "string") return [];
  return [...text.matchAll(/<!date\^[^>]*>?/g)]
    .filter(([date]) => !/^<!date\^\d+\^[^|^>]+(\^[^|^>]+)?\|[^>]+>$/.test(date))
    .map(([date]) => `date without a fallback text: ${date} [json-pointer:${at}/text]`);
}

/** A modal with an input needs a button to submit it. */
function lonelyInput({ is, value, at }: Found): string[] {
  const inputs = along(value, at, "blocks[].type").some(({ value: type }) => type === "input");
  if (is !== "modal" || !inputs || "submit" in value) return [];
  return [`must have submit when it has an input [json-pointer:${at}]`];
}

function tooMuchMarkdown({ is, value, at }: Found): string[] {
  if (is !== "message") return [];
  const texts = along(value, at, "[]").flatMap(({ value: block }) =>
    (block as { type?: unknown })?.type === "markdown" ? along(block, at, "text") : [],
  );
  const size = texts.reduce((sum, { value: text }) => sum + String(text).length, 0);
  return size > 12_000 ? [`must NOT have more than 12000 characters of markdown: it has ${size} [json-pointer:]`] : [];
}

/** The rules for a list of blocks as a whole; `at` is its pointer. */
export function listProblems(blocks: unknown, at: string): string[] {
  const ids = along(blocks, at, "[].block_id");
  const tables = along(blocks, at, "[].type").filter(({ value }) => value === "table");
  return [
    ...repeated(ids, "block_id"),
    ...tables.slice(1).map((table) => `only one table is allowed in a message [json-pointer:${table.at}]`),
  ];
}

/** All blocks of a message together. */
export function lengthProblems(blocks: unknown): string[] {
  const size = strings(blocks);
  if (size <= ALL_BLOCKS) return [];
  return [`msg_blocks_too_long: the blocks have ${size} characters; ${ALL_BLOCKS} is the most [json-pointer:]`];
}

/** Characters of everything written in the blocks, but for the names of types. */
function strings(blocks: unknown): number {
  let size = 0;
  for (const { is, value } of everyObject(blocks, "", "blocks")) {
    if (is === "data_table") continue;
    for (const [key, inner] of Object.entries(value)) {
      if (typeof inner === "string" && key !== "type") size += inner.length;
    }
  }
  return size;
}

function repeated(ids: readonly { value: unknown; at: string }[], name: string): string[] {
  return ids
    .filter(({ value }, index) => ids.findIndex((other) => other.value === value) < index)
    .map(({ value, at }) => `${name} ${JSON.stringify(value)} is used twice [json-pointer:${at}]`);
}
