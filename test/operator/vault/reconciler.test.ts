// The reconciler over the real adapter and view, with a small vault behind a server: what it opens, counts and sends.
import { beforeEach, describe, expect, test } from "vitest";
import type {
  DiscoveredMachine,
  PhysicalMachineProtection,
  RecoveryVault,
  ReplicationPolicy,
  TestFailover,
} from "../../../crds/types.ts";
import { createStore, type Store } from "../../../kube/store.ts";
import { createClaims } from "../../../operator/azure/claims.ts";
import { StalledError } from "../../../operator/errors.ts";
import { createVaultDirectory, type ManagedDirectory } from "../../../operator/vault/directory.ts";
import { createVaultReconciler } from "../../../operator/vault/reconciler.ts";
import { machineIndexes, policyIndexes, protectionIndexes, runIndexes } from "../../../operator/wakes.ts";
import { ADDRESS, armError, itemId, VAULT_ID } from "../../azure/port-under-test.ts";
import { itemRow, machineRow } from "../../azure/rows.ts";
import type { Reply } from "../../azure/scripted-server.ts";
import { MINUTE, useView } from "../../azure/view-under-test.ts";
import { message, told } from "./builders.ts";
import { machineOf, policyNaming, protectionOf, runOf } from "./dependents.ts";
import { going, type VaultPatch, vault } from "./sights.ts";

const azure = useView();
const signal = new AbortController().signal;
let resources: RecoveryVault[];
let protections: Store<PhysicalMachineProtection>;
let policies: Store<ReplicationPolicy>;
let runs: Store<TestFailover>;
let directory: ManagedDirectory;
let opened: number;
let opens: () => void;
let removed: string[];
let machines: Store<DiscoveredMachine>;
let reconciler: ReturnType<typeof createVaultReconciler>;

beforeEach(() => {
  [resources, opened, removed, opens] = [[], 0, [], () => undefined];
  machines = createStore(machineIndexes);
  [protections, policies, runs] = [createStore(protectionIndexes), createStore(policyIndexes), createStore(runIndexes)];
  directory = createVaultDirectory({
    vaults: { get: (name) => resources.find(({ metadata }) => metadata.name === name), list: () => resources },
    createClaims,
    open: async () => {
      opens();
      opened += 1;
      return { view: azure.view, stop: () => undefined };
    },
  });
  reconciler = createVaultReconciler({
    directory,
    machines,
    protections,
    policies,
    runs,
    removeMachines: async (name) => void removed.push(name),
    clock: azure.clock,
    simulated: false,
  });
});

/** One look at the vault, and what came of it when something was to be done. */
async function look(patch: VaultPatch = {}) {
  const resource = vault({ ...patch, spec: { ...ADDRESS, ...patch.spec } });
  resources = [...resources.filter(({ metadata }) => metadata.name !== resource.metadata.name), resource];
  const world = await reconciler.observe(resource, signal);
  const verdict = reconciler.decide(resource, world, reconciler.now(world));
  if (verdict.action === undefined) return verdict;
  const outcome = await reconciler.act(verdict.action, world, signal);
  return { ...verdict, ...reconciler.conclude(verdict, outcome, reconciler.now(world)) };
}

async function readAll(): Promise<void> {
  await azure.view.pollInfrastructure();
  await azure.view.pollDiscovery();
  await azure.view.pollItems();
}

const owns = (item: string) => protections.put(protectionOf(item));
const drills = (item: string, status?: Partial<NonNullable<TestFailover["status"]>>) => runs.put(runOf(item, status));

const drilling = (name: string) =>
  itemRow(name, { testFailoverState: "WaitingForCompletion", allowedOperations: ["TestFailoverCleanup"] });
const refuses = (reply: Reply) => {
  azure.vault.fault = () => reply;
};

describe("a vault", () => {
  test("is connected to, read, and Ready", async () => {
    expect(told(await look())).toBe("Reconciling: Connecting");
    await readAll();
    const verdict = await look();
    expect(told(verdict)).toBe("Ready: Connected");
    expect(verdict.status).toMatchObject({ vaultId: VAULT_ID, fabric: "fabric1", location: "westeurope" });
    expect(opened).toBe(1);
  });

  test("tells when Azure last answered", async () => {
    await readAll();
    const { status } = await look();
    expect(status.lastContactTime).toBe("2026-11-23T10:00:00Z");
  });

  test("counts what it has, and whose it is", async () => {
    azure.vault.machines = [machineRow("web01"), machineRow("web02"), machineRow("web03")];
    azure.shows(itemRow("web01"), drilling("web02"), drilling("sql01"));
    await readAll();
    owns("web01");
    owns("web02");
    drills("web02");
    const { status } = await look();
    expect(status.counts).toMatchObject({ discovered: 3, protected: 3, drilling: 2, unmanaged: 1 });
    expect(status.unmanagedDrills).toMatchObject([{ item: itemId("sql01") }]);
  });

  test("calls a drill unmanaged when the run that made it is over", async () => {
    azure.shows(drilling("web02"));
    await readAll();
    drills("web02", { endedAt: "2026-11-22T10:00:00Z", phase: "Succeeded" });
    expect((await look()).status.unmanagedDrills).toHaveLength(1);
  });

  test("calls a drill unmanaged that one of our runs waits for", async () => {
    azure.shows(drilling("web02"));
    await readAll();
    drills("web02", { phase: "Checking" });
    expect((await look()).status.unmanagedDrills).toHaveLength(1);
  });

  test("without a list of items counts none", async () => {
    await azure.view.pollInfrastructure();
    expect((await look()).status.counts).toEqual({});
  });
});

