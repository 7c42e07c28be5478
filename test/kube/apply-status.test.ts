// What a status write asks back: the version alone, where the rest is known, or the object.
import { describe, expect, test } from "vitest";
import { applyStatus, replacesAll } from "../../kube/apply-status.ts";
import type { HttpCall } from "../../kube/http.ts";
import { type Thing, thing, thingKind } from "./things.ts";

const condition = (type: string, more: object = {}) => ({ type, status: "True", ...more });

describe("an applied status is all there is afterwards", () => {
  test.each<[string, unknown, unknown]>([
    ["there was none", undefined, { phase: "Running" }],
    ["a field has another value", { phase: "Pending" }, { phase: "Running" }],
    ["a field is new", { phase: "Running" }, { phase: "Running", job: { name: "j1" } }],
    ["a field within has another value", { job: { name: "j1", state: "x" } }, { job: { name: "j2", state: "y" } }],
    ["a list is the same", { names: ["a", "b"] }, { names: ["a", "b"] }],
    ["a list was empty", { names: [] }, { names: ["a"] }],
    ["a text becomes fields", { job: "j1" }, { job: { name: "j1" } }],
    [
      "a condition changes",
      { conditions: [condition("Ready")] },
      { conditions: [condition("Ready", { status: "False" })] },
    ],
    [
      "a condition is new",
      { conditions: [condition("Ready")] },
      { conditions: [condition("Drilled"), condition("Ready")] },
    ],
  ])("%s", (_, before, after) => {
    expect(replacesAll(before, after)).toBe(true);
  });
});

describe("others may have a part in what is there afterwards", () => {
  test.each<[string, unknown, unknown]>([
    ["a field is gone", { phase: "Running", theirs: 1 }, { phase: "Running" }],
    ["a field is undefined", { phase: "Running", theirs: 1 }, { phase: "Running", theirs: undefined }],
    ["a field within is gone", { job: { name: "j1", theirs: 1 } }, { job: { name: "j1" } }],
    ["everything is gone", { phase: "Running" }, undefined],
    ["fields become a text", { job: { name: "j1" } }, { job: "j1" }],
    ["fields become a list", { job: { name: "j1" } }, { job: ["j1"] }],
    ["a list becomes a text", { names: ["a"] }, { names: "a" }],
    ["a list, which may be a set, has another element", { names: ["a"] }, { names: ["b"] }],
    ["a list of fields changes, its key unknown", { disks: [{ id: 1 }] }, { disks: [{ id: 2 }] }],
    [
      "a condition is gone",
      { conditions: [condition("Theirs"), condition("Ready")] },
      { conditions: [condition("Ready")] },
    ],
    [
      "a condition has lost a field",
      { conditions: [condition("Ready", { theirs: 1 })] },
      { conditions: [condition("Ready")] },
    ],
  ])("%s", (_, before, after) => {
    expect(replacesAll(before, after)).toBe(false);
  });
});

/** Applies the status over what was read, on a server that answers like that; what it was asked, and what came of it. */
async function applied(read: Thing, status: object, answer: object) {
  const calls: HttpCall[] = [];
  const http = {
    send: async (call: HttpCall) => {
      calls.push(call);
      return answer;
    },
    stream: () => Promise.reject(new Error("nobody streams")),
    close: async () => {},
  };
  const saved = await applyStatus({ http, kind: thingKind, fieldManager: "test" }, read, status, { timeoutSeconds: 7 });
  return { saved, call: calls[0] as HttpCall, calls };
}

const table = (resourceVersion: string) => ({
  kind: "Table",
  metadata: { resourceVersion },
  rows: [{ cells: ["web01"] }],
});

test("of a known whole only the version is asked, and the answer is what was read with the status that was sent", async () => {
  const read = { ...thing("web01", 7, { labels: { app: "web" } }), status: { phase: "Pending" } };
  const status = { phase: "Running", note: "half a pair \ud83d", nothing: undefined };
  const { saved, call, calls } = await applied(read, status, table("9"));
  expect(saved).toEqual({
    ...thing("web01", 9, { labels: { app: "web" } }),
    status: { phase: "Running", note: "half a pair \ufffd" },
  });
  expect(saved.status).not.toHaveProperty("nothing");
  expect(calls).toHaveLength(1);
  expect(call.accept).toMatch(/^application\/json;as=Table;v=v1;g=meta\.k8s\.io,/);
  expect(call.path).toMatch(/\/shop\/things\/web01\/status\?.*includeObject=None/);
  expect(call.body).toMatchObject({ metadata: { name: "web01", namespace: "shop", resourceVersion: "7" } });
  expect(call.timeoutSeconds).toBe(7);
});

test("what was read is left as it is", async () => {
  const read = Object.freeze({ ...thing("web01", 7), status: Object.freeze({ phase: "Pending" }) });
  await applied(read, { phase: "Running" }, table("9"));
  expect(read).toEqual({ ...thing("web01", 7), status: { phase: "Pending" } });
});

test.each([
  ["somebody else may have a part in it", { theirs: 1 }, { phase: "Running" }],
  ["it has a null, which the server may drop", {}, { phase: null }],
])("the object is asked for where %s", async (_, before, status) => {
  const answer = { ...thing("web01", 9), status: { phase: "Running", theirs: 1 } };
  const { saved, call } = await applied({ ...thing("web01", 7), status: before }, status, answer);
  expect(saved).toBe(answer);
  expect(call.accept).toBeUndefined();
  expect(call.path).not.toContain("includeObject");
});

test("a server that answers with the object all the same is believed", async () => {
  const answer = { ...thing("web01", 9), status: { phase: "Running", mutated: true } };
  expect((await applied(thing("web01", 7), { phase: "Running" }, answer)).saved).toBe(answer);
});

test("an object that was not read is refused, since any version of it would be written", async () => {
  const { resourceVersion: _, ...metadata } = thing("web01", 7).metadata;
  const applying = applied({ ...thing("web01", 7), metadata }, {}, table("9"));
  await expect(applying).rejects.toThrow('Thing "web01" was not read from the API server');
});
