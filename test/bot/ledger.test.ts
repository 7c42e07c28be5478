// The ledger's pages: changed only as they were last read, whoever else writes them; and what may be claimed.
import { beforeEach, describe, expect, test } from "vitest";
import { claim, mayClaim, type RunEntry, type Saying, shardOf, shards } from "../../bot/ledger/entries.ts";
import { keep } from "../../bot/ledger/keep.ts";
import { readLedger, readRunEntry } from "../../bot/ledger.ts";
import { clientOver } from "../../kube/client.ts";
import { createFakeClock, settle } from "../kube/fake-clock.ts";
import { createFakeLogger } from "../kube/fake-logger.ts";
import { createMemoryApi, type MemoryApi } from "./follow/api-server.ts";

const NOW = new Date("2026-11-23T10:00:00Z");
const secondsAgo = (seconds: number) => new Date(NOW.getTime() - seconds * 1000).toISOString();
const saying = (more: Partial<Saying> = {}): Saying => ({
  claimedAt: secondsAgo(5),
  by: "them",
  channel: "C1",
  ...more,
});
const entry: RunEntry = { run: { namespace: "shop", name: "drill", uid: "1" }, notices: {} };

let api: MemoryApi;
beforeEach(() => {
  api = createMemoryApi();
});
const open = () => readLedger({ client: clientOver(api.http, "test"), namespace: "asr" });
const stored = () => readRunEntry(clientOver(api.http, "test"), "asr", "1");

describe("a page", () => {
  test("is written and read again by the next who opens it", async () => {
    const page = (await open()).run("1");
    expect(await page.change(() => entry)).toBe(true);
    expect((await open()).runs()).toEqual([entry]);
    expect(await stored()).toEqual(entry);
  });

  test("that needs no change is not written", async () => {
    const page = (await open()).run("1");
    expect(await page.change(() => undefined)).toBe(false);
    expect(api.writes).toEqual([]);
  });

  test.each([
    ["is made by another", async () => {}],
    ["is changed by another", async () => void (await (await open()).run("1").change(() => entry))],
  ])("that %s meanwhile is decided about anew, with what the other wrote", async (_sentence, before) => {
    await before();
    const [mine, theirs] = [(await open()).run("1"), (await open()).run("1")];
    await theirs.change(() => ({ ...entry, card: saying({ ts: "1.0" }) }));
    const seen: (string | undefined)[] = [];
    const wrote = await mine.change((value) => {
      seen.push(value?.card?.ts);
      return value?.card === undefined ? { ...entry, card: saying({ by: "me" }) } : undefined;
    });
    expect(wrote).toBe(false);
    expect(seen).toEqual([undefined, "1.0"]);
    expect(await stored()).toMatchObject({ card: { by: "them" } });
  });

  test("that somebody deleted by hand is made anew, with all that was known", async () => {
    const page = (await open()).run("1");
    await page.change(() => ({ ...entry, card: saying({ ts: "1.0" }) }));
    api.objects.clear();
    await page.change((value) => value && { ...value, settled: "5" });
    expect(await stored()).toMatchObject({ card: { ts: "1.0" }, settled: "5" });
  });

  test.each(["not JSON", "[]", "7", "null"])("that somebody made %s of is empty, and can be written", async (text) => {
    const page = (await open()).run("1");
    await page.change(() => entry);
    for (const [path, map] of api.objects) api.objects.set(path, { ...map, data: { "ledger.json": text } });
    const again = (await open()).run("1");
    expect(again.value()).toBeUndefined();
    await again.change(() => entry);
    expect(await stored()).toEqual(entry);
  });

  test("is changed by many at once, one after the other", async () => {
    const page = (await open()).shard("a");
    const keys = Array.from({ length: 20 }, (_, index) => `alert-${index}`);
    await Promise.all(keys.map((key) => page.change((value) => ({ ...value, [key]: alert }))));
    expect(Object.keys(page.value() ?? {})).toEqual(keys);
    expect(api.writes).toHaveLength(20);
  });

  test("is not removed when somebody else has written it", async () => {
    const [mine, theirs] = [await open(), await open()];
    await mine.run("1").change(() => entry);
    await theirs.run("1").change(() => undefined);
    await (await open()).run("1").change(() => ({ ...entry, settled: "5" }));
    await expect(mine.forget("1")).rejects.toThrow("modified");
    expect(await stored()).toMatchObject({ settled: "5" });
  });
});

