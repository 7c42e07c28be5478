// Whoever may have lost the lease says nothing more; whoever has just renewed it may speak.
import { describe, expect, test } from "vitest";
import { say } from "../../bot/cards/text.ts";
import type { Chat } from "../../bot/chat.ts";
import { fenced } from "../../bot/fenced.ts";

const chat: Chat = {
  post: async () => ({ ts: "1.1" }),
  update: async () => ({ ts: "1.1" }),
  isMember: async () => true,
  linkTo: () => "https://contoso.slack.com/",
};

/** What is left of the lease. */
const electionWith = (leftMs: number) => ({ mayAct: (takesMs = 0) => takesMs < leftMs });
const message = say("hello");

describe("the leader's hand on Slack", () => {
  test.each([
    ["a lease that was renewed two seconds ago", 13_000, { ts: "1.1" }],
    ["a lease that would end during the call", 9_000, { unreached: "not the leader any more" }],
    ["a lease that is lost", 0, { unreached: "not the leader any more" }],
  ])("with %s", async (_name, leftMs, expected) => {
    const guarded = fenced(chat, electionWith(leftMs));
    expect(await guarded.post({ channel: "C1" }, message)).toEqual(expected);
    expect(await guarded.update({ channel: "C1", ts: "1.1" }, message)).toEqual(expected);
  });

  test("asks Slack who is in a channel all the same", async () => {
    expect(await fenced(chat, electionWith(0)).isMember("C1")).toBe(true);
  });
});
