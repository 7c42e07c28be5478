// The reflector on a real API server, and through a proxy that breaks what can be broken.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createKubeClient, type KubeClient } from "../../../kube/client.ts";
import { type Clock, systemClock } from "../../../kube/clock.ts";
import { silentLogger } from "../../../kube/logger.ts";
import { createReflector, type Reflector } from "../../../kube/reflector.ts";
import { controlPlane } from "../../control-plane/for-tests.ts";
import { type FaultProxy, startFaultProxy } from "../../faults/proxy.ts";
import { createFakeClock } from "../../kube/fake-clock.ts";
import { createThings, definition, eventually, newKind, type Thing, type ThingWorld } from "./things.ts";

let world: ThingWorld;
let proxy: FaultProxy;
let client: KubeClient;
let stop: AbortController;

beforeAll(async () => {
  world = await createThings();
});
afterAll(() => world.client.close());

beforeEach(async () => {
  stop = new AbortController();
  proxy = await startFaultProxy(controlPlane().kubeconfigPath);
  client = createKubeClient({ kubeconfig: { content: proxy.kubeconfig }, userAgent: "faults/1", logger: silentLogger });
});
afterEach(async () => {
  stop.abort();
  await client.close();
  await proxy.close();
});

/** A reflector behind the proxy, synced and watching; its pauses are as short as they get: 100 ms. */
async function watching(clock: Clock = systemClock): Promise<Reflector<Thing>> {
  const { kind, namespace } = world;
  const parts = { client, kind, namespace, logger: silentLogger, clock, random: () => 0 };
  const reflector = createReflector({ ...parts, indexes: { color: ({ spec }) => (spec?.color ? [spec.color] : []) } });
  void reflector.start(stop.signal);
  await reflector.synced;
  await eventually(() => expect(proxy.watches).toBe(1));
  return reflector;
}

const create = (name: string, color?: string) => world.client.create(world.kind, world.thing(name, color));
const remove = (name: string) => world.client.delete(world.kind, { name, namespace: world.namespace });
const lists = () => proxy.requests.filter((asked) => asked === "list").length;

/** Until the copy and the API server agree about every object and its version. */
async function converged(reflector: Reflector<Thing>): Promise<void> {
  await eventually(async () => {
    const { items } = await world.client.list(world.kind, { namespace: world.namespace });
    const versions = (things: readonly Thing[]) =>
      things.map(({ metadata: { name, resourceVersion } }) => `${name}@${resourceVersion}`).sort();
    expect(versions(reflector.list())).toEqual(versions(items));
  });
}

describe("without faults", () => {
  test("the copy follows creations, changes and deletions, and finds by index", async () => {
    await create("before", "red");
    const reflector = await watching();
    const told: string[] = [];
    reflector.onChange(({ type, object, initial }) =>
      told.push(`${type} ${object.metadata.name}${initial ? "!" : ""}`),
    );
    await create("after", "blue");
    await world.client.apply(world.kind, world.thing("before", "blue"));
    await remove("after");
    await converged(reflector);
    expect(told).toEqual(["added before!", "added after", "updated before", "deleted after"]);
    expect(reflector.byIndex("color", "blue").map(({ metadata }) => metadata.name)).toEqual(["before"]);
    expect(lists()).toBe(1);
  });

  test("a write that is acknowledged is in the copy at once and told once", async () => {
    const reflector = await watching();
    const mine = await create("mine");
    await converged(reflector);
    const told: string[] = [];
    const leave = reflector.onChange(({ type, object }) => told.push(`${type} ${object.metadata.name}`));
    told.length = 0;
    const written = await world.client.applyStatus(world.kind, mine, { message: "m" });
    reflector.acknowledge(structuredClone(written));
    expect(reflector.get(`${world.namespace}/mine`)?.status).toEqual({ message: "m" });
    await create("marker");
    await eventually(() => expect(told).toContain("added marker"));
    expect(told).toEqual(["updated mine", "added marker"]);
    leave();
  });
});

test("annotations are no burden: the API server refuses a megabyte, and what it takes is kept short", async () => {
  const annotated = (name: string, count: number) => {
    const { metadata, ...thing } = world.thing(name);
    const notes = Array.from({ length: count }, (_, index) => [`example.org/${index}`, "x".repeat(1000)]);
    return { ...thing, metadata: { ...metadata, annotations: Object.fromEntries(notes) } };
  };
  await expect(world.client.create(world.kind, annotated("huge", 1000))).rejects.toThrow(/annotations: Too long/);
  await world.client.create(world.kind, annotated("large", 250));
  const reflector = await watching();
  const { annotations = {} } = reflector.get(`${world.namespace}/large`)?.metadata ?? {};
  expect(JSON.stringify(annotations).length).toBeLessThan(20_000);
  expect(Object.keys(annotations).length).toBeGreaterThan(10);
  await remove("large");
});

const statusText = (code: number, reason: string) => JSON.stringify({ kind: "Status", code, reason, message: reason });
const errorEvent = (code: number, reason: string) =>
  `${JSON.stringify({ type: "ERROR", object: { kind: "Status", code, reason, message: reason } })}\n`;

