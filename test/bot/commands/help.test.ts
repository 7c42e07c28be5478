// /asr help and whoami, and the list that help, README and parser are made from.
import { afterEach, describe, expect, test } from "vitest";
import type { Answer } from "../../../bot/command.ts";
import { commands, commandTable } from "../../../bot/commands.ts";
import { parse } from "../../../bot/parse.ts";
import { protectionOf, vaultOf } from "../build.ts";
import { problems, words } from "../read.ts";
import { type Asking, type AskingParts, askingOf } from "./facts.ts";

let open: Asking | undefined;
afterEach(() => open?.stop());

async function said(line: string, more: Partial<AskingParts> = {}): Promise<string> {
  open = await askingOf({ commands, vaults: [vaultOf()], ...more });
  const answer: Answer = await open.ask(line);
  if (!("message" in answer)) throw new Error("It answered with a form");
  expect(problems(answer.message)).toEqual([]);
  return words(answer.message);
}

describe("the list of commands", () => {
  test("has every verb once", () => {
    const verbs = commands.flatMap((command) => command.verbs);
    expect(new Set(verbs).size).toBe(verbs.length);
  });

  test.each(commands.flatMap(({ verbs, examples }) => examples.map((example) => [example, verbs[0]] as const)))(
    "its example “%s” is one of %s",
    (example, verb) => {
      expect(parse(example, commands).verb).toBe(verb);
    },
  );

  test.each(commands.map((command) => [command.verbs[0], command] as const))("%s has an example", (_, command) => {
    expect(command.examples.length).toBeGreaterThan(0);
  });

  test("is a table of Markdown, a row for each, without what only buttons say", () => {
    const rows = commandTable(commands).split("\n");
    expect(rows).toHaveLength(commands.length + 2);
    for (const row of rows) expect(row.match(/(?<!\\)\|/g)).toHaveLength(4);
    expect(rows.join()).not.toMatch(/--(confirm|keep|stop|cancel)\b/);
  });
});

describe("/asr help", () => {
  test("names every command", async () => {
    const text = await said("help");
    for (const { verbs } of commands) expect(text).toContain(`/asr ${verbs[0]}`);
  });

  test("names no machine: it is for everybody, and machines are not", async () => {
    const protections = [protectionOf({ metadata: { name: "shop07" } })];
    expect(await said("help", { protections })).not.toContain("shop07");
  });

  test("of one command tells its usage, flags and right", async () => {
    const text = await said("help drill");
    expect(text).toMatch(/^\*testfailover\*/);
    expect(text).toMatch(/The same: `drill`/);
    expect(text).toMatch(/• `--cleanup-after [^`]+`/);
    expect(text).toMatch(/Needs `create` on `testfailovers\.asr-chatops\.io`/);
  });

  test("of a command never shows what only buttons say", async () => {
    expect(await said("help unprotect")).not.toMatch(/--(keep|stop|cancel)/);
  });

  test("of something else says what was probably meant", async () => {
    await expect(said("help machnes")).rejects.toMatchObject({ suggestion: "help machines" });
  });

  test("needs no right", async () => {
    expect(await said("help whoami")).toMatch(/Everybody of the workspace may/);
  });
});

describe("/asr whoami", () => {
  test("says who one is, and what that allows here", async () => {
    const text = await said("whoami", {
      groups: ["slack:dr-leads"],
      denied: ["create testfailovers", "delete physicalmachineprotections"],
    });
    expect(text).toMatch(/^You are <@U024BE7LH>, in Kubernetes `slack:U024BE7LH`, in `slack:dr-leads`\./);
    expect(text).toMatch(/In \*dr-team\* you may: `status`, `machines`/);
    expect(text).toMatch(/You may not: `unprotect`, `testfailover`\./);
  });

  test("does not say what one may not when one may everything", async () => {
    const text = await said("whoami");
    expect(text).not.toMatch(/You may not/);
    expect(text).toMatch(/in no group that I know/);
  });
});
