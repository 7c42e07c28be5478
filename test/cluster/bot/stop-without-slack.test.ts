// A bot that already leads and then cannot start, or is told to stop while Slack is away: it lets go of its lease.
import { afterEach, expect, test } from "vitest";
import { leaseKind } from "../../../kube/lease-record.ts";
import { controlPlane } from "../../control-plane/for-tests.ts";
import { startSlackFake } from "../../slack/fake.ts";
import { BOT, botKubeconfig, startBotProcess } from "../../stack/bot.ts";
import { CHANNELS, WORKSPACE } from "../../stack/chat.ts";
import { adminClient } from "../kube/things.ts";

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

test.each(["socket", "http"] as const)(
  "SIGTERM while Slack is away, %s: exit code 0, and a free lease",
  async (transport) => {
    const slack = await startSlackFake(WORKSPACE);
    ends.push(() => slack.stop());
    await slack.down();
    const client = adminClient();
    ends.push(() => client.close());
    const kubeconfig = await botKubeconfig(controlPlane());
    const bot = startBotProcess({ kubeconfig, slack, transport, channel: CHANNELS.drills });
    ends.push(() => bot.end("SIGKILL"));
    await bot.line(/"msg":"leading"/);
    if (transport === "socket") await bot.line(/"msg":"no socket to Slack could be opened"/);
    await bot.end("SIGTERM");
    expect(await bot.ended).toBe(0);
    const lease = await client.get(leaseKind, { namespace: BOT.namespace, name: "asr-chatops-bot" });
    expect(lease?.spec).toMatchObject({ holderIdentity: "", leaseDurationSeconds: 1 });
  },
);

test("an app token that Slack does not take: exit code 1, what to do, and a free lease", async () => {
  const slack = await startSlackFake(WORKSPACE);
  ends.push(() => slack.stop());
  await slack.down();
  const client = adminClient();
  ends.push(() => client.close());
  const kubeconfig = await botKubeconfig(controlPlane());
  const wrong = { ...slack, appToken: "xapp-revoked" };
  const bot = startBotProcess({ kubeconfig, slack: wrong, transport: "socket", channel: CHANNELS.drills });
  ends.push(() => bot.end("SIGKILL"));
  await bot.line(/"msg":"leading"/);
  await slack.up();
  expect(await bot.ended).toBe(1);
  expect(bot.lines.at(-1)).toMatch(/^The bot cannot start: Slack does not take SLACK_APP_TOKEN/);
  const lease = await client.get(leaseKind, { namespace: BOT.namespace, name: "asr-chatops-bot" });
  expect(lease?.spec).toMatchObject({ holderIdentity: "", leaseDurationSeconds: 1 });
});
