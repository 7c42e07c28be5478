// From a manifest to Protected and away again against the simulated vault, killed at every call: nothing happens twice.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CACHE, going, type ProtectionPatch, type policy } from "./builders.ts";
import { type Crash, live, makePolicy, startVault, type TestVault } from "./life.ts";

let world: TestVault;
let gold: ReturnType<typeof policy>;

/** Only for an answer that never comes: the sooner it is given up the sooner the test goes on. */
const SHORT_PATIENCE_MS = 1000;

async function begin(lagSeconds: number, patienceMs = 30_000): Promise<void> {
  world = await startVault(lagSeconds, patienceMs);
  gold = await makePolicy(world);
  await world.readAll();
}

beforeEach(() => begin(120));
afterEach(() => world.close());

const READY = "Ready: Protected";
const GONE = "Reconciling: Released";
/** Calls about items that the vault took. */
const taken = () =>
  world.simulator
    .writes()
    .filter(({ path, outcome }) => /replicationProtectedItems/.test(path) && outcome === "accepted")
    .map(({ operation }) => operation.split("_").at(-1));
/** Calls about items that reached the vault, taken or not. */
const sent = () => world.simulator.writes().filter(({ path }) => /replicationProtectedItems/.test(path)).length;
const protect = (patch: ProtectionPatch = {}) => live(world, { patch, until: READY, gold });

describe("a machine", () => {
  test("goes from its manifest to Protected", async () => {
    const { story, status } = await protect();
    expect(story).toEqual(["Reconciling: Enabling", "Reconciling: InitialReplication", READY]);
    expect(taken()).toEqual(["Create"]);
    expect(status).toMatchObject({ bound: { itemCreatedByUs: true }, protectionState: "Protected" });
    expect(status?.operation).toBeUndefined();
  });

  test("is enabled with its tags and boot diagnostics, and keeps them when something else is changed", async () => {
    const bootDiagnosticsStorageAccount = CACHE.replace("drcache001", "drdiag001");
    const target = { tags: { owner: "shop" }, bootDiagnosticsStorageAccount };
    const { status } = await protect({ spec: { target } });
    await live(world, {
      patch: {
        spec: { target: { ...target, vmSize: "Standard_D8s_v5" } },
        metadata: { generation: 2 },
        ...(status && { status }),
      },
      until: READY,
      gold,
    });
    const bodies = world.simulator.writes().flatMap(({ path, body }) => (/ProtectedItems/.test(path) ? [body] : []));
    const settings = {
      targetVmTags: [{ tagName: "owner", tagValue: "shop" }],
      targetBootDiagnosticsStorageAccountId: bootDiagnosticsStorageAccount,
    };
    expect(bodies).toMatchObject([
      { properties: { providerSpecificDetails: settings } },
      { properties: { providerSpecificDetails: { ...settings, targetVmSize: "Standard_D8s_v5" } } },
    ]);
  });

  test.each<Crash>(["before the call", "after the call"])("is enabled once when the process dies %s", async (when) => {
    const { story } = await live(world, { patch: {}, until: READY, crash: { at: 1, when }, gold });
    expect(story.at(-1)).toBe(READY);
    expect(taken()).toEqual(["Create"]);
    expect(sent()).toBe(1);
  });

  test.each(["lost-reply", "500-after"])("is enabled once when the answer is lost: %s", async (kind) => {
    await world.fault({ kind, method: "PUT" });
    const { story } = await protect();
    expect(story.at(-1)).toBe(READY);
    expect(taken()).toEqual(["Create"]);
    expect(sent()).toBe(1);
  });

  test.each(["reset-before", "500-before"])("is enabled after settling when %s", async (kind) => {
    await world.fault({ kind, method: "PUT" });
    const { story } = await protect();
    expect(story).toContain("Reconciling: Settling");
    expect(taken()).toEqual(["Create"]);
    expect(sent()).toBe(2);
  });

  test("is enabled once when the answer never comes", async () => {
    await world.close();
    await begin(120, SHORT_PATIENCE_MS);
    await world.fault({ kind: "timeout-after", method: "PUT", route: "replicationProtectedItems" });
    expect((await protect()).story.at(-1)).toBe(READY);
    expect(sent()).toBe(1);
  });

  test.each(["429", "409", "503"])("waits and is enabled when Azure says %s", async (kind) => {
    await world.fault({ kind, method: "PUT" });
    expect((await protect()).story.at(-1)).toBe(READY);
    expect(taken()).toEqual(["Create"]);
  });

  test("that Azure forbids to protect is Stalled with Azure's words, and not tried hot", async () => {
    await world.fault({ kind: "403", method: "PUT" });
    const { story } = await live(world, { patch: {}, until: "Stalled: AzureRefused", gold });
    expect(story).toEqual(["Reconciling: Enabling", "Stalled: AzureRefused"]);
    expect(sent()).toBe(1);
  });

  test("whose enable fails is told why; what is left is removed before the next try", async () => {
    const patch = { spec: { machine: { name: "app04-fails-enable" } } };
    const first = await live(world, { patch, until: "Stalled: EnableFailed", gold });
    expect(first.status?.lastFailure?.code).toBeDefined();
    expect(taken()).toEqual(["Create"]);
    const changed = { ...patch, metadata: { generation: 2 }, ...(first.status && { status: first.status }) };
    await live(world, { patch: changed, until: "Stalled: EnableFailed", gold });
    expect(taken()).toEqual(["Create", "Delete", "Create"]);
  });

  test("that is protected already is adopted by a new manifest of another name, with nothing written", async () => {
    await protect();
    await world.readAll();
    const { story, status } = await protect({ metadata: { name: "other", uid: "uid-other" } });
    expect(story).toEqual([READY]);
    expect(status?.bound).toMatchObject({ itemName: "dr-team-web01", itemCreatedByUs: false });
    expect(taken()).toEqual(["Create"]);
  });
});