const alert = { ...saying(), title: "sql01: ill", since: secondsAgo(200) };

describe("the ledger", () => {
  test("has begun once it was told so, and keeps that", async () => {
    const ledger = await open();
    expect(ledger.begun).toBe(false);
    await ledger.begin();
    expect(ledger.begun).toBe(true);
    expect((await open()).begun).toBe(true);
  });

  test("has not begun by an entry alone: the first start was interrupted", async () => {
    await (await open()).run("1").change(() => entry);
    expect((await open()).begun).toBe(false);
  });

  test("leaves other ConfigMaps of its namespace alone", async () => {
    const metadata = { name: "kube-root-ca.crt", namespace: "asr", resourceVersion: "1" };
    api.objects.set("/api/v1/namespaces/asr/configmaps/x", { apiVersion: "v1", kind: "ConfigMap", metadata });
    expect((await open()).runs()).toEqual([]);
  });

  test("spreads alerts over 32 shards, the same alert always into the same", () => {
    const found = new Set(Array.from({ length: 2_000 }, (_, index) => shardOf(`uid-${index}/Healthy/False`)));
    expect([...found].sort()).toEqual(shards);
    expect(shards).toHaveLength(32);
    expect(shardOf("uid-1/Healthy/False")).toBe(shardOf("uid-1/Healthy/False"));
  });
});

describe("keeping what has happened", () => {
  const setUp = async () => {
    const clock = createFakeClock(NOW);
    const ending = new AbortController();
    const page = (await open()).run("1");
    api.readOnly = true;
    const kept = keep(page, () => entry, { clock, logger: createFakeLogger(), signal: ending.signal });
    return { clock, ending, kept };
  };

  test("goes on for as long as the API server is away", async () => {
    const { clock, kept } = await setUp();
    await clock.advance(3_600_000);
    api.readOnly = false;
    await clock.advance(5_000);
    await kept;
    expect(await stored()).toEqual(entry);
  });

  test("is given up some seconds after the end of the term", async () => {
    const { clock, ending, kept } = await setUp();
    ending.abort();
    await clock.advance(30_000);
    await kept;
    await settle();
    expect(clock.pending).toBe(0);
    expect(await stored()).toBeUndefined();
  });
});

describe("what may be claimed", () => {
  test.each([
    ["what nobody claimed", undefined, true],
    ["what is said", saying({ ts: "1.0", claimedAt: secondsAgo(900) }), false],
    ["what counts as said", saying({ known: true, claimedAt: secondsAgo(900) }), false],
    ["my own claim", saying({ by: "me" }), true],
    ["somebody else's, just now: they may be at it", saying(), false],
    ["somebody else's, 19 seconds ago", saying({ claimedAt: secondsAgo(19) }), false],
    ["somebody else's, 20 seconds ago: they are gone", saying({ claimedAt: secondsAgo(20) }), true],
    ["somebody else's that Slack refused", saying({ refused: "not_in_channel" }), true],
    ["a claim from a clock that is minutes ahead", saying({ claimedAt: secondsAgo(-300) }), true],
  ])("%s", (_sentence, before, may) => {
    expect(mayClaim(before, "me", NOW)).toBe(may);
  });

  test.each([
    ["nobody tried before", undefined, undefined],
    ["I tried, and it certainly did not arrive", saying({ by: "me" }), undefined],
    ["I tried, and nobody knows", saying({ by: "me", doubt: true }), true],
    ["somebody else tried, and left no word", saying(), true],
    ["somebody else tried, and was refused", saying({ refused: "not_in_channel" }), undefined],
    ["somebody was refused, after a try of which nobody knows", saying({ refused: "x", doubt: true }), true],
  ])("and it is in doubt or not when %s", (_sentence, before, doubt) => {
    expect(claim(before, { by: "me", channel: "C2" }, NOW)).toEqual({
      claimedAt: NOW.toISOString(),
      by: "me",
      channel: "C2",
      ...(doubt && { doubt }),
    });
  });
});
