// /asr cleanup: ends a run once, says what that means at this moment, and keeps what was noted.
import { afterEach, describe, expect, test } from "vitest";
import { cleanup } from "../../../bot/commands/cleanup.ts";
import type { TestFailover } from "../../../crds/types.ts";
import { protectionOf, runOf, status } from "../build.ts";
import { type Scene, sceneOf, wordsOf } from "./scene.ts";

const NAME = "web01-20261123-9f3c";
const asked = { cleanUp: { after: "2h", now: true } };

let open: Scene | undefined;
afterEach(() => open?.stop());

async function scene(...runs: TestFailover[]): Promise<Scene> {
  open = await sceneOf({ commands: [cleanup], protections: [protectionOf()], runs });
  return open;
}

const spec = ({ server }: Scene) => server.runs.get(NAME)?.spec;

describe("cleanup", () => {
  test.each([
    [
      "while the machine runs",
      status.running,
      /^The clean-up of the test failover of \*web01\* is asked for\..*`web01-2/,
    ],
    ["before it is up", status.starting, /is not up yet, so this cancels `web01-20261123-9f3c`\./],
    ["before the operator saw it", undefined, /is not up yet, so this cancels/],
  ])("%s asks for it", async (_, now, words) => {
    const one = await scene(runOf(now === undefined ? {} : { status: now }));
    expect(wordsOf(await one.ask("cleanup web01"))).toMatch(words);
    expect(spec(one)?.cleanUp).toEqual({ after: "2h", now: true });
  });

  test.each([
    ["asked for already", runOf({ spec: asked, status: status.running }), /has been asked for already/],
    ["under way", runOf({ spec: asked, status: status.cleaningUp }), /is being cleaned up already/],
    [
      "over",
      runOf({ spec: asked, status: status.succeeded }),
      /is over: Succeeded\. Nothing of it is left to clean up\.$/,
    ],
    [
      "over, by somebody in the portal",
      runOf({ status: { ...status.succeeded, cleanUp: { by: "Elsewhere" } } }),
      /It was cleaned up elsewhere\.$/,
    ],
  ])("%s says so and writes nothing", async (_, run, words) => {
    const one = await scene(run);
    expect(wordsOf(await one.ask(`cleanup ${NAME}`))).toMatch(words);
    expect(one.server.writes).toEqual([]);
  });

  test("pressed twice is asked for once", async () => {
    const one = await scene(runOf({ status: status.running }));
    await Promise.all([one.ask("cleanup web01", { source: "button" }), one.ask("cleanup web01", { source: "button" })]);
    await one.ask("cleanup web01");
    expect(spec(one)?.cleanUp.now).toBe(true);
    expect(wordsOf(await one.ask("cleanup web01"))).toMatch(/asked for already/);
  });

  test("never promises that it is done", async () => {
    const one = await scene(runOf({ status: status.running }));
    expect(wordsOf(await one.ask("cleanup web01"))).not.toMatch(/success|done|removed|cleaned up\b/i);
  });
});

describe("notes at the clean-up", () => {
  test.each([
    [
      "are kept, with quotes or without",
      undefined,
      "cleanup web01 login works, queue empty",
      "login works, queue empty",
    ],
    ["are added to those of the start", "quarterly", 'cleanup web01 "login works"', "quarterly\nlogin works"],
    ["that are there already are not added again", "quarterly\nok", "cleanup web01 ok", "quarterly\nok"],
    ["that are empty change nothing", "quarterly", 'cleanup web01 ""', "quarterly"],
  ])("%s", async (_, before, line, after) => {
    const notes = before === undefined ? {} : { notes: before };
    const one = await scene(runOf({ spec: notes, status: status.running }));
    await one.ask(line);
    expect(spec(one)).toMatchObject({ notes: after, cleanUp: { now: true } });
  });

  test("are taken while it is cleaned up, and that is said", async () => {
    const one = await scene(runOf({ spec: asked, status: status.cleaningUp }));
    expect(wordsOf(await one.ask("cleanup web01 ok"))).toMatch(/already\..* The notes are in the record\.$/);
    expect(spec(one)?.notes).toBe("ok");
  });
});

describe("cleanup is refused for", () => {
  test("a machine with two runs that have not ended, which are named", async () => {
    const one = await scene(runOf({ status: status.running }), runOf({ metadata: { name: "web01-gitops" } }));
    await expect(one.ask("cleanup web01")).rejects.toThrow(/2 test failovers that have not ended: .*`web01-gitops`/);
    expect(one.server.writes).toEqual([]);
  });

  test("a machine without a run", async () => {
    const one = await scene(runOf({ status: status.succeeded }));
    await expect(one.ask("cleanup web01")).rejects.toThrow(/no test failover under way/);
  });

  test("a typo, with what was probably meant", async () => {
    const one = await scene(runOf({ status: status.running }));
    await expect(one.ask("cleanup wbe01")).rejects.toThrow(/Did you mean \*web01\*\?/);
  });
});
