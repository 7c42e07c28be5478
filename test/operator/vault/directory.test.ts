// Which vaults are open: one view and one set of claims for each vault in Azure.
import { beforeEach, describe, expect, test } from "vitest";
import type { RecoveryVault } from "../../../crds/types.ts";
import { silentLogger } from "../../../kube/logger.ts";
import { createClaims, RANKS } from "../../../operator/azure/claims.ts";
import { createVaultView } from "../../../operator/azure/vault-view.ts";
import { StalledError, TransientError } from "../../../operator/errors.ts";
import { createVaultDirectory, type ManagedDirectory } from "../../../operator/vault/directory.ts";
import { portTo } from "../../azure/port-under-test.ts";
import { createStillClock } from "../../azure/still-clock.ts";
import { vault } from "./sights.ts";

/** Nothing listens there, and nothing is asked: a view that was not started polls nothing. */
const NOWHERE = "http://127.0.0.1:9";

function quietView() {
  const clock = createStillClock();
  const port = portTo(NOWHERE, { clock });
  return createVaultView({ port, clock, logger: silentLogger, random: () => 0, fabricType: "InMageRcm" });
}

let resources: RecoveryVault[];
let opened: string[];
let stopped: string[];
let told: string[];
let fails: Error | undefined;
let directory: ManagedDirectory;

beforeEach(() => {
  [resources, opened, stopped, told, fails] = [[], [], [], [], undefined];
  directory = createVaultDirectory({
    vaults: { get: (name) => resources.find(({ metadata }) => metadata.name === name), list: () => resources },
    createClaims,
    open: async ({ metadata: { name } }) => {
      if (fails !== undefined) throw fails;
      opened.push(name);
      return { view: quietView(), stop: () => stopped.push(name) };
    },
  });
  directory.onChange((name) => told.push(name));
});

/** The resource as the cluster has it from now on. */
function has(patch: Parameters<typeof vault>[0] = {}): RecoveryVault {
  const resource = vault(patch);
  resources = [...resources.filter(({ metadata }) => metadata.name !== resource.metadata.name), resource];
  return resource;
}

const open = async (resource: RecoveryVault) => {
  const access = await directory.ensure(resource);
  if (access.state !== "open") throw new Error(`it is ${access.state}`);
  return access.handle;
};

describe("a vault", () => {
  test("is opened once, and found by name from then on", async () => {
    const handle = await open(has());
    expect(await open(has())).toBe(handle);
    expect(opened).toEqual(["contoso"]);
    expect(directory.byName("contoso")).toBe(handle);
    expect(directory.all()).toEqual([handle]);
    expect(told).toEqual(["contoso"]);
  });

  test("that is deleted while it is being opened is not left open", async () => {
    const resource = has();
    const access = directory.ensure(resource);
    resources = [];
    expect((await access).state).toBe("closed");
    expect(stopped).toEqual(["contoso"]);
    expect(directory.byName("contoso")).toBeUndefined();
  });

  test("shows the resource as it is now", async () => {
    const handle = await open(has());
    has({ spec: { mode: "Observe" } });
    expect(handle.resource.spec.mode).toBe("Observe");
  });

  test("stays open when what changed is not the connection", async () => {
    const handle = await open(has());
    expect(await open(has({ spec: { mode: "Observe", allowedNamespaces: [] } }))).toBe(handle);
    expect(stopped).toEqual([]);
  });

  test("is opened anew when its identity changed, and the old view is stopped", async () => {
    const handle = await open(has());
    const other = await open(has({ spec: { identity: { type: "ManagedIdentity" } } }));
    expect(other.view).not.toBe(handle.view);
    expect(stopped).toEqual(["contoso"]);
    expect(directory.byName("contoso")).toBe(other);
  });

  test("keeps its claims when it is opened anew", async () => {
    const handle = await open(has());
    handle.claims.take("item", { owner: "run-1", name: "dr-team/run-1", rank: RANKS.drill });
    directory.reopen("contoso");
    expect(directory.byName("contoso")).toBeUndefined();
    expect((await open(has())).claims.holder("item")?.owner).toBe("run-1");
  });

  test("has claims of its own when another resource has taken the name", async () => {
    const handle = await open(has());
    handle.claims.take("item", { owner: "run-1", name: "dr-team/run-1", rank: RANKS.drill });
    const other = await open(has({ metadata: { uid: "another" } }));
    expect(other.claims.holder("item")).toBeUndefined();
    expect(stopped).toEqual(["contoso"]);
  });

  test("is stopped when its resource is gone", async () => {
    await open(has());
    directory.forget("contoso");
    expect(stopped).toEqual(["contoso"]);
    expect(directory.all()).toEqual([]);
    expect(told).toEqual(["contoso", "contoso"]);
  });
});

describe("a vault that does not open", () => {
  test.each([
    ["for want of a Secret", new StalledError("SecretNotFound", "There is no Secret.")],
    ["for now", new TransientError("No answer.")],
  ])("%s is closed, with the reason", async (_, error) => {
    fails = error;
    expect(await directory.ensure(has())).toEqual({ state: "closed", error });
    expect(directory.byName("contoso")).toBeUndefined();
  });

  test("is opened by the next try", async () => {
    fails = new TransientError("No answer.");
    await directory.ensure(has());
    fails = undefined;
    expect((await directory.ensure(has())).state).toBe("open");
  });

  test("by a mistake of ours throws it", async () => {
    fails = new TypeError("undefined is not a function");
    await expect(directory.ensure(has())).rejects.toThrow(TypeError);
  });
});

describe("of two for the same vault in Azure", () => {
  const older = { metadata: { name: "older", uid: "a", creationTimestamp: "2026-01-01T00:00:00Z" } };
  const younger = { metadata: { name: "younger", uid: "b", creationTimestamp: "2026-02-01T00:00:00Z" } };

  test("the younger is not opened, and told whose it is", async () => {
    await open(has(older));
    expect(await directory.ensure(has(younger))).toEqual({ state: "duplicate", owner: "older" });
    expect(opened).toEqual(["older"]);
  });

  test("the younger is closed again when the older turns up late", async () => {
    await open(has(younger));
    has(older);
    expect((await directory.ensure(has(younger))).state).toBe("duplicate");
    expect(stopped).toEqual(["younger"]);
  });

  test("the younger takes over when the older is gone", async () => {
    await open(has(older));
    has(younger);
    resources = resources.filter(({ metadata }) => metadata.name === "younger");
    directory.forget("older");
    expect((await open(has(younger))).name).toBe("younger");
  });
});

test("closing stops every view", async () => {
  await open(has());
  await open(has({ metadata: { name: "other", uid: "o" }, spec: { vaultName: "other-dr" } }));
  directory.close();
  expect(stopped.sort()).toEqual(["contoso", "other"]);
});
