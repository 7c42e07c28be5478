// What the client does on a real API server.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createKubeClient } from "../../../kube/client.ts";
import { ConflictError, RejectedError, UnavailableError } from "../../../kube/errors.ts";
import { silentLogger } from "../../../kube/logger.ts";
import { controlPlane } from "../../control-plane/for-tests.ts";
import { createFakeLogger } from "../../kube/fake-logger.ts";
import { adminClient, createThings, newKind, type Thing, type ThingWorld } from "./things.ts";

let world: ThingWorld;

beforeAll(async () => {
  world = await createThings();
});
afterAll(() => world.client.close());

const ref = (name: string) => ({ name, namespace: world.namespace });
const create = (name: string) => world.client.create(world.kind, world.thing(name));

describe("reading", () => {
  test("an object that is there comes back, one that is not is undefined", async () => {
    await create("read");
    expect(await world.client.get(world.kind, ref("read"))).toMatchObject({ kind: "Thing", spec: { color: "red" } });
    expect(await world.client.get(world.kind, ref("nothing"))).toBeUndefined();
  });

  test("of a kind that is not served is unavailable, never absent", async () => {
    const missing = newKind();
    const asked = world.client.get(missing, ref("a"));
    await expect(asked).rejects.toBeInstanceOf(UnavailableError);
    await expect(asked).rejects.toMatchObject({ code: 404, reason: "NotServed" });
  });

  test("a list has everything however small its pages, as of one moment", async () => {
    const names = ["page-1", "page-2", "page-3", "page-4", "page-5"];
    for (const name of names) await create(name);
    const { namespace } = world;
    const paged = await world.client.list(world.kind, { namespace, pageSize: 2 });
    const whole = await world.client.list(world.kind, { namespace });
    const found = paged.items.map(({ metadata }) => metadata.name);
    expect(found).toEqual(expect.arrayContaining(names));
    expect(found).toEqual(whole.items.map(({ metadata }) => metadata.name));
    expect(paged.resourceVersion).toMatch(/^\d+$/);
    expect(await world.client.probe(world.kind)).toMatch(/^\d+$/);
  });

  test("a list of the moment at which an object was made has what was there before it, as it was, and nothing later", async () => {
    const { namespace } = world;
    await create("moment-1");
    const { metadata } = await create("moment-2");
    await create("moment-3");
    await world.client.patch(world.kind, ref("moment-1"), { spec: { color: "blue" } });
    const { items } = await world.client.list(world.kind, { namespace, asOf: metadata.resourceVersion, pageSize: 2 });
    const found = items.filter((item) => item.metadata.name.startsWith("moment-"));
    expect(found).toMatchObject([
      { metadata: { name: "moment-1" }, spec: { color: "red" } },
      { metadata: { name: "moment-2" } },
    ]);
  });

  test("a list of a moment that is still to come is unavailable, not the list of now", async () => {
    const asked = world.client.list(world.kind, { namespace: world.namespace, asOf: "999999999999" });
    await expect(asked).rejects.toMatchObject({ name: "UnavailableError", reason: "ResourceVersionTooLarge" });
  });

  test("items of built-in kinds say what they are, like those of ours", async () => {
    const pods = { group: "", version: "v1", plural: "namespaces", kind: "Namespace", namespaced: false };
    const { items } = await world.client.list(pods);
    expect(items[0]).toMatchObject({ apiVersion: "v1", kind: "Namespace" });
  });
});

describe("writing", () => {
  test("a name that is taken is rejected in the server's words", async () => {
    await create("taken");
    await expect(create("taken")).rejects.toMatchObject({ name: "RejectedError", reason: "AlreadyExists" });
  });

  test("what the schema forbids is rejected with the rule's sentence", async () => {
    const refused = world.client.create(world.kind, world.thing("pink", "pink"));
    await expect(refused).rejects.toMatchObject({ name: "RejectedError", code: 422, reason: "Invalid" });
    await expect(refused).rejects.toThrow("pink is not a color we have");
  });

  test("apply makes the object, then changes it, and owns its fields", async () => {
    const made = await world.client.apply(world.kind, world.thing("applied", "red"));
    const changed = await world.client.apply(world.kind, world.thing("applied", "blue"));
    expect(changed.metadata.uid).toBe(made.metadata.uid);
    expect(changed.spec?.color).toBe("blue");
  });

  test("a merge patch changes what it names", async () => {
    await create("patched");
    const patch = { metadata: { annotations: { "example.org/a": "1" } } };
    const patched = await world.client.patch(world.kind, ref("patched"), patch);
    expect(patched).toMatchObject({ spec: { color: "red" }, metadata: { annotations: { "example.org/a": "1" } } });
  });

  test("an unknown field is said in the log, once", async () => {
    const logger = createFakeLogger();
    const client = adminClient(logger);
    for (const name of ["odd-1", "odd-2"]) {
      await client.create(world.kind, { ...world.thing(name), spec: { shape: "round" } } as Thing);
    }
    const warnings = logger.entries.filter(({ message }) => message === "kubernetes api warning");
    expect(warnings.map(({ fields }) => fields.warning)).toEqual(['unknown field "spec.shape"']);
    await client.close();
  });

  test("a caller that gives up gets its own reason", async () => {
    const reason = new Error("not wanted any more");
    const asked = world.client.get(world.kind, ref("read"), { signal: AbortSignal.abort(reason) });
    await expect(asked).rejects.toBe(reason);
  });

  test("what RBAC forbids is rejected in the server's words", async () => {
    const { kubectlOrThrow, serviceAccountKubeconfig } = controlPlane();
    await kubectlOrThrow(["create", "serviceaccount", "nobody", "-n", world.namespace]);
    const path = await serviceAccountKubeconfig(world.namespace, "nobody");
    const client = createKubeClient({ kubeconfig: { path }, userAgent: "nobody/1", logger: silentLogger });
    const asked = client.get(world.kind, ref("read"));
    await expect(asked).rejects.toMatchObject({ name: "RejectedError", code: 403, reason: "Forbidden" });
    await expect(asked).rejects.toThrow(`system:serviceaccount:${world.namespace}:nobody`);
    await client.close();
  });
});

