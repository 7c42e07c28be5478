// What people, machines, Azure and the network say wrongly, twice or at the same moment, end to end: nothing is started twice,
// nobody is called, and every refusal says what to do.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CHANNELS, PEOPLE } from "../stack/chat.ts";
import { type ChatGround, complaints, startChatGround } from "./chat-ground.ts";
import { pressLater } from "./chat-late.ts";
import { buttonsOf, lineOf, written } from "./chat-read.ts";
import { eventually } from "./eventually.ts";
import { drill, protection, TEAM } from "./shop.ts";

const MINUTES = 60_000;
const { drills, lobby } = CHANNELS;
const { asker, colleague, viewer, stranger, guest, outsider } = PEOPLE;
/** What the example fleet has to offer. */
const HOSTILE = "<b>&web05 *bold*<!channel>";
const MARKUP = "<!channel> <@U0BEN00001> <https://evil.example|portal> *bold* </b>";

let ground: ChatGround;

beforeAll(async () => {
  // Drills that never come up keep the bot's edits for those that tests look at: it makes 40 a minute.
  const ready = ["double-stalls", "again-stalls", "late-stalls", "second-stalls", "race-stalls", "outside-stalls"];
  ground = await startChatGround({ transport: "http", ready: [...ready, "deleted1"] });
}, 5 * MINUTES);

afterAll(async () => {
  await ground?.stop();
});

describe.concurrent("mistyped", () => {
  test("a machine that is not there: the nearest, and a button that asks for it", async () => {
    const answer = await ground.asked(viewer, drills, "/asr status wbe01");
    expect(answer.text).toMatch(/I know no “wbe01” in \*dr-team\*\. Did you mean \*web01\*\?/);
    expect(buttonsOf(answer)).toEqual(["/asr status web01"]);
    expect((await ground.pressed(viewer, answer, "/asr status web01")).text).toMatch(/web01: Protected/);
  });

  test("a command that is none: the nearest, and nothing is started by the way", async () => {
    const answer = await ground.asked(colleague, drills, "/asr testfialover web01");
    expect(answer.text).toMatch(/is not a command\. Did you mean `\/asr testfailover web01`\?/);
    const preview = await ground.pressed(colleague, answer, "/asr testfailover web01");
    expect(preview.text).toContain("Test failover of web01?");
    expect(await ground.runsOf("web01")).toEqual([]);
  });

  test("a namespace that no vault lets in", async () => {
    const answer = await ground.asked(viewer, drills, "/asr status web01 -n dr-taem");
    expect(answer.text).toMatch(/No vault lets namespace `dr-taem` in\. Did you mean `-n dr-team`\?/);
  });

  test("a name that two machines have: both are named", async () => {
    for (const name of ["twin1", "twin2"]) {
      await ground.stack.simulator.tell("machines", { name, fqdn: "twin.example.org" });
    }
    const answer = await eventually(
      "both are discovered",
      () => ground.asked(viewer, drills, "/asr status twin.example.org"),
      ({ text }) => /2 machines are called/.test(text),
    );
    expect(answer.text).toMatch(/`twin1-\w{8}`.*`twin2-\w{8}`.*Name one\./);
  });
});

describe.concurrent("not allowed", () => {
  test("without rights: the refusal names verb, resource, and who can grant it", async () => {
    const answer = await ground.asked(stranger, drills, "/asr testfailover web01");
    expect(answer.text).toMatch(/^You may not start a test failover in \*dr-team\*\. It needs `create` on/);
    expect(answer.text).toMatch(/`testfailovers\.asr-chatops\.io`.*<!subteam\^S0DRLEADS1> can grant it\.$/);
    expect(buttonsOf(answer)).toEqual([]);
  });

  test("who may look, looks, and may not start or clean up, by no button either", async () => {
    expect((await ground.asked(viewer, drills, "/asr status web01")).text).toMatch(/web01: Protected/);
    const answer = await ground.asked(viewer, drills, "/asr testfailover web01");
    expect(answer.text).toMatch(/^You may not start a test failover/);
    await ground.apply(drill("not-theirs", "deleted1", { cleanUp: { after: "48h" } }));
    const card = await ground.cardSays("not-theirs", /deleted1 test failover: running/);
    expect((await ground.pressed(viewer, card, "Clean up now")).text).toMatch(/^You may not clean up .*`patch` on/);
    expect(await ground.calls("deleted1", "testFailoverCleanup")).toEqual({ accepted: 0, refused: 0 });

    await ground.kubectl("delete", "tfo", "not-theirs", "-n", TEAM, "--timeout=120s");
    const final = await ground.cardSays("not-theirs", /resource (was )?deleted|resource is gone/);
    expect(buttonsOf(final)).toEqual([]);
    expect(await ground.calls("deleted1", "testFailoverCleanup")).toEqual({ accepted: 1, refused: 0 });
  });

  test.each([
    [guest, /^Guests of this workspace may not use me/],
    [outsider, /^I serve another workspace than yours/],
  ])("%s is nobody's to obey", async (person, says) => {
    expect((await ground.asked(person, drills, "/asr testfailover web01")).text).toMatch(says);
    expect((await ground.asked(person, drills, "/asr status web01")).text).toMatch(says);
  });

  test("a manifest in the name of somebody in Slack", async () => {
    const forged = ground.apply(drill("forged", "web01", { requestedBy: `slack:${asker}` }));
    await expect(forged).rejects.toThrow("only the bot writes slack: names");
    expect(await ground.run("forged")).toBeUndefined();
  });

  test("what only a button says, typed", async () => {
    const answer = await ground.asked(asker, drills, "/asr testfailover web01 --preview 12345678.1790000000");
    expect(answer.text).toMatch(/cannot be typed: press the button instead/);
  });
});

