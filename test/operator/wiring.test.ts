// Who is looked at after which change: nothing that waits for another resource waits longer than it must.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { PhysicalMachineProtection, TestFailover } from "../../crds/types.ts";
import { silentLogger } from "../../kube/logger.ts";
import { createQueue, type WorkQueue } from "../../kube/queue.ts";
import { createClaims, RANKS } from "../../operator/azure/claims.ts";
import { createVaultView } from "../../operator/azure/vault-view.ts";
import { createVaultDirectory, type ManagedDirectory } from "../../operator/vault/directory.ts";
import { wire } from "../../operator/wiring.ts";
import { portTo } from "../azure/port-under-test.ts";
import { createStillClock } from "../azure/still-clock.ts";
import { createFakeClock } from "../kube/fake-clock.ts";
import { type FedCopies, startFedCopies } from "./fed-copies.ts";
import { condition, drill, operation, policy, protection, vault } from "./protection/builders.ts";

const KINDS = ["vaults", "policies", "protections", "runs"] as const;
type Name = (typeof KINDS)[number];

const ITEM = "/items/web01";
const MACHINE = "/machines/web01";

let fed: FedCopies;
let clock: ReturnType<typeof createFakeClock>;
let queues: Record<Name, WorkQueue>;
let directory: ManagedDirectory;
let discoveries: string[];
/** Tells Azure's news about the vault, as its view does. */
let news: (what: string) => void;

beforeEach(async () => {
  fed = await startFedCopies();
  clock = createFakeClock();
  discoveries = [];
  const queue = (name: Name) => createQueue({ name, clock });
  queues = {
    vaults: queue("vaults"),
    policies: queue("policies"),
    protections: queue("protections"),
    runs: queue("runs"),
  };
  directory = createVaultDirectory({
    vaults: fed.copies.vaults,
    createClaims,
    open: async () => {
      const still = createStillClock();
      const port = portTo("http://127.0.0.1:9", { clock: still });
      const options = { port, clock: still, logger: silentLogger, random: () => 0, fabricType: "InMageRcm" };
      const view = createVaultView(options);
      const onChange = (listener: (what: string) => void) => {
        news = listener;
        view.onChange(listener);
      };
      return { view: { ...view, onChange }, stop: () => {} };
    },
  });
  const kinds = Object.fromEntries(KINDS.map((name) => [name, { queue: queues[name] }])) as Record<
    Name,
    { queue: WorkQueue }
  >;
  wire({ copies: fed.copies, kinds, directory, onDiscovery: ({ name }) => discoveries.push(name) });
  await fed.tell("vaults", "ADDED", vault());
  await directory.ensure(vault());
  await looked();
});

afterEach(() => fed.stop());

/** Everything that is to be looked at by now, by kind; the queues are empty after it. */
async function looked(): Promise<Partial<Record<Name, readonly string[]>>> {
  const found: Partial<Record<Name, readonly string[]>> = {};
  for (const name of KINDS) {
    const keys: string[] = [];
    while (queues[name].length > 0) {
      const taken = await queues[name].take();
      if (taken === undefined) break;
      keys.push(taken.key);
      queues[name].done(taken.key);
    }
    if (keys.length > 0) found[name] = keys.sort();
  }
  return found;
}

async function added(...objects: readonly PhysicalMachineProtection[]): Promise<void> {
  for (const object of objects) await fed.tell("protections", "ADDED", object);
  await clock.advance(10_000);
  await looked();
  discoveries = [];
}

const bound = { vault: "contoso", machineId: MACHINE, itemId: ITEM };
const owner = () => protection({ status: { bound } });
const named = (name: string, spec: Partial<PhysicalMachineProtection["spec"]> = {}) =>
  protection({ metadata: { name, uid: `uid-${name}` }, spec });

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
    const other = { ...named("second", { machine: { id: MACHINE } }) };
    await added(owner(), other);
    await fed.tell("protections", "DELETED", owner());
    expect((await looked()).protections).toEqual(["dr-team/second", "dr-team/web01"]);
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