describe("our finalizer", () => {
  const ours = "example.org/ours";
  const theirs = "example.org/theirs";

  test("joins those of others, and leaves without them", async () => {
    const made = await create("guarded");
    await world.client.patch(world.kind, ref("guarded"), { metadata: { finalizers: [theirs] } });
    const held = await world.client.addFinalizer(world.kind, made, ours);
    expect(held.metadata.finalizers?.toSorted()).toEqual([ours, theirs]);
    const freed = await world.client.removeFinalizer(world.kind, held, ours);
    expect(freed?.metadata.finalizers).toEqual([theirs]);
    await world.client.patch(world.kind, ref("guarded"), { metadata: { finalizers: null } });
  });

  test("is taken off although the copy in hand is old", async () => {
    const made = await create("moved");
    const held = await world.client.addFinalizer(world.kind, made, ours);
    await world.client.patch(world.kind, ref("moved"), { metadata: { finalizers: [theirs, ours] } });
    const freed = await world.client.removeFinalizer(world.kind, held, ours);
    expect(freed?.metadata.finalizers).toEqual([theirs]);
    expect((await world.client.removeFinalizer(world.kind, held, ours))?.metadata.finalizers).toEqual([theirs]);
    await world.client.patch(world.kind, ref("moved"), { metadata: { finalizers: null } });
  });

  test("lets a deleted object go; taking it off once more says that it is gone", async () => {
    const held = await world.client.addFinalizer(world.kind, await create("leaving"), ours);
    expect(await world.client.delete(world.kind, ref("leaving"))).toBe(true);
    expect((await world.client.get(world.kind, ref("leaving")))?.metadata.deletionTimestamp).toBeDefined();
    await world.client.removeFinalizer(world.kind, held, ours);
    expect(await world.client.get(world.kind, ref("leaving"))).toBeUndefined();
    expect(await world.client.removeFinalizer(world.kind, held, ours)).toBeUndefined();
  });

  test("is not put on an object that is gone, nor on its namesake", async () => {
    const made = await create("late");
    await world.client.delete(world.kind, ref("late"));
    await expect(world.client.addFinalizer(world.kind, made, ours)).rejects.toBeInstanceOf(ConflictError);
    expect(await world.client.get(world.kind, ref("late"))).toBeUndefined();
    await create("late");
    await expect(world.client.addFinalizer(world.kind, made, ours)).rejects.toBeInstanceOf(RejectedError);
    expect((await world.client.get(world.kind, ref("late")))?.metadata.finalizers).toBeUndefined();
  });

  test("is not taken off a namesake", async () => {
    const made = await create("twin");
    await world.client.delete(world.kind, ref("twin"));
    const second = await create("twin");
    await world.client.addFinalizer(world.kind, second, ours);
    const old = { ...made, metadata: { ...made.metadata, finalizers: [ours] } };
    expect(await world.client.removeFinalizer(world.kind, old, ours)).toBeUndefined();
    expect((await world.client.get(world.kind, ref("twin")))?.metadata.finalizers).toEqual([ours]);
    await world.client.patch(world.kind, ref("twin"), { metadata: { finalizers: null } });
  });
});

describe("deleting", () => {
  test("says whether there was something", async () => {
    await create("deleted");
    expect(await world.client.delete(world.kind, ref("deleted"))).toBe(true);
    expect(await world.client.delete(world.kind, ref("deleted"))).toBe(false);
  });

  test("spares a namesake when it names the uid", async () => {
    await create("spared");
    const preconditions = { uid: "00000000-0000-0000-0000-000000000000" };
    const asked = world.client.delete(world.kind, ref("spared"), { preconditions });
    await expect(asked).rejects.toBeInstanceOf(ConflictError);
    expect(await world.client.get(world.kind, ref("spared"))).toBeDefined();
  });
});

describe("credentials", () => {
  test("that were replaced on disk are read again after a 401", async () => {
    const { folder, serviceAccountKubeconfig, kubectlOrThrow } = controlPlane();
    await kubectlOrThrow(["create", "serviceaccount", "rotated", "-n", world.namespace]);
    const good = await readFile(await serviceAccountKubeconfig(world.namespace, "rotated"), "utf8");
    const path = join(folder, `rotated-${world.namespace}.kubeconfig`);
    await writeFile(path, good.replace(/("?token"?\s*:\s*"?)[\w.-]+/, "$1not.a.token"));
    const client = createKubeClient({ kubeconfig: { path }, userAgent: "rotated/1", logger: silentLogger });
    await expect(client.list(world.kind)).rejects.toMatchObject({ code: 401 });
    await writeFile(path, good);
    await expect(client.list(world.kind)).rejects.toMatchObject({ code: 403 });
    await client.close();
  });

  test("that cannot be used are said at once", () => {
    const path = join(controlPlane().folder, "no-such-kubeconfig");
    expect(() => createKubeClient({ kubeconfig: { path }, userAgent: "x/1", logger: silentLogger })).toThrow(path);
  });
});