test("where the bot is not: said at the preview, Start is refused, and works after an invitation", async () => {
  const preview = await ground.preview(asker, "outside-stalls", lobby);
  expect(preview.text).toMatch(/I am not in <#C0LOBBY001>, so nobody would see the run\. Invite me/);
  const refused = await ground.pressed(asker, preview, "Start");
  expect(refused.text).toMatch(/I am not in <#C0LOBBY001>.*Nothing was started\.$/s);
  expect(await ground.runsOf("outside-stalls")).toEqual([]);
  ground.slack.invite(lobby, true);
  expect((await ground.pressed(asker, refused, "Start")).text).toMatch(/^Started: the card is in <#C0LOBBY001>/);
  const [run] = await ground.runsOf("outside-stalls");
  await ground.cardSays(run?.metadata.name ?? "", /outside-stalls test failover: (stuck while )?starting/, lobby);
  expect(ground.cards(run?.metadata.name ?? "", drills)).toEqual([]);
});

describe.concurrent("text that others wrote is data", () => {
  test("a machine's name with markup", async () => {
    await ground.stack.simulator.tell("items", { machine: HOSTILE });
    await ground.apply(protection("markup", { policy: "portal", machine: { name: HOSTILE } }));
    await ground.kubectl("wait", "--for=condition=Ready", "pmp/markup", "-n", TEAM, "--timeout=120s");
    const status = await ground.asked(colleague, drills, "/asr status markup");
    expect(status.text).toContain("&lt;b&gt;&amp;web05 bold&lt;!channel&gt;: Protected");
    const machines = await ground.asked(colleague, drills, "/asr machines");
    expect(written(machines.blocks)).toContain("&lt;!channel&gt;");
    const { metadata } = await ground.started(colleague, "markup");
    const card = await ground.cardSays(metadata.name, /web05 bold&lt;!channel&gt; test failover: running/);
    await ground.threadSays(card, /the test machine of &lt;b&gt;&amp;web05 bold&lt;!channel&gt; is up/);
  });

  test("an error of Azure with markup", async () => {
    await ground.apply(drill("azure-words", "nobody"));
    await ground.runIs("azure-words", "Pending");
    const failure = { code: "99999", message: MARKUP, possibleCauses: MARKUP, recommendedAction: MARKUP };
    const status = { phase: "Failed", endedAt: new Date().toISOString(), failure };
    const patch = JSON.stringify({ status });
    await ground.kubectl(
      ...["patch", "tfo", "azure-words", "-n", TEAM, "--subresource=status", "--type=merge", "-p", patch],
    );
    const card = await ground.cardSays("azure-words", /failed.*99999/s);
    expect(card.text).toContain("&lt;!channel&gt; &lt;@U0BEN00001&gt; &lt;https://evil.example|portal&gt;");
    const told = await ground.threadSays(card, /99999/);
    expect(written(told.blocks)).toContain("&lt;!channel&gt;");
  });
});

describe("twice", () => {
  test("a double click on Start makes one run", async () => {
    const preview = await ground.preview(asker, "double-stalls");
    await ground.answered(asker, drills, (asha) =>
      Promise.all([asha.press(preview.ts, "Start"), asha.press(preview.ts, "Start")]),
    );
    const both = async () =>
      ground.slack
        .as(asker)
        .sees(drills)
        .find(({ ts }) => ts === preview.ts)?.edits;
    await eventually("both presses are answered", both, (edits) => edits === 2);
    const [run, ...others] = await ground.runsOf("double-stalls");
    expect(others).toEqual([]);
    await ground.cardSays(run?.metadata.name ?? "", /double-stalls test failover: (stuck while )?starting/);
    expect(await ground.calls("double-stalls", "testFailover")).toEqual({ accepted: 1, refused: 0 });
  });

  test("a command and a press that are delivered again make one run", async () => {
    const one = await ground.preview(asker, "again-stalls");
    const other = await ground.answered(asker, drills, () => ground.slack.redeliverLast());
    expect(other.ts).not.toBe(one.ts);
    expect((await ground.pressed(asker, one, "Start")).text).toMatch(/^Started/);
    const again = await ground.answered(asker, drills, () => ground.slack.redeliverLast());
    expect(again).toMatchObject({ ts: one.ts, text: expect.stringMatching(/^Started/) });
    expect((await ground.pressed(asker, other, "Start")).text).toMatch(/^Started/);
    expect(await ground.runsOf("again-stalls")).toHaveLength(1);
  });

  test("Start on a preview of 16 minutes ago starts nothing and shows how it is now", async () => {
    const preview = await ground.preview(asker, "late-stalls");
    const start = lineOf(preview, "Start") ?? "";
    const old = start.replace(/\.(\d{10})/, (_, issued: string) => `.${Number(issued) - 16 * 60}`);
    expect(old).not.toBe(start);
    await ground.pressed(asker, preview, "Cancel");
    const anew = await ground.answered(asker, drills, () => pressLater(ground, preview, old));
    expect(anew.text).toMatch(/^That preview was older than 15 minutes, so nothing was started\./);
    expect(buttonsOf(anew)).toContain("Start");
    expect(await ground.runsOf("late-stalls")).toEqual([]);
  });
});

describe.concurrent("a second drill by a second person", () => {
  test("one after the other: refused with a link to the first, whether asked or pressed", async () => {
    const seenBefore = await ground.preview(colleague, "second-stalls");
    const run = await ground.started(asker, "second-stalls");
    const card = await ground.cardSays(run.metadata.name, /second-stalls test failover: (stuck while )?starting/);
    await ground.isKept(run, card);
    const link = `archives/${drills}/p${card.ts.replace(".", "")}`;
    const pressed = await ground.pressed(colleague, seenBefore, "Start");
    const asked = await ground.asked(colleague, drills, "/asr testfailover second-stalls");
    for (const { text } of [pressed, asked]) {
      expect(text).toMatch(
        /second-stalls.* already has a test failover under way, started by <@U0ASHA0001>.*Nothing was started/,
      );
      expect(text).toContain(link);
    }
    expect(await ground.runsOf("second-stalls")).toHaveLength(1);
  });

  test("both press Start at the same moment: one run goes on, the other person is refused", async () => {
    const people = [asker, colleague] as const;
    const previews = [
      await ground.preview(asker, "race-stalls"),
      await ground.preview(colleague, "race-stalls"),
    ] as const;
    const press = async (at: 0 | 1) => (await ground.pressed(people[at], previews[at], "Start")).text;
    const answers = await Promise.all([press(0), press(1)]);
    expect(answers.filter((text) => /^Started/.test(text))).toHaveLength(1);
    expect(answers.filter((text) => /already has a test failover/.test(text))).toHaveLength(1);
    const winner = people[answers.findIndex((text) => /^Started/.test(text))];
    const alive = async () =>
      (await ground.runsOf("race-stalls")).filter(({ status }) => status?.phase !== "Cancelled");
    const left = await eventually("one run is left, and started", alive, ([only, ...others]) => {
      return others.length === 0 && only?.status?.phase === "Starting";
    });
    expect(left[0]?.spec.requestedBy).toBe(`slack:${winner}`);
    await ground.cardSays(left[0]?.metadata.name ?? "", /race-stalls test failover: (stuck while )?starting/);
    const calls = () => ground.calls("race-stalls", "testFailover");
    await eventually("the call that was announced is made", calls, ({ accepted, refused }) => accepted + refused > 0);
    expect(await calls()).toEqual({ accepted: 1, refused: 0 });
  });
});

test("in the end nothing was wrong, and nobody was called but who asked and who can grant", () => {
  const redelivered = /^request [\w-]+ ran twice$/;
  expect(complaints(ground)).toEqual([expect.stringMatching(redelivered), expect.stringMatching(redelivered)]);
  const card = /^<https:\/\/[\w.-]+\/archives\/C0DRILLS01\/p\d+\|its card>$/;
  const called = [...new Set(ground.slack.pings.map(({ what }) => what))].filter((what) => !card.test(what));
  expect(called.sort()).toEqual(["<!subteam^S0DRLEADS1>", `<@${asker}>`, `<@${colleague}>`].sort());
});
