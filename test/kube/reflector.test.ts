// What a reflector holds and tells.
import { describe, expect, test } from "vitest";
import { UnavailableError } from "../../kube/errors.ts";
import { keyOf } from "../../kube/keys.ts";
import { settle } from "./fake-clock.ts";
import { reset, setUp, started } from "./reflector-under-test.ts";
import { listOf } from "./scripted-source.ts";
import { bookmark, line, thing } from "./things.ts";

describe("at the start", () => {
  test("it lists, tells all as initial, is synced, and watches from the list on", async () => {
    const { reflector, told, source } = await started(listOf(7, thing("a", 5), thing("b", 6)));
    await reflector.synced;
    expect(told).toEqual(["added a@5 initial", "added b@6 initial"]);
    expect(source.calls).toEqual(["list", "watch 7"]);
    expect(reflector.list().map(keyOf)).toEqual(["shop/a", "shop/b"]);
    expect(reflector.health()).toMatchObject({ synced: true, problem: undefined });
  });

  test("it is not synced before the list works, and says why; then it is", async () => {
    const busy = new UnavailableError("storage is (re)initializing", { code: 429, retryAfterSeconds: 1 });
    const { reflector, told, source, clock } = await started(busy, busy, listOf(7, thing("a", 5)));
    expect(reflector.health()).toMatchObject({ synced: false, problem: "storage is (re)initializing" });
    await clock.advance(999);
    expect(source.calls).toEqual(["list"]);
    await clock.advance(1);
    expect(source.calls).toEqual(["list", "list"]);
    await clock.advance(1_000);
    expect(told).toEqual(["added a@5 initial"]);
    expect(reflector.health()).toMatchObject({ synced: true, problem: undefined });
  });

  test("a kind that is not served yet is said once, not at each try", async () => {
    const missing = new UnavailableError("The API server does not serve it", { code: 404, reason: "NotServed" });
    const { logger, clock, source } = await started(missing);
    await clock.advance(300_000);
    expect(source.calls.length).toBeGreaterThan(5);
    expect(logger.messages("warn")).toEqual(["list or watch failed, trying again"]);
  });

  test("waiting grows from 0.8 s to 30 s between tries", async () => {
    const { clock, source } = await started(reset());
    const tries = async (ms: number) => {
      await clock.advance(ms);
      return source.calls.length;
    };
    expect(await tries(399)).toBe(1);
    expect(await tries(1)).toBe(2);
    expect(await tries(799)).toBe(2);
    expect(await tries(1)).toBe(3);
    await clock.advance(60_000);
    const before = source.calls.length;
    expect((await tries(150_000)) - before).toBe(10);
  });
});

