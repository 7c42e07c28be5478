// A bot that already leads while Slack is away at its start is told to stop: it lets go of its lease.
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
