// Equal texts become one, which only memory can tell: here by which copy the pool hands back.
import { expect, test } from "vitest";
import { createStringPool, pooled } from "../../kube/string-pool.ts";

test("what is pooled says the same, at every depth", () => {
  const made = () => ({ id: "/subscriptions/one", list: ["a longer text", { deep: "a longer text" }], n: 1, at: null });
  const pool = createStringPool();
  expect(pooled(made(), pool)).toEqual(made());
  expect(pooled("a longer text", pool)).toBe("a longer text");
  expect(pooled(undefined, pool)).toBeUndefined();
});

test("dates stay dates", () => {
  const at = new Date(0);
  expect(pooled({ at }, createStringPool()).at).toBe(at);
});

test("the pool is asked for each longer text, and the text that it knows is taken", () => {
  const asked: string[] = [];
  const value = pooled({ a: "a longer text", b: "short", c: ["another longer text"] }, (text) => {
    asked.push(text);
    return text.length > 10 ? `${text}!` : text;
  });
  expect(asked).toEqual(["a longer text", "short", "another longer text"]);
  expect(value).toEqual({ a: "a longer text!", b: "short", c: ["another longer text!"] });
});

test("a full pool begins anew and goes on", () => {
  const pool = createStringPool(2);
  const texts = ["the first text", "the second text", "the third text", "the first text"];
  expect(texts.map(pool)).toEqual(texts);
});

test("what is frozen is left as it is", () => {
  const status = Object.freeze({ message: "a longer text" });
  expect(pooled({ status, other: "a longer text" }, (text) => `${text}!`)).toEqual({
    status: { message: "a longer text" },
    other: "a longer text!",
  });
});