describe("events", () => {
  test("change the copy and are told in order", async () => {
    const { told, source, reflector } = await started(listOf(7, thing("a", 5)));
    await source.send(
      line("ADDED", thing("b", 8)),
      line("MODIFIED", thing("a", 9)),
      line("DELETED", thing("b", 10)),
      bookmark(12),
    );
    expect(told.slice(1)).toEqual(["added b@8", "updated a@9", "deleted b@10"]);
    expect(reflector.get("shop/a")?.metadata.resourceVersion).toBe("9");
    expect(reflector.get("shop/b")).toBeUndefined();
  });

  test("are not told twice", async () => {
    const { told, source } = await started(listOf(7));
    await source.send(line("ADDED", thing("a", 8)), line("ADDED", thing("a", 8)), line("MODIFIED", thing("a", 8)));
    expect(told).toEqual(["added a@8"]);
  });

  test("that come again later change nothing, and do not bring back what was deleted", async () => {
    const { told, source } = await started(listOf(7));
    const [added, deleted] = [line("ADDED", thing("a", 8)), line("DELETED", thing("a", 9))];
    await source.send(added, deleted, added, deleted, bookmark(8));
    expect(told).toEqual(["added a@8", "deleted a@9"]);
    await source.end(reset());
    expect(source.calls).toEqual(["list", "watch 7"]);
  });

  test("of an unknown type are skipped, not fatal", async () => {
    const { told, source, logger } = await started(listOf(7));
    await source.send(line("SHADOWED", thing("x", 8)), line("ADDED", thing("a", 9)));
    expect(told).toEqual(["added a@9"]);
    expect(logger.messages("warn")).toEqual(["watch event of an unknown type ignored"]);
    expect(source.calls).toEqual(["list", "watch 7"]);
  });

  test("objects are frozen all the way down and have no managedFields", async () => {
    const { reflector } = await started(listOf(7, thing("a", 5, { managedFields: [{ manager: "x" }] } as object)));
    const object = reflector.get("shop/a");
    expect(object?.metadata).not.toHaveProperty("managedFields");
    expect(Object.isFrozen(object?.metadata)).toBe(true);
    expect(Object.isFrozen(object?.spec)).toBe(true);
  });

  test("a handler that throws stops neither the others nor the watch", async () => {
    const { reflector, told, source, logger } = await started(listOf(7));
    reflector.onChange(() => {
      throw new Error("bug");
    });
    const after: string[] = [];
    reflector.onChange(({ object }) => after.push(object.metadata.name));
    await source.send(line("ADDED", thing("a", 8)), line("ADDED", thing("b", 9)));
    expect(after).toEqual(["a", "b"]);
    expect(told).toEqual(["added a@8", "added b@9"]);
    expect(logger.messages("error")).toEqual(["change handler failed", "change handler failed"]);
  });

  test("a handler that comes late is told of everything there; one that left is told nothing", async () => {
    const { reflector, source } = await started(listOf(7, thing("a", 5)));
    const seen: string[] = [];
    const leave = reflector.onChange(({ object, initial }) => seen.push(`${object.metadata.name} ${initial}`));
    leave();
    await source.send(line("ADDED", thing("b", 8)));
    expect(seen).toEqual(["a true"]);
  });

  test("an index function that throws for an odd object keeps it, unindexed", async () => {
    const bySize = () => {
      throw new TypeError("no size");
    };
    const { reflector, logger, stop } = setUp([listOf(7, thing("a", 5))], { size: bySize });
    reflector.start(stop.signal).catch(() => {});
    await settle();
    expect(reflector.list()).toHaveLength(1);
    expect(reflector.byIndex("size", "1")).toEqual([]);
    expect(logger.messages("error")).toEqual(["index function failed"]);
  });
});

describe("our own writes", () => {
  test("are in the copy at once and told once, before the watch brings them", async () => {
    const { reflector, told, source } = await started(listOf(7, thing("a", 5)));
    reflector.acknowledge(thing("a", 8));
    expect(reflector.get("shop/a")?.metadata.resourceVersion).toBe("8");
    await source.send(line("MODIFIED", thing("a", 8)));
    expect(told).toEqual(["added a@5 initial", "updated a@8"]);
  });

  test("do not undo what the watch told since", async () => {
    const { reflector, source } = await started(listOf(7, thing("a", 5)));
    await source.send(line("MODIFIED", thing("a", 9)));
    reflector.acknowledge(thing("a", 8));
    expect(reflector.get("shop/a")?.metadata.resourceVersion).toBe("9");
  });

  test.each([
    ["an object that is gone", line("DELETED", thing("a", 9))],
    ["its namesake", line("ADDED", thing("a", 9, { uid: "another" }))],
  ])("do not bring back %s", async (_, sent) => {
    const { reflector, source } = await started(listOf(7, thing("a", 5)));
    await source.send(sent);
    reflector.acknowledge(thing("a", 8));
    expect(reflector.get("shop/a")?.metadata.resourceVersion).not.toBe("8");
  });
});

describe("stopping", () => {
  test("ends the watch and leaves no timer", async () => {
    const { stop, ended, source, clock } = await started(listOf(7));
    const { signal } = source.current();
    stop.abort();
    await ended;
    expect(signal.aborted).toBe(true);
    expect(clock.pending).toBe(0);
  });

  test("during a pause ends it early", async () => {
    const { reflector, ended, clock, source } = await started(reset());
    await reflector.stop();
    await ended;
    expect(clock.pending).toBe(0);
    await clock.advance(60_000);
    expect(source.calls).toEqual(["list"]);
  });
});
