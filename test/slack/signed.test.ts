// Signed HTTP on the fake: requirements 2 and 3, judged by a check of our own.
import { createHmac } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { rawBody } from "./door/body.ts";
import { CHANNEL, startSlack, stopLater } from "./rig.ts";

/** As Slack's guide says: the signature is right, and no older than five minutes. */
function isSigned({ headers }: IncomingMessage, body: string, secret: string): boolean {
  const timestamp = String(headers["x-slack-request-timestamp"]);
  const mac = createHmac("sha256", secret).update(`v0:${timestamp}:${body}`).digest("hex");
  const age = Math.abs(Date.now() / 1000 - Number(timestamp));
  return headers["x-slack-signature"] === `v0=${mac}` && age <= 300;
}

/** Instead of a reply: the connection breaks. */
const BREAK = "break";

interface Seen {
  readonly type: string | undefined;
  readonly signed: boolean;
  readonly body: string;
}

async function startBot(secret: string, reply: (body: string) => string) {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    const body = await rawBody(request);
    const signed = isSigned(request, body, secret);
    seen.push({ type: request.headers["content-type"], signed, body });
    const said = signed ? reply(body) : "";
    if (said === BREAK) request.socket.destroy();
    else response.writeHead(signed ? 200 : 401).end(said);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  const address = server.address();
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  stopLater({ stop });
  return { seen, stop, url: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/slack/events` };
}

const echo = (body: string): string => (body.startsWith("{") ? String(JSON.parse(body).challenge) : "");

test("3: an address is verified by a signed challenge", async () => {
  const slack = await startSlack();
  const { seen, url } = await startBot(slack.signingSecret, echo);
  await slack.connectHttp(url);
  expect(seen).toMatchObject([{ type: "application/json", signed: true }]);
  expect(JSON.parse(seen[0]?.body ?? "")).toMatchObject({ type: "url_verification" });
});

test.each([
  ["does not give the challenge back", "the-fake-signs-with-this", () => "hello"],
  ["thinks that the signature is wrong", "another-secret", echo],
])("3: an address that %s is refused", async (_name, secret, reply) => {
  const slack = await startSlack();
  const { url } = await startBot(secret, reply);
  await expect(slack.connectHttp(url)).rejects.toThrow("did not give the challenge back");
});

test("2: every delivery is signed, over the very bytes of its body", async () => {
  const slack = await startSlack();
  const { seen, url } = await startBot(slack.signingSecret, echo);
  await slack.connectHttp(url);
  const ada = slack.as("U0ADA00001");
  await ada.command(CHANNEL, "/asr notes “well & good”");
  await ada.say(CHANNEL, "<@BOT> hello");
  expect(seen.map(({ type, signed }) => [type, signed])).toEqual([
    ["application/json", true],
    ["application/x-www-form-urlencoded", true],
    ["application/json", true],
  ]);
});

test.each(["wrong-secret", "old", "none"] as const)("2: a delivery can be signed badly: %s", async (how) => {
  const slack = await startSlack();
  const { seen, url } = await startBot(slack.signingSecret, echo);
  await slack.connectHttp(url);
  slack.signAs(how);
  expect(await slack.as("U0ADA00001").command(CHANNEL, "/asr status")).toEqual({ failed: "dispatch_failed" });
  expect(seen[1]?.signed).toBe(false);
  const { answer } = slack.transcript.at(-1) ?? {};
  expect(answer).toMatchObject({ failed: "dispatch_failed", status: 401 });
});

test("11: each command goes to one of two addresses, in turn, and round one that is gone", async () => {
  const slack = await startSlack();
  const bots = [await startBot(slack.signingSecret, echo), await startBot(slack.signingSecret, echo)];
  await slack.connectHttp(...bots.map(({ url }) => url));
  const counts = () => bots.map(({ seen }) => seen.filter(({ type }) => type !== "application/json").length);
  const ada = slack.as("U0ADA00001");
  for (let typed = 0; typed < 4; typed++) await ada.command(CHANNEL, "/asr status");
  expect(counts()).toEqual([2, 2]);
  await bots[0]?.stop();
  for (let typed = 0; typed < 2; typed++) expect(await ada.command(CHANNEL, "/asr status")).toEqual({});
  expect(counts()).toEqual([2, 4]);
});

test("21: what breaks midway is not sent to the other address", async () => {
  const slack = await startSlack();
  const breaking = await startBot(slack.signingSecret, (body) => (body.startsWith("{") ? echo(body) : BREAK));
  const other = await startBot(slack.signingSecret, echo);
  await slack.connectHttp(breaking.url, other.url);
  expect(await slack.as("U0ADA00001").command(CHANNEL, "/asr status")).toEqual({ failed: "dispatch_failed" });
  expect([breaking.seen.length, other.seen.length]).toEqual([2, 1]);
});
