// A bot that already leads and then cannot start, or is told to stop while Slack is away: it lets go of its lease.
import { afterEach, expect, test } from "vitest";
import { leaseKind } from "../../../kube/lease-record.ts";
import { controlPlane } from "../../control-plane/for-tests.ts";
import { startSlackFake } from "../../slack/fake.ts";
import type { SlackFake, Transport } from "../../slack/types.ts";
import { BOT, botKubeconfig, startBotProcess } from "../../stack/bot.ts";
import { CHANNELS, WORKSPACE } from "../../stack/chat.ts";
import { adminClient } from "../kube/things.ts";

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** A bot that leads, while Slack is away. */
async function startWithoutSlack(transport: Transport, wrong: Partial<SlackFake> = {}) {
  const slack = await startSlackFake(WORKSPACE);
  ends.push(() => slack.stop());
  await slack.down();
  const client = adminClient();
  ends.push(() => client.close());
  const kubeconfig = await botKubeconfig(controlPlane());
  const bot = startBotProcess({ kubeconfig, slack: { ...slack, ...wrong }, transport, channel: CHANNELS.drills });
  ends.push(() => bot.end("SIGKILL"));
  await bot.line(/"msg":"leading"/);
  const lease = () => client.get(leaseKind, { namespace: BOT.namespace, name: "asr-chatops-bot" });
  return { slack, bot, lease };
}

test.each(["socket", "http"] as const)(
  "SIGTERM while Slack is away, %s: exit code 0, and a free lease",
  async (transport) => {
    const { bot, lease } = await startWithoutSlack(transport);
    if (transport === "socket") await bot.line(/"msg":"no socket to Slack could be opened"/);
    await bot.end("SIGTERM");
    expect(await bot.ended).toBe(0);
    expect((await lease())?.spec).toMatchObject({ holderIdentity: "", leaseDurationSeconds: 1 });
  },
);

test("an app token that Slack does not take: exit code 1, what to do, and a free lease", async () => {
  const { slack, bot, lease } = await startWithoutSlack("socket", { appToken: "xapp-revoked" });
  await slack.up();
  expect(await bot.ended).toBe(1);
  expect(bot.lines.at(-1)).toMatch(/^The bot cannot start: Slack does not take SLACK_APP_TOKEN/);
  expect((await lease())?.spec).toMatchObject({ holderIdentity: "", leaseDurationSeconds: 1 });
});
