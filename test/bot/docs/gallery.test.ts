// docs/gallery.md shows what the bot says today, completely, and a change of a word or a button is noticed.
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Exhibit, type Section, sections, slug } from "../../docs/exhibits.ts";
import { asRead, galleryPage, HIGHLIGHTS } from "../../docs/gallery-page.ts";
import { DEMO_PICTURE, picturesOf } from "../../docs/gallery-pictures.ts";
import { page, ROOT } from "../../docs/project.ts";
import { gallery } from "../gallery.ts";
import { answers } from "../gallery-answers.ts";
import { previews } from "../gallery-previews.ts";

const exhibits = sections.flatMap((section) => section.exhibits);

/** By heading. */
function parts(text: string): ReadonlyMap<string, string> {
  return new Map(text.split(/^#+ /m).map((part) => [part.split("\n", 1)[0] ?? "", part]));
}

test("the page is the one that today's code makes: npm run gallery makes it", () => {
  const [shown, made] = [parts(page("docs/gallery.md").text), parts(galleryPage(sections))];
  const titles = [...new Set([...shown.keys(), ...made.keys()])];
  expect(titles.filter((title) => shown.get(title) !== made.get(title))).toEqual([]);
  expect([...shown.keys()]).toEqual([...made.keys()]);
});

describe("the sections", () => {
  test("show every message of the lists once", () => {
    const all = [...previews, ...gallery, ...answers].map(({ message }) => message);
    expect(exhibits.map(({ message }) => message)).toHaveLength(all.length);
    expect(new Set(exhibits.map(({ message }) => message))).toEqual(new Set(all));
  });

  test.each(sections)("$title has some", (section) => {
    expect(section.exhibits.length).toBeGreaterThan(3);
  });

  test("have no two messages of one name, so that links and pictures are their own", () => {
    const names = [...sections, ...exhibits].map(({ title }) => slug(title));
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });
});

test.each(HIGHLIGHTS)("%s is shown", (_, title) => {
  expect(exhibits.map((one) => one.title)).toContain(title);
});

describe("the pictures", () => {
  const folder = join(ROOT, "docs", "pictures");

  test("are those of the messages, and the demo's", () => {
    expect(readdirSync(folder).sort()).toEqual([DEMO_PICTURE, ...picturesOf(sections)].sort());
  });

  test("are small enough to be cloned by everybody", () => {
    const bytes = readdirSync(folder).map((name) => statSync(join(folder, name)).size);
    expect(bytes.reduce((a, b) => a + b, 0)).toBeLessThan(2_000_000);
  });
});

describe("a change is noticed", () => {
  const [first] = exhibits as [Exhibit];
  const pageOf = (message: Exhibit["message"]): string => {
    const section: Section = { ...(sections[0] as Section), exhibits: [{ ...first, message }] };
    return galleryPage([section]);
  };
  const before = pageOf(first.message);

  test("of the text", () => {
    expect(pageOf({ ...first.message, text: `${first.message.text}!` })).not.toBe(before);
  });

  test("of a block that the text does not show", () => {
    expect(pageOf({ ...first.message, blocks: [...first.message.blocks, { type: "divider" }] })).not.toBe(before);
  });
});

describe("a text is shown as a notification reads:", () => {
  const texts: readonly (readonly [what: string, text: string, read: string])[] = [
    [
      "people, channels and groups by name",
      "<@U024BE7LH> in <#C0DRILLS01>, <!subteam^S0DRLEADS1>",
      "@Asha in #dr-drills, @dr-leads",
    ],
    ["whom it does not know by id", "<@U0NOBODY01>", "@U0NOBODY01"],
    ["times in UTC", "at <!date^1795437720^{time}|12:42 UTC>", "at 12:42 UTC"],
    ["links by their words", "see <https://example.com/a|its card>", "see its card"],
    ["what was escaped as it was meant", "&lt;target&gt; &amp;amp;", "<target> &amp;"],
  ];
  test.each(texts)("%s", (_, text, read) => {
    expect(asRead(text)).toBe(read);
  });
});
