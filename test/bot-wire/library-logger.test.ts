// What Slack's libraries say, in our log: warnings and errors, shortened, and never anything that opens a door.
import { describe, expect, test } from "vitest";
import { libraryLogger } from "../../bot/slack/library-logger.ts";
import { createFakeLogger } from "../kube/fake-logger.ts";

const written = (...said: unknown[]): unknown => {
  const logger = createFakeLogger();
  libraryLogger(logger).warn(...said);
  return logger.entries[0]?.fields.said;
};

const SOCKET = "wss://wss-primary.slack.com/link/?ticket=12ab-34cd-56ef&app_id=deadbeef";

describe("what opens a door is taken out", () => {
  test.each([
    ["a bot's token", "invalid_auth for xoxb-1-2-abcDEF", "invalid_auth for …"],
    ["a person's token", "xoxp-1-2-abc", "…"],
    ["a token that rotates", "xoxe.xoxb-1-Mi0yLTk", "xoxe.…"],
    ["a refresh token", "xoxe-1-Mi0yLTk", "…"],
    ["an app's token", "Bearer xapp-1-A0-1-abc, again", "Bearer …, again"],
    ["a workflow's token", "xwfp-1-abc", "…"],
    ["two tokens", "xoxb-1 xapp-2", "… …"],
    ["a token in quotes", '{"token":"xoxb-1-2"}', '{"token":"…"}'],
    ["a socket's ticket", `open ${SOCKET}`, "open wss://wss-primary.slack.com/link/?ticket=…&app_id=…"],
    ["a token in an address", "https://x.example/?a=1&token=s3cret", "https://x.example/?a=1&token=…"],
    [
      "a response_url",
      "POST https://hooks.slack.com/commands/T1/2/Xy3z failed",
      "POST https://hooks.slack.com/… failed",
    ],
    ["a webhook", "https://hooks.slack.com/services/T1/B2/Xy3z", "https://hooks.slack.com/…"],
    ["a trigger", '"trigger_id":"13345224609.738474920.8088930838d88f008e0"', '"trigger_id":"…"'],
    ["a signature", "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503", "v0=…"],
    ["the message of an error", new Error("no xoxb-1-2"), "Error: no …"],
  ])("%s", (_, said, kept) => {
    expect(written(said)).toBe(kept);
  });
});

describe("what is said", () => {
  test("is kept in one line, with its parts", () => {
    expect(written("http request failed", "fetch failed", 3)).toBe("http request failed fetch failed number");
  });

  test("is not kept of objects: they may be what people wrote", () => {
    expect(written("body:", { text: "secret plans" })).toBe("body: object");
  });

  test("is cut after 500 characters, and not in the middle of a token", () => {
    const said = written(`${"x".repeat(480)} xoxb-${"1".repeat(100)} end`);
    expect(said).toBe(`${"x".repeat(480)} … end`);
    expect(String(written("y".repeat(600)))).toHaveLength(500);
  });

  test("goes to our log at its level; debug and info are dropped", () => {
    const logger = createFakeLogger();
    const library = libraryLogger(logger);
    library.debug("payload");
    library.info("hello");
    library.warn("careful");
    library.error("broken");
    expect(logger.entries).toEqual([
      { level: "warn", message: "slack library", fields: { said: "careful" } },
      { level: "error", message: "slack library", fields: { said: "broken" } },
    ]);
  });

  test("stays at that whatever the library asks for", () => {
    const logger = createFakeLogger();
    const library = libraryLogger(logger);
    library.setLevel("debug" as Parameters<typeof library.setLevel>[0]);
    library.setName("x");
    library.debug("payload");
    expect(library.getLevel()).toBe("warn");
    expect(logger.entries).toEqual([]);
  });
});
