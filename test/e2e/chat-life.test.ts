// The life of a drill as people in Slack see it, end to end, in both transports: two bots, the operator, a simulated vault.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { registeredMetrics } from "../docs/metrics-registered.ts";
import type { Transport } from "../slack/types.ts";
import { CHANNELS, PEOPLE } from "../stack/chat.ts";
import { labelsIn, metricsOf, namesIn } from "../stack/scrape.ts";
import type { ReceivedWrite } from "../stack/simulator.ts";
import { type ChatGround, complaints, startChatGround } from "./chat-ground.ts";
import { askedOf, buttonsOf, written } from "./chat-read.ts";
import { eventually } from "./eventually.ts";
import { drill, getProtection } from "./shop.ts";

const MINUTES = 60_000;
const { drills } = CHANNELS;
const { asker, colleague } = PEOPLE;
const COPYING = /^(Initial replication|Protected)/;
const REFUSED = "app02-fails-test-failover";

describe.each<Transport>(["socket", "http"])("over %s", (transport) => {
  let ground: ChatGround;

  beforeAll(async () => {
    ground = await startChatGround({ transport, ready: ["web11", "web12"] });
  }, 5 * MINUTES);

  afterAll(async () => {
    await ground?.stop();
  });

  describe.concurrent("people and their drills", () => {
    test("protect: a form, a question, and a resource that says who asked", async () => {
      const form = async () => ground.slack.as(colleague).modal();
      const opened = async () => await eventually("a form opens", form, (modal) => modal !== undefined);
      const question = await ground.answered(colleague, drills, async (ben) => {
        await ben.command(drills, "/asr protect app01");
        await opened();
        await ben.submit({ policy: "gold" });
      });
      expect(question.text).toContain("Protect app01?");
      expect(await getProtection(ground.stack.client, "app01")).toBeUndefined();
      const answer = await ground.pressed(colleague, question, "Protect");
      expect(answer.text).toContain("Asked for: `dr-team/app01`");
      const made = await getProtection(ground.stack.client, "app01");
      expect(made?.spec).toMatchObject({ policy: "gold", machine: { name: "app01" } });
      expect(made?.metadata.annotations).toMatchObject({
        "asr-chatops.io/requested-by": `slack:${colleague}`,
        "asr-chatops.io/channel": drills,
      });
      await eventually(
        "Azure copies the disks of app01",
        () => getProtection(ground.stack.client, "app01"),
        (found) => COPYING.test(found?.status?.stateDescription ?? ""),
      );
      const status = await ground.asked(colleague, drills, "/asr status app01");
      expect(status.text).toMatch(/app01: (Initial replication|Protected)/);
    });

    test("a drill: preview, Start, one card, Extend, a verdict, Clean up now", async () => {
      const preview = await ground.asked(asker, drills, "/asr testfailover web01 --cleanup-after 24h");
      expect(preview.text).toMatch(/^Test failover of web01\?.*dr-test.*not the production network/s);
      expect(buttonsOf(preview)).toEqual(["Start", "Change…", "Cancel"]);
      expect(await ground.runsOf("web01")).toEqual([]);

      expect((await ground.pressed(asker, preview, "Start")).text).toMatch(/^Started: the card is in/);
      const [run, ...others] = await ground.runsOf("web01");
      expect(others).toEqual([]);
      expect(run?.spec).toMatchObject({ requestedBy: `slack:${asker}`, cleanUp: { after: "24h" }, keepDays: 365 });
      const name = run?.metadata.name ?? "";

      const card = await ground.cardSays(name, /web01 test failover: running.*web01-test/s);
      expect(card.text).toContain(`started by <@${asker}>`);
      const up = await ground.threadSays(card, /the test machine of web01 is up/);
      expect(up).toMatchObject({ broadcast: false });
      expect(up.text).toContain(`<@${asker}>`);

      const due = Date.parse((await ground.run(name))?.status?.cleanUpAt ?? "");
      expect((await ground.pressed(asker, card, "Extend 1 h")).text).toMatch(/is now cleaned up at/);
      const extended = await eventually(
        "the operator takes the extension",
        () => ground.run(name),
        (found) => Date.parse(found?.status?.cleanUpAt ?? "") > due,
      );
      expect(Date.parse(extended?.status?.cleanUpAt ?? "") - due).toBe(3_600_000);

      expect((await ground.pressed(asker, card, "It works")).text).toMatch(/^Noted: the drill of \*web01\*.*passed/);
      const judged = await ground.cardSays(name, new RegExp(`Verdict Passed by <@${asker}>`));
      expect(buttonsOf(judged)).not.toContain("It works");
      expect((await ground.pressed(colleague, judged, "Clean up now")).text).toMatch(/clean-up .*is asked for/);

      const final = await ground.cardSays(name, /web01 test failover: succeeded, verdict Passed/);
      expect(final.ts).toBe(card.ts);
      expect(final.edits).toBeGreaterThanOrEqual(4);
      expect(final.text).toMatch(/machine up after .*cleaned up .*as asked/s);
      expect(buttonsOf(final)).toEqual(["Drill again"]);
      await ground.threadSays(card, /web01 test failover: succeeded/);
      expect(await ground.run(name)).toMatchObject({
        spec: { verdict: { result: "Passed", by: `slack:${asker}` } },
        status: { phase: "Succeeded", cleanUp: { why: "Asked" } },
      });
      expect(await ground.calls("web01", "testFailover")).toEqual({ accepted: 1, refused: 0 });
      expect(await ground.calls("web01", "testFailoverCleanup")).toEqual({ accepted: 1, refused: 0 });
    });

    test("a drill that Azure lets fail: the card has Azure's words, and the channel hears of it", async () => {
      const run = await ground.started(colleague, REFUSED);
      const card = await ground.cardSays(run.metadata.name, /test failover: failed/);
      expect(card.text).toMatch(/28031.*the quota of cores of the subscription is used up.*Ask for a higher quota/s);
      expect(buttonsOf(card)).toContain("Try again");
      const told = await ground.threadSays(card, /test failover: failed/);
      expect(told.broadcast).toBe(true);
      expect(written(told.blocks)).toContain("The subscription has not enough free cores of this size family");
      expect(await ground.calls(REFUSED, "testFailover")).toEqual({ accepted: 1, refused: 0 });
    });

    test("a manifest that somebody applied: the channel hears of it as of any other", async () => {
      await ground.apply(drill("by-hand", "web11", { cleanUp: { after: "48h" } }));
      const card = await ground.cardSays("by-hand", /web11 test failover: running/);
      expect(card.text).toContain("started by somebody with kubectl");
      const up = await ground.threadSays(card, /the test machine of web11 is up/i);
      expect(up.text).not.toContain("<@");
      expect(await ground.calls("web11", "testFailover")).toEqual({ accepted: 1, refused: 0 });
    });

    test("a mention in a thread is answered there, to whoever asked", async () => {
      const { metadata } = await ground.started(asker, "web12");
      const card = await ground.cardSays(metadata.name, /web12 test failover: running/);
      const answer = await ground.answered(asker, drills, (asha) => asha.say(drills, "<@BOT> cleanup web12", card.ts));
      expect(answer).toMatchObject({ threadTs: card.ts, ephemeral: true });
      expect(answer.text).toMatch(/clean-up .*is asked for/);
      await ground.cardSays(metadata.name, /web12 test failover: succeeded, no verdict yet/);
    });
  });

  test("one id leads from the button to the run, the operator's log and both calls to Azure", async () => {
    const { stack, bots } = ground;
    const logged = bots.flatMap(({ lines }) => lines.filter((line) => line.includes('"msg":"asked"')));
    const asked = logged.map(
      (line) => JSON.parse(line) as { id: string; verb: string; words: string[]; source: string },
    );
    const idOf = (verb: string, source: string) =>
      asked.find((one) => one.verb === verb && one.source === source && one.words.join(" ").startsWith("web01"))?.id;
    const [pressedStart, pressedCleanUp] = [idOf("testfailover", "button"), idOf("cleanup", "button")];
    const [run] = await ground.runsOf("web01");
    expect(run?.metadata.annotations?.["asr-chatops.io/correlation"]).toBe(pressedCleanUp);
    const { writes } = await stack.simulator.ask<{ writes: readonly ReceivedWrite[] }>("writes");
    const calls = writes.filter(
      ({ correlationId }) => correlationId === pressedStart || correlationId === pressedCleanUp,
    );
    expect(calls.map(({ operation, correlationId }) => [operation, correlationId])).toEqual([
      [expect.stringMatching(/TestFailover$/), pressedStart],
      [expect.stringMatching(/TestFailoverCleanup$/), pressedCleanUp],
    ]);
    for (const { correlationId, clientRequestId, jobId } of calls) {
      const line = stack.operator.lines.find((one) => one.includes("azure took a write") && one.includes(jobId ?? ""));
      expect(JSON.parse(line ?? "{}")).toMatchObject({ operation: clientRequestId, correlation: correlationId });
    }
  });

  test("the metrics of every process are those of the reference, with its labels and no others", async () => {
    const registered = await registeredMetrics();
    const { stack, bots } = ground;
    for (const [name, child] of [["operator", stack.operator] as const, ...bots.map((bot) => ["bot", bot] as const)]) {
      const own = registered.filter(({ processes }) => processes.includes(name));
      const text = await metricsOf(child);
      expect(namesIn(text)).toEqual(own.map((metric) => metric.name));
      const known = new Set(own.flatMap((metric) => metric.labels.map((label) => `${metric.name} ${label}`)));
      expect([...labelsIn(text)].filter((label) => !known.has(label))).toEqual([]);
    }
    expect(await metricsOf(stack.operator)).toMatch(/^asr_rpo_worst_seconds\{vault="contoso",simulated="true"\} \d/m);
  });

  test("in the end nothing was wrong: each thing said and done once, by two bots, and nobody called in vain", () => {
    expect(complaints(ground)).toEqual([]);
    for (const bot of ground.bots) expect(askedOf(bot.lines).length).toBeGreaterThan(0);
    const called = new Set(ground.slack.pings.map(({ what }) => what));
    expect([...called].sort()).toEqual([`<@${asker}>`, `<@${colleague}>`]);
  });
});
