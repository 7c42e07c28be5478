// Nothing starts towards Azure, and nothing is written to the cluster, once the lease could have been lost.
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { TestFailoverKind } from "../../crds/types.ts";
import type { KubeClient } from "../../kube/client.ts";
import type { Clock } from "../../kube/clock.ts";
import type { LeaderElection } from "../../kube/lease.ts";
import { fencedClient } from "../../operator/fenced-client.ts";
import { away, clientThat, contender, leading, newWorld, seconds, type World } from "../kube/lease-under-test.ts";
import { contentedly, EVERY, READS, WRITES } from "./every-call.ts";
import { JOB, portTo } from "./port-under-test.ts";
import type { ScriptedServer } from "./scripted-server.ts";
import { startScriptedServer } from "./scripted-server.ts";

let server: ScriptedServer;
let world: World;
const ends: (() => unknown)[] = [];

beforeAll(async () => {
  server = await startScriptedServer();
});
beforeEach(() => {
  world = newWorld();
  server.answer({ status: 500 });
  server.serve(contentedly);
});
afterEach(async () => {
  world.server.fate = () => "answer";
  for (const end of ends.splice(0)) await end();
});
afterAll(() => server.close());

/** A process that leads, its election's clock, and its way to Azure. */
async function leader(more: { readonly clock?: Clock; readonly client?: KubeClient } = {}) {
  const { lease, stop } = await leading(world, "a", more);
  const port = portTo(server.url, { fence: lease });
  ends.push(stop, () => port.close());
  return { lease, port };
}

describe("a leader whose renewals fail", () => {
  test("starts the last call before ten seconds are over since the last one that succeeded was sent", async () => {
    const { port } = await leader();
    world.server.fate = away;
    await world.clock.advance(seconds(10) - 1);
    expect(await WRITES.testFailover(port)).toEqual({ started: JOB });
    await world.clock.advance(1);
    expect(await WRITES.testFailover(port)).toMatchObject({ refused: expect.any(String), code: "NotSent" });
    expect(server.received).toHaveLength(1);
  });

  test("leaves five seconds until anybody else can lead", async () => {
    let cut = false;
    const client = clientThat(world.server, (call) => (cut ? Promise.reject(away()) : world.server.http.send(call)));
    const { port } = await leader({ client });
    const second = contender(world, "b");
    ends.push(second.stop);
    await world.clock.advance(seconds(4));
    cut = true;
    let lastMs = 0;
    for (let step = 0; step < 60 && !second.lease.isLeader; step++) {
      if ("started" in ((await WRITES.enable(port)) as object)) lastMs = world.clock.monotonicMs();
      await world.clock.advance(500);
    }
    expect(second.lease.isLeader).toBe(true);
    expect(lastMs).toBeGreaterThan(seconds(4));
    expect(world.clock.monotonicMs() - lastMs).toBeGreaterThanOrEqual(seconds(5));
  });

  test.each(EVERY)("does not call Azure any more: %s", async (name, call) => {
    const { port } = await leader();
    world.server.fate = away;
    await world.clock.advance(seconds(10));
    const ended = await call(port).then(
      (outcome) => outcome,
      (error: Error) => error.name,
    );
    if (name in WRITES) expect(ended).toMatchObject({ code: "NotSent" });
    if (name in READS) expect(ended).toBe("TransientError");
    expect(server.received).toEqual([]);
  });
});

test("a process that was suspended, by the wall clock, calls nothing until it has renewed", async () => {
  let jumpedMs = 0;
  const clock: Clock = { ...world.clock, now: () => new Date(world.clock.now().getTime() + jumpedMs) };
  const { port } = await leader({ clock });
  jumpedMs = seconds(11);
  expect(await WRITES.cleanUpTestFailover(port)).toMatchObject({ code: "NotSent" });
  expect(server.received).toEqual([]);
  await world.clock.advance(seconds(2));
  expect(await WRITES.cleanUpTestFailover(port)).toEqual({ started: JOB });
});

test("a standby calls nothing, and a process that has let go neither", async () => {
  const first = await leading(world, "a");
  const second = contender(world, "b");
  ends.push(second.stop);
  const ports = [first.lease, second.lease].map((fence) => portTo(server.url, { fence }));
  for (const port of ports) ends.push(() => port.close());
  const [leads, stands] = ports as [(typeof ports)[number], (typeof ports)[number]];
  expect(await WRITES.disable(stands)).toMatchObject({ code: "NotSent" });
  await first.stop();
  expect(await WRITES.disable(leads)).toMatchObject({ code: "NotSent" });
  expect(server.received).toEqual([]);
});

describe("a call whose lease ended while its connection was being made leaves not one byte", () => {
  const bytes: Buffer[] = [];
  const listener = createServer((socket) => socket.on("data", (chunk) => bytes.push(chunk)).on("error", () => {}));

  beforeAll(async () => {
    listener.listen(0, "127.0.0.1");
    await once(listener, "listening");
  });
  afterAll(() => new Promise((resolve) => listener.close(resolve)));

  /** May act at the first look, and never again. */
  function ledUntilNow() {
    let looks = 0;
    const port = portTo(`http://127.0.0.1:${(listener.address() as AddressInfo).port}`, {
      fence: { mayAct: () => ++looks === 1 },
    });
    ends.push(() => port.close());
    return { port, looks: () => looks };
  }

  test("a write", async () => {
    const { port, looks } = ledUntilNow();
    expect(await WRITES.testFailover(port)).toHaveProperty("unknown");
    expect([looks(), bytes]).toEqual([2, []]);
  });

  test("a read", async () => {
    const { port, looks } = ledUntilNow();
    await expect(READS.item(port)).rejects.toThrow(/another process may lead/);
    expect([looks() > 1, bytes]).toEqual([true, []]);
  });
});

describe("the cluster", () => {
  const RUN = { namespace: "dr-team", name: "run" };
  const run = {
    apiVersion: "asr-chatops.io/v1alpha1",
    kind: "TestFailover",
    metadata: { ...RUN, resourceVersion: "1" },
  };

  /** Every write of a client that sends nothing anywhere, and what of it got through the fence. */
  function writes(fence: Pick<LeaderElection, "mayAct">) {
    const sent: string[] = [];
    const sends = new Proxy({} as KubeClient, {
      get: (_, name) => async () => void sent.push(String(name)),
      ownKeys: () => NAMES,
      getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
    });
    return { sent, client: fencedClient(sends, fence) };
  }
  const NAMES = ["get", "list", "create", "apply", "applyStatus", "patch", "addFinalizer", "removeFinalizer", "delete"];

  test.each(NAMES.slice(2))("%s happens while the process leads, and not after", async (name) => {
    const { lease } = await leader();
    const { sent, client } = writes(lease);
    const write = client[name as "applyStatus"];
    await write(TestFailoverKind, run, {});
    world.server.fate = away;
    await world.clock.advance(seconds(10));
    await expect(write(TestFailoverKind, run, {})).rejects.toThrow(/another process may lead/);
    expect(sent).toEqual([name]);
  });

  test("is read all the same: a standby keeps its copies", async () => {
    const { sent, client } = writes({ mayAct: () => false });
    await client.get(TestFailoverKind, RUN);
    await client.list(TestFailoverKind);
    expect(sent).toEqual(["get", "list"]);
  });
});
