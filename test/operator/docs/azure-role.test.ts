// The custom role and the table of rights are what the adapter's routes say, no right too many.
import { describe, expect, test } from "vitest";
import { LINKED, ROUTES } from "../../../operator/azure/arm/routes.ts";
import { customRole, rightsTable, roleText, withRights } from "../../docs/azure-rights.ts";
import { page } from "../../docs/project.ts";

const setup = page("docs/azure-setup.md").text;

describe("the custom role", () => {
  test("is up to date", () => {
    expect(page("examples/azure/custom-role.json").text).toBe(roleText());
  });

  test("has each right of a route or of linked access, once, and none besides", () => {
    const { Actions, NotActions } = customRole();
    const needed = new Set([...ROUTES, ...LINKED].map(({ action }) => action));
    expect(new Set(Actions)).toEqual(needed);
    expect(Actions).toHaveLength(needed.size);
    expect(NotActions).toEqual([]);
  });

  test("may neither assign roles nor touch a vault itself, nor use a wildcard to change anything in one", () => {
    const { Actions } = customRole();
    expect(Actions.filter((action) => /Authorization|vaults\/(write|delete)$/i.test(action))).toEqual([]);
    const wild = Actions.filter((action) => action.includes("*"));
    expect(wild).toEqual(["Microsoft.RecoveryServices/vaults/*/read", "Microsoft.Resources/deployments/*"].sort());
  });

  test("covers no call that purges or fails over for real", () => {
    const calls = customRole().Actions.filter((action) => action.startsWith("Microsoft.RecoveryServices/"));
    expect(calls.filter((action) => /unplannedFailover|ProtectedItems\/delete|Fabrics\/delete/.test(action))).toEqual(
      [],
    );
  });
});

describe("docs/azure-setup.md", () => {
  test("has today's table", () => {
    expect(withRights(setup)).toBe(setup);
  });

  test("says of every right that is not in Azure's list that it is unverified", () => {
    const doubtful = ROUTES.filter(({ unverified }) => unverified !== undefined);
    expect(doubtful.length).toBeGreaterThan(0);
    for (const { action } of doubtful) {
      const row = rightsTable()
        .split("\n")
        .find((line) => line.includes(`\`${action}\``));
      expect(row).toContain("[unverified");
    }
  });

  test("names the endpoints of both clouds", () => {
    for (const host of ["management.azure.com", "management.usgovcloudapi.net", "login.microsoftonline.us"]) {
      expect(setup).toContain(host);
    }
  });

  test("without its markers is refused", () => {
    expect(() => withRights("# Azure")).toThrow(/markers/);
  });
});
