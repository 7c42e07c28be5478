// How everything of one kind is asked for: by a watch that begins with it, and page by page where a server refuses that.
import { describe, expect, test } from "vitest";
import { RejectedError, UnavailableError } from "../../kube/errors.ts";
import { listWatchOf } from "../../kube/list-watch.ts";
import { createFakeClock } from "./fake-clock.ts";
import { bookmark, line, listLines, type Thing, thing, thingKind } from "./things.ts";

type Lines = readonly (string | Error | "silence")[];

/** An API server that answers the watch with these lines, or the opening with the error; its pages hold one thing. */
function asked(answer: Lines | Error, signal = new AbortController().signal) {
  const clock = createFakeClock();
  const calls: object[] = [];
  let parts = 0;
  const client = {
    list: async (
      _: unknown,
      { onPage: __, signal: ___, ...options }: object & { onPage?: unknown; signal?: unknown } = {},
    ) => {
      calls.push({ list: options });
      return { items: [thing("paged", 1)], resourceVersion: "1" };
    },
    probe: () => Promise.reject(new Error("nobody asked")),
    watch: async (_: unknown, query: object, stream: AbortSignal) => {
      calls.push(query);
      if (answer instanceof Error) throw answer;
      return told(answer, stream);
    },
  } as unknown as Parameters<typeof listWatchOf<Thing>>[0];
  const list = listWatchOf(client, thingKind, { namespace: "shop" }, clock).list(signal, () => parts++);
  return { list, clock, calls, parts: () => parts };
}

async function* told(lines: Lines, signal: AbortSignal): AsyncGenerator<string> {
  for (const one of lines) {
    if (one instanceof Error) throw one;
    if (one === "silence") {
      await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason), { once: true }));
    } else yield one;
  }
}

const whole = (...items: Thing[]) =>
  listLines(9, ...items)
    .trimEnd()
    .split("\n");
const names = async ({ list }: ReturnType<typeof asked>) => (await list).items.map(({ metadata }) => metadata.name);

describe("a list by watch", () => {
  test("asks for a beginning of now, and has what was told, as of the bookmark", async () => {
    const one = asked(whole(thing("a", 3), thing("b", 5)));
    expect(await names(one)).toEqual(["a", "b"]);
    expect((await one.list).resourceVersion).toBe("9");
    const query = { sendInitialEvents: true, resourceVersionMatch: "NotOlderThan", namespace: "shop" };
    expect(one.calls).toEqual([{ ...query, fieldSelector: undefined, timeoutSeconds: 600 }]);
    expect(one.parts()).toBe(3);
  });

  test.each<[string, Lines, readonly string[]]>([
    ["nothing", whole(), []],
    ["an object twice", whole(thing("a", 3), thing("a", 3)), ["a"]],
    [
      "one that changes and one that goes meanwhile",
      [
        line("ADDED", thing("a", 3)),
        line("ADDED", thing("b", 3)),
        line("MODIFIED", thing("a", 4)),
        line("DELETED", thing("b", 5)),
        ...whole(),
      ],
      ["a"],
    ],
    [
      "a bookmark that ends nothing, and a type of the future",
      [bookmark(5), line("SHADOWED", thing("x", 5)), ...whole(thing("a", 3))],
      ["a"],
    ],
  ])("takes %s", async (_, lines, found) => {
    expect(await names(asked(lines))).toEqual(found);
  });

  test("has objects frozen, and without what nobody reads", async () => {
    const bulky = thing("a", 3);
    Object.assign(bulky.metadata, { managedFields: [{ manager: "kubectl" }] });
    const [item] = (await asked(whole(bulky)).list).items;
    expect([item, Object.isFrozen(item?.spec)]).toEqual([thing("a", 3), true]);
  });

  test.each<[string, Lines, RegExp]>([
    ["ends before its bookmark", [line("ADDED", thing("a", 3))], /ended before it was complete/],
    ["has a line that is none", [line("ADDED", thing("a", 3)), "nonsense", ...whole()], /line that is no event/],
    ["is broken off", [line("ADDED", thing("a", 3)), new UnavailableError("The connection was reset")], /reset/],
    [
      "is told that it cannot go on",
      [line("ERROR", { kind: "Status", code: 500, message: "etcd is gone" })],
      /etcd is gone/,
    ],
  ])("that %s is none, and no pages are asked for either", async (_, lines, message) => {
    const one = asked(lines);
    await expect(one.list).rejects.toThrow(message);
    await expect(one.list).rejects.toBeInstanceOf(UnavailableError);
    expect(one.calls).toHaveLength(1);
  });

  test("may be silent for half a minute, and no longer", async () => {
    const one = asked([line("ADDED", thing("a", 3)), "silence"]);
    const ended = expect(one.list).rejects.toThrow("did not go on for 30 s");
    await one.clock.advance(30_000);
    await ended;
    expect(one.clock.pending).toBe(0);
  });

  test("ends with whoever asked for it", async () => {
    const stop = new AbortController();
    const one = asked(["silence"], stop.signal);
    const ended = expect(one.list).rejects.toThrow("stopped");
    await one.clock.advance(1000);
    stop.abort(new Error("stopped"));
    await ended;
  });
});

describe("pages are asked for", () => {
  test.each([
    ["by a server that knows no such watch", new RejectedError("sendInitialEvents: Forbidden", 422, "Invalid")],
    [
      "where a watch is not allowed, so that the answer says what is missing",
      new RejectedError("cannot watch", 403, "Forbidden"),
    ],
  ])("%s", async (_, error) => {
    const one = asked(error);
    expect(await names(one)).toEqual(["paged"]);
    expect(one.calls.at(-1)).toEqual({ list: { namespace: "shop" } });
  });

  test("never because a server cannot answer now", async () => {
    const one = asked(new UnavailableError("Too many requests", { code: 429, retryAfterSeconds: 1 }));
    await expect(one.list).rejects.toThrow("Too many requests");
    expect(one.calls).toHaveLength(1);
  });
});
