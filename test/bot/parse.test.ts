// Command lines: what is typed, as phones and Slack spell it, and what is made of it.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Line, UsageError } from "../../bot/command.ts";
import { commandLine, parse } from "../../bot/parse.ts";
import { commands } from "./small-commands.ts";

const drill = (flags: Line["flags"] = {}, ...words: string[]): Line => ({
  verb: "testfailover",
  words: words.length === 0 ? ["web01"] : words,
  flags,
});
const noted = (notes: string) => drill({ notes });
const said = (...words: string[]): Line => ({ verb: "verdict", words: ["web01", "failed", ...words], flags: {} });

describe("a line means", () => {
  test.each<[string, string, Line]>([
    ["nothing: what needs attention", "", { verb: "status", words: [], flags: {} }],
    ["only spaces: the same", "  \t ", { verb: "status", words: [], flags: {} }],
    ["a verb", "status", { verb: "status", words: [], flags: {} }],
    ["a verb as phones begin a sentence", "Status", { verb: "status", words: [], flags: {} }],
    ["a verb in capitals", "STATUS web01", { verb: "status", words: ["web01"], flags: {} }],
    ["words keep their case", "status WEB01", { verb: "status", words: ["WEB01"], flags: {} }],
    ["an alias is its command", "drill web01", drill()],
    ["spaces around and between", "  drill   web01  ", drill()],
    ["a line break between", "drill\nweb01", drill()],
    ["a space that does not break", "drill\u00a0web01", drill()],
    ["a flag with its value after it", "drill web01 --cleanup-after 2h", drill({ "cleanup-after": "2h" })],
    ["a flag with =", "drill web01 --cleanup-after=2h", drill({ "cleanup-after": "2h" })],
    ["a flag before the words", "drill --cleanup-after 2h web01", drill({ "cleanup-after": "2h" })],
    ["a flag in capitals", "drill web01 --Cleanup-After 2h", drill({ "cleanup-after": "2h" })],
    ["a flag that is given twice: the last", "drill web01 --notes a --notes b", noted("b")],
    [
      "a flag that takes nothing",
      "machines --unprotected",
      { verb: "machines", words: [], flags: { unprotected: "" } },
    ],
    ["an em dash for two hyphens", "drill web01 —cleanup-after 2h", drill({ "cleanup-after": "2h" })],
    ["an en dash for two hyphens", "drill web01 –cleanup-after 2h", drill({ "cleanup-after": "2h" })],
    ["an em dash and =", "drill web01 —notes=x", noted("x")],
    ["a namespace", "drill web01 -n shop", { ...drill(), namespace: "shop" }],
    ["a namespace with =", "drill web01 -n=shop", { ...drill(), namespace: "shop" }],
    ["a namespace in full", "drill web01 --namespace shop", { ...drill(), namespace: "shop" }],
    ["a namespace with an en dash", "drill web01 –n shop", { ...drill(), namespace: "shop" }],
    ["a namespace with a capital", "drill web01 -N shop", { ...drill(), namespace: "shop" }],
    [
      "a namespace in front",
      "status -n shop web01",
      { verb: "status", words: ["web01"], flags: {}, namespace: "shop" },
    ],
    ["text in quotes", 'drill web01 --notes "it works"', noted("it works")],
    ["text in quotes after =", 'drill web01 --notes="it works"', noted("it works")],
    ["text in smart quotes", "drill web01 --notes “it works”", noted("it works")],
    ["text in smart quotes after =", "drill web01 —notes=“it works”", noted("it works")],
    ["quotes that open smart and close straight", 'drill web01 --notes “it works"', noted("it works")],
    ["text in single quotes", "drill web01 --notes 'it works'", noted("it works")],
    ["text in single quotes after =", "drill web01 --notes='it works'", noted("it works")],
    ["text in smart single quotes", "drill web01 --notes ‘it works’", noted("it works")],
    ["an apostrophe in single quotes", "drill web01 --notes ‘it doesn’t work’", noted("it doesn’t work")],
    ["an apostrophe in a word", "verdict web01 failed doesn't answer", said("doesn't", "answer")],
    ["an apostrophe that closes nothing", "verdict web01 failed 'tis slow", said("'tis", "slow")],
    ["a quote in quotes, with a backslash", String.raw`drill web01 --notes "say \"hi\""`, noted('say "hi"')],
    ["a quote outside, with a backslash", String.raw`verdict web01 failed \"x\"`, said('"x"')],
    ["a backslash in quotes", String.raw`drill web01 --notes "C:\temp here"`, noted(String.raw`C:\temp here`)],
    ["two backslashes in quotes", String.raw`drill web01 --notes "\\srv\share x"`, noted(String.raw`\\srv\share x`)],
    ["a backslash at the end of quotes", String.raw`drill web01 --notes "C:\temp\\"`, noted("C:\\temp\\")],
    ["quotes in the middle of a word", 'drill we"b 0"1', drill({}, "web 01")],
    ["a flag in quotes is text", 'drill web01 --notes "--cleanup-after"', noted("--cleanup-after")],
    ["a word in quotes that looks like a flag", 'status "--x"', { verb: "status", words: ["--x"], flags: {} }],
    ["an empty word in quotes", 'status ""', { verb: "status", words: [""], flags: {} }],
    ["a dash alone is prose", "verdict web01 failed slow - very", said("slow", "-", "very")],
    ["a long dash alone is prose", "verdict web01 failed slow — very", said("slow", "—", "very")],
    ["a number below zero is a word", "verdict web01 failed -5 minutes", said("-5", "minutes")],
    ["a dash inside a word", "status web-01", { verb: "status", words: ["web-01"], flags: {} }],
    [
      "a host name that Slack made a link",
      "drill <http://web01.contoso.com|web01.contoso.com>",
      drill({}, "web01.contoso.com"),
    ],
    ["a link without a label", "drill web01 --notes <https://x.example/1>", noted("https://x.example/1")],
    ["a person", "verdict web01 failed <@U024BE7LH|bob>", said("@bob")],
    ["a person without a name", "verdict web01 failed <@U024BE7LH>", said("@U024BE7LH")],
    ["a channel", "verdict web01 failed <#C024BE7LR|ops>", said("#ops")],
    ["a user group", "verdict web01 failed <!subteam^S1|@leads>", said("@leads")],
    ["everybody", "verdict web01 failed <!channel>", said("@channel")],
    ["a mail address", "verdict web01 failed <mailto:a@b.example|a@b.example>", said("a@b.example")],
    ["Slack's escapes", "verdict web01 failed a&lt;b &amp; c&gt;d", said("a<b", "&", "c>d")],
    ["what looks escaped and was typed so", "verdict web01 failed &amp;lt;", said("&lt;")],
  ])("%s", (_, text, line) => {
    expect(parse(text, commands)).toEqual(line);
  });

  test("a flag that only buttons give is taken from buttons", () => {
    expect(parse("drill web01 --start 9f3c", commands, { hidden: true })).toEqual(drill({ start: "9f3c" }));
  });
});

