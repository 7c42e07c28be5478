// The bot as a process of its own, with the token of its service account and nothing else.
import { join } from "node:path";
import type { ControlPlaneClient } from "../control-plane/client.ts";
import type { SlackFake, Transport } from "../slack/types.ts";
import { type Child, startChild } from "./child.ts";

export const BOT = { namespace: "asr-chatops", account: "asr-chatops-bot" } as const;

export interface BotOptions {
  readonly kubeconfig: string;
  readonly slack: SlackFake;
  readonly transport: Transport;
  /** SLACK_CHANNEL. */
  readonly channel: string;
  readonly logLevel?: string;
}

const configFile = join(import.meta.dirname, "..", "..", "examples", "slack", "bot-config.yaml");

/** A kubeconfig that holds a token of the bot's service account. */
export function botKubeconfig(controlPlane: ControlPlaneClient): Promise<string> {
  return controlPlane.serviceAccountKubeconfig(BOT.namespace, BOT.account);
}

/** Starts `main.ts bot`; resolves as soon as it runs, not when it is ready. */
export function startBotProcess({ kubeconfig, slack, transport, channel, logLevel = "info" }: BotOptions): Child {
  return startChild(["bot"], {
    KUBECONFIG: kubeconfig,
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_API_URL: slack.apiUrl,
    SLACK_CHANNEL: channel,
    CLUSTER_NAME: "prod-mgmt",
    BOT_CONFIG: configFile,
    BOT_NAMESPACE: BOT.namespace,
    HTTP_ADDRESS: "127.0.0.1:0",
    LOG_LEVEL: logLevel,
    ...(transport === "socket"
      ? { SLACK_APP_TOKEN: slack.appToken }
      : { SLACK_SIGNING_SECRET: slack.signingSecret, SLACK_HTTP_ADDRESS: "127.0.0.1:0" }),
  });
}

/** Waits until Slack can reach it; resolves with the address where it listens for Slack, if it does. */
export async function botReady(bot: Child): Promise<string | undefined> {
  await bot.line(/"msg":"ready"/);
  const line = bot.lines.find((one) => one.includes('"msg":"answering Slack over HTTP"'));
  return line === undefined ? undefined : (JSON.parse(line) as { address: string }).address;
}
