// What the store does on a real API server: writes only changes, never over a newer resource, and outcomes until saved.

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ready, reconciling } from "../../../crds/conditions.ts";
import { FINALIZER } from "../../../crds/finalizer.ts";
import { type TestFailover, TestFailoverKind, type TestFailoverStatus } from "../../../crds/types.ts";
import { createKubeClient, type KubeClient } from "../../../kube/client.ts";
import type { Clock } from "../../../kube/clock.ts";
import { ConflictError, RejectedError } from "../../../kube/errors.ts";
import type { Announcement } from "../../../operator/announce.ts";
import { intend } from "../../../operator/operation.ts";
import { createStore, type Store, type Written } from "../../../operator/store.ts";
import { controlPlane, testNamespace } from "../../control-plane/for-tests.ts";
import { type FaultProxy, startFaultProxy } from "../../faults/proxy.ts";
import { createFakeLogger, type FakeLogger } from "../../kube/fake-logger.ts";

let proxy: FaultProxy;
let client: KubeClient;
let namespace: string;

beforeAll(async () => {
  proxy = await startFaultProxy(controlPlane().kubeconfigPath);
  client = createKubeClient({
    kubeconfig: { content: proxy.kubeconfig },
    userAgent: "store-test/1",
    logger: createFakeLogger(),
  });
  namespace = await testNamespace("store");
});
afterAll(async () => {
  await client.close();
  await proxy.close();
});

/** Stands still; what is waited for is over at once, and kept. */
const waits: number[] = [];
const clock: Clock = {
  now: () => new Date("2026-11-23T10:31:00Z"),
  monotonicMs: () => 0,
  setTimer: (ms, fn) => {
    waits.push(ms);
    const timer = setImmediate(fn);
    return () => clearImmediate(timer);
  },
};

let logger: FakeLogger;
let told: (Announcement & { readonly name: string })[];
let acknowledged: TestFailover[];
let store: Store<TestFailover, TestFailoverStatus>;
const signal = AbortSignal.timeout(600_000);

beforeEach(() => {
  logger = createFakeLogger();
  told = [];
  acknowledged = [];
  waits.length = 0;
  store = createStore<TestFailover, TestFailoverStatus>({
    client,
    kind: TestFailoverKind,
    events: { record: ({ regarding, ...event }) => told.push({ ...event, name: regarding.metadata.name }) },
    acknowledge: (resource) => acknowledged.push(resource),
    clock,
    logger,
  });
});

let count = 0;
let made: TestFailover | undefined;
const create = async (): Promise<TestFailover> => {
  count += 1;
  const body = {
    apiVersion: "asr-chatops.io/v1alpha1",
    kind: "TestFailover",
    metadata: { name: `run-${count}`, namespace },
    spec: { protection: "web01" },
  };
  made = await client.create(TestFailoverKind, body as TestFailover);
  return made;
};
afterEach(async () => {
  if (made !== undefined) await client.removeFinalizer(TestFailoverKind, made, FINALIZER);
});

const read = async ({ metadata: { name } }: TestFailover): Promise<TestFailover> => {
  const found = await client.get<TestFailover>(TestFailoverKind, { name, namespace });
  if (found === undefined) throw new Error(`${name} is gone`);
  return found;
};
const edit = ({ metadata: { name } }: TestFailover) =>
  client.patch(TestFailoverKind, { name, namespace }, { spec: { notes: "Edited meanwhile." } });

const checking: Written<TestFailoverStatus> = {
  status: { phase: "Checking", waitingFor: "Something." },
  conditions: reconciling("Checking", "It is being checked."),
};
const target = "/items/web01";
const intent = intend({
  id: "op-1",
  kind: "TestFailover",
  target,
  knownJobs: [],
  azureDate: clock.now(),
  epoch: 0,
});
const starting: Written<TestFailoverStatus> = {
  status: { phase: "Starting", operation: intent },
  conditions: reconciling("Starting", "Azure is asked."),
};
const started: Written<TestFailoverStatus> = {
  status: { phase: "Starting", operation: { ...intent, jobId: "job-1", outcome: "Started" } },
  conditions: reconciling("Starting", "Azure accepted it."),
};
const save = (resource: TestFailover, written: Written<TestFailoverStatus>, force = false) =>
  store.save(resource, written, { force, signal });

describe("a status", () => {
  test("is written with its generation and stamped conditions, and told to the cache", async () => {
    const saved = await save(await create(), checking);
    expect((await read(saved)).status).toMatchObject({
      observedGeneration: 1,
      phase: "Checking",
      conditions: [
        {
          type: "Ready",
          status: "False",
          reason: "Checking",
          lastTransitionTime: "2026-11-23T10:31:00Z",
          observedGeneration: 1,
        },
        { type: "Reconciling", status: "True", reason: "Checking" },
      ],
    });
    expect(acknowledged).toEqual([saved]);
    expect(told).toEqual([
      {
        type: "Normal",
        reason: "Checking",
        action: "Reconciling",
        note: "It is being checked.",
        name: saved.metadata.name,
      },
    ]);
  });

  test("that did not change is not written, and nothing is told", async () => {
    const saved = await save(await create(), checking);
    told.length = 0;
    proxy.requests.length = 0;
    expect(await save(saved, checking)).toBe(saved);
    expect(proxy.requests).toEqual([]);
    expect(told).toEqual([]);
  });

  test("that did not change is written all the same before a call, as a proof that nobody else was here", async () => {
    const saved = await save(await create(), checking);
    await edit(saved);
    expect(await save(saved, checking)).toBe(saved);
    await expect(save(saved, checking, true)).rejects.toBeInstanceOf(ConflictError);
  });

  test("loses the fields that the decision left out", async () => {
    const saved = await save(await create(), checking);
    const ended = await save(saved, { status: { phase: "Succeeded" }, conditions: ready("Succeeded", "It is over.") });
    const { status } = await read(ended);
    expect(status?.waitingFor).toBeUndefined();
    expect(status?.conditions?.map(({ type }) => type)).toEqual(["Ready"]);
  });

  test("is not written over a newer resource", async () => {
    const resource = await create();
    await edit(resource);
    await expect(save(resource, checking)).rejects.toBeInstanceOf(ConflictError);
    expect((await read(resource)).status?.phase).toBeUndefined();
  });

  test("that the schema refuses is the API server's sentence", async () => {
    const long = { ...checking, status: { result: "x".repeat(257) } };
    const refused = save(await create(), long);
    await expect(refused).rejects.toBeInstanceOf(RejectedError);
    await expect(refused).rejects.toThrow(/status\.result/);
  });
});