describe("a protected machine", () => {
  const update = { spec: { target: { vmSize: "Standard_D8s_v5" } } };

  test.each<Crash | undefined>([undefined, "before the call", "after the call"])(
    "is changed once as the manifest asks, the process dying %s",
    async (when) => {
      const { status } = await protect();
      const crash = when === undefined ? {} : { crash: { at: 1, when } };
      const changed = await live(world, {
        patch: { ...update, metadata: { generation: 2 }, ...(status && { status }) },
        until: READY,
        gold,
        ...crash,
      });
      expect(changed.story.at(-1)).toBe(READY);
      expect(taken()).toEqual(["Create", "Update"]);
      expect(changed.status?.targetSize).toMatchObject({ name: "Standard_D8s_v5", fits: true });
    },
  );

  test.each<Crash | undefined>([undefined, "before the call", "after the call"])(
    "that is deleted with StopReplication is disabled once and then let go, the process dying %s",
    async (when) => {
      const { status } = await protect();
      const crash = when === undefined ? {} : { crash: { at: 1, when } };
      const end = await live(world, {
        patch: { spec: { deletionPolicy: "StopReplication" }, metadata: going, ...(status && { status }) },
        until: GONE,
        gold,
        ...crash,
      });
      expect(end.story.at(-1)).toBe(GONE);
      expect(end.letGo).toBe(true);
      expect(taken()).toEqual(["Create", "Delete"]);
    },
  );

  test("that somebody removes in the portal is not enabled again", async () => {
    const { status } = await protect();
    await world.view.port.disable({ operationId: crypto.randomUUID() }, status?.bound?.itemId ?? "", "NotSpecified");
    world.pass(1200);
    await world.readAll();
    const after = await live(world, {
      patch: status === undefined ? {} : { status },
      until: "Stalled: RemovedElsewhere",
      gold,
    });
    expect(after.story.at(-1)).toBe("Stalled: RemovedElsewhere");
    expect(taken()).toEqual(["Create", "Delete"]);
  });
});
