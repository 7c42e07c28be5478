// Reflector, queue, controller and client together, on a real API server behind a faulty connection.
import { afterAll, beforeAll, expect, test } from "vitest";
import { createKubeClient } from "../../../kube/client.ts";
import { systemClock } from "../../../kube/clock.ts";
import { createController } from "../../../kube/controller.ts";
import { enqueueChanges, isStatusOnly, usualPriority } from "../../../kube/enqueue.ts";
import { silentLogger } from "../../../kube/logger.ts";
import { createQueue } from "../../../kube/queue.ts";
import { createReflector } from "../../../kube/reflector.ts";
import { controlPlane } from "../../control-plane/for-tests.ts";
import { type FaultProxy, startFaultProxy } from "../../faults/proxy.ts";
import { createThings, eventually, type ThingWorld } from "./things.ts";

let world: ThingWorld;
let proxy: FaultProxy;
const stop = new AbortController();

beforeAll(async () => {
  world = await createThings();
  proxy = await startFaultProxy(controlPlane().kubeconfigPath);
});
afterAll(async () => {
  stop.abort();
  await proxy.close();
  await world.client.close();
});

/** An operator in small: it writes each Thing's color into its status. */
function startOperator() {
  const { kind, namespace } = world;
  const parts = { logger: silentLogger, clock: systemClock };
  const client = createKubeClient({ kubeconfig: { content: proxy.kubeconfig }, userAgent: "small/1", ...parts });
  const reflector = createReflector({ client, kind, namespace, random: () => 0, ...parts });
  const queue = createQueue({ name: "things", clock: systemClock });
  enqueueChanges(reflector, queue, {
    priorityOf: (change) => (isStatusOnly(change) ? undefined : usualPriority(change)),
  });
  let writes = 0;
  const controller = createController({
    name: "things",
    queue,
    workers: 4,
    ...parts,
    reconcile: async (key, { signal }) => {
      const thing = reflector.get(key);
      const message = thing?.spec?.color ?? "";
      if (thing === undefined || thing.status?.message === message) return {};
      reflector.acknowledge(await client.applyStatus(kind, thing, { message }, { signal }));
      writes++;
      return {};
    },
  });
  const watching = reflector.start(stop.signal);
  const working = reflector.synced.then(() => controller.start(stop.signal));
  return { client, watching, working, writes: () => writes };
}

test("every object gets its status, once, though connections break; and it stops in order", async () => {
  const names = Array.from({ length: 40 }, (_, n) => `thing-${n}`);
  for (const name of names.slice(0, 20)) await world.client.create(world.kind, world.thing(name));
  const { client, watching, working, writes } = startOperator();
  for (const name of names.slice(20)) {
    proxy.fail("other", { status: 429, headers: { "retry-after": "0" }, text: "busy" });
    await world.client.create(world.kind, world.thing(name));
    if (name.endsWith("5")) proxy.resetWatches();
  }
  for (const name of names.slice(0, 5)) await world.client.apply(world.kind, world.thing(name, "blue"));
  await eventually(async () => {
    const { items } = await world.client.list(world.kind, { namespace: world.namespace });
    expect(items.filter(({ spec, status }) => status?.message !== spec?.color)).toEqual([]);
  });
  expect(writes()).toBeGreaterThanOrEqual(40);
  expect(writes()).toBeLessThanOrEqual(45);
  stop.abort();
  expect(await working).toEqual({ drained: true });
  await watching;
  await client.close();
});
