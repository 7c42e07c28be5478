// Who is looked at after which change: nothing that waits for another resource waits longer than it must.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { PhysicalMachineProtection, TestFailover } from "../../crds/types.ts";
import { RANKS } from "../../operator/azure/claims.ts";
import { drill, operation, policy, protection, vault } from "./protection/builders.ts";
import { bound, ITEM, MACHINE, named, owner, startWired, type Wired } from "./wired.ts";

let wired: Wired;
let fed: Wired["fed"];
let clock: Wired["clock"];
let queues: Wired["queues"];
let directory: Wired["directory"];
let looked: Wired["looked"];
let added: Wired["added"];

beforeEach(async () => {
  wired = await startWired();
  ({ fed, clock, queues, directory, looked, added } = wired);
});

afterEach(() => fed.stop());

describe("a protection that changes", () => {
  test("wakes its policy and its vault, which count it, after a while", async () => {
    await fed.tell("protections", "ADDED", owner());
    expect(await looked()).toEqual({ protections: ["dr-team/web01"] });
    await clock.advance(10_000);
    expect(await looked()).toEqual({ policies: ["dr-team/gold"], vaults: ["contoso"] });
  });

  test("wakes the policy that it named until now at once: its deletion may wait for that", async () => {
    await added(owner());
    await fed.tell(
      "protections",
      "MODIFIED",
      protection({ metadata: { generation: 2 }, spec: { policy: "silver" }, status: { bound } }),
    );
    expect((await looked()).policies).toEqual(["dr-team/gold", "dr-team/silver"]);
  });

  test("wakes its runs", async () => {
    await fed.tell("runs", "ADDED", drill({ phase: "Pending" }));
    await added(owner());
    await fed.tell("protections", "MODIFIED", protection({ status: { bound, stateDescription: "Protected" } }));
    expect((await looked()).runs).toEqual(["dr-team/web01-drill"]);
  });

  test("that goes wakes whoever means the same machine, by whatever name", async () => {
    const other = named("second", { machine: { id: MACHINE } });
    await added(owner(), { ...other, metadata: { ...other.metadata, creationTimestamp: "2026-09-02T00:00:00Z" } });
    await fed.tell("protections", "DELETED", owner());
    expect((await looked()).protections).toEqual(["dr-team/second", "dr-team/web01"]);
  });

  test("one of a thousand that mean the same machine wakes itself alone, until the oldest goes", async () => {
    const many = Array.from({ length: 1000 }, (_, at) => named(`copy-${String(at).padStart(3, "0")}`));
    await added(owner(), ...many);
    const changed = named("copy-007", { drillEveryDays: 30 });
    await fed.tell("protections", "MODIFIED", { ...changed, metadata: { ...changed.metadata, generation: 2 } });
    expect((await looked()).protections).toEqual(["dr-team/copy-007"]);
    await fed.tell("protections", "DELETED", named("copy-999"));
    expect((await looked()).protections).toEqual(["dr-team/copy-999", "dr-team/web01"]);
    await fed.tell("protections", "DELETED", named("copy-000"));
    expect((await looked()).protections).toHaveLength(1000);
  });

  test("that goes gives up its item, also while the vault is closed", async () => {
    await added(owner());
    const claims = directory.byName("contoso")?.claims;
    claims?.take(ITEM, { owner: "uid-web01", name: "protection dr-team/web01", rank: RANKS.update });
    directory.reopen("contoso");
    await fed.tell("protections", "DELETED", owner());
    await directory.ensure(vault());
    expect(directory.byName("contoso")?.claims.holder(ITEM)).toBeUndefined();
  });
});

test("a vault that is read again has its protections looked at after all that changed", async () => {
  await added(owner());
  wired.news("items");
  await fed.tell("protections", "ADDED", named("web02"));
  const order = [await queues.protections.take(), await queues.protections.take()];
  expect(order).toEqual([
    { key: "dr-team/web02", priority: 0 },
    { key: "dr-team/web01", priority: -100 },
  ]);
});