describe("the finalizer", () => {
  test("is put on, seen by the cache, and taken off again", async () => {
    const held = await store.hold(await create(), signal);
    expect((await read(held)).metadata.finalizers).toEqual([FINALIZER]);
    expect(await store.hold(held, signal)).toBe(held);
    await store.letGo(held, signal);
    expect((await read(held)).metadata.finalizers).toBeUndefined();
    expect(acknowledged).toHaveLength(2);
  });

  test("that is not there needs no call to be taken off", async () => {
    const resource = await create();
    proxy.requests.length = 0;
    await store.letGo(resource, signal);
    expect(proxy.requests).toEqual([]);
  });

  test("does not carry an old decision over a newer spec", async () => {
    const resource = await create();
    await edit(resource);
    await expect(store.hold(resource, signal)).rejects.toBeInstanceOf(ConflictError);
  });

  test("does not carry an old decision over a newer status, such as another leader's intent", async () => {
    const resource = await create();
    await save(resource, starting);
    await expect(store.hold(resource, signal)).rejects.toBeInstanceOf(ConflictError);
    expect((await read(resource)).status?.operation).toMatchObject({ id: "op-1" });
  });

  test("of a deleted run lets it go when taken off", async () => {
    const held = await store.hold(await create(), signal);
    const { name } = held.metadata;
    await client.delete(TestFailoverKind, { name, namespace });
    expect((await read(held)).metadata.deletionTimestamp).toBeDefined();
    await store.letGo(held, signal);
    expect(await client.get(TestFailoverKind, { name, namespace })).toBeUndefined();
  });
});

describe("an outcome", () => {
  const intended = async (): Promise<TestFailover> => save(await create(), starting, true);

  test("is saved over the intent that it belongs to", async () => {
    const saved = await store.saveOutcome(await intended(), started);
    expect((await read(saved)).status?.operation).toMatchObject({ id: "op-1", jobId: "job-1" });
    expect(waits).toEqual([]);
  });

  test("is saved although the spec was edited during the call, and does not claim to have seen that", async () => {
    const resource = await intended();
    await edit(resource);
    const saved = await store.saveOutcome(resource, started);
    expect(saved.metadata.generation).toBe(2);
    expect((await read(saved)).status).toMatchObject({ observedGeneration: 1, operation: { jobId: "job-1" } });
  });

  test("is saved again and again while the API server does not answer, ever more slowly", async () => {
    const resource = await intended();
    proxy.fail("other", "reset");
    for (let times = 0; times < 6; times += 1)
      proxy.fail("other", { status: 503, text: '{"kind":"Status","status":"Failure","code":503}' });
    const saved = await store.saveOutcome(resource, started);
    expect((await read(saved)).status?.operation).toMatchObject({ jobId: "job-1" });
    expect(waits).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000]);
    expect(logger.messages("warn")).toEqual(new Array(7).fill("outcome not saved yet"));
  });

  test("is given up when the run is gone", async () => {
    const resource = await intended();
    await client.delete(TestFailoverKind, { name: resource.metadata.name, namespace });
    expect(await store.saveOutcome(resource, started)).toBe(resource);
    expect(logger.messages("warn").at(-1)).toBe("outcome has no home any more");
  });

  test("is not saved over a namesake that was made anew", async () => {
    const resource = await intended();
    const { name } = resource.metadata;
    await client.delete(TestFailoverKind, { name, namespace });
    const { apiVersion, kind, spec } = resource;
    await client.create(TestFailoverKind, { apiVersion, kind, metadata: { name, namespace }, spec } as TestFailover);
    await store.saveOutcome(resource, started);
    expect((await read(resource)).status?.operation).toBeUndefined();
  });

  test("is not saved over another intent", async () => {
    const resource = await intended();
    const other = { ...starting, status: { ...starting.status, operation: { ...intent, id: "op-2" } } };
    await save(resource, other, true);
    await store.saveOutcome(resource, started);
    expect((await read(resource)).status?.operation).toMatchObject({ id: "op-2", outcome: "Pending" });
  });

  test("that the API server refuses for good is an error, and the intent stays", async () => {
    const resource = await intended();
    const long = { ...started, status: { ...started.status, result: "x".repeat(257) } };
    await expect(store.saveOutcome(resource, long)).rejects.toBeInstanceOf(RejectedError);
    expect((await read(resource)).status?.operation).toMatchObject({ id: "op-1", outcome: "Pending" });
  });
});
