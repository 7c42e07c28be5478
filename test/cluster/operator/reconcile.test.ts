// One step of a resource on a real API server: the intent is durable before the call, the outcome after it.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { reconciling } from "../../../crds/conditions.ts";
import { FINALIZER } from "../../../crds/finalizer.ts";
import { type TestFailover, TestFailoverKind, type TestFailoverStatus } from "../../../crds/types.ts";
import { createKubeClient, type KubeClient } from "../../../kube/client.ts";
import { systemClock } from "../../../kube/clock.ts";
import { ConflictError } from "../../../kube/errors.ts";
import { silentLogger } from "../../../kube/logger.ts";
import { intend, type Outcome, record } from "../../../operator/operation.ts";
import { type Reconciler, reconcile, type Verdict } from "../../../operator/reconcile.ts";
import { createStore } from "../../../operator/store.ts";
import { controlPlane, testNamespace } from "../../control-plane/for-tests.ts";

type Step = Verdict<string, TestFailoverStatus>;
type TestReconciler = Reconciler<TestFailover, object, string, TestFailoverStatus>;

const NOW = new Date("2026-11-23T10:31:00Z");
const operation = intend({
  id: "op-1",
  kind: "TestFailover",
  target: "/items/web01",
  knownJobs: [],
  azureDate: NOW,
  epoch: 0,
});
const calls: Step = {
  status: { phase: "Starting", operation },
  conditions: reconciling("Starting", "Azure is asked."),
  next: { afterSeconds: 15 },
  hold: true,
  action: "start",
};

let client: KubeClient;
let namespace: string;
beforeAll(async () => {
  const kubeconfig = { path: controlPlane().kubeconfigPath };
  client = createKubeClient({ kubeconfig, userAgent: "reconcile-test/1", logger: silentLogger });
  namespace = await testNamespace("reconcile");
});
afterAll(() => client.close());

let count = 0;
const create = (): Promise<TestFailover> => {
  count += 1;
  const metadata = { name: `run-${count}`, namespace };
  const body = { apiVersion: "asr-chatops.io/v1alpha1", kind: "TestFailover", metadata, spec: { protection: "web01" } };
  return client.create(TestFailoverKind, body as TestFailover);
};
const read = ({ metadata: { name } }: TestFailover) => client.get<TestFailover>(TestFailoverKind, { name, namespace });

/** Reconciles once with this verdict; the call is answered by `act`. */
const once = (resource: TestFailover, verdict: Step, act: () => Promise<Outcome>) => {
  const store = createStore<TestFailover, TestFailoverStatus>({
    client,
    kind: TestFailoverKind,
    events: { record: () => undefined },
    acknowledge: () => undefined,
    clock: systemClock,
    logger: silentLogger,
  });
  const reconciler: TestReconciler = {
    observe: () => Promise.resolve({}),
    decide: () => verdict,
    act,
    conclude: ({ status, conditions, next }, outcome) => {
      const { operation: intent, ...rest } = status;
      const recorded = intent === undefined ? undefined : record(intent, outcome, NOW);
      return { status: recorded === undefined ? rest : { ...rest, operation: recorded }, conditions, next };
    },
    now: () => NOW,
  };
  return reconcile(reconciler, store, resource, AbortSignal.timeout(60_000));
};

describe("one step", () => {
  test("finds finalizer and intent on the API server when it calls, and leaves the job there", async () => {
    const resource = await create();
    const seen: (TestFailover | undefined)[] = [];
    const next = await once(resource, calls, async () => {
      seen.push(await read(resource));
      return { started: "job-1" };
    });
    expect(seen[0]?.metadata.finalizers).toEqual([FINALIZER]);
    expect(seen[0]?.status?.operation).toMatchObject({ id: "op-1", outcome: "Pending" });
    expect((await read(resource))?.status?.operation).toMatchObject({ jobId: "job-1", outcome: "Started" });
    expect(next).toEqual({ afterSeconds: 15 });
  });

  test("calls nothing when the resource is newer than what was decided about", async () => {
    const resource = await create();
    const { name } = resource.metadata;
    await client.patch(TestFailoverKind, { name, namespace }, { spec: { cleanUp: { now: true } } });
    let called = 0;
    const act = () => {
      called += 1;
      return Promise.resolve({ started: "job-1" });
    };
    await expect(once(resource, calls, act)).rejects.toBeInstanceOf(ConflictError);
    expect(called).toBe(0);
    expect((await read(resource))?.status?.operation).toBeUndefined();
  });

  test("does not call a second time on a copy from before the first call", async () => {
    const resource = await create();
    let called = 0;
    const act = () => {
      called += 1;
      return Promise.resolve<Outcome>({ unknown: "connection reset" });
    };
    await once(resource, calls, act);
    await expect(once(resource, calls, act)).rejects.toBeInstanceOf(ConflictError);
    expect(called).toBe(1);
  });

  test("waits for as long as a refusal says", async () => {
    const refusal = { refused: "Too many requests.", retryAfterSeconds: 47 };
    const resource = await create();
    expect(await once(resource, calls, () => Promise.resolve(refusal))).toEqual({ afterSeconds: 47 });
    expect((await read(resource))?.status?.operation).toBeUndefined();
  });

  test("deletes a record whose time is over, and not one that changed meanwhile", async () => {
    const over: Step = {
      status: { phase: "Succeeded" },
      conditions: [],
      next: "on-change",
      hold: false,
      expired: true,
    };
    const resource = await create();
    await once(resource, over, () => Promise.resolve({ started: "never" }));
    expect(await read(resource)).toBeUndefined();
    const other = await create();
    const { name } = other.metadata;
    await client.patch(TestFailoverKind, { name, namespace }, { spec: { notes: "Kept." } });
    await expect(once(other, over, () => Promise.resolve({ started: "never" }))).rejects.toBeInstanceOf(ConflictError);
    expect(await read(other)).toBeDefined();
  });

  test("lets go after the last status is saved, so that a deleted run leaves with its record written", async () => {
    const resource = await create();
    await once(resource, calls, () => Promise.resolve({ started: "job-1" }));
    const { name } = resource.metadata;
    const held = await read(resource);
    await client.delete(TestFailoverKind, { name, namespace });
    const deleted = await read(resource);
    expect(held?.metadata.finalizers).toEqual([FINALIZER]);
    const { action: _, ...rest } = calls;
    const over: Step = { ...rest, status: { phase: "Succeeded" }, next: "on-change", hold: false };
    if (deleted === undefined) throw new Error("deleted too early");
    expect(await once(deleted, over, () => Promise.reject(new Error("never called")))).toBe("on-change");
    expect(await read(resource)).toBeUndefined();
  });
});
