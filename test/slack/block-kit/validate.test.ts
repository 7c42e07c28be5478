// What Slack refuses of blocks and views, beyond sizes: kinds, fields, and rules between them.
import { describe, expect, test } from "vitest";
import { stale } from "./generate.ts";
import { actions, button, input, modal, mrkdwn, option, plain, section } from "./samples.ts";
import { blockProblems, viewProblems } from "./validate.ts";

describe("blocks that Slack takes", () => {
  test.each([
    ["no blocks", []],
    ["text, fields and a button beside it", [section("*a*", { fields: [plain("b")], accessory: button() })]],
    ["a date with a fallback", [section("<!date^1700000000^{date_short_pretty} at {time}|14 Nov 22:13 UTC>")]],
    ["a date with a link", [section("<!date^1700000000^{date}^https://example.org|14 Nov>")]],
    ["the same action_id in two blocks", [actions(button()), actions(button())]],
    ["a picture by its file", [{ type: "image", alt_text: "a", slack_file: { id: "F1" } }]],
    [
      "rich text",
      [{ type: "rich_text", elements: [{ type: "rich_text_section", elements: [{ type: "text", text: "a" }] }] }],
    ],
  ])("%s", (_, blocks) => {
    expect(blockProblems(blocks)).toEqual([]);
  });
});

describe("blocks that Slack refuses", () => {
  test.each([
    ["not a list", {}, ["must be array [json-pointer:]"]],
    ["nothing at all", undefined, ["must be array [json-pointer:]"]],
    ["an unknown kind of block", [{ type: "banner" }], ['unsupported type: "banner" [json-pointer:/0]']],
    [
      "an unknown kind of element",
      [actions({ type: "slider", action_id: "a" })],
      ['unsupported type: "slider" [json-pointer:/0/elements/0]'],
    ],
    [
      "an undocumented field",
      [actions(button({ disabled: true }))],
      ["must NOT have additional property disabled [json-pointer:/0/elements/0]"],
    ],
    [
      "an undocumented field of an option, deep inside",
      [section("a", { accessory: { type: "overflow", action_id: "m", options: [option(0, { icon: "x" })] } })],
      ["must NOT have additional property icon [json-pointer:/0/accessory/options/0]"],
    ],
    [
      "mrkdwn in a header",
      [{ type: "header", text: mrkdwn("*a*") }],
      ['must be "plain_text" [json-pointer:/0/text/type]'],
    ],
    [
      "an unknown style",
      [actions(button({ style: "warning" }))],
      ["must be one of primary, danger [json-pointer:/0/elements/0/style]"],
    ],
    ["a section that says nothing", [{ type: "section" }], ["must have text or fields [json-pointer:/0]"]],
    [
      "two elements of a block with one action_id",
      [actions(button(), button())],
      ['action_id "go" is used twice [json-pointer:/0/elements/1/action_id]'],
    ],
    [
      "two blocks with one block_id",
      [section("a", { block_id: "b" }), section("c", { block_id: "b" })],
      ['block_id "b" is used twice [json-pointer:/1/block_id]'],
    ],
    [
      "a date without a fallback",
      [section("at <!date^1700000000^{time}>")],
      ["date without a fallback text: <!date^1700000000^{time}> [json-pointer:/0/text/text]"],
    ],
    [
      "a date whose fallback is empty",
      [section("<!date^1700000000^{time}|>")],
      ["date without a fallback text: <!date^1700000000^{time}|> [json-pointer:/0/text/text]"],
    ],
    [
      "two tables",
      [0, 1].map(() => ({ type: "table", rows: [[{ type: "raw_text", text: "a" }]] })),
      ["only one table is allowed in a message [json-pointer:/1/type]"],
    ],
    [
      "more markdown than fits, in two blocks",
      [6000, 6001].map((size) => ({ type: "markdown", text: "x".repeat(size) })),
      ["must NOT have more than 12000 characters of markdown: it has 12001 [json-pointer:]"],
    ],
  ])("%s", (_, blocks, problems) => {
    expect(blockProblems(blocks)).toEqual(problems);
  });

  test("all blocks together over 13,200 characters, though each is short enough", () => {
    const blocks = [3000, 3000, 3000, 3000, 1200].map((size) => section("x".repeat(size)));
    expect(blockProblems(blocks)).toEqual([]);
    expect(blockProblems([...blocks, section("x")])).toEqual([
      "msg_blocks_too_long: the blocks have 13201 characters; 13200 is the most [json-pointer:]",
    ]);
  });
});

describe("views", () => {
  const asked = input({ type: "plain_text_input", action_id: "value" }, { block_id: "notes" });

  test.each([
    ["a modal with an input", modal({ blocks: [asked] })],
    ["a Home tab", { type: "home", blocks: [section()] }],
  ])("%s is taken", (_, view) => {
    expect(viewProblems(view)).toEqual([]);
  });

  test.each([
    ["nothing", undefined, ["unsupported type: undefined [json-pointer:/view/type]"]],
    [
      "a title that is too long",
      modal({ title: plain("x".repeat(25)) }),
      ["must NOT have more than 24 characters: it has 25 [json-pointer:/view/title/text]"],
    ],
    [
      "a field that there is not",
      modal({ size: "large" }),
      ["must NOT have additional property size [json-pointer:/view]"],
    ],
    [
      "an unknown kind of block",
      modal({ blocks: [{ type: "banner" }] }),
      ['unsupported type: "banner" [json-pointer:/view/blocks/0]'],
    ],
    [
      "an input without a button to submit it",
      { type: "modal", title: plain("a"), blocks: [asked] },
      ["must have submit when it has an input [json-pointer:/view]"],
    ],
    [
      "two inputs with one block_id",
      modal({ blocks: [asked, asked] }),
      ['block_id "notes" is used twice [json-pointer:/view/blocks/1/block_id]'],
    ],
  ])("%s is refused", (_, view, problems) => {
    expect(viewProblems(view)).toEqual(problems);
  });
});

test("the schema is what Slack's types say today", () => {
  expect(stale()).toBe(false);
});
