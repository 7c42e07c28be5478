// Which workspace the bot's token belongs to: asked until Slack has answered once.
import { expect, test } from "vitest";
import { createWeb } from "../../bot/slack/web.ts";
import { findWorkspace } from "../../bot/slack/workspace.ts";
import { createFakeClock } from "../kube/fake-clock.ts";
import { startSlack } from "../slack/rig.ts";
import type { Fault } from "../slack/types.ts";
import { createLog } from "./rig.ts";

async function startWorkspace() {
  const slack = await startSlack();
  const { logger, line } = createLog();
  const clock = createFakeClock();
  const stopping = new AbortController();
  const web = createWeb(slack.botToken, { apiUrl: slack.apiUrl, logger });
  const find = () => findWorkspace({ web, clock, logger, signal: stopping.signal });
  const asked = () => slack.transcript.filter(({ name }) => name === "auth.test").length;
  return { slack, clock, line, stopping, find, asked };
}

test("Slack says which it is", async () => {
  const { slack, find } = await startWorkspace();
  const { teamId, url } = (await find()).current() ?? {};
  expect(teamId).toBe(slack.teamId);
  expect(url).toMatch(/^https?:\/\/.+\/$/);
});

test.each<[string, Fault]>([
  ["does not answer", { kind: "drop-before" }],
  ["is in trouble", { kind: "http-500" }],
  ["says to wait", { kind: "rate-limited", retryAfterSeconds: 1 }],
  ["has trouble of its own", { kind: "ok-false", error: "internal_error" }],
])("nobody waits for a Slack that %s: it is not known, and is asked again", async (_, fault) => {
  const { slack, clock, line, find, asked } = await startWorkspace();
  slack.fault("auth.test", fault);
  const found = await find();
  expect(found.current()).toBeUndefined();
  expect(asked()).toBe(1);
  await clock.advance(1000);
  await line("Slack knows the bot");
  expect(found.current()?.teamId).toBe(slack.teamId);
  expect(clock.pending).toBe(0);
});

test("it is not asked again once the bot stops", async () => {
  const { slack, clock, stopping, find, asked } = await startWorkspace();
  slack.fault("auth.test", { kind: "http-500" }, 100);
  await find();
  stopping.abort();
  await clock.advance(120_000);
  expect(asked()).toBe(1);
  expect(clock.pending).toBe(0);
});

test.each(["invalid_auth", "account_inactive", "token_revoked"])(
  "a token that Slack does not take: %s",
  async (error) => {
    const { slack, find } = await startWorkspace();
    slack.fault("auth.test", { kind: "ok-false", error });
    await expect(find()).rejects.toThrow(
      `Slack does not take SLACK_BOT_TOKEN (${error}). Install the app again, or renew it.`,
    );
  },
);
