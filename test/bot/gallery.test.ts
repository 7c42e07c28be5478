// The gallery: every picture in it is one that Slack would show, and every button in it runs a command that there is.
import { expect, test } from "vitest";
import { commands } from "../../bot/commands.ts";
import { parse } from "../../bot/parse.ts";
import { gallery } from "./gallery.ts";
import { buttons, problems } from "./read.ts";

test.each(gallery.map((exhibit) => [exhibit.title, exhibit] as const))("%s", (_, { message, caption }) => {
  expect(problems(message)).toEqual([]);
  expect(caption).not.toBe("");
});

const lines = new Set(gallery.flatMap(({ message }) => Object.values(buttons(message))));

test.each([...lines].filter((line) => !line.startsWith("https:")))("%s", (line) => {
  const { verb, namespace } = parse(line, commands, { hidden: true });
  expect(line.startsWith(`${verb} `)).toBe(true);
  expect(namespace).toBe("dr-team");
});
