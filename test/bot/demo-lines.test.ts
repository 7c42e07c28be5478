// What the demo offers to try in chat are lines that the bot takes.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { commands } from "../../bot/commands.ts";
import { parse } from "../../bot/parse.ts";
import { PAGE } from "../stack/chat.ts";

const printed = [
  ...readFileSync(new URL("../demo.ts", import.meta.url), "utf8").matchAll(/^ {2}\/asr (.*?) {2,}/gm),
].map(([, line = ""]) => line);
const offered = (PAGE.tries ?? []).map((line) => line.replace(/^\/asr ?/, ""));

test("the demo prints three things to try, and the page offers some", () => {
  expect(printed).toHaveLength(3);
  expect(offered.length).toBeGreaterThan(2);
});

test.each([...new Set([...printed, ...offered])])("/asr %s", (line) => {
  expect(() => parse(line, commands)).not.toThrow();
});