describe("a vault that cannot be used", () => {
  test("since Azure has not answered since it was opened says so after ten minutes", async () => {
    const status = { observedGeneration: 1 };
    expect((await look({ status })).conditions).toEqual([]);
    azure.clock.advance(10 * MINUTE);
    expect(told(await look({ status }))).toBe("Reconciling: AzureUnavailable");
  });

  test("for want of rights says which role helps", async () => {
    refuses({ status: 403, body: armError("AuthorizationFailed", "The client may not read.") });
    await azure.view.pollInfrastructure().catch(() => undefined);
    const verdict = await look();
    expect(told(verdict)).toBe("Stalled: Forbidden");
    expect(message(verdict)).toContain("The client may not read.");
    expect(message(verdict)).toContain("role");
  });

  test("since Azure does not have it names what was asked for", async () => {
    refuses({
      status: 404,
      body: armError(
        "ResourceNotFound",
        "The Resource 'Microsoft.RecoveryServices/vaults/contoso-dr' under resource group 'dr-rg' was not found.",
      ),
    });
    await azure.view.pollInfrastructure().catch(() => undefined);
    const verdict = await look();
    expect(told(verdict)).toBe("Stalled: VaultNotFound");
    for (const name of ["contoso-dr", "dr-rg", ADDRESS.subscriptionId]) expect(message(verdict)).toContain(name);
  });

  test("since it is of the other architecture says which it is", async () => {
    const customDetails = { instanceType: "VMware" };
    azure.vault.fabrics = [
      { ...azure.vault.fabrics[0], properties: { customDetails } } as (typeof azure.vault.fabrics)[0],
    ];
    await azure.view.pollInfrastructure();
    const verdict = await look();
    expect(told(verdict)).toBe("Stalled: WrongArchitecture");
    expect(message(verdict)).toContain("Set spec.architecture to Classic.");
  });

  test("for want of its Secret is looked at again in a minute", async () => {
    opens = () => {
      throw new StalledError("SecretNotFound", 'There is no Secret "azure" in namespace asr-chatops.');
    };
    const verdict = await look();
    expect(told(verdict)).toBe("Stalled: SecretNotFound");
    expect(verdict.next).toEqual({ afterSeconds: 60 });
  });

  test("since another resource is older says which", async () => {
    resources = [vault({ spec: ADDRESS, metadata: { name: "older", creationTimestamp: "2026-01-01T00:00:00Z" } })];
    const verdict = await look({ metadata: { uid: "younger" } });
    expect(told(verdict)).toBe("Stalled: DuplicateVault");
    expect(opened).toBe(0);
  });
});

describe("a secret that Azure no longer takes", () => {
  const identity = { type: "ServicePrincipal", clientId: "c", tenantId: "t", secretRef: { name: "azure" } } as const;

  test("is read anew every five minutes, since it may have been replaced", async () => {
    refuses({ status: 401, body: armError("InvalidAuthenticationToken", "The token is not valid.") });
    await look({ spec: { identity } });
    await azure.view.pollInfrastructure().catch(() => undefined);
    await look({ spec: { identity } });
    expect(opened).toBe(2);
    await look({ spec: { identity } });
    expect(opened).toBe(2);
    azure.clock.advance(5 * MINUTE);
    await look({ spec: { identity } });
    expect(opened).toBe(3);
  });

  test("is no reason to sign in anew where there is no secret", async () => {
    refuses({ status: 401, body: armError("InvalidAuthenticationToken", "The token is not valid.") });
    await look();
    await azure.view.pollInfrastructure().catch(() => undefined);
    expect(told(await look())).toBe("Stalled: Unauthorized");
    expect(opened).toBe(1);
  });
});

describe("the annotation that asks for a new look", () => {
  const annotated = { metadata: { annotations: { "asr-chatops.io/refresh": "2026-11-23T10:00:00Z" } } };
  const asked = () => azure.requests(/refreshSite$/i);

  test("reaches the appliances once", async () => {
    await readAll();
    const before = asked();
    const { status } = await look(annotated);
    expect(status.lastRefresh).toBe("2026-11-23T10:00:00Z");
    await look({ ...annotated, status });
    expect(asked() - before).toBe(1);
  });

  test("is tried again when Azure did not answer", async () => {
    await readAll();
    azure.vault.fault = ({ path }) => (/refreshSite$/i.test(path) ? { status: 503 } : undefined);
    const verdict = await look(annotated);
    expect(verdict.status.lastRefresh).toBeUndefined();
    expect(told(verdict)).toBe("Ready: Connected");
  });

  test("reaches nobody in mode Observe", async () => {
    await readAll();
    const before = asked();
    await look({ ...annotated, spec: { mode: "Observe" } });
    expect(asked() - before).toBe(0);
  });
});

describe("a vault that is being deleted", () => {
  test("is held by what is bound to it, and not by what merely names it", async () => {
    owns("web01");
    drills("web01");
    drills("web02", { endedAt: "2026-11-22T10:00:00Z" });
    policies.put(policyNaming("contoso"));
    const verdict = await look({ metadata: going });
    expect(message(verdict)).toContain("TestFailover dr-team/drill-of-web01, PhysicalMachineProtection dr-team/web01.");
    expect(verdict.hold).toBe(true);
  });

  test("goes when nothing is bound to it", async () => {
    expect((await look({ metadata: going })).hold).toBe(false);
  });

  test("takes its list of machines along first", async () => {
    machines.put(machineOf("contoso"));
    const verdict = await look({ metadata: going });
    expect(removed).toEqual(["contoso"]);
    expect(verdict.hold).toBe(true);
    expect(verdict.next).toEqual({ afterSeconds: 1 });
  });
});