describe("a line that is written", () => {
  test("has quotes only where it needs them", () => {
    const line = { verb: "testfailover", words: ["web01"], flags: { notes: 'say "hi"' }, namespace: "shop" };
    expect(commandLine(line)).toBe(String.raw`testfailover web01 --notes "say \"hi\"" -n shop`);
  });

  test("is read as what it was, whatever its words are", () => {
    const awkward = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({ unit: fc.constantFrom(..."\\\"“”'‘’ -—–=<>&|@#!;lt\n\u00a0a") }),
    );
    const value = awkward.filter((text) => text !== "");
    const flags = fc.record({ notes: value, "cleanup-after": value, start: value }, { requiredKeys: [] });
    const namespace = fc.option(value, { nil: undefined });
    fc.assert(
      fc.property(awkward, flags, namespace, (word, given, about) => {
        const line = { ...drill(given, word), ...(about !== undefined && { namespace: about }) };
        expect(parse(commandLine(line), commands, { hidden: true })).toEqual(line);
      }),
      { numRuns: 2000 },
    );
  });

  test("holds nothing that Slack takes for a mention, whatever its words are", () => {
    fc.assert(
      fc.property(fc.string(), (word) => {
        expect(commandLine(drill({ notes: `<!channel>${word}` }))).not.toMatch(/[<>]/);
      }),
    );
  });
});

test("reading anything ends in a line or in a UsageError", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.constantFrom("", "drill ", "status -n "), (text, start) => {
      try {
        parse(start + text, commands);
      } catch (error) {
        expect(error).toBeInstanceOf(UsageError);
      }
    }),
  );
});