describe("nothing is lost when", () => {
  test.each<[string, number, () => void | Promise<void>]>([
    ["the connection is reset", 1, () => proxy.resetWatches()],
    [
      "a line is cut in the middle",
      1,
      () => {
        proxy.inject('{"type":"MODIFIED","object":{"metad');
        proxy.resetWatches();
      },
    ],
    ["a line makes no sense", 2, () => proxy.inject('{"type":"MODIFIED","obj\n')],
    ["the history is gone (ERROR 410)", 2, () => proxy.inject(errorEvent(410, "Expired"))],
    ["the server fails inside the watch (ERROR 500)", 2, () => proxy.inject(errorEvent(500, "InternalError"))],
    [
      "the next watch is answered 410",
      2,
      () => {
        proxy.fail("watch", { status: 410, text: statusText(410, "Expired") });
        proxy.resetWatches();
      },
    ],
    [
      "the next watches are answered 429, 500, and not at all",
      1,
      () => {
        const headers = { "retry-after": "0" };
        proxy.fail("watch", { status: 429, headers, text: statusText(429, "TooManyRequests") });
        proxy.fail("watch", { status: 500, text: "oops" });
        proxy.fail("watch", "reset");
        proxy.resetWatches();
      },
    ],
    [
      "the list that a 410 asks for fails, too",
      3,
      () => {
        proxy.fail("list", { status: 503, text: statusText(503, "ServiceUnavailable") });
        proxy.inject(errorEvent(410, "Expired"));
      },
    ],
    ["connections are refused for a while", 1, () => proxy.down()],
  ])("%s", async (_, expectedLists, breakIt) => {
    await create("kept");
    await create("dropped");
    const reflector = await watching();
    await breakIt();
    await create("meanwhile");
    await remove("dropped");
    await proxy.up().catch(() => {}); // listens already, but for the fault that took it down
    await converged(reflector);
    expect(lists()).toBe(expectedLists);
    for (const name of ["kept", "meanwhile"]) await remove(name);
    await converged(reflector);
  });
});

test("a frozen connection is noticed after 70 s, and nothing is listed again", async () => {
  const clock = createFakeClock();
  const reflector = await watching(clock);
  proxy.freezeWatches();
  await create("unseen");
  await clock.advance(70_000);
  await converged(reflector);
  expect(proxy.requests.slice(0, 2)).toEqual(["list", expect.stringMatching(/^watch \d+$/)]);
  expect(proxy.requests.slice(2)).toEqual(["list", expect.stringMatching(/^watch \d+$/)]); // the first is the probe
  expect(proxy.requests[3]).toBe(proxy.requests[1]);
  await remove("unseen");
});

test("a resourceVersion that the server forgot is really told as this test's 410 is", async () => {
  const lines = await client
    .watch(world.kind, { resourceVersion: "1", timeoutSeconds: 5 }, stop.signal)
    .catch((e) => e);
  if (lines instanceof Error) expect(lines).toMatchObject({ code: 410 });
  else {
    for await (const line of lines) {
      expect(JSON.parse(line)).toMatchObject({ type: "ERROR", object: { code: 410, reason: "Expired" } });
    }
  }
});

test("connections do not pile up over reconnects", async () => {
  const reflector = await watching();
  for (let round = 0; round < 20; round++) {
    const asked = proxy.requests.length;
    proxy.resetWatches();
    await eventually(() => expect(proxy.requests.length).toBeGreaterThan(asked));
    await eventually(() => expect(proxy.watches).toBe(1));
  }
  expect(proxy.sockets).toBeLessThanOrEqual(2);
  await reflector.stop();
  await eventually(() => expect(proxy.watches).toBe(0));
});

test("two hundred calls share their connections", async () => {
  for (let call = 0; call < 200; call++) await client.list(world.kind, { namespace: world.namespace });
  expect(proxy.connections).toBeLessThanOrEqual(2);
});

test("a kind that is installed after the start, removed, and installed again is followed", async () => {
  const kind = newKind();
  const reflector = createReflector({ client, kind, logger: silentLogger, random: () => 0 });
  void reflector.start(stop.signal);
  await eventually(() => expect(reflector.health().problem).toContain("CustomResourceDefinition"));
  expect(reflector.health().synced).toBe(false);
  const install = async () => {
    await controlPlane().kubectlOrThrow(["create", "-f", "-"], { input: JSON.stringify(definition(kind)) });
    const object = { ...world.thing("a"), apiVersion: `${kind.group}/v1` };
    await eventually(() => world.client.create(kind, object));
  };
  await install();
  await reflector.synced;
  await eventually(() => expect(reflector.list()).toHaveLength(1));
  await controlPlane().kubectlOrThrow(["delete", "crd", `things.${kind.group}`]);
  await eventually(() => expect(reflector.list()).toHaveLength(0));
  await install();
  await eventually(() => expect(reflector.list()).toHaveLength(1));
  expect(reflector.health().synced).toBe(true);
});
