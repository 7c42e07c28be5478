// What becomes of a key after its reconcile, by how that ended.
import { describe, expect, test } from "vitest";
import { ConflictError, RejectedError, UnavailableError } from "../../kube/errors.ts";
import { afterError, afterSuccess, isBug } from "../../kube/requeue.ts";

const slow = { baseSeconds: 1, capSeconds: 60 };
const quick = { baseSeconds: 0.005, capSeconds: 1000 };
const plain = new Error("Azure said no");

describe("a reconcile that", () => {
  test.each([
    ["wants nothing waits for a change", {}, { forget: true, label: "success" }],
    [
      "wants another look comes back with its priority",
      { afterSeconds: 15 },
      { forget: true, add: { afterSeconds: 15, priority: 100 }, label: "requeue_after" },
    ],
    [
      "names a priority comes back with that",
      { afterSeconds: 15, priority: 0 },
      { forget: true, add: { afterSeconds: 15, priority: 0 }, label: "requeue_after" },
    ],
  ])("%s", (_, result, expected) => {
    expect(afterSuccess(result, 100)).toEqual(expected);
  });

  test.each([
    ["failed backs off from a second", plain, {}, { backoff: slow, atLeastSeconds: 0, priority: 0 }],
    [
      "failed on a conflict backs off from 5 ms",
      new ConflictError("stale"),
      {},
      { backoff: quick, atLeastSeconds: 0, priority: 0 },
    ],
    [
      "was told to wait waits at least that long",
      new UnavailableError("busy", { retryAfterSeconds: 9 }),
      {},
      { backoff: slow, atLeastSeconds: 9, priority: 0 },
    ],
    [
      "has both takes the longer",
      plain,
      { backoff: true, afterSeconds: 30 },
      { backoff: slow, atLeastSeconds: 30, priority: 0 },
    ],
    ["names a time comes back then", plain, { afterSeconds: 600 }, { afterSeconds: 600, priority: 0 }],
    ["is terminal does not come back", plain, { terminal: true, afterSeconds: 5 }, undefined],
  ])("%s", (_, error, result, add) => {
    expect(afterError(error, result, 0).add).toEqual(add);
  });

  test("names a time after an error starts its failures anew; a terminal one keeps them", () => {
    expect(afterError(plain, { afterSeconds: 600 }, 0).forget).toBe(true);
    expect(afterError(plain, { terminal: true }, 0).forget).toBe(false);
  });
});

test.each([
  [new TypeError("x is undefined"), true],
  ["a thrown text", true],
  [undefined, true],
  [new RejectedError("no", 422, "Invalid"), false],
  [new UnavailableError("later"), false],
  [plain, false],
])("%o is our own mistake: %s", (error, expected) => {
  expect(isBug(error)).toBe(expected);
});
