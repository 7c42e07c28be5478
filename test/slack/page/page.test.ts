// The page in a real browser, on the real fake, with a small bot behind it: type, press, see.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, LogLevel } from "@slack/bolt";
import type { KnownBlock } from "@slack/types";
import type { Browser } from "puppeteer-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openBrowser, openSlack, type SlackUser, screenshotMessage } from "../browser.ts";
import { startSlackFake } from "../fake.ts";
import type { SlackFake } from "../types.ts";
import { mountPage } from "./page.ts";

const people = [
  { id: "U0ASKER001", name: "Priya Raman", title: "may start drills" },
  { id: "U0VIEWER01", name: "Tom Becker" },
];
const members = people.map(({ id }) => id);
const channels = [
  { id: "C0DRILLS01", name: "dr-drills", members, bot: true },
  { id: "C0LEADS001", name: "leads", members: ["U0ASKER001"], bot: true, private: true },
];

const plain = (text: string) => ({ type: "plain_text" as const, text });
const section = (text: string) => ({ type: "section" as const, text: { type: "mrkdwn" as const, text } });
const button = (label: string, more: object = {}) => ({
  type: "button" as const,
  action_id: label.toLowerCase(),
  text: plain(label),
  value: label,
  ...more,
});

const card: KnownBlock[] = [
  section("*web01* running"),
  {
    type: "actions",
    elements: [
      button("Details"),
      button("Remove", { confirm: { title: plain("Remove it?"), text: plain("For good") } }),
    ],
  },
];

const form = {
  type: "modal" as const,
  callback_id: "form",
  title: plain("Say how it went"),
  submit: plain("Save"),
  blocks: [
    {
      type: "input" as const,
      block_id: "note",
      label: plain("Note"),
      element: { type: "plain_text_input" as const, action_id: "value" },
    },
  ],
};

let browser: Browser;
let fake: SlackFake;
let app: App;
let user: SlackUser;

/** Everything that the page needs of a bot, in its smallest form. */
async function startBot(): Promise<App> {
  const clientOptions = { slackApiUrl: fake.apiUrl };
  const level = LogLevel.ERROR;
  const one = new App({
    token: fake.botToken,
    appToken: fake.appToken,
    socketMode: true,
    clientOptions,
    logLevel: level,
  });
  one.command("/asr", async ({ ack, command, client }) => {
    await ack({ text: `You typed ${command.text}` });
    await client.chat.postMessage({ channel: command.channel_id, text: "card", blocks: card });
  });
  one.action("details", async ({ ack, body, client }) => {
    await ack();
    if ("trigger_id" in body) await client.views.open({ trigger_id: String(body.trigger_id), view: form });
  });
  one.action("remove", async ({ ack, body, client }) => {
    await ack();
    const { container } = body as unknown as { container: { channel_id: string; message_ts: string } };
    await client.chat.update({ channel: container.channel_id, ts: container.message_ts, text: "It is removed" });
  });
  one.view("form", async ({ ack, view, client }) => {
    const note = view.state.values.note?.value?.value ?? "";
    if (note.includes("bad")) return await ack({ response_action: "errors", errors: { note: "Kinder words, please" } });
    await ack();
    await client.chat.postMessage({ channel: "C0DRILLS01", text: `Noted: ${note}` });
  });
  one.event("app_home_opened", async ({ event, client }) => {
    await client.views.publish({ user_id: event.user, view: { type: "home", blocks: [section("All is well")] } });
  });
  await one.start();
  return one;
}

beforeAll(async () => {
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
});

beforeEach(async () => {
  fake = await startSlackFake({ people, channels, ackMilliseconds: 2000 });
  mountPage(fake, { workspace: "Contoso", people, channels, tries: ["/asr status"] });
  app = await startBot();
  user = await openSlack(browser, fake.url, "U0ASKER001");
});

afterEach(async () => {
  await user.close();
  await app.stop();
  await fake.stop();
});

