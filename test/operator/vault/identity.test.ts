// When two RecoveryVaults are the same vault, and when a connection is another one.
import { describe, expect, test } from "vitest";
import { connectionKey, ownerOf, vaultIdOf } from "../../../operator/vault/identity.ts";
import { VAULT_ID, vault } from "./sights.ts";

const older = vault({ metadata: { name: "older", uid: "b", creationTimestamp: "2026-01-01T00:00:00Z" } });
const younger = vault({ metadata: { name: "younger", uid: "a", creationTimestamp: "2026-02-01T00:00:00Z" } });

describe("two RecoveryVaults for the same vault in Azure", () => {
  test("are owned by the oldest", () => {
    expect(ownerOf(younger, [younger, older])).toBe(older);
    expect(ownerOf(older, [younger, older])).toBe(older);
  });

  test("are the same though they differ in case", () => {
    const shouting = vault({
      metadata: { name: "shouting", uid: "c", creationTimestamp: "2026-03-01T00:00:00Z" },
      spec: { vaultName: "CONTOSO-DR", resourceGroup: "DR-RG" },
    });
    expect(ownerOf(shouting, [shouting, older])).toBe(older);
  });

  test("of the same second are owned by the smallest uid", () => {
    const twin = vault({ metadata: { name: "twin", uid: "a", creationTimestamp: "2026-01-01T00:00:00Z" } });
    expect(ownerOf(older, [older, twin])).toBe(twin);
    expect(ownerOf(twin, [older, twin])).toBe(twin);
  });

  test("are two when the resource group differs", () => {
    const elsewhere = vault({ metadata: { uid: "z" }, spec: { resourceGroup: "other-rg" } });
    expect(ownerOf(elsewhere, [elsewhere, older])).toBe(elsewhere);
  });
});

test("the ARM id is made of the three names", () => {
  expect(vaultIdOf(vault().spec)).toBe(VAULT_ID);
});

describe("the connection", () => {
  test.each([
    ["identity", { identity: { type: "ManagedIdentity" } }],
    ["fabric", { fabric: "fabric2" }],
    ["architecture", { architecture: "Classic" }],
    ["cloud", { cloud: "USGovernment" }],
  ] as const)("is another when %s changes", (_, spec) => {
    expect(connectionKey(vault({ spec }))).not.toBe(connectionKey(vault()));
  });

  test.each([
    ["mode", { mode: "Observe" }],
    ["allowedNamespaces", { allowedNamespaces: [] }],
    ["testNetworks", { testNetworks: ["x"] }],
  ] as const)("stays when %s changes", (_, spec) => {
    expect(connectionKey(vault({ spec }))).toBe(connectionKey(vault()));
  });
});
