// What the server makes of text and blocks: strings in, HTML out.
import type { KnownBlock } from "@slack/types";
import { describe, expect, test } from "vitest";
import { blockProblems } from "../block-kit/validate.ts";
import { blockHtml, blocksHtml } from "./blocks.ts";
import { cardHtml } from "./card.ts";
import { dayName } from "./dates.ts";
import { html } from "./html.ts";
import { channelItems, threadItems } from "./message.ts";
import { mrkdwn } from "./mrkdwn.ts";
import type { Reader } from "./reader.ts";
import { modalHtml } from "./view.ts";

const reader: Reader = {
  people: [{ id: "U1", name: "Priya <b>" }],
  channels: [{ id: "C1", name: "dr-drills" }],
  groups: [{ id: "S1", handle: "dr-leads" }],
  zone: "Europe/Berlin",
  now: Date.parse("2026-11-23T11:00:00Z"),
  bot: { id: "U0", name: "asr" },
};

const epoch = (iso: string) => Date.parse(iso) / 1000;
const shown = (text: string) => mrkdwn(text, reader).markup;
const words = (markup: string) => markup.replace(/<[^>]*>/g, "");

describe("mrkdwn", () => {
  test.each([
    ["bold", "*web01* is up", "<b>web01</b> is up"],
    ["italic and struck", "_soon_ ~never~", "<i>soon</i> <s>never</s>"],
    ["marks inside marks", "*web01 _now_*", "<b>web01 <i>now</i></b>"],
    ["asterisks and underscores inside words", "a*b*c web_01_x 2 * 3 * 4", "a*b*c web_01_x 2 * 3 * 4"],
    ["code, in which nothing is marked", "`*a* &lt;b&gt;`", "<code>*a* &lt;b&gt;</code>"],
    ["a code block over lines", "```a\n> b```", "<pre>a\n&gt; b</pre>"],
    ["a quote", "&gt; a\n&gt; b\nc", "<blockquote>a\nb</blockquote>c"],
    ["a person, by name", "<@U1>", '<span class="mention">@Priya &lt;b&gt;</span>'],
    ["the bot", "<@U0>", '<span class="mention">@asr</span>'],
    ["somebody unknown", "<@U9>", '<span class="mention">@U9</span>'],
    ["a channel", "<#C1>", '<span class="mention">#dr-drills</span>'],
    ["a group", "<!subteam^S1>", '<span class="mention">@dr-leads</span>'],
    ["a ping", "<!channel>", '<span class="mention">@channel</span>'],
    ["an emoji by its name", ":white_check_mark: :no_such_thing:", "✅ :no_such_thing:"],
    ["an emoji named like what every object has", ":constructor:", ":constructor:"],
    ["the three escapes", "&lt;a&gt; &amp;amp;", "&lt;a&gt; &amp;amp;"],
  ])("%s", (_, text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  test("a link opens elsewhere; its address and label are text", () => {
    expect(shown('<https://example.org/?a=1&amp;b="|the &lt;portal&gt;>')).toBe(
      '<a href="https://example.org/?a=1&amp;b=&quot;" target="_blank" rel="noopener noreferrer">the &lt;portal&gt;</a>',
    );
  });

  test("a bare address is a link, without the full stop after it", () => {
    expect(shown("See https://example.org/a.")).toContain('href="https://example.org/a"');
  });

  test.each([
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<javascript:alert(1)|open>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    '*"><script>alert(1)</script>*',
    "`<script>`",
    "<https://a|<script>alert(1)</script>>",
  ])("%s stays text", (text) => {
    expect(shown(text)).not.toMatch(/<script|<img|href="javascript/i);
    expect(words(shown(text))).toMatch(/script|img|open/);
  });
});

describe("a date is shown in the reader's zone", () => {
  test.each([
    ["{time}", "2026-11-23T09:31:00Z", "10:31"],
    ["{time_secs}", "2026-11-23T09:31:05Z", "10:31:05"],
    ["{date_short_pretty} at {time}", "2026-11-23T09:31:00Z", "today at 10:31"],
    ["{date_pretty}", "2026-11-22T23:30:00Z", "today"],
    ["{date_pretty}", "2026-11-22T22:30:00Z", "yesterday"],
    ["{date_short_pretty}", "2026-11-24T09:31:00Z", "tomorrow"],
    ["{date_short}", "2026-11-23T09:31:00Z", "23 Nov 2026"],
    ["{date_long}", "2026-02-21T09:31:00Z", "Saturday, 21 February 2026"],
    ["{never} {date_num}", "2026-11-03T09:31:00Z", "{never} 03/11/2026"],
  ])("%s of %s is %s", (tokens, iso, expected) => {
    expect(words(shown(`<!date^${epoch(iso)}^${tokens}|fallback>`))).toBe(expected);
  });

  test("with the fallback at hand", () => {
    expect(shown(`<!date^${epoch("2026-11-23T09:31:00Z")}^{time}|09:31 UTC>`)).toBe(
      '<time datetime="2026-11-23T09:31:00.000Z" title="09:31 UTC">10:31</time>',
    );
  });

  test("and so is the day above messages", () => {
    expect(dayName(Date.parse("2026-11-23T02:00:00Z"), reader)).toBe("Today");
    expect(dayName(Date.parse("2026-11-02T02:00:00Z"), reader)).toBe("Monday 2 November");
  });
});

const plain = (text: string) => ({ type: "plain_text" as const, text });
const cell = (text: string) => ({ type: "raw_text" as const, text });
const rows = [
  [cell("Machine"), cell("RPO")],
  [cell("web01"), { type: "raw_number" as const, value: 2, text: "2" }],
];
const rich = { type: "rich_text_section" as const, elements: [{ type: "text" as const, text: "rich" }] };

/** One of every kind of block that the page must be able to show, with the words to be seen of it. */
const kinds: readonly [KnownBlock, string][] = [
  [{ type: "header", text: plain("Fleet") }, "Fleet"],
  [{ type: "section", text: { type: "mrkdwn", text: "*a*" }, fields: [plain("field")] }, "field"],
  [{ type: "context", elements: [plain("as of 10:43")] }, "as of 10:43"],
  [{ type: "actions", elements: [{ type: "button", text: plain("Start"), action_id: "s" }] }, "Start"],
  [{ type: "image", alt_text: "A chart", image_url: "https://example.org/a.png" }, "A chart"],
  [{ type: "alert", level: "warning", text: { type: "mrkdwn", text: "silent" } }, "silent"],
  [{ type: "table", rows }, "web01"],
  [{ type: "data_table", caption: "Machines", rows }, "web01"],
  [{ type: "rich_text", elements: [rich] }, "rich"],
  [{ type: "markdown", text: "# Help" }, "Help"],
  [{ type: "plan", title: "Steps" }, "Steps"],
  [{ type: "card", title: { type: "mrkdwn", text: "web01" } }, "web01"],
  [{ type: "input", label: plain("Notes"), element: { type: "plain_text_input", action_id: "value" } }, "Notes"],
];

describe("a block is seen", () => {
  test.each(kinds.map(([block, text]) => ({ type: block.type, block, text })))("$type", ({ block, text }) => {
    expect(blockProblems([block])).toEqual([]);
    expect(words(blockHtml(block, reader)?.markup ?? "")).toContain(text);
  });

  test("a divider is a line", () => {
    expect(blockHtml({ type: "divider" }, reader)?.markup).toBe("<hr>");
  });

  test("one that the page has no form for is said to be missing, and there is no picture of it", () => {
    const unknown = { type: "hologram", text: "a" } as unknown as KnownBlock;
    expect(blockHtml(unknown, reader)).toBeUndefined();
    expect(blocksHtml([unknown], reader).markup).toContain("This page cannot show a hologram block.");
    expect(() => cardHtml({ message: { text: "a", blocks: [unknown] }, at: 0 })).toThrow("hologram");
  });

  test("nothing in a markdown block runs", () => {
    const block: KnownBlock = { type: "markdown", text: "<script>alert(1)</script> [x](javascript:alert(1))" };
    expect(blockHtml(block, reader)?.markup).not.toMatch(/<script|href="javascript:alert/);
  });

  test("a button with a question carries it, as text", () => {
    const confirm = { title: plain("Clean up?"), text: { type: "mrkdwn" as const, text: "<img> *gone*" } };
    const block: KnownBlock = {
      type: "actions",
      elements: [{ type: "button", text: plain("Clean up"), action_id: "c", confirm }],
    };
    const data = /data-confirm="([^"]*)"/.exec(blockHtml(block, reader)?.markup ?? "")?.[1] ?? "";
    const question = JSON.parse(
      data.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&"),
    );
    expect(question).toMatchObject({ title: "Clean up?", body: "&lt;img&gt; <b>gone</b>", yes: "Yes", no: "Cancel" });
  });

  test("a link button opens a page, and only a page", () => {
    const link = (url: string): KnownBlock => ({
      type: "actions",
      elements: [{ type: "button", text: plain("Open"), action_id: "o", url }],
    });
    expect(blockHtml(link("https://example.org"), reader)?.markup).toContain(
      '<a class="button" href="https://example.org"',
    );
    expect(blockHtml(link("javascript:alert(1)"), reader)?.markup).not.toContain("href");
  });
});

describe("messages", () => {
  const said = (ts: string, more: object = {}) => ({
    ts,
    channel: "C1",
    user: "U0",
    text: "done",
    blocks: [],
    ephemeral: false,
    edits: 0,
    edited: false,
    broadcast: false,
    ...more,
  });
  const first = String(epoch("2026-11-22T10:00:00Z"));
  const second = String(epoch("2026-11-23T10:00:00Z"));

  test("of the app have its badge; of people they do not", () => {
    const [, item] = channelItems([said(second)], reader);
    expect(item?.html).toContain('<b>asr</b> <span class="badge">APP</span>');
    const [, other] = channelItems([said(second, { user: "U1" })], reader);
    expect(other?.html).toContain("<b>Priya &lt;b&gt;</b> <time");
  });

  test("that one person sees say so, and edited ones too", () => {
    const [, item] = channelItems([said(second, { ephemeral: true, edited: true })], reader);
    expect(words(item?.html ?? "")).toMatch(/Only visible to you.*\(edited\)/);
  });

  test("have a line between days", () => {
    expect(channelItems([said(first), said(second)], reader).map(({ key }) => key)).toEqual([
      `day-${first}`,
      first,
      `day-${second}`,
      second,
    ]);
  });

  test("keep replies in the thread, but for those that stand in the channel too", () => {
    const seen = [said(first), said("2.1", { threadTs: first }), said("2.2", { threadTs: first, broadcast: true })];
    expect(channelItems(seen, reader).map(({ key }) => key)).toEqual([`day-${first}`, first, "day-2.2", "2.2"]);
    expect(channelItems(seen, reader)[1]?.html).toContain("2 replies");
    expect(threadItems(seen, first, reader).map(({ key }) => key)).toEqual([first, "2.1", "2.2"]);
  });
});

describe("a modal", () => {
  test("has a label, a value and a place for errors for each input", () => {
    const option = (value: string) => ({ text: plain(`After ${value}`), value });
    const markup = modalHtml(
      {
        type: "modal",
        title: plain("Test failover"),
        submit: plain("Preview"),
        blocks: [
          {
            type: "input",
            block_id: "notes",
            optional: true,
            label: plain("Notes"),
            hint: plain("Kept in the record"),
            element: { type: "plain_text_input", action_id: "value", initial_value: '"quoted"', multiline: true },
          },
          {
            type: "input",
            block_id: "cleanup-after",
            label: plain("Clean up"),
            element: { type: "static_select", options: [option("1h"), option("2h")], initial_option: option("2h") },
          },
          {
            type: "input",
            block_id: "how",
            label: plain("How"),
            element: { type: "radio_buttons", options: [option("3h")] },
          },
        ],
      },
      reader,
    ).markup;
    expect(markup).toMatch(/<label for="input-notes">Notes <span[^>]*>\(optional\)<\/span><\/label><textarea/);
    expect(markup).toContain("&quot;quoted&quot;</textarea>");
    expect(markup).toContain('<option value="2h" selected>After 2h</option>');
    expect(markup).toContain('<input type="radio" name="how" value="3h">');
    expect(markup).toContain('data-wrong="cleanup-after"');
    expect(markup).toContain('<button type="submit" class="button primary">Preview</button>');
  });
});

test("what is put into HTML is text", () => {
  expect(html`<a title="${`"'<&>`}">${["<b>", html`<i>${1}</i>`, undefined, false]}</a>`.markup).toBe(
    '<a title="&quot;&#39;&lt;&amp;&gt;">&lt;b&gt;<i>1</i></a>',
  );
});