describe("somebody at the page", () => {
  test("types a command and sees what the app answers, to them alone and to all", async () => {
    await user.type("C0DRILLS01", "/asr status web01");
    await user.waitForText(/Only visible to you\s+asr\s*APP[\s\d:]+You typed status web01/);
    await user.waitForText("web01 running");
    const other = await openSlack(browser, fake.url, "U0VIEWER01");
    await other.waitForText("web01 running");
    expect(await other.text()).not.toContain("You typed");
    await other.close();
  });

  test("says something, which stays text whatever it is", async () => {
    await user.type("C0DRILLS01", "<script>document.title = 'gone'</script> <b>bold</b> *bold* <!channel>");
    await user.waitForText("<script>document.title = 'gone'</script> <b>bold</b> bold <!channel>");
    expect(await user.page.title()).toBe("Contoso");
    expect(fake.messages("C0DRILLS01").at(-1)?.text).toContain("&lt;!channel&gt;");
  });

  test("mentions the app by its name", async () => {
    await user.type("C0DRILLS01", "@asr are you there? @nobody");
    await user.waitForText("@asr are you there? @nobody");
    expect(fake.messages("C0DRILLS01").at(-1)?.text).toBe(`<@${fake.botUserId}> are you there? @nobody`);
  });

  test("fills in a modal, is told what is wrong, mends it, and it closes", async () => {
    await user.type("C0DRILLS01", "/asr status");
    await user.press("Details");
    await user.waitForText("Say how it went");
    await user.press("Save");
    await user.waitForText("Please complete this required field.");
    await user.fill("Note", "bad weather");
    await user.press("Save");
    await user.waitForText("Kinder words, please");
    await user.fill("Note", "fine weather");
    await user.press("Save");
    await user.waitForText("Noted: fine weather");
    expect(await user.text()).not.toContain("Say how it went");
  });

  test("closes a modal with Escape", async () => {
    await user.type("C0DRILLS01", "/asr status");
    await user.press("Details");
    await user.waitForText("Say how it went");
    await user.page.keyboard.press("Escape");
    await user.page.waitForSelector("#modal:not([open])");
    expect(fake.as("U0ASKER001").modal()).toBeUndefined();
  });

  test("is asked before a button does something, and may say no", async () => {
    await user.type("C0DRILLS01", "/asr status");
    await user.press("Remove");
    await user.waitForText("For good");
    await user.press("Cancel");
    expect(fake.messages("C0DRILLS01").at(-1)?.blocks).toHaveLength(card.length);
    await user.press("Remove");
    await user.press("Yes");
    await user.waitForText(/It is removed/);
    expect(await user.text()).not.toContain("web01 running");
  });

  test("reads a thread beside the channel; commands do not work in it", async () => {
    await user.type("C0DRILLS01", "Anybody?");
    const ts = fake.messages("C0DRILLS01").at(-1)?.ts ?? "";
    await fake.as("U0VIEWER01").say("C0DRILLS01", "Me", ts);
    await user.press("1 reply View thread");
    await user.waitForText(/Thread[\s\S]*Me/);
    await user.page.type("[data-composer=thread] textarea", "/asr status\n");
    await user.waitForText("/asr is not supported in threads. Sorry!");
    await user.page.locator("[data-composer=thread] textarea").fill("Thanks");
    await user.page.keyboard.press("Enter");
    await user.waitForText("2 replies");
  });

  test("sees what went wrong when the app does not answer", async () => {
    await app.stop();
    await user.type("C0DRILLS01", "/asr status");
    await user.waitForText("/asr failed with the error “dispatch_failed”");
    await user.type("C0DRILLS01", "/deploy");
    await user.waitForText("/deploy is not a valid command.");
  });

  test("looks at the Home tab of the app", async () => {
    await user.press("asr");
    await user.waitForText("All is well");
  });

  test("becomes somebody else, who sees only their own channels", async () => {
    expect(await user.text()).toContain("leads");
    await user.become("U0VIEWER01");
    expect(await user.text()).not.toContain("leads");
  });

  test("loses what only they saw when they reload", async () => {
    await user.type("C0DRILLS01", "/asr status");
    await user.waitForText("You typed status");
    await user.page.reload();
    await user.waitForText("web01 running");
    await user.page.waitForSelector("#items:not(:has(.ephemeral))");
  });
});

test("a picture of one message holds it and nothing else", async () => {
  const folder = mkdtempSync(join(tmpdir(), "page-"));
  const size = async (blocks: readonly KnownBlock[]) => {
    const file = join(folder, "card.png");
    await screenshotMessage(browser, { message: { text: "card", blocks }, at: Date.UTC(2026, 10, 23) }, file);
    const png = readFileSync(file);
    return { signature: png.toString("latin1", 1, 4), width: png.readUInt32BE(16), height: png.readUInt32BE(20) };
  };
  try {
    const [one, two] = [await size([section("One line")]), await size([section("One line"), section("One more")])];
    expect(one).toMatchObject({ signature: "PNG", width: 1440 });
    expect(one.height).toBeLessThan(250);
    expect(two.height).toBeGreaterThan(one.height);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe("the page answers", () => {
  const ask = (path: string, init: RequestInit = {}) => fetch(`${fake.url}${path}`, init);
  const act = (body: unknown) =>
    ask("/page/act", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

  test("nothing to forms of other sites", async () => {
    expect((await ask("/page/act", { method: "POST", body: "{}" })).status).toBe(415);
    const forged = await ask("/page/act", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: "[",
    });
    expect(forged.status).toBe(400);
  });

  test("with what could not be done", async () => {
    expect(await (await act({ act: "press", as: "U0ASKER001", ts: "1.1", label: "Go" })).json()).toEqual({
      failed: "Priya Raman sees no message 1.1",
    });
    expect(await (await act({ act: "fly", as: "U0ASKER001" })).json()).toHaveProperty("failed");
    expect(await (await act({ act: "home", as: "U9" })).json()).toEqual({ failed: "Nobody is called U9" });
  });

  test("with files of its own only, and a policy that lets nothing run but its script", async () => {
    expect((await ask("/page/main.js")).headers.get("content-type")).toContain("javascript");
    expect((await ask("/page/emoji.woff2")).status).toBe(200);
    expect((await ask("/page/../page.ts")).status).toBe(404);
    expect((await ask("/page/%2e%2e/page.ts")).status).toBe(404);
    expect((await ask("/")).headers.get("content-security-policy")).toContain("default-src 'self'");
  });
});
