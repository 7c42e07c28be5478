// What BOT_CONFIG may say, and that nothing wrong in it is passed over.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { NO_PLACES, readPlaces } from "../../bot/places.ts";

const problemsOf = (text: string): readonly string[] => {
  const problems: string[] = [];
  readPlaces(text, problems);
  return problems;
};

const read = (text: string) => {
  const problems: string[] = [];
  const places = readPlaces(text, problems);
  expect(problems).toEqual([]);
  return places;
};

describe("the file", () => {
  test("may say everything", () => {
    const text = `
workspace: T024BE7LD
channels: {C024BE91L: shop, G024BE91L: dr-team}
groups: {S0614TZR7: "slack:dr-leads"}
grantedBy: S0614TZR7
`;
    expect(read(text)).toEqual({
      workspace: "T024BE7LD",
      channels: { C024BE91L: "shop", G024BE91L: "dr-team" },
      groups: { S0614TZR7: "slack:dr-leads" },
      grantedBy: "S0614TZR7",
    });
  });

  test("may be JSON, and may be by somebody who writes whom to ask in words", () => {
    expect(read('{"channels": {"C024BE91L": "shop"}, "grantedBy": "the platform team"}')).toEqual({
      ...NO_PLACES,
      channels: { C024BE91L: "shop" },
      grantedBy: "the platform team",
    });
  });

  test.each([
    ["nothing", ""],
    ["a comment", "# nothing yet\n"],
    ["empty tables", "channels: {}\ngroups:\n"],
    ["names with nothing behind", "workspace:\ngrantedBy: ~\n"],
  ])("may say nothing: %s", (_, text) => {
    expect(read(text)).toEqual(NO_PLACES);
  });

  test("is what the example shows", () => {
    const example = readFileSync(new URL("../../examples/slack/bot-config.yaml", import.meta.url), "utf8");
    expect(read(example)).toMatchObject({ channels: { C0DRILLS01: "dr-team" }, grantedBy: "S0DRLEADS1" });
  });
});

const GROUP = "it must be a group that begins with slack:, such as slack:dr-leads.";
const NAMESPACE = "it must be the name of a namespace.";

describe("what cannot be used is named", () => {
  test.each([
    ["a list", "[shop]", "BOT_CONFIG must be a table with workspace, channels, groups or grantedBy."],
    ["a word", "shop", "BOT_CONFIG must be a table with workspace, channels, groups or grantedBy."],
    [
      "a misspelt name",
      "chanels: {C024BE91L: shop}",
      'BOT_CONFIG has "chanels"; it takes workspace, channels, groups, grantedBy.',
    ],
    ["a workspace that is a number", "workspace: 5", "BOT_CONFIG's workspace is 5; it must be text."],
    ["a workspace that is empty", 'workspace: ""', 'BOT_CONFIG\'s workspace is ""; it must be text.'],
    [
      "two documents",
      "workspace: T1\n---\nworkspace: T2",
      "BOT_CONFIG must be a table with workspace, channels, groups or grantedBy.",
    ],
    [
      "channels as a list",
      "channels: [C024BE91L]",
      "BOT_CONFIG's channels must be a table of a channel's id, such as C024BE91L, to the name of a namespace.",
    ],
    [
      "a channel's name",
      'channels: {"#dr-drills": shop}',
      "BOT_CONFIG's channels has \"#dr-drills\"; it must be a channel's id, such as C024BE91L.",
    ],
    [
      "a namespace that cannot be one",
      "channels: {C024BE91L: Shop}",
      `BOT_CONFIG's channels has "Shop" for C024BE91L; ${NAMESPACE}`,
    ],
    [
      "a channel about two namespaces",
      "channels: {C024BE91L: [shop, dr-team]}",
      `BOT_CONFIG's channels has ["shop","dr-team"] for C024BE91L; ${NAMESPACE}`,
    ],
    [
      "a user group's handle",
      'groups: {"@dr-leads": "slack:dr-leads"}',
      "BOT_CONFIG's groups has \"@dr-leads\"; it must be a user group's id, such as S0614TZR7.",
    ],
    [
      "a group of Kubernetes' own",
      'groups: {S0614TZR7: "system:masters"}',
      `BOT_CONFIG's groups has "system:masters" for S0614TZR7; ${GROUP}`,
    ],
    [
      "a group of everybody's",
      "groups: {S0614TZR7: dr-leads}",
      `BOT_CONFIG's groups has "dr-leads" for S0614TZR7; ${GROUP}`,
    ],
    [
      "a group with a second line",
      'groups: {S0614TZR7: "slack:x\\nsystem:masters"}',
      `BOT_CONFIG's groups has "slack:x\\nsystem:masters" for S0614TZR7; ${GROUP}`,
    ],
    [
      "a group without a name",
      'groups: {S0614TZR7: "slack:"}',
      `BOT_CONFIG's groups has "slack:" for S0614TZR7; ${GROUP}`,
    ],
  ])("%s", (_, text, sentence) => {
    expect(problemsOf(text)).toEqual([sentence]);
  });

  test("with all the others at once", () => {
    expect(problemsOf("workspace: 1\nchannels: {x: X}\ngroups: {y: y}\nz: 1")).toHaveLength(6);
  });

  test.each([
    ["not YAML", "channels: {C024BE91L: shop"],
    ["a key twice", "workspace: T1\nworkspace: T2"],
    ["a tag", "workspace: !!js/function 'x'"],
  ])("in one line, where it is not YAML: %s", (_, text) => {
    const [problem, ...others] = problemsOf(text);
    expect(others).toEqual([]);
    expect(problem).toMatch(/^BOT_CONFIG is not YAML: .+/);
    expect(problem).not.toContain("\n");
  });
});

test("a channel or a group that is wrong is left out of what was read", () => {
  expect(readPlaces('groups: {S0614TZR7: "system:masters"}\nchannels: {C024BE91L: X}', [])).toEqual(NO_PLACES);
});
