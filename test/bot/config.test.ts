// The bot's settings: what is left out has a default, everything wrong is said at once, and no secret is ever repeated.
import { describe, expect, test } from "vitest";
import { BOT_HELP, type Env, readConfig } from "../../bot/config.ts";
import { ConfigError } from "../../kube/settings.ts";

const BOT_TOKEN = "xoxb-111-bot";
const APP_TOKEN = "xapp-222-app";
const SIGNING_SECRET = "333-signing";

const SOCKET: Env = {
  SLACK_BOT_TOKEN: BOT_TOKEN,
  SLACK_APP_TOKEN: APP_TOKEN,
  SLACK_CHANNEL: "C0DRILLS01",
  CLUSTER_NAME: "prod-mgmt",
};

const { SLACK_APP_TOKEN: _, ...withoutWay } = SOCKET;
const HTTP: Env = { ...withoutWay, SLACK_SIGNING_SECRET: SIGNING_SECRET };

/** No file can be read, unless one is given. */
const files =
  (text?: string) =>
  (path: string): string => {
    if (text === undefined) throw new Error(`ENOENT: no such file or directory, open '${path}'`);
    return text;
  };

const problemsOf = (env: Env, file?: string): readonly string[] => {
  try {
    readConfig(env, files(file));
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
};

describe("the settings", () => {
  test("have defaults for all but tokens, channel and cluster", () => {
    expect(readConfig(SOCKET, files())).toEqual({
      slack: {
        botToken: BOT_TOKEN,
        apiUrl: "https://slack.com/api/",
        inbound: { by: "socket", appToken: APP_TOKEN },
      },
      channel: "C0DRILLS01",
      clusterName: "prod-mgmt",
      places: { workspace: undefined, channels: {}, groups: {}, grantedBy: undefined },
      namespace: "asr-chatops",
      httpAddress: "127.0.0.1:8081",
      logLevel: "info",
      kubeconfig: { env: SOCKET },
    });
  });

  test("are taken from the environment", () => {
    const env = {
      ...SOCKET,
      SLACK_API_URL: "http://127.0.0.1:4103/api",
      SLACK_CHANNEL: "G024BE91L",
      CLUSTER_NAME: " lab ",
      BOT_NAMESPACE: "dr",
      HTTP_ADDRESS: ":9091",
      LOG_LEVEL: "debug",
      BOT_CONFIG: "bot.yaml",
    };
    expect(readConfig(env, files("workspace: T024BE7LD"))).toMatchObject({
      slack: { apiUrl: "http://127.0.0.1:4103/api/" },
      channel: "G024BE91L",
      clusterName: "lab",
      places: { workspace: "T024BE7LD" },
      namespace: "dr",
      httpAddress: ":9091",
      logLevel: "debug",
    });
  });

  test("with a signing secret mean HTTP, on this machine only unless another address is given", () => {
    const { inbound } = readConfig(HTTP, files()).slack;
    expect(inbound).toEqual({ by: "http", signingSecret: SIGNING_SECRET, address: "127.0.0.1:3000" });
    const elsewhere = readConfig({ ...HTTP, SLACK_HTTP_ADDRESS: "0.0.0.0:3001" }, files()).slack.inbound;
    expect(elsewhere).toEqual({ by: "http", signingSecret: SIGNING_SECRET, address: "0.0.0.0:3001" });
  });

  test("let the socket take the proxy that Node's own calls take, and only then", () => {
    const proxied = { ...SOCKET, HTTPS_PROXY: "http://p:3128", NO_PROXY: ".svc" };
    expect(readConfig(proxied, files()).slack.inbound).not.toHaveProperty("proxies");
    expect(readConfig({ ...proxied, NODE_USE_ENV_PROXY: "1" }, files()).slack.inbound).toMatchObject({
      proxies: { https: "http://p:3128", except: ".svc" },
    });
  });

  test("take secrets without the line break that files of them end with", () => {
    const broken = (env: Env): Env =>
      Object.fromEntries(Object.entries(env).map(([name, text]) => [name, `${text}\n`]));
    const { SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_SIGNING_SECRET } = broken({ ...SOCKET, ...HTTP });
    const socket = readConfig({ ...SOCKET, SLACK_BOT_TOKEN, SLACK_APP_TOKEN }, files()).slack;
    expect(socket).toMatchObject({ botToken: BOT_TOKEN, inbound: { appToken: APP_TOKEN } });
    expect(readConfig({ ...HTTP, SLACK_SIGNING_SECRET }, files()).slack.inbound).toMatchObject({
      signingSecret: SIGNING_SECRET,
    });
  });

  test.each([
    ["http://127.0.0.1:4103/api", "http://127.0.0.1:4103/api/"],
    ["http://127.0.0.1:4103/api//", "http://127.0.0.1:4103/api/"],
    ["https://slack-gov.com/api/", "https://slack-gov.com/api/"],
    ["", "https://slack.com/api/"],
  ])("give Slack's address one slash at the end: %s", (given, read) => {
    expect(readConfig({ ...SOCKET, SLACK_API_URL: given }, files()).slack.apiUrl).toBe(read);
  });
});

const ONE_WAY =
  "Set SLACK_APP_TOKEN (xapp-…, Socket Mode) or SLACK_SIGNING_SECRET (HTTP), and only one of them: it decides how Slack reaches the bot.";
const A_CHANNEL = "it must be the id of a channel, such as C024BE91L: its details show it at the bottom.";

describe("a setting that cannot be used is named", () => {
  test.each<[string, Env, string]>([
    [
      "no bot token",
      { ...SOCKET, SLACK_BOT_TOKEN: "" },
      "SLACK_BOT_TOKEN is not set: the bot's token, which begins with xoxb-.",
    ],
    [
      "another token for the bot's",
      { ...SOCKET, SLACK_BOT_TOKEN: "xoxp-1" },
      "SLACK_BOT_TOKEN does not begin with xoxb-: it is another token.",
    ],
    [
      "another token for the app's",
      { ...SOCKET, SLACK_APP_TOKEN: "xoxb-1" },
      "SLACK_APP_TOKEN does not begin with xapp-: it is another token.",
    ],
    [
      "a token with something in it",
      { ...SOCKET, SLACK_BOT_TOKEN: "xoxb-1 2" },
      "SLACK_BOT_TOKEN has characters that no token has: copy it again.",
    ],
    [
      "a token in clever quotes",
      { ...SOCKET, SLACK_APP_TOKEN: "xapp-1”" },
      "SLACK_APP_TOKEN has characters that no token has: copy it again.",
    ],
    ["no way in", withoutWay, ONE_WAY],
    ["a signing secret of nothing but a line break", { ...withoutWay, SLACK_SIGNING_SECRET: "\n" }, ONE_WAY],
    ["two ways in", { ...SOCKET, ...HTTP }, ONE_WAY],
    [
      "an address for Slack without a port",
      { ...HTTP, SLACK_HTTP_ADDRESS: "localhost" },
      'SLACK_HTTP_ADDRESS is "localhost"; it must be host:port, such as 127.0.0.1:8080 or 0.0.0.0:8080.',
    ],
    [
      "an API that is no address",
      { ...SOCKET, SLACK_API_URL: "slack.com" },
      'SLACK_API_URL is "slack.com"; it must be an address such as https://slack.com/api/.',
    ],
    [
      "an API that is a file",
      { ...SOCKET, SLACK_API_URL: "file:///etc/passwd" },
      'SLACK_API_URL is "file:///etc/passwd"; it must be an address such as https://slack.com/api/.',
    ],
    ["no channel", { ...SOCKET, SLACK_CHANNEL: "" }, `SLACK_CHANNEL is ""; ${A_CHANNEL}`],
    ["a channel's name", { ...SOCKET, SLACK_CHANNEL: "#dr-drills" }, `SLACK_CHANNEL is "#dr-drills"; ${A_CHANNEL}`],
    ["a person as a channel", { ...SOCKET, SLACK_CHANNEL: "U024BE7LH" }, `SLACK_CHANNEL is "U024BE7LH"; ${A_CHANNEL}`],
    [
      "no cluster",
      { ...SOCKET, CLUSTER_NAME: " " },
      'CLUSTER_NAME is " "; it must name this cluster in at most 63 characters, such as prod-mgmt.',
    ],
    [
      "a cluster's name of 64 characters",
      { ...SOCKET, CLUSTER_NAME: "x".repeat(64) },
      `CLUSTER_NAME is "${"x".repeat(64)}"; it must name this cluster in at most 63 characters, such as prod-mgmt.`,
    ],
    [
      "a namespace that cannot be one",
      { ...SOCKET, BOT_NAMESPACE: "DR" },
      'BOT_NAMESPACE is "DR"; it must be the name of a namespace, such as asr-chatops.',
    ],
    [
      "an address of its own without a host's colon",
      { ...SOCKET, HTTP_ADDRESS: "8081" },
      'HTTP_ADDRESS is "8081"; it must be host:port, such as 127.0.0.1:8080 or 0.0.0.0:8080.',
    ],
    [
      "an unknown log level",
      { ...SOCKET, LOG_LEVEL: "loud" },
      'LOG_LEVEL is "loud"; it must be one of trace, debug, info, warn, error, fatal, silent.',
    ],
    [
      "a file that cannot be read",
      { ...SOCKET, BOT_CONFIG: "nowhere.yaml" },
      "BOT_CONFIG is \"nowhere.yaml\", which cannot be read: ENOENT: no such file or directory, open 'nowhere.yaml'",
    ],
  ])("%s", (_, env, sentence) => {
    expect(problemsOf(env)).toEqual([sentence]);
  });

  test("with all the others at once, and with what is wrong in the file", () => {
    const env: Env = {
      SLACK_BOT_TOKEN: "xoxp-1",
      SLACK_SIGNING_SECRET: "x",
      SLACK_HTTP_ADDRESS: "x",
      SLACK_API_URL: "x",
      SLACK_CHANNEL: "x",
      CLUSTER_NAME: "",
      BOT_CONFIG: "bot.yaml",
      BOT_NAMESPACE: "X",
      HTTP_ADDRESS: "x",
      LOG_LEVEL: "x",
    };
    const named = problemsOf(env, "workspace: 5").map((sentence) => sentence.split(/[ ']/, 1)[0]);
    expect(named.sort()).toEqual(
      Object.keys(env)
        .filter((name) => name !== "SLACK_SIGNING_SECRET")
        .sort(),
    );
  });
});

test.each<[string, Env]>([
  ["the bot's", { ...SOCKET, SLACK_BOT_TOKEN: "hush-hush" }],
  ["the app's", { ...SOCKET, SLACK_APP_TOKEN: "hush-hush" }],
  ["one with a space in it", { ...SOCKET, SLACK_BOT_TOKEN: "xoxb-hush-hush x" }],
  ["the signing secret beside another way in", { ...SOCKET, SLACK_SIGNING_SECRET: "hush-hush" }],
  ["the app's beside another way in", { ...HTTP, SLACK_APP_TOKEN: "hush-hush" }],
])("no sentence repeats what was given for a secret: %s", (_, env) => {
  const problems = problemsOf(env);
  expect(problems).not.toEqual([]);
  expect(problems.join("\n")).not.toContain("hush-hush");
});

test("the help names every setting that is read", () => {
  const read = new Set<string>();
  const watched = (env: Env): Env =>
    new Proxy(env, {
      get: (target, name) => {
        read.add(String(name));
        return target[String(name)];
      },
    });
  readConfig(watched(SOCKET), files());
  readConfig(watched(HTTP), files());
  expect(read.size).toBe(12);
  for (const name of read) expect(BOT_HELP).toMatch(new RegExp(`^  ${name} `, "m"));
});
