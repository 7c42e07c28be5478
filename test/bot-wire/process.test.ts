// The bot as a process: what it says of itself, what keeps it from starting, and how it ends.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { BOT_HELP } from "../../bot/config.ts";
import { startSlack, stopLater } from "../slack/rig.ts";
import type { SlackFake } from "../slack/types.ts";
import { startChild } from "../stack/child.ts";

/** A cluster where nobody listens. */
async function deadCluster(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "asr-bot-"));
  stopLater({ stop: () => rm(folder, { recursive: true }) });
  const cluster = { name: "dead", cluster: { server: "https://127.0.0.1:9" } };
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [cluster],
    users: [{ name: "bot", user: { token: "nobody" } }],
    contexts: [{ name: "dead", context: { cluster: "dead", user: "bot" } }],
    "current-context": "dead",
  };
  const path = join(folder, "kubeconfig");
  await writeFile(path, JSON.stringify(config));
  return path;
}

async function settings(slack: SlackFake) {
  return {
    KUBECONFIG: await deadCluster(),
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
    SLACK_CHANNEL: "C0DRILLS01",
    CLUSTER_NAME: "prod-mgmt",
    HTTP_ADDRESS: "127.0.0.1:0",
  };
}

/** Whatever becomes of the test, nothing of it goes on. */
function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = startChild(["bot", ...args], env);
  stopLater({ stop: () => child.end() });
  return child;
}

test("--help prints every setting, and --version a version", async () => {
  const help = run(["--help"]);
  expect(await help.ended).toBe(0);
  expect(`${help.lines.join("\n")}\n`).toBe(BOT_HELP);
  const version = run(["--version"]);
  expect(await version.ended).toBe(0);
  expect(version.lines).toEqual([expect.stringMatching(/^\d+\.\d+\.\d+$/)]);
});

test("settings that cannot be used end it at once, each with its sentence and none with its secret", async () => {
  const bot = run([], { SLACK_BOT_TOKEN: "hush-hush", SLACK_APP_TOKEN: "hush-hush" });
  expect(await bot.ended).toBe(2);
  expect(bot.lines).toHaveLength(5);
  expect(bot.lines[0]).toBe("The bot cannot start:");
  expect(bot.lines.join("\n")).not.toContain("hush-hush");
});

test("a file that is not there ends it at once", async () => {
  const slack = await startSlack();
  const bot = run([], { ...(await settings(slack)), BOT_CONFIG: "/nowhere/bot.yaml" });
  expect(await bot.ended).toBe(2);
  expect(bot.lines[1]).toContain('BOT_CONFIG is "/nowhere/bot.yaml", which cannot be read: ENOENT');
});

test("a token that Slack does not take ends it, with what to do", async () => {
  const slack = await startSlack();
  const bot = run([], { ...(await settings(slack)), SLACK_BOT_TOKEN: "xoxb-revoked" });
  expect(await bot.ended).toBe(1);
  expect(bot.lines.at(-1)).toBe(
    "The bot cannot start: Slack does not take SLACK_BOT_TOKEN (invalid_auth). Install the app again, or renew it.",
  );
  expect(bot.lines.join("\n")).not.toContain("xoxb-revoked");
});

test.each(["SIGTERM", "SIGINT"] as const)("%s ends it in order while it waits for the cluster", async (signal) => {
  const slack = await startSlack();
  const bot = run([], await settings(slack));
  await bot.line(/"msg":"answering health checks"/);
  const stopping = bot.line(/"msg":"stopping"/);
  await bot.end(signal);
  expect(await bot.ended).toBe(0);
  expect(JSON.parse((await stopping).input)).toMatchObject({ signal });
});
