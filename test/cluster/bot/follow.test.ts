// Saying each thing once with the real API server's ConfigMaps, with the bot's own rights: crashes, two leaders, sweeps.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { createCardLink } from "../../../bot/card-link.ts";
import { startFollowing } from "../../../bot/follow.ts";
import type { RunEntry } from "../../../bot/ledger/entries.ts";
import { ConfigMapKind } from "../../../bot/ledger/page.ts";
import { readRunEntry } from "../../../bot/ledger.ts";
import {
  type PhysicalMachineProtection,
  PhysicalMachineProtectionKind,
  type RecoveryVault,
  RecoveryVaultKind,
  type TestFailover,
  TestFailoverKind,
  type TestFailoverStatus,
} from "../../../crds/types.ts";
import { createKubeClient, type KubeClient } from "../../../kube/client.ts";
import { type Clock, systemClock } from "../../../kube/clock.ts";
import { createReflector } from "../../../kube/reflector.ts";
import { type Channels, createChannels } from "../../bot/follow/channels.ts";
import { createMortal, type Mortal } from "../../bot/follow/mortal.ts";
import { plainWords } from "../../bot/follow/plain-words.ts";
import { controlPlane, testNamespace } from "../../control-plane/for-tests.ts";
import { createFakeLogger } from "../../kube/fake-logger.ts";

const LEDGER = "asr-chatops";
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const logger = createFakeLogger();

let admin: KubeClient;
let bot: KubeClient;
let namespace: string;
let channels: Channels;
let terms: AbortController[];

beforeAll(async () => {
  const { kubeconfigPath, serviceAccountKubeconfig } = controlPlane();
  const of = (path: string) => createKubeClient({ kubeconfig: { path }, userAgent: "follow-test/1", logger });
  admin = of(kubeconfigPath);
  bot = of(await serviceAccountKubeconfig(LEDGER, "asr-chatops-bot"));
});
afterAll(() => Promise.all([admin.close(), bot.close()]));

beforeEach(async () => {
  await forgetEverything();
  namespace = await testNamespace("follow");
  channels = createChannels(systemClock);
  terms = [];
});
afterEach(() => {
  for (const term of terms) term.abort();
});

const labelSelector = "asr-chatops.io/ledger";
async function forgetEverything(): Promise<void> {
  const { items } = await admin.list(ConfigMapKind, { namespace: LEDGER, labelSelector });
  for (const { metadata } of items) await admin.delete(ConfigMapKind, { name: metadata.name, namespace: LEDGER });
}

/** A clock that is ahead: what a crash left is then old, without waiting. */
const ahead = (ms: number): Clock => ({ ...systemClock, now: () => new Date(Date.now() + ms) });

interface Term extends Mortal {
  stop(): Promise<void>;
}

/** A process of its own, with copies of its own, that leads. Resolves when it has read the ledger. */
async function lead(clock: Clock = systemClock): Promise<Term> {
  const ending = new AbortController();
  terms.push(ending);
  const parts = { client: bot, namespace, logger, clock };
  const copies = {
    runs: createReflector<TestFailover>({ ...parts, kind: TestFailoverKind }),
    protections: createReflector<PhysicalMachineProtection>({ ...parts, kind: PhysicalMachineProtectionKind }),
    vaults: createReflector<RecoveryVault>({ client: bot, kind: RecoveryVaultKind, logger, clock }),
  };
  const watching = Object.values(copies).map((copy) => copy.start(ending.signal));
  const mortal = createMortal(bot, channels.chat);
  const leading = { copies, words: plainWords, clusterName: "prod", defaultChannel: "C1", clock, logger };
  const following = startFollowing({ ...leading, ...mortal, namespace: LEDGER }, ending.signal);
  const stop = async () => {
    ending.abort();
    await Promise.all([following, ...watching]);
  };
  await vi.waitFor(async () => expect(await ledgerPage("asr-chatops-alerts-00")).toBeDefined(), patience);
  return Object.assign(mortal, { stop });
}

const patience = { timeout: 30_000, interval: 50 };
const ledgerPage = (name: string) => admin.get(ConfigMapKind, { name, namespace: LEDGER });

let count = 0;
type Phase = NonNullable<TestFailoverStatus["phase"]>;

async function create(phase: Phase): Promise<TestFailover> {
  count += 1;
  const metadata = { name: `drill-${count}`, namespace };
  const body = { apiVersion: "asr-chatops.io/v1alpha1", kind: "TestFailover", metadata, spec: { protection: "web01" } };
  return move(await admin.create(TestFailoverKind, body as TestFailover), phase);
}

async function move(run: TestFailover, phase: Phase): Promise<TestFailover> {
  const now = await admin.get<TestFailover>(TestFailoverKind, { name: run.metadata.name, namespace });
  return admin.applyStatus<TestFailover>(TestFailoverKind, now ?? run, { phase, observedGeneration: 1 });
}

