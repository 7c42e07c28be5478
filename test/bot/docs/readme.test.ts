// The README's table of commands is the bot's own list, and its picture is there.
import { describe, expect, test } from "vitest";
import { commands, commandTable } from "../../../bot/commands.ts";
import { exists, page } from "../../docs/project.ts";
import { withTable } from "../../docs/readme-table.ts";

const { text } = page("README.md");

describe("the table of commands", () => {
  test("is today's: npm run generate makes it", () => {
    expect(withTable(text)).toBe(text);
  });

  test("is put between its markers, and nowhere else", () => {
    const made = withTable("before\n<!-- commands -->\nold\n<!-- /commands -->\nafter");
    expect(made).toBe(`before\n<!-- commands -->\n${commandTable(commands)}\n<!-- /commands -->\nafter`);
  });

  test("is missed where the markers are gone", () => {
    expect(() => withTable("# A page")).toThrow("has no <!-- commands -->");
  });
});

describe("the first screen", () => {
  const screen = text.split("\n").slice(0, 32).join("\n");

  test("has the picture of the demo, which is there", () => {
    const picture = /!\[[^\]]{20,}\]\(([^)]+\.png)\)/.exec(screen)?.[1] ?? "";
    expect(picture).toBe("docs/pictures/demo.png");
    expect(exists(picture)).toBe(true);
  });

  test("has the two commands", () => {
    const lines = screen.match(/^npm ci && npm \S+( demo)?/gm);
    expect(lines).toEqual(["npm ci && npm run demo", "npm ci && npm test"]);
  });
});
