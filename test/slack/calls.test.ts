// The Web API's front door: requirements 4 to 8, in both body formats.
import { describe, expect, test } from "vitest";
import { CHANNEL, PRIVATE, startSlack } from "./rig.ts";
import { callerOf } from "./small-app.ts";

describe("4: tokens are exact", () => {
  test.each([
    ["no token", "", "not_authed"],
    ["an unknown token with the right prefix", "xoxb-of-somebody", "invalid_auth"],
    ["the app's token", "xapp-of-the-fake", "not_allowed_token_type"],
  ])("%s", async (_name, token, error) => {
    const slack = await startSlack();
    expect(await callerOf(slack)("auth.test", {}, token)).toMatchObject({ status: 200, ok: false, error });
    expect(slack.problems).toHaveLength(1);
  });

  test("the bot's token in the header or in the body is right", async () => {
    const slack = await startSlack();
    const who = { ok: true, user_id: slack.botUserId, team_id: slack.teamId };
    expect(await callerOf(slack)("auth.test")).toMatchObject(who);
    expect(await callerOf(slack)("auth.test", { token: slack.botToken }, "")).toMatchObject(who);
    expect(JSON.stringify(slack.transcript)).not.toContain(slack.botToken);
  });
});

describe("5: apps.connections.open takes the app's token in the header only", () => {
  test.each([
    ["the bot's token", {}, "xoxb-of-the-fake", "not_allowed_token_type"],
    ["the app's token in the body", { token: "xapp-of-the-fake" }, "", "not_authed"],
  ])("%s is refused", async (_name, args, token, error) => {
    const call = callerOf(await startSlack());
    expect(await call("apps.connections.open", args, token)).toMatchObject({ ok: false, error });
  });

  test("an address is given out", async () => {
    const slack = await startSlack();
    const { url } = await callerOf(slack)("apps.connections.open", {}, slack.appToken);
    expect(String(url)).toMatch(/^ws:\/\/127\.0\.0\.1:\d+\/socket\/\?ticket=/);
  });
});

describe("6: scopes", () => {
  test("are those of the manifest", async () => {
    const call = callerOf(await startSlack());
    expect(await call("users.info", { user: "U0ADA00001" })).toMatchObject({ ok: true });
    expect(await call("conversations.list", { types: "im" })).toMatchObject({
      error: "missing_scope",
      needed: "im:read",
      provided: "commands,chat:write,app_mentions:read,users:read,usergroups:read,channels:read,groups:read",
    });
  });

  test.each([
    ["chat.postMessage", { channel: CHANNEL, text: "x" }, "chat:write"],
    ["users.info", { user: "U0ADA00001" }, "users:read"],
    ["usergroups.users.list", { usergroup: "S0LEADS001" }, "usergroups:read"],
    ["conversations.info", { channel: CHANNEL }, "channels:read"],
  ])("%s without its scope is refused", async (method, args, needed) => {
    const slack = await startSlack({ scopes: ["commands"] });
    const answer = await callerOf(slack)(method, args);
    expect(answer).toMatchObject({ ok: false, error: "missing_scope", needed, provided: "commands" });
    expect(slack.problems).toEqual([`${method}: missing_scope: ${needed} is not in the manifest`]);
  });
});

test.each(["chat.unknown", "toString"])(
  "7: an unknown method, %s, is answered with 200 and is a problem",
  async (method) => {
    const slack = await startSlack();
    expect(await callerOf(slack)(method)).toMatchObject({ status: 200, ok: false, error: "unknown_method" });
    expect(slack.problems).toEqual([`${method}: unknown_method: the fake does not know it`]);
  },
);

test("8: listens on 127.0.0.1 only", async () => {
  const { url } = await startSlack();
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  await expect(fetch(url.replace("127.0.0.1", "127.0.0.2"))).rejects.toThrow("fetch failed");
});