const remove = ({ metadata: { name } }: TestFailover) => admin.delete(TestFailoverKind, { name, namespace });
const entryOf = (run: TestFailover): Promise<RunEntry | undefined> => readRunEntry(bot, LEDGER, run.metadata.uid ?? "");

/** What is in the channel, in the end; numbers of runs are left out. */
const reads = (texts: readonly string[]) =>
  vi.waitFor(
    () => expect(channels.read("C1").map((text) => text.replace(/^drill-\d+/, "drill"))).toEqual(texts),
    patience,
  );
const saved = (run: TestFailover, what: object) =>
  vi.waitFor(async () => expect(await entryOf(run)).toMatchObject(what), patience);

describe("killed", () => {
  test("between claim and post: posted by the next leader, marked", async () => {
    const first = await lead();
    first.dieAt = "before-post";
    const run = await create("Running");
    await saved(run, { card: { by: expect.any(String) } });
    await lead(ahead(MINUTE));
    await reads(["drill Running, may repeat"]);
  });

  test("between post and save: posted again, marked, and never a third time", async () => {
    const first = await lead();
    first.dieAt = "after-post";
    const run = await create("Pending");
    await reads(["drill Pending"]);
    const second = await lead(ahead(MINUTE));
    await saved(run, { card: { ts: "2.0", doubt: true } });
    await second.stop();
    await lead(ahead(2 * MINUTE));
    await move(run, "Succeeded");
    await reads(["drill Pending", "drill Succeeded, may repeat"]);
  });

  test("both replicas in turn in the middle of a run: one card, followed to the end", async () => {
    const first = await lead();
    const run = await create("Starting");
    await saved(run, { card: { ts: "1.0" }, shown: { key: expect.stringContaining("Starting") } });
    first.kill();
    const second = await lead(ahead(MINUTE));
    await move(run, "Running");
    await saved(run, { shown: { key: expect.stringContaining("Running") } });
    second.kill();
    await move(run, "Succeeded");
    await lead(ahead(2 * MINUTE));
    await reads(["drill Succeeded"]);
  });
});

describe("two leaders for a moment", () => {
  test("post one card each run, whoever is quicker", async () => {
    const both = [await lead(), await lead()];
    const runs = [await create("Running"), await create("Running"), await create("Running")];
    for (const run of runs) await saved(run, { card: { ts: expect.any(String) } });
    for (const term of both) await term.stop();
    await reads(["drill Running", "drill Running", "drill Running"]);
  });
});

describe("the ledger", () => {
  test("that is empty takes what ended as told, and gives what goes on a card", async () => {
    const old = await create("Succeeded");
    const on = await create("Running");
    const first = await lead();
    await saved(on, { card: { ts: "1.0" } });
    await saved(old, { settled: old.metadata.resourceVersion });
    await first.stop();
    await reads(["drill Running"]);
  });

  test("that a person deleted by hand is written again, and nothing is repeated", async () => {
    await lead();
    const run = await create("Running");
    await saved(run, { card: { ts: "1.0" } });
    await admin.delete(ConfigMapKind, { name: `asr-chatops-run-${run.metadata.uid}`, namespace: LEDGER });
    await move(run, "Succeeded");
    await reads(["drill Succeeded"]);
    await saved(run, { card: { ts: "1.0" } });
  });

  test("knows where a card is, for any replica", async () => {
    await lead();
    const run = await create("Running");
    await saved(run, { card: { ts: "1.0" } });
    const cardLink = createCardLink({ client: bot, namespace: LEDGER, chat: channels.chat, logger });
    expect(await cardLink(run)).toBe("https://slack.example/C1/1.0");
  });

  test("has the reason why Slack refused, until an invitation heals it", async () => {
    await lead();
    channels.members = new Set();
    const run = await create("Starting");
    await saved(run, { card: { refused: "not_in_channel" } });
    channels.members.add("C1");
    await move(run, "Running");
    await reads(["drill Running"]);
  });
});

describe("a run that is deleted", () => {
  test("has its card finished, and its entry swept by a leader 31 days later", async () => {
    const first = await lead();
    const run = await create("Running");
    await saved(run, { card: { ts: "1.0" }, shown: { key: expect.stringContaining("Running") } });
    await remove(run);
    await saved(run, { deletedAt: expect.any(String) });
    await first.stop();
    await reads(["drill Running, deleted"]);
    await lead(ahead(31 * DAY));
    await vi.waitFor(async () => expect(await entryOf(run)).toBeUndefined(), patience);
  });

  test("while nobody leads, is finished by the next leader", async () => {
    const first = await lead();
    const run = await create("Running");
    await saved(run, { card: { ts: "1.0" }, shown: { key: expect.stringContaining("Running") } });
    await first.stop();
    await remove(run);
    await lead(ahead(MINUTE));
    await reads(["drill Running, deleted"]);
  });
});
