// One message and its place in the ledger: what is posted and what is kept, whatever happens in between.
import { beforeEach, describe, expect, test } from "vitest";
import type { RunEntry } from "../../bot/ledger/entries.ts";
import type { Page } from "../../bot/ledger/page.ts";
import { readLedger, readRunEntry } from "../../bot/ledger.ts";
import { type Slot, type Speaker, sayOnce } from "../../bot/say-once.ts";
import { clientOver, type KubeClient } from "../../kube/client.ts";
import { createFakeClock, type FakeClock } from "../kube/fake-clock.ts";
import { createFakeLogger } from "../kube/fake-logger.ts";
import { createMemoryApi, type MemoryApi } from "./follow/api-server.ts";
import { type Channels, createChannels } from "./follow/channels.ts";

const entry: RunEntry = { run: { namespace: "shop", name: "drill", uid: "1" }, notices: {} };

let clock: FakeClock;
let api: MemoryApi;
let channels: Channels;
let ending: AbortController;
/** Happens when a write of the ledger has come through, before its writer hears of it. */
let afterWrite: () => Promise<void>;

beforeEach(() => {
  clock = createFakeClock();
  api = createMemoryApi();
  channels = createChannels(clock);
  ending = new AbortController();
  afterWrite = async () => {};
});

const open = async (client: KubeClient): Promise<Page<RunEntry>> =>
  (await readLedger({ client, namespace: "asr" })).run("1");
const plainClient = () => clientOver(api.http, "test");
const slowClient = () => {
  const send: typeof api.http.send = async (call) => {
    const answer = await api.http.send(call);
    if (call.method !== "GET") await afterWrite();
    return answer;
  };
  return clientOver({ ...api.http, send }, "test");
};
const say = async (page: Page<RunEntry>) => {
  const slot: Slot<RunEntry> = {
    page,
    get: (value) => value?.card,
    set: (value, card) => ({ ...(value ?? entry), card }),
  };
  const speaker: Speaker = { chat: channels.chat, clock, logger: createFakeLogger(), by: "me", signal: ending.signal };
  const render = (doubt: boolean) => ({
    message: { text: doubt ? "again" : "first", blocks: [] },
    note: (value: RunEntry) => ({ ...value, settled: "noted" }),
  });
  return sayOnce(slot, { to: { channel: "C1" }, render }, speaker);
};
const stored = () => readRunEntry(plainClient(), "asr", "1");

describe("a message", () => {
  test("is claimed, posted, and kept with its ts and the note", async () => {
    expect(await say(await open(plainClient()))).toEqual({ ts: "1.0" });
    expect(channels.read("C1")).toEqual(["first"]);
    expect(await stored()).toMatchObject({ card: { by: "me", channel: "C1", ts: "1.0" }, settled: "noted" });
    expect(api.writes).toHaveLength(2);
  });

  test("that is said is not said again", async () => {
    const page = await open(plainClient());
    await say(page);
    expect(await say(page)).toBe("nothing");
    expect(channels.calls).toHaveLength(1);
  });

  test("that cannot be claimed is not posted", async () => {
    const page = await open(plainClient());
    api.readOnly = true;
    await expect(say(page)).rejects.toThrow("read only");
    expect(channels.calls).toEqual([]);
  });

  test("is not posted when leadership ends while it is claimed", async () => {
    afterWrite = async () => ending.abort();
    expect(await say(await open(slowClient()))).toBe("nothing");
    expect(channels.calls).toEqual([]);
  });

  test.each([
    ["six seconds: not posted, another leader may soon take it over", 6_000, "nothing", []],
    ["four seconds: posted", 4_000, { ts: "1.0" }, ["first"]],
  ])("whose claim takes %s", async (_sentence, ms, outcome, texts) => {
    afterWrite = async () => {
      afterWrite = async () => {};
      await clock.advance(ms);
    };
    expect(await say(await open(slowClient()))).toEqual(outcome);
    expect(channels.read("C1")).toEqual(texts);
  });

  test("that another leader has posted as well meanwhile stays theirs in the ledger", async () => {
    const theirs = await open(plainClient());
    const gate = Promise.withResolvers<void>();
    channels.gate = gate.promise;
    const mine = say(await open(plainClient()));
    await clock.advance(0);
    const card = { claimedAt: clock.now().toISOString(), by: "them", channel: "C1", ts: "9.0" };
    await theirs.change(() => ({ ...entry, card }));
    gate.resolve();
    await mine;
    expect((await stored())?.card).toEqual(card);
  });

  test("that Slack refused is kept with the reason, without a note", async () => {
    channels.next.push({ refused: "is_archived" });
    expect(await say(await open(plainClient()))).toEqual({ refused: "is_archived" });
    expect(await stored()).toEqual({ ...entry, card: expect.objectContaining({ refused: "is_archived" }) });
  });
});

describe("said again", () => {
  test.each([
    ["after an answer that never came: marked", { unknown: "timeout" }, "again"],
    ["after a connection that was never made: plainly", { unreached: "ECONNREFUSED" }, "first"],
    ["after a 429: plainly", { waitSeconds: 1 }, "first"],
    ["after a refusal: plainly", { refused: "is_archived" }, "first"],
  ] as const)("%s", async (_sentence, answer, text) => {
    channels.next.push(answer);
    const page = await open(plainClient());
    await say(page);
    await say(page);
    expect(channels.read("C1")).toEqual([text]);
    expect(await stored()).not.toHaveProperty("card.refused");
  });
});