describe("a body", () => {
  test("may be a form, with structures as JSON in its fields", async () => {
    const slack = await startSlack();
    const blocks = [{ type: "section", text: { type: "mrkdwn", text: "hello" } }];
    const body = new URLSearchParams({ channel: CHANNEL, text: "hello", blocks: JSON.stringify(blocks) });
    const headers = { Authorization: `Bearer ${slack.botToken}` };
    const response = await fetch(`${slack.apiUrl}chat.postMessage`, { method: "POST", headers, body });
    expect(await response.json()).toMatchObject({ ok: true, message: { text: "hello", blocks } });
  });

  test("that is something else is a problem", async () => {
    const slack = await startSlack();
    const response = await fetch(`${slack.apiUrl}auth.test`, { method: "POST", body: "hello" });
    expect(await response.json()).toEqual({ ok: false, error: "invalid_form_data" });
    expect(slack.problems).toHaveLength(1);
  });
});

describe("people and channels", () => {
  test.each([
    ["U0ADA00001", { deleted: false, is_bot: false, is_restricted: false }],
    ["U0GUEST001", { is_restricted: true }],
    ["U0GONE0001", { deleted: true }],
    ["U0STRANGE1", { team_id: "T0OTHER001", is_stranger: true }],
    ["U0FAKEBOT1", { is_bot: true }],
  ])("users.info of %s", async (user, facts) => {
    const call = callerOf(await startSlack());
    expect(await call("users.info", { user })).toMatchObject({ ok: true, user: { id: user, ...facts } });
  });

  test("users.info of nobody, or without saying of whom", async () => {
    const slack = await startSlack();
    expect(await callerOf(slack)("users.info", { user: "U0NOBODY01" })).toMatchObject({ error: "user_not_found" });
    expect(slack.problems).toEqual([]);
    expect(await callerOf(slack)("users.info")).toMatchObject({ error: "invalid_arguments" });
    expect(slack.problems).toEqual(["users.info: invalid_arguments: missing required field: user"]);
  });

  test("user groups and their members", async () => {
    const call = callerOf(await startSlack());
    const usergroups = [{ id: "S0LEADS001", handle: "dr-leads" }];
    expect(await call("usergroups.list")).toMatchObject({ usergroups });
    expect(await call("usergroups.users.list", { usergroup: "S0LEADS001" })).toMatchObject({ users: ["U0BOB00001"] });
    expect(await call("usergroups.users.list", { usergroup: "S1" })).toMatchObject({ error: "no_such_subteam" });
  });

  test("conversations.info says whether the bot is in, and hides private channels that it is not in", async () => {
    const slack = await startSlack();
    const info = (channel: string) => callerOf(slack)("conversations.info", { channel });
    expect(await info(CHANNEL)).toMatchObject({ channel: { is_member: true, name: "drills" } });
    slack.invite(CHANNEL, false);
    expect(await info(CHANNEL)).toMatchObject({ channel: { is_member: false } });
    expect(await info(PRIVATE)).toMatchObject({ error: "channel_not_found" });
    slack.invite(PRIVATE, true);
    expect(await info(PRIVATE)).toMatchObject({ channel: { is_member: true, is_private: true } });
  });

  test("conversations.list gives the types that were asked for", async () => {
    const slack = await startSlack();
    slack.invite(PRIVATE, true);
    const names = async (types?: string) =>
      (
        (await callerOf(slack)("conversations.list", types === undefined ? {} : { types })).channels as unknown as {
          name: string;
        }[]
      ).map(({ name }) => name);
    expect(await names()).toEqual(["drills", "other"]);
    expect(await names("public_channel,private_channel")).toEqual(["drills", "other", "secret"]);
  });
});

test("other paths belong to whoever mounted last, and to nobody else", async () => {
  const slack = await startSlack();
  const text = async (path: string) => await (await fetch(slack.url + path)).text();
  slack.mount((_request, response) => {
    response.end("first");
    return true;
  });
  slack.mount((request, response) => {
    if (request.url !== "/page") return false;
    response.end("second");
    return true;
  });
  expect([await text("/page"), await text("/"), await text("/api/api.test")]).toEqual([
    "second",
    "first",
    '{"ok":true,"args":{}}',
  ]);
});
