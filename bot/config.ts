// The bot's settings, read from the environment once; everything that is wrong is said at once.
import type { KubeconfigSource } from "../kube/kubeconfig.ts";
import { type Proxies, proxySettings } from "../kube/proxies.ts";
import {
  addressSetting,
  LOG_LEVELS,
  type LogLevel,
  logLevelSetting,
  namespaceSetting,
  refuse,
  type Setting,
} from "../kube/settings.ts";
import { NO_PLACES, type Places, readPlaces } from "./places.ts";

export interface BotConfig {
  readonly slack: SlackConfig;
  /** Where runs are told that name no channel of their own, and alerts: a channel's id. */
  readonly channel: string;
  /** Which cluster this is: on every card. */
  readonly clusterName: string;
  readonly places: Places;
  /** Where the bot runs: its ledger and its Lease are there. */
  readonly namespace: string;
  /** `host:port` of /healthz, /readyz and /metrics. */
  readonly httpAddress: string;
  readonly logLevel: LogLevel;
  /** Where the API server is, and who we are to it. */
  readonly kubeconfig: KubeconfigSource;
}

export interface SlackConfig {
  readonly botToken: string;
  /** With a slash at the end. */
  readonly apiUrl: string;
  readonly inbound: Inbound;
}

/** How Slack reaches us. */
export type Inbound =
  | { readonly by: "socket"; readonly appToken: string; readonly proxies?: Proxies }
  | { readonly by: "http"; readonly signingSecret: string; readonly address: string };

/** What `--help` prints. */
export const BOT_HELP = `asr-chatops bot: answers /asr in Slack from the resources of group asr-chatops.io, and tells channels how runs go.

Settings (environment):
  SLACK_BOT_TOKEN       xoxb-…, the bot's token                                            [required]
  SLACK_APP_TOKEN       xapp-…, for Socket Mode: no address of ours is open to Slack       [this or the next]
  SLACK_SIGNING_SECRET  for HTTP: Slack sends signed requests to /slack/events
  SLACK_HTTP_ADDRESS    host:port where those arrive                                       [127.0.0.1:3000]
  SLACK_CHANNEL         id of the channel for runs that name none, and for alerts          [required]
  SLACK_API_URL         Slack's Web API                                                    [https://slack.com/api/]
  CLUSTER_NAME          which cluster this is: on every card                               [required]
  BOT_CONFIG            a YAML file: workspace, channels (id: namespace),
                        groups (id: "slack:name"), grantedBy                               [unset]
  BOT_NAMESPACE         namespace it runs in: what was said is kept there                  [asr-chatops]
  HTTP_ADDRESS          host:port of /healthz, /readyz and /metrics                        [127.0.0.1:8081]
  LOG_LEVEL             ${LOG_LEVELS.join(" | ")}                   [info]
  KUBECONFIG            kubeconfig, outside a cluster                                      [in-cluster]
  NODE_USE_ENV_PROXY    1: calls of Slack take HTTPS_PROXY, but for hosts of NO_PROXY      [unset]
`;

export type Env = Readonly<Record<string, string | undefined>>;

/** `readFile` throws where a file cannot be read. @throws ConfigError naming every setting that cannot be used. */
export function readConfig(env: Env, readFile: (path: string) => string): BotConfig {
  const problems: string[] = [];
  const setting = (name: string, otherwise: string) => ({ name, text: env[name] ?? otherwise });
  const config: BotConfig = {
    slack: { botToken: botToken(env, problems), apiUrl: apiUrl(env, problems), inbound: inbound(env, problems) },
    channel: channel(env.SLACK_CHANNEL ?? "", problems),
    clusterName: clusterName(env.CLUSTER_NAME ?? "", problems),
    places: places(env.BOT_CONFIG ?? "", readFile, problems),
    namespace: namespaceSetting(setting("BOT_NAMESPACE", "asr-chatops"), problems),
    httpAddress: addressSetting(setting("HTTP_ADDRESS", "127.0.0.1:8081"), problems),
    logLevel: logLevelSetting(setting("LOG_LEVEL", "info"), problems),
    kubeconfig: { env },
  };
  refuse(problems);
  return config;
}

// What is given for a token is never repeated in a sentence: it may be another secret.
function botToken(env: Env, problems: string[]): string {
  const text = secret(env.SLACK_BOT_TOKEN);
  if (text !== "") return token({ name: "SLACK_BOT_TOKEN", text }, "xoxb-", problems);
  problems.push("SLACK_BOT_TOKEN is not set: the bot's token, which begins with xoxb-.");
  return "";
}

/** Without what surrounds it: files of secrets end with a line break. */
function secret(given: string | undefined): string {
  return (given ?? "").trim();
}

function token({ name, text }: Setting, begins: string, problems: string[]): string {
  if (!text.startsWith(begins)) problems.push(`${name} does not begin with ${begins}: it is another token.`);
  else if (!/^[!-~]+$/.test(text)) problems.push(`${name} has characters that no token has: copy it again.`);
  return text;
}

function inbound(env: Env, problems: string[]): Inbound {
  const appToken = secret(env.SLACK_APP_TOKEN);
  const signingSecret = secret(env.SLACK_SIGNING_SECRET);
  if ((appToken === "") === (signingSecret === "")) {
    problems.push(
      "Set SLACK_APP_TOKEN (xapp-…, Socket Mode) or SLACK_SIGNING_SECRET (HTTP), and only one of them: it decides how Slack reaches the bot.",
    );
  }
  if (signingSecret !== "") {
    const address = { name: "SLACK_HTTP_ADDRESS", text: env.SLACK_HTTP_ADDRESS ?? "127.0.0.1:3000" };
    return { by: "http", signingSecret, address: addressSetting(address, problems) };
  }
  if (appToken === "") return { by: "socket", appToken };
  // The socket takes the way of all calls: Node's own fetch goes through a proxy where this says so, and only there.
  const proxies = env.NODE_USE_ENV_PROXY === "1" ? proxySettings(env, problems) : undefined;
  return {
    by: "socket",
    appToken: token({ name: "SLACK_APP_TOKEN", text: appToken }, "xapp-", problems),
    ...(proxies !== undefined && { proxies }),
  };
}

function apiUrl({ SLACK_API_URL: text = "" }: Env, problems: string[]): string {
  if (text === "") return "https://slack.com/api/";
  if (URL.canParse(text) && ["http:", "https:"].includes(new URL(text).protocol)) return text.replace(/\/*$/, "/");
  problems.push(`SLACK_API_URL is "${text}"; it must be an address such as https://slack.com/api/.`);
  return text;
}

function channel(text: string, problems: string[]): string {
  if (!/^[CG][A-Z0-9]{2,20}$/.test(text)) {
    problems.push(
      `SLACK_CHANNEL is "${text}"; it must be the id of a channel, such as C024BE91L: its details show it at the bottom.`,
    );
  }
  return text;
}

function clusterName(text: string, problems: string[]): string {
  const name = text.trim();
  if (name === "" || name.length > 63) {
    problems.push(`CLUSTER_NAME is "${text}"; it must name this cluster in at most 63 characters, such as prod-mgmt.`);
  }
  return name;
}

function places(path: string, readFile: (path: string) => string, problems: string[]): Places {
  if (path === "") return NO_PLACES;
  try {
    return readPlaces(readFile(path), problems);
  } catch (error) {
    problems.push(`BOT_CONFIG is "${path}", which cannot be read: ${error instanceof Error ? error.message : error}`);
    return NO_PLACES;
  }
}