describe("Azure's news", () => {
  const everyone = async () => {
    const { vault: _, ...anyVault } = named("any").spec;
    await added(owner(), named("unbound"), { ...named("any"), spec: anyVault as PhysicalMachineProtection["spec"] });
  };

  test("of machines wakes those that have none yet, also when they name no vault", async () => {
    await everyone();
    news("machines");
    expect(await looked()).toEqual({ protections: ["dr-team/any", "dr-team/unbound"], vaults: ["contoso"] });
    expect(discoveries).toEqual(["contoso"]);
  });

  test("that the items are known now, or in doubt, wakes all that may write", async () => {
    await everyone();
    news("items");
    expect((await looked()).protections).toEqual(["dr-team/any", "dr-team/unbound", "dr-team/web01"]);
  });

  test("while a vault is read for the first time wakes no protection, and all of them when that is over", async () => {
    await everyone();
    const handle = directory.byName("contoso");
    let reading = true;
    if (handle !== undefined) Object.assign(handle.view, { reading: () => reading });
    await fed.tell("runs", "ADDED", drill({ target: { protection: "web01", vault: "contoso", itemId: ITEM } }));
    await looked();
    for (const what of ["infrastructure", "items", "machines"]) {
      news(what);
      expect((await looked()).protections).toBeUndefined();
    }
    news("items");
    expect(await looked()).toEqual({ runs: ["dr-team/web01-drill"], vaults: ["contoso"] });
    reading = false;
    news("read");
    expect((await looked()).protections).toEqual(["dr-team/any", "dr-team/unbound", "dr-team/web01"]);
  });

  test("while a vault is read for the first time leaves those alone that have nothing to say, until it is told", async () => {
    const work = protection({
      metadata: { name: "busy", uid: "uid-busy" },
      status: { bound, operation: operation() },
    });
    const handle = directory.byName("contoso");
    let reading = true;
    if (handle !== undefined) Object.assign(handle.view, { reading: () => reading });
    await fed.tell("protections", "ADDED", owner());
    await fed.tell("protections", "ADDED", work);
    expect((await looked()).protections).toEqual(["dr-team/busy"]);
    news(ITEM);
    expect((await looked()).protections).toEqual(["dr-team/busy"]);
    reading = false;
    news("read");
    expect((await looked()).protections).toEqual(["dr-team/busy", "dr-team/web01"]);
  });

  test("that never comes leaves nobody without a look for longer than a minute or so", async () => {
    await added(owner());
    directory.reopen("contoso");
    expect((await looked()).protections).toBeUndefined();
    await clock.advance(66_000);
    expect((await looked()).protections).toEqual(["dr-team/web01"]);
  });

  test("that a vault cannot be opened wakes those who wait for it", async () => {
    await added(owner());
    directory.reopen("contoso");
    const status = { conditions: [condition("Ready", "False", "SecretNotFound")] };
    await fed.tell("vaults", "MODIFIED", Object.assign(vault(), { status }));
    expect((await looked()).protections).toEqual(["dr-team/web01"]);
  });

  test("of one item wakes its protection and its run, and nobody else", async () => {
    await everyone();
    await fed.tell("runs", "ADDED", drill({ target: { protection: "web01", vault: "contoso", itemId: ITEM } }));
    await looked();
    news(ITEM);
    expect(await looked()).toEqual({ protections: ["dr-team/web01"], runs: ["dr-team/web01-drill"] });
  });
});

test("a discovered machine that somebody deletes is written again", async () => {
  const machine = {
    apiVersion: "asr-chatops.io/v1alpha1",
    kind: "DiscoveredMachine",
    metadata: { name: "web01-1", uid: "uid-machine" },
    status: { vault: "contoso", id: MACHINE },
  };
  await fed.tell("machines", "ADDED", machine);
  expect(discoveries).toEqual([]);
  await fed.tell("machines", "DELETED", machine);
  expect(discoveries).toEqual(["contoso"]);
});
