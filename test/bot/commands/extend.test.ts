// /asr extend: counted from when the machine is cleaned up, 168 hours in all, and once however often it is asked.
import { afterEach, describe, expect, test } from "vitest";
import { extend } from "../../../bot/commands/extend.ts";
import type { TestFailover, TestFailoverSpec, TestFailoverStatus } from "../../../crds/types.ts";
import { iso, protectionOf, runOf, status } from "../build.ts";
import { type Scene, sceneOf, wordsOf } from "./scene.ts";

const NAME = "web01-20261123-9f3c";
const running = (spec: Partial<TestFailoverSpec> = {}, more: Partial<TestFailoverStatus> = {}): TestFailover =>
  runOf({ spec, status: { ...status.running, ...more } });

let open: Scene | undefined;
afterEach(() => open?.stop());

async function scene(run: TestFailover): Promise<Scene> {
  open = await sceneOf({ commands: [extend], protections: [protectionOf()], runs: [run] });
  return open;
}

const until = ({ server }: Scene) => server.runs.get(NAME)?.spec.cleanUp.until;

describe("extend", () => {
  test.each([
    ["an hour, when nothing else is said", "extend web01", running(), iso("13:42")],
    ["by what is said", "extend web01 90m", running(), iso("14:12")],
    ["by the run's name", `extend ${NAME} 1h30m`, running(), iso("14:12")],
    [
      "from an extension that the operator has not seen",
      "extend web01",
      running({ cleanUp: { after: "2h", until: iso("15:00") } }),
      iso("16:00"),
    ],
    ["from the spec, when the status says nothing yet", "extend web01", runOf({ status: withoutDue() }), iso("13:42")],
    ["up to seven days from when the machine was up", "extend web01 166h", running(), "2026-11-30T10:42:00Z"],
  ])("counts %s", async (_, line, run, expected) => {
    const one = await scene(run);
    const words = wordsOf(await one.ask(line));
    expect(until(one)).toBe(expected);
    expect(words).toMatch(/^The test machine of \*web01\* is now cleaned up at <!date\^/);
    expect(words).toContain(`^${Date.parse(expected) / 1000}^`);
  });

  test("keeps what else is said about the clean-up", async () => {
    const one = await scene(running({ cleanUp: { after: "90m" } }));
    await one.ask("extend web01");
    expect(one.server.runs.get(NAME)?.spec.cleanUp.after).toBe("90m");
  });

  test("decides by what the API server has, not by a copy that lags", async () => {
    const one = await scene(running());
    one.server.runs.set(NAME, running({ cleanUp: { after: "2h", until: iso("20:00") } }));
    await one.ask("extend web01");
    expect(until(one)).toBe(iso("21:00"));
  });

  test("typed twice by a person extends twice", async () => {
    const one = await scene(running());
    await one.ask("extend web01", { id: "1".repeat(16) });
    await one.ask("extend web01", { id: "2".repeat(16) });
    expect(until(one)).toBe(iso("14:42"));
  });

  test("delivered twice extends once, and is answered with the same time", async () => {
    const one = await scene(running());
    await one.ask("extend web01");
    expect(wordsOf(await one.ask("extend web01"))).toMatch(/is already kept until then: .*\|.*13:42 UTC>\.$/);
    expect(until(one)).toBe(iso("13:42"));
    expect(one.server.writes).toHaveLength(1);
  });

  test("pressed by two people on the same card extends once", async () => {
    const one = await scene(running());
    const line = `extend ${NAME} --until ${iso("13:42")} -n dr-team`;
    await one.ask(line, { source: "button", id: "1".repeat(16) });
    const again = await one.ask(line, { source: "button", id: "2".repeat(16) });
    expect(wordsOf(again)).toMatch(/is already kept until then/);
    expect(until(one)).toBe(iso("13:42"));
    expect(one.server.writes).toHaveLength(1);
  });

  test("never shortens: an old card's button does nothing", async () => {
    const one = await scene(running({ cleanUp: { after: "2h", until: iso("18:00") } }));
    await one.ask(`extend ${NAME} --until ${iso("13:42")}`, { source: "button" });
    expect(until(one)).toBe(iso("18:00"));
    expect(one.server.writes).toEqual([]);
  });
});

function withoutDue(): TestFailoverStatus {
  const { cleanUpAt: _, cleansUpAtText: __, ...rest } = status.running;
  return rest;
}

describe("extend is refused", () => {
  test.each([
    ["before the machine is up", runOf({ status: status.starting }), /has no test machine yet: its time counts from/],
    ["before the operator saw it", runOf(), /has no test machine yet/],
    [
      "while it is cleaned up",
      runOf({ status: status.cleaningUp }),
      /is being cleaned up already; that cannot be taken/,
    ],
    ["once the clean-up is asked for", running({ cleanUp: { after: "2h", now: true } }), /asked for already/],
    [
      "when it never ends",
      running({ cleanUp: { after: "Never" } }, { cleanUpAt: undefined } as object),
      /has no end that/,
    ],
  ])("%s", async (_, run, sentence) => {
    const one = await scene(run);
    await expect(one.ask("extend web01")).rejects.toThrow(sentence);
    expect(one.server.writes).toEqual([]);
  });

  test("once it is over", async () => {
    const one = await scene(runOf({ status: status.succeeded }));
    await expect(one.ask(`extend ${NAME}`)).rejects.toThrow(/is over: Succeeded\. There is no test machine left/);
  });

  test("past the limit, with the most that is possible as a button", async () => {
    const one = await scene(running({ cleanUp: { after: "2h", until: "2026-11-30T07:12:00Z" } }));
    await expect(one.ask("extend web01 4h")).rejects.toMatchObject({
      message: expect.stringMatching(/168 hours in all, .* until <!date.*30 10:42 UTC>\. `3h30m` more is the most\./),
      suggestion: `extend ${NAME} 3h30m -n dr-team`,
    });
  });

  test("at the limit", async () => {
    const one = await scene(running({ cleanUp: { after: "2h", until: "2026-11-30T10:42:00Z" } }));
    await expect(one.ask("extend web01")).rejects.toThrow(/It is cleaned up then; it cannot stay longer\./);
  });

  test.each(["1d", "soon", "0m", "-1h", "h"])("for a length of time that is none: %s", async (word) => {
    const one = await scene(running());
    await expect(one.ask(`extend web01 "${word}"`)).rejects.toThrow(/I cannot read `.+` as a length of time/);
  });

  test("for a button without a time", async () => {
    const one = await scene(running());
    await expect(one.ask("extend web01 --until soon", { source: "button" })).rejects.toThrow(/no time that I can read/);
  });

  test("when nothing of the machine runs, and when the run has just been deleted", async () => {
    const one = await scene(running());
    one.server.runs.delete(NAME);
    await expect(one.ask("extend web01")).rejects.toThrow(/`web01-20261123-9f3c` has just been deleted/);
    await one.watch();
    await expect(one.ask("extend web01")).rejects.toThrow(/\*web01\* has no test failover under way/);
  });
});
