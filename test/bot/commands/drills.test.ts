// /asr drills: what runs, what ran, and which machines nobody has rehearsed for too long.
import { afterEach, describe, expect, test } from "vitest";
import { drills } from "../../../bot/commands/drills.ts";
import { ASKER, COLLEAGUE, condition, iso, protectionOf, runOf, status, wellBut } from "../build.ts";
import { buttonsOf, type Scene, type SceneParts, sceneOf, wordsOf } from "./scene.ts";

let open: Scene | undefined;
afterEach(() => open?.stop());

async function answerTo(line: string, parts: Partial<SceneParts> = {}) {
  open = await sceneOf({ commands: [drills], ...parts });
  return open.ask(line);
}

const drilledAs = (name: string, reason: string) =>
  protectionOf({
    metadata: { name },
    spec: { drillEveryDays: 90 },
    status: {
      lastSuccessfulDrillTime: "2026-07-26T10:43:00Z",
      conditions: wellBut(condition("Drilled", "False", [reason, "Rehearse it."])),
    },
  });
const sql01 = drilledAs("sql01", "DrillOverdue");
const web02 = drilledAs("web02", "LastDrillFailed");
const ora01 = drilledAs("ora01", "NeverDrilled");

const running = runOf({ metadata: { name: "web01-now" }, status: status.running });
const ended = runOf({
  metadata: { name: "web01-then" },
  spec: { verdict: { result: "Passed", by: ASKER }, requestedBy: COLLEAGUE },
  status: status.succeeded,
});
const failed = runOf({ metadata: { name: "sql01-then" }, spec: { protection: "sql01" }, status: status.failed });

describe("drills", () => {
  test("shows what runs, what ran with the latest first, what is overdue and what was never rehearsed", async () => {
    const parts = { runs: [failed, running, ended], protections: [protectionOf(), sql01, web02, ora01] };
    expect(wordsOf(await answerTo("drills", parts))).toBe(
      [
        "Running now",
        "• web01 · machine up since 10:42 UTC, cleans up at 12:42 UTC · by <@U024BE7LH> · `web01-now`",
        "Ended, the latest first",
        "• 🟢 web01 · 11:56 UTC · succeeded · verdict Passed by <@U024BE7LH> · asked by <@U0COLLEAG1> · `web01-then`",
        "• 🔴 web01 · 10:37 UTC · failed · asked by <@U024BE7LH> · `sql01-then`",
        "To be rehearsed again",
        "• sql01 · overdue: last success 120 days ago, due every 90 days",
        "• web02 · whoever looked at the last drill said that it failed",
        "Never rehearsed",
        "• ora01",
      ].join("\n"),
    );
  });

  test("offers to drill a few of those, and none that has a run", async () => {
    const more = ["a", "b"].map((name) => drilledAs(name, "NeverDrilled"));
    const runs = [runOf({ spec: { protection: "sql01" }, status: status.running })];
    expect(buttonsOf(await answerTo("drills", { runs, protections: [sql01, web02, ora01, ...more] }))).toEqual({
      "Drill web02": "testfailover web02 -n dr-team",
      "Drill ora01": "testfailover ora01 -n dr-team",
      "Drill a": "testfailover a -n dr-team",
    });
  });

  test("of one machine shows its own only", async () => {
    const parts = { runs: [running, failed], protections: [protectionOf(), sql01, ora01] };
    const words = wordsOf(await answerTo("drills sql01", parts));
    expect(words).toMatch(/sql01-then/);
    expect(words).not.toMatch(/web01-now|ora01/);
  });

  test("of a run shows the history of its machine, even when the protection is gone", async () => {
    expect(wordsOf(await answerTo("drills web01-then", { runs: [ended, running] }))).toMatch(/web01-now/);
  });

  test("of another namespace are not shown", async () => {
    const theirs = runOf({ metadata: { name: "theirs", namespace: "shop" }, status: status.running });
    expect(wordsOf(await answerTo("drills", { runs: [theirs] }))).toBe(
      "No test failover is on record in dr-team, and no machine is overdue for one.",
    );
  });

  test("shows the last fifteen, and says how many more there are", async () => {
    const runs = Array.from({ length: 18 }, (_, day) =>
      runOf({
        metadata: { name: `web01-${day + 1}` },
        status: { ...status.succeeded, endedAt: `2026-11-${String(day + 1).padStart(2, "0")}T09:00:00Z` },
      }),
    );
    const words = wordsOf(await answerTo("drills", { runs }));
    expect(words.match(/`web01-\d+`/g)?.slice(0, 2)).toEqual(["`web01-18`", "`web01-17`"]);
    expect(words.match(/`web01-\d+`/g)).toHaveLength(15);
    expect(words).toMatch(/… and 3 more$/);
  });

  test.each([
    ["starts", runOf({ status: status.starting }), /web01 · starting · by/],
    ["is cleaned up", runOf({ status: status.cleaningUp }), /web01 · is being cleaned up · by/],
    ["stays", runOf({ spec: { cleanUp: { after: "Never" } }, status: stays() }), /stays until somebody cleans it up/],
    ["is not seen yet", runOf(), /web01 · pending · by/],
    [
      "nobody liked",
      runOf({ spec: { verdict: { result: "Failed" } }, status: status.succeeded }),
      /🔴 web01 .* verdict Failed/,
    ],
    ["was cancelled", runOf({ status: status.cancelled }), /⚪ web01 · .* cancelled/],
    ["is in part well", runOf({ status: status.partiallySucceeded }), /🟠 web01 · .* partially succeeded/],
    ["was applied as <!channel>", runOf({ spec: { requestedBy: "<!channel>" } }), /by &lt;!channel&gt;/],
  ])("shows how a run that %s is", async (_, run, words) => {
    expect(wordsOf(await answerTo("drills", { runs: [run] }))).toMatch(words);
  });

  test("says as of when, and that it is simulated", async () => {
    const runs = [runOf({ status: { ...status.running, simulated: true } })];
    const answer = await answerTo("drills", { runs });
    const last = "message" in answer ? JSON.stringify(answer.message.blocks.at(-1)) : "";
    expect(last).toMatch(/Simulated.*prod-mgmt.*as of .*10:42 UTC.*dr-team/);
  });

  test("of a machine that is not protected offers to protect it", async () => {
    const machine = {
      apiVersion: "asr-chatops.io/v1alpha1",
      kind: "DiscoveredMachine",
      metadata: { name: "app07-1a2b3c4d", uid: "uid-app07", resourceVersion: "1" },
      status: { vault: "contoso", id: "m", name: "app07" },
    };
    await expect(answerTo("drills app07", { machines: [machine] })).rejects.toThrow(/\*app07\* is not protected/);
  });
});

function stays() {
  const { cleanUpAt: _, ...rest } = status.running;
  return { ...rest, cleansUpAtText: "Never", startedAt: iso("10:31") };
}
