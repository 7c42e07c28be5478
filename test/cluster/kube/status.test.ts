// A status that is written to a real API server: what is stored, what is refused, and that the answer tells it truly.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createKubeClient } from "../../../kube/client.ts";
import { ConflictError } from "../../../kube/errors.ts";
import { silentLogger } from "../../../kube/logger.ts";
import { controlPlane } from "../../control-plane/for-tests.ts";
import { createThings, type Thing, type ThingWorld } from "./things.ts";

let world: ThingWorld;

beforeAll(async () => {
  world = await createThings();
});
afterAll(() => world.client.close());

const ref = (name: string) => ({ name, namespace: world.namespace });
const create = (name: string) => world.client.create(world.kind, world.thing(name));

/** What an object says, without who wrote which field of it. */
const plain = (thing: Thing | undefined) =>
  thing && { ...thing, metadata: { ...thing.metadata, managedFields: undefined } };

describe("the status", () => {
  test("is applied as a whole: what is left out goes", async () => {
    const made = await create("status");
    const first = await world.client.applyStatus(world.kind, made, {
      message: "one",
      conditions: [{ type: "A" }],
    });
    const second = await world.client.applyStatus(world.kind, first, { conditions: [{ type: "B" }] });
    expect(second.status).toEqual({ conditions: [{ type: "B" }] });
    expect(second.spec).toEqual({ color: "red" });
  });

  test.each<[string, object, object]>([
    ["the first", {}, { message: "one", conditions: [{ type: "A" }] }],
    ["another value", { message: "one", conditions: [{ type: "A" }] }, { message: "two", conditions: [{ type: "A" }] }],
    ["one condition more", { conditions: [{ type: "B" }] }, { conditions: [{ type: "A" }, { type: "B" }] }],
    ["one field less", { message: "one", conditions: [{ type: "A" }] }, { conditions: [{ type: "A" }] }],
    ["the same again", { message: "one" }, { message: "one" }],
  ])("is answered as it is stored: %s", async (what, before, after) => {
    const made = await create(`stored-${what.replaceAll(" ", "-")}`);
    const first = await world.client.applyStatus(world.kind, made, before);
    const second = await world.client.applyStatus(world.kind, first, after);
    // Of what is known already nothing comes over the wire.
    expect(second.spec === first.spec).toBe(what !== "one field less");
    expect(plain(second)).toEqual(plain(await world.client.get(world.kind, ref(made.metadata.name))));
  });

  test("of which others have a part keeps it, and the answer has it too", async () => {
    const made = await create("shared");
    const theirs = createKubeClient({
      ...{ kubeconfig: { path: controlPlane().kubeconfigPath }, userAgent: "theirs/1", logger: silentLogger },
    });
    const first = await theirs.applyStatus(world.kind, made, { message: "theirs", conditions: [{ type: "Theirs" }] });
    await theirs.close();
    const second = await world.client.applyStatus(world.kind, first, { conditions: [{ type: "Ours" }] });
    expect(second.status).toEqual({ message: "theirs", conditions: [{ type: "Theirs" }, { type: "Ours" }] });
    expect(plain(second)).toEqual(plain(await world.client.get(world.kind, ref("shared"))));
  });

  test("of an object that changed since is a conflict, and nothing is written", async () => {
    const made = await create("stale");
    await world.client.applyStatus(world.kind, made, { message: "newer" });
    const late = world.client.applyStatus(world.kind, made, { message: "older" });
    await expect(late).rejects.toBeInstanceOf(ConflictError);
    expect((await world.client.get(world.kind, ref("stale")))?.status).toEqual({ message: "newer" });
  });

  test("is not written to a namesake made since", async () => {
    const made = await create("again");
    await world.client.delete(world.kind, ref("again"));
    await create("again");
    const late = world.client.applyStatus(world.kind, made, { message: "of the first" });
    await expect(late).rejects.toBeInstanceOf(ConflictError);
  });

  test("of an object that is gone is rejected, and the object is not made", async () => {
    const made = await create("gone");
    await world.client.delete(world.kind, ref("gone"));
    const late = world.client.applyStatus(world.kind, made, { message: "late" });
    await expect(late).rejects.toMatchObject({ name: "RejectedError", code: 404 });
    expect(await world.client.get(world.kind, ref("gone"))).toBeUndefined();
  });

  test("that is the same again changes nothing", async () => {
    const made = await create("same");
    const first = await world.client.applyStatus(world.kind, made, { message: "m" });
    const second = await world.client.applyStatus(world.kind, first, { message: "m" });
    expect(second.metadata.resourceVersion).toBe(first.metadata.resourceVersion);
  });

  test("takes any text: each character of the basic plane between letters and between spaces, markup, emoji", async () => {
    const all = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code));
    const message = `${all.map((c) => `a${c}b ${c} `).join("")} 🚒 <b>#: {x} '"\\ \ud83d`;
    const made = await create("text");
    const written = await world.client.applyStatus(world.kind, made, { message });
    expect(written.status?.message === message.toWellFormed()).toBe(true);
  });
});
