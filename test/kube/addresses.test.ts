// Paths, keys, resourceVersions and warnings: how things are named on the wire.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { keyOf, refOf } from "../../kube/keys.ts";
import { pathOf } from "../../kube/path.ts";
import { compareVersions } from "../../kube/resource-version.ts";
import { warningTexts } from "../../kube/warnings.ts";
import { thing, thingKind } from "./things.ts";

const pod = { group: "", version: "v1", plural: "pods", kind: "Pod", namespaced: true };
const vault = { group: "example.org", version: "v1", plural: "vaults", kind: "Vault", namespaced: false };

describe("a path", () => {
  test.each([
    ["all namespaces", pathOf(thingKind, {}), "/apis/example.org/v1/things"],
    ["one namespace", pathOf(thingKind, { namespace: "shop" }), "/apis/example.org/v1/namespaces/shop/things"],
    ["the core group", pathOf(pod, { namespace: "shop", name: "a" }), "/api/v1/namespaces/shop/pods/a"],
    ["a cluster-scoped object", pathOf(vault, { name: "contoso" }), "/apis/example.org/v1/vaults/contoso"],
    [
      "a namespace given for a cluster-scoped kind is dropped",
      pathOf(vault, { namespace: "x" }),
      "/apis/example.org/v1/vaults",
    ],
    [
      "a subresource with a query",
      pathOf(thingKind, { namespace: "shop", name: "a", subresource: "status" }, { force: true, limit: undefined }),
      "/apis/example.org/v1/namespaces/shop/things/a/status?force=true",
    ],
    ["names that would lead elsewhere", pathOf(vault, { name: "../x?y" }), "/apis/example.org/v1/vaults/..%2Fx%3Fy"],
  ])("%s", (_, path, expected) => {
    expect(path).toBe(expected);
  });

  test("an object of a namespaced kind without namespace is a mistake of ours", () => {
    expect(() => pathOf(thingKind, { name: "a" })).toThrow('Thing "a" is addressed without its namespace');
  });
});

test.each([
  [{ name: "contoso" }, "contoso"],
  [{ namespace: "shop", name: "web01" }, "shop/web01"],
])("the key of %o is %s, and leads back", (ref, key) => {
  expect(keyOf(ref)).toBe(key);
  expect(refOf(key)).toEqual(ref);
});

test("an object and a reference to it have the same key", () => {
  expect(keyOf(thing("web01", 1))).toBe("shop/web01");
});

describe("of two resourceVersions", () => {
  test.each([
    ["9", "10", -1],
    ["10", "9", 1],
    ["10", "10", 0],
    ["90071992547409930", "90071992547409931", -1],
    ["010", "9", undefined],
    ["abc", "9", undefined],
    ["", "9", undefined],
    [undefined, "9", undefined],
  ] as const)("%s against %s is %s", (a, b, expected) => {
    expect(compareVersions(a, b)).toBe(expected);
  });

  test("the order is that of the numbers, however large", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n }), fc.bigInt({ min: 0n }), (a, b) => {
        expect(compareVersions(String(a), String(b))).toBe(a < b ? -1 : a > b ? 1 : 0);
      }),
    );
  });
});

describe("a Warning header", () => {
  test.each([
    [undefined, []],
    ['299 - "unknown field \\"spec.colour\\""', ['unknown field "spec.colour"']],
    ['299 - "one", 299 - "two, with comma"', ["one", "two, with comma"]],
    [
      ['299 - "one"', '299 - "two"'],
      ["one", "two"],
    ],
    ["nonsense", []],
  ])("%o says %o", (header, texts) => {
    expect(warningTexts(header)).toEqual(texts);
  });
});
