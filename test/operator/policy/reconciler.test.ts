// What a policy's reconciler reads, and when it sends nothing: over the real adapter and view on the simulated vault.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { PhysicalMachineProtection, RecoveryVault } from "../../../crds/types.ts";
import { createStore, type Store } from "../../../kube/store.ts";
import { createClaims } from "../../../operator/azure/claims.ts";
import { createPolicyReconciler } from "../../../operator/policy/reconciler.ts";
import type { Resource } from "../../../operator/policy/world.ts";
import { policyIndexes, protectionIndexes } from "../../../operator/wakes.ts";
import { going, message, NOW, type PolicyPatch, policyResource, told, vault } from "./builders.ts";
import { startVault, type TestVault } from "./life.ts";

const signal = new AbortController().signal;
let world: TestVault;
let vaults: RecoveryVault[];
let open: boolean;
let policies: Store<Resource>;
let protections: Store<PhysicalMachineProtection>;

beforeEach(async () => {
  world = await startVault();
  [vaults, open] = [[vault({ spec: { allowedNamespaces: ["dr-team", "shop"] } })], true];
  [policies, protections] = [createStore(policyIndexes), createStore(protectionIndexes)];
});
afterEach(() => world.close());

function reconcilerOf() {
  const resource = vaults[0] ?? vault();
  const handle = { name: "contoso", view: world.view, claims: createClaims(), resource };
  return createPolicyReconciler({
    directory: { byName: (name) => (open && name === "contoso" ? handle : undefined), all: () => [handle] },
    vaults: { list: () => vaults },
    policies,
    protections,
    clock: world.clock,
    simulated: true,
    epoch: () => 0,
    newId: () => crypto.randomUUID(),
  });
}

/** One look and what it would do, with the call still to be made. */
async function look(patch: PolicyPatch = {}) {
  const reconciler = reconcilerOf();
  const resource = policyResource(patch);
  policies.put(resource);
  const facts = await reconciler.observe(resource, signal);
  const verdict = reconciler.decide(resource, facts, reconciler.now(facts));
  const call = () => {
    if (verdict.action === undefined) throw new Error("it does nothing");
    return reconciler.act(verdict.action, facts, signal);
  };
  return { verdict, facts, call };
}

const sent = () => world.simulator.writes().length;

describe("a call to Azure", () => {
  test("goes out when policy and mapping were read just before", async () => {
    const { call } = await look();
    expect(await call()).toHaveProperty("started");
    expect(sent()).toBe(1);
  });

  test("does not go out when the read is more than ten seconds old", async () => {
    const { call } = await look();
    world.pass(11);
    expect(await call()).toMatchObject({ code: "NotSent", conflict: true });
    expect(sent()).toBe(0);
  });

  test("does not go out when writes were barred meanwhile", async () => {
    const { call } = await look();
    world.clock.advance(13 * 60_000);
    expect(await call()).toMatchObject({ code: "NotSent", refused: expect.stringContaining("minutes old") });
    expect(sent()).toBe(0);
  });

  test("does not go out when the vault was closed meanwhile", async () => {
    const { call } = await look();
    open = false;
    expect(await call()).toMatchObject({ code: "NotSent" });
    expect(sent()).toBe(0);
  });
});

describe("the clock of a decision", () => {
  test("is Azure's where the vault answered", async () => {
    const { facts } = await look();
    expect(Math.abs(facts.now.getTime() - world.simulator.now().getTime())).toBeLessThan(1000);
  });

  test("is ours where there is no vault", async () => {
    open = false;
    expect((await look()).facts.now).toEqual(NOW);
  });
});

describe("another resource that names the same policy", () => {
  const older = { uid: "older", namespace: "shop", creationTimestamp: "2026-01-01T00:00:00Z" };
  const named = { spec: { azureName: "Gold" } };

  test("owns it when it is older, whatever the case of the name", async () => {
    policies.put(policyResource({ spec: { azureName: "GOLD" }, metadata: older }));
    const { verdict } = await look(named);
    expect(told(verdict)).toBe("Stalled: ManagedBy");
    expect(message(verdict)).toContain("shop/gold");
  });

  test("is no rival when its namespace may not use the vault", async () => {
    policies.put(policyResource({ spec: { azureName: "Gold" }, metadata: { ...older, namespace: "intruder" } }));
    expect((await look(named)).verdict.action?.do).toBe("CreatePolicy");
  });

  test("is no rival when it means another vault", async () => {
    policies.put(policyResource({ spec: { azureName: "Gold", vault: "fabrikam" }, metadata: older }));
    expect((await look(named)).verdict.action?.do).toBe("CreatePolicy");
  });
});

describe("the vault of a policy", () => {
  test("that its namespace may not use is not asked for anything", async () => {
    vaults = [vault({ spec: { allowedNamespaces: ["shop"] } })];
    const { verdict } = await look();
    expect(told(verdict)).toBe("Stalled: NotAllowed");
    expect(verdict.action).toBeUndefined();
  });

  test("is the only one that the namespace may use when none is named", async () => {
    const { vault: _, ...spec } = policyResource().spec;
    const resource = { ...policyResource(), spec };
    const reconciler = reconcilerOf();
    const facts = await reconciler.observe(resource, signal);
    expect(reconciler.decide(resource, facts, facts.now).status.vault).toBe("contoso");
  });

  test("that does not exist is named, with those that may be used", async () => {
    const { verdict } = await look({ spec: { vault: "contosso" } });
    expect(told(verdict)).toBe("Stalled: VaultNotFound");
    expect(message(verdict)).toContain("contoso.");
  });
});

test("protections that name the policy hold its deletion", async () => {
  protections.put({
    apiVersion: "asr-chatops.io/v1alpha1",
    kind: "PhysicalMachineProtection",
    metadata: {
      name: "web01",
      namespace: "dr-team",
      uid: "uid-web01",
      resourceVersion: "1",
      generation: 1,
      creationTimestamp: "2026-09-01T00:00:00Z",
    },
    spec: { policy: "gold", machine: { name: "web01" }, deletionPolicy: "Retain", suspend: false },
  });
  const { facts } = await look({ spec: { deletionPolicy: "Delete" }, metadata: going });
  expect(facts.dependents).toEqual(["dr-team/web01"]);
});

describe("a policy that is being deleted while Azure forbids to read it", () => {
  const detach = { annotations: { "asr-chatops.io/detach": "true" } };
  const forbid = () => world.fault({ kind: "403", method: "GET", route: "replicationPolicies" });

  test.each([
    ["stays in Azure", { metadata: going }],
    ["is to be let go", { spec: { deletionPolicy: "Delete" }, metadata: { ...going, ...detach } }],
  ] as const)("goes all the same when it %s", async (_, patch) => {
    await forbid();
    expect((await look(patch)).verdict.hold).toBe(false);
  });

  test("waits for the rights when it is to be deleted there", async () => {
    await forbid();
    await expect(look({ spec: { deletionPolicy: "Delete" }, metadata: going })).rejects.toThrow(/policy dr-team-gold/);
  });
});
