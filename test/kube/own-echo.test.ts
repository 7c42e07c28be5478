// Which lines of a watch are echoes of our own writes, and which only look like it.
import { describe, expect, test } from "vitest";
import { createOwnEcho } from "../../kube/own-echo.ts";
import { started } from "./reflector-under-test.ts";
import { listOf } from "./scripted-source.ts";
import { bookmark, line, thing } from "./things.ts";

const event = (type: string, metadata: object) => JSON.stringify({ type, object: { kind: "Thing", metadata } });
const named = { name: "a", resourceVersion: "8", uid: "u" };

test.each([
  ["the version that was written", event("MODIFIED", named), "8"],
  ["another version", event("MODIFIED", { ...named, resourceVersion: "80" }), undefined],
  ["a deletion", event("DELETED", named), undefined],
  ["a bookmark", event("BOOKMARK", { resourceVersion: "8" }), undefined],
  [
    "an annotation that looks like a version",
    event("MODIFIED", { annotations: { resourceVersion: "8" }, ...named, resourceVersion: "9" }),
    undefined,
  ],
  [
    "a text that quotes a version",
    event("MODIFIED", { annotations: { last: '{"resourceVersion":"8"}' }, ...named, resourceVersion: "9" }),
    undefined,
  ],
  ["half a line", '{"type":"MODIFIED","object":{"metadata":{"resourceVer', undefined],
])("%s", (_, told, heard) => {
  const echo = createOwnEcho();
  echo.wrote("8");
  expect(echo.heard(told)).toBe(heard);
});

test("is heard once, and not after a list", () => {
  const echo = createOwnEcho();
  echo.wrote("8");
  expect([echo.heard(event("MODIFIED", named)), echo.heard(event("MODIFIED", named))]).toEqual(["8", undefined]);
  echo.wrote("9");
  echo.forget();
  expect(echo.heard(event("MODIFIED", { ...named, resourceVersion: "9" }))).toBeUndefined();
});

describe("a reflector", () => {
  test("goes on from an echo, and does not take it for news", async () => {
    const { reflector, told, source, clock } = await started(listOf(7, thing("a", 5)));
    reflector.acknowledge(thing("a", 8));
    await source.send(line("MODIFIED", thing("a", 8)));
    expect(told).toEqual(["added a@5 initial", "updated a@8"]);
    await source.end();
    await clock.advance(2_000);
    expect(source.calls.at(-1)).toBe("watch 8");
  });

  test("hears what somebody else did after our write", async () => {
    const { reflector, told, source } = await started(listOf(7, thing("a", 5)));
    reflector.acknowledge(thing("a", 8));
    await source.send(line("MODIFIED", thing("a", 8)), line("MODIFIED", thing("a", 9)), bookmark(10));
    expect(told).toEqual(["added a@5 initial", "updated a@8", "updated a@9"]);
  });
});
