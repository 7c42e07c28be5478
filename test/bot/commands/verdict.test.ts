// /asr verdict: what the person who looked says, with their name; set once after the end.
import { afterEach, describe, expect, test } from "vitest";
import { verdict } from "../../../bot/commands/verdict.ts";
import type { TestFailover, TestFailoverStatus, TestFailoverVerdict } from "../../../crds/types.ts";
import { ASKER, COLLEAGUE, protectionOf, runOf, status } from "../build.ts";
import { type Scene, sceneOf, wordsOf } from "./scene.ts";

const NAME = "web01-20261123-9f3c";
const passed: TestFailoverVerdict = { result: "Passed", by: ASKER };

let open: Scene | undefined;
afterEach(() => open?.stop());

async function scene(now: TestFailoverStatus | undefined, said?: TestFailoverVerdict): Promise<Scene> {
  const spec = said === undefined ? {} : { verdict: said };
  const run: TestFailover = runOf({ spec, ...(now !== undefined && { status: now }) });
  open = await sceneOf({ commands: [verdict], protections: [protectionOf()], runs: [run] });
  return open;
}

const said = ({ server }: Scene) => server.runs.get(NAME)?.spec.verdict;

describe("a verdict", () => {
  test.each([
    ["passed", "verdict web01 passed", { result: "Passed", by: ASKER }],
    ["passed, shorter", "verdict web01 PASS", { result: "Passed", by: ASKER }],
    ["failed", "verdict web01 failed", { result: "Failed", by: ASKER }],
    ["with a note", `verdict ${NAME} failed no login <here>`, { result: "Failed", by: ASKER, note: "no login here" }],
    [
      "with a note in quotes",
      'verdict web01 passed "login works"',
      { result: "Passed", by: ASKER, note: "login works" },
    ],
  ])("%s is kept with the name of who gave it", async (_, line, expected) => {
    const one = await scene(status.running);
    await one.ask(line);
    expect(said(one)).toEqual(expected);
  });

  test("is confirmed, and that it can be corrected while the run lasts", async () => {
    const one = await scene(status.running);
    expect(wordsOf(await one.ask('verdict web01 failed "no login, all &lt;!here&gt;"'))).toBe(
      `Noted: the drill of *web01* (\`${NAME}\`) failed: “no login, all &lt;!here&gt;”. Until the run has ended you can correct it.`,
    );
  });

  test("after the end can be given once", async () => {
    const one = await scene(status.succeeded);
    expect(wordsOf(await one.ask(`verdict ${NAME} passed`))).toMatch(/passed\. It stays in the record as it is\.$/);
    expect(said(one)).toEqual(passed);
  });

  test("is corrected before the end, without the note of before", async () => {
    const one = await scene(status.running, { ...passed, by: COLLEAGUE, note: "looks well" });
    await one.ask("verdict web01 failed");
    expect(said(one)).toEqual({ result: "Failed", by: ASKER });
  });

  test.each([
    ["while it runs", status.running],
    ["after the end", status.succeeded],
  ])("pressed twice %s is written once, and confirmed twice", async (_, now) => {
    const one = await scene(now);
    const line = `verdict ${NAME} passed`;
    const answers = [await one.ask(line, { source: "button" }), await one.ask(line, { source: "button" })];
    expect(new Set(answers.map(wordsOf)).size).toBe(1);
    expect(one.server.writes).toHaveLength(1);
  });

  test("pressed again loses no note", async () => {
    const one = await scene(status.running, { ...passed, note: "login works" });
    expect(wordsOf(await one.ask("verdict web01 passed", { source: "button" }))).toMatch(/“login works”/);
    expect(said(one)?.note).toBe("login works");
  });
});

describe("It does not", () => {
  test("asks what was seen, and its answer is the verdict", async () => {
    const one = await scene(status.running);
    const answer = await one.ask(`verdict ${NAME} failed`, { source: "button" });
    if (!("form" in answer)) throw new Error("No form");
    expect(answer.form.line).toBe(`verdict ${NAME} failed -n dr-team`);
    expect(answer.form.blocks.at(-1)).toMatchObject({
      block_id: "words",
      optional: false,
      element: { max_length: 1024 },
    });
    expect(one.server.writes).toEqual([]);
    await one.ask(`${answer.form.line} "no login"`, { source: "form" });
    expect(said(one)).toEqual({ result: "Failed", by: ASKER, note: "no login" });
  });

  test("says at once when it is too late to ask", async () => {
    const one = await scene(status.succeeded, { ...passed, by: COLLEAGUE });
    await expect(one.ask(`verdict ${NAME} failed`, { source: "button" })).rejects.toThrow(
      /is over, and its verdict is/,
    );
  });
});

describe("a verdict is refused", () => {
  test("after the end when there is one, and it says whose", async () => {
    const one = await scene(status.succeeded, { ...passed, by: COLLEAGUE, note: "<!here>" });
    await expect(one.ask(`verdict ${NAME} failed nothing worked`)).rejects.toThrow(
      `\`${NAME}\` is over, and its verdict is Passed, given by <@U0COLLEAG1>: “&lt;!here&gt;”. After the end it can be given once and not be changed.`,
    );
    expect(one.server.writes).toEqual([]);
  });

  test.each([
    ["before there is a machine to look at", status.starting, /is not up yet\. Look at it first/],
    ["before the operator saw it", undefined, /is not up yet/],
    ["when the machine never came up", status.failed, /never came up, .* how it ended: Failed\./],
  ])("%s", async (_, now, sentence) => {
    const one = await scene(now);
    await expect(one.ask(`verdict ${NAME} passed`)).rejects.toThrow(sentence);
    expect(one.server.writes).toEqual([]);
  });

  test("when it is neither, with what was probably meant", async () => {
    const one = await scene(status.running);
    await expect(one.ask("verdict web01 pased")).rejects.toThrow(/`passed` or `failed`, .* Did you mean `passed`\?/);
    await expect(one.ask("verdict web01 meh")).rejects.toThrow(/and `meh` is neither\.$/);
  });
});