describe("a run", () => {
  const run = (status: TestFailover["status"]) =>
    drill({ target: { protection: "web01", vault: "contoso", itemId: ITEM }, ...status });

  test("that ends wakes its protection, its vault and whoever waits for the machine", async () => {
    await added(owner());
    await fed.tell("runs", "ADDED", run({ phase: "Running" }));
    const waiting = {
      ...drill({ phase: "Pending" }),
      metadata: { ...drill({}).metadata, name: "next", uid: "uid-next" },
    };
    await fed.tell("runs", "ADDED", waiting);
    await looked();
    await fed.tell("runs", "MODIFIED", run({ phase: "Succeeded", endedAt: "2026-11-23T10:00:00Z" }));
    expect(await looked()).toEqual({ protections: ["dr-team/web01"], runs: ["dr-team/next"], vaults: ["contoso"] });
  });

  test.each([
    ["made in chat brings its protection to the front", "slack:U024BE7LH", 100],
    ["applied lets its protection keep its place", "asha", 0],
  ])("%s", async (_, requestedBy, priority) => {
    await added(owner());
    await fed.tell("runs", "ADDED", drill({}, { requestedBy }));
    expect(await queues.protections.take()).toEqual({ key: "dr-team/web01", priority });
  });

  test("whose finalizer was taken off by hand leaves neither a claim nor an item that is read for ever", async () => {
    await fed.tell("runs", "ADDED", run({ phase: "Running" }));
    const handle = directory.byName("contoso");
    handle?.claims.take(ITEM, { owner: "uid-drill", name: "test failover dr-team/web01-drill", rank: RANKS.drill });
    const released: string[] = [];
    const release = handle?.view.release;
    if (handle !== undefined)
      Object.assign(handle.view, {
        release: (itemId: string, uid: string) => {
          released.push(`${itemId} ${uid}`);
          release?.(itemId, uid);
        },
      });
    await fed.tell("runs", "DELETED", run({ phase: "Running" }));
    expect(handle?.claims.holder(ITEM)).toBeUndefined();
    expect(released).toEqual([`${ITEM} uid-drill`]);
  });
});

describe("a policy", () => {
  test("that becomes ready wakes the protections that name it", async () => {
    await added(owner());
    await fed.tell("policies", "ADDED", policy());
    expect((await looked()).protections).toEqual(["dr-team/web01"]);
  });

  test("that goes wakes others of the vault: one of them may own the name now", async () => {
    const second = { ...policy(), metadata: { ...policy().metadata, name: "second", uid: "uid-second" } };
    await fed.tell("policies", "ADDED", policy());
    await fed.tell("policies", "ADDED", second);
    await looked();
    await fed.tell("policies", "DELETED", policy());
    expect((await looked()).policies).toEqual(["dr-team/gold", "dr-team/second"]);
  });
});

describe("a vault", () => {
  test("whose spec changes wakes all that belong to it or may come to", async () => {
    const { vault: _, ...anyVault } = named("any").spec;
    await fed.tell("runs", "ADDED", drill({ phase: "Pending" }));
    await added(owner(), { ...named("any"), spec: anyVault as PhysicalMachineProtection["spec"] });
    await fed.tell("vaults", "MODIFIED", vault({ mode: "Observe" }));
    expect(await looked()).toEqual({
      protections: ["dr-team/any", "dr-team/web01"],
      runs: ["dr-team/web01-drill"],
    });
  });
});

test("a vault that opens finds everyone who is at work in possession of its item again", async () => {
  const target = { protection: "web01", vault: "contoso" };
  await fed.tell("runs", "ADDED", drill({ phase: "Running", target: { ...target, itemId: "/items/drilled" } }));
  const working = { bound, operation: operation({ target: "/items/meant" }) };
  const metadata = { name: "idle", uid: "uid-idle" };
  await fed.tell("protections", "ADDED", protection({ status: working }));
  await fed.tell(
    "protections",
    "ADDED",
    protection({ metadata, status: { bound: { ...bound, itemId: "/items/idle" } } }),
  );
  directory.forget("contoso");
  await directory.ensure(vault());
  const holder = (itemId: string) => directory.byName("contoso")?.claims.holder(itemId)?.name;
  expect(holder("/items/drilled")).toBe("test failover dr-team/web01-drill");
  expect(holder("/items/meant")).toBe("protection dr-team/web01");
  expect(holder("/items/idle")).toBeUndefined();
});

test("a vault that goes wakes the others: one of them may be the same vault in Azure", async () => {
  const twin = { ...vault(), metadata: { ...vault().metadata, name: "twin", uid: "uid-twin" } };
  await fed.tell("vaults", "ADDED", twin);
  await looked();
  await fed.tell("vaults", "DELETED", vault());
  expect((await looked()).vaults).toEqual(["contoso", "twin"]);
  expect(directory.byName("contoso")).toBeUndefined();
});

test("a discovered machine that somebody deletes is written again", async () => {
  const machine = {
    apiVersion: "asr-chatops.io/v1alpha1",
    kind: "DiscoveredMachine",
    metadata: { name: "web01-1", uid: "uid-machine" },
    status: { vault: "contoso", id: MACHINE },
  };
  await fed.tell("machines", "ADDED", machine);
  expect(wired.discoveries).toEqual([]);
  await fed.tell("machines", "DELETED", machine);
  expect(wired.discoveries).toEqual(["contoso"]);
});
