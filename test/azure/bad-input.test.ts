// What is wrong with a vault, its address, its rights or what is in it, from Azure's answer to the condition that people read.
import { describe, expect, test } from "vitest";
import type { RecoveryVault } from "../../crds/types.ts";
import { silentLogger } from "../../kube/logger.ts";
import { createClaims } from "../../operator/azure/claims.ts";
import { createVaultView } from "../../operator/azure/vault-view.ts";
import { decide } from "../../operator/vault/decide.ts";
import { createVaultDirectory } from "../../operator/vault/directory.ts";
import { message, told } from "../operator/vault/builders.ts";
import { vault } from "../operator/vault/sights.ts";
import { ADDRESS, armError, itemId, list, VAULT_ID } from "./port-under-test.ts";
import { itemRow } from "./rows.ts";
import type { Received, Reply } from "./scripted-server.ts";
import { verdictOf } from "./vault-verdict.ts";
import { useView } from "./view-under-test.ts";

const world = useView();

const resource = (): RecoveryVault => vault({ spec: { ...ADDRESS } });

const verdict = () => verdictOf(resource(), world.view, world.clock);

const fabric = (name: string, customDetails: object) => ({
  id: `${VAULT_ID}/replicationFabrics/${name}`,
  name,
  properties: { health: "Normal", customDetails },
});
const modernized = (name: string) =>
  fabric(name, { instanceType: "InMageRcm", processServers: [{ id: "p", name: "p" }] });

const always = (status: number, code: string, words: string) => (): Reply => ({ status, body: armError(code, words) });
const on = (shape: RegExp, reply: Reply) => (request: Received) => (shape.test(request.path) ? reply : undefined);
const denied = `The client 'c' with object id 'o' does not have authorization to perform action 'Microsoft.RecoveryServices/vaults/replicationFabrics/read' over scope '${VAULT_ID}' or the scope is invalid.`;
const deniedSite = `The client 'c' does not have authorization to perform action 'Microsoft.OffAzure/serverSites/runAsAccounts/read' over scope '/subscriptions/s/resourceGroups/g/providers/Microsoft.OffAzure/serverSites/site/runAsAccounts' or the scope is invalid.`;

interface Row {
  readonly fault?: (request: Received) => Reply | undefined;
  readonly fabrics?: readonly ReturnType<typeof fabric>[];
  readonly told: string;
  readonly says: readonly RegExp[];
}

const ROWS: Readonly<Record<string, Row>> = {
  "a subscription that does not exist": {
    fault: always(404, "SubscriptionNotFound", "The subscription 's' could not be found."),
    told: "Stalled: SubscriptionNotFound",
    says: [/subscription 00000000-0000-0000-0000-000000000001/, /creating another RecoveryVault/],
  },
  "a vault that does not exist": {
    fault: always(
      404,
      "ResourceNotFound",
      "The Resource 'Microsoft.RecoveryServices/vaults/contoso-dr' under resource group 'dr-rg' was not found.",
    ),
    told: "Stalled: VaultNotFound",
    says: [/no Recovery Services vault "contoso-dr" in resource group "dr-rg"/],
  },
  "a resource group that does not exist": {
    fault: always(404, "ResourceGroupNotFound", "Resource group 'dr-rg' could not be found."),
    told: "Stalled: VaultNotFound",
    says: [/resource group "dr-rg"/],
  },
  "no fabric, since no appliance was ever registered": {
    fabrics: [],
    told: "Stalled: FabricNotFound",
    says: [/found: none/, /appears when an appliance is registered/],
  },
  "a fabric whose appliance is gone": {
    fault: on(/replicationAppliances$/, list([])),
    told: "Stalled: NoAppliance",
    says: [/fabric fabric1, but no appliance is registered/, /Prepare infrastructure/],
  },
  "two fabrics": {
    fabrics: [modernized("fabric1"), modernized("fabric2")],
    told: "Stalled: FabricAmbiguous",
    says: [/fabric1, fabric2/, /Name one in spec\.fabric/],
  },
  "a fabric of a type that nobody knows": {
    fabrics: [fabric("new", { instanceType: "Quantum" })],
    told: "Stalled: FabricNotFound",
    says: [/found: new \(Quantum\)/],
  },
  "a fabric that does not say its type": {
    fabrics: [fabric("new", {})],
    told: "Stalled: FabricNotFound",
    says: [/found: new \(Unknown\)/],
  },
  "a fabric of the classic architecture": {
    fabrics: [fabric("old", { instanceType: "VMware" })],
    told: "Stalled: WrongArchitecture",
    says: [/Set spec\.architecture to Classic/],
  },
  "a missing role on the vault": {
    fault: always(403, "AuthorizationFailed", denied),
    told: "Stalled: Forbidden",
    says: [/Site Recovery Reader on \/subscriptions\/.*\/vaults\/contoso-dr, for the right/],
  },
  "a missing role on the appliance's site": {
    fault: on(/runAsAccounts$/, { status: 403, body: armError("AuthorizationFailed", deniedSite) }),
    told: "Stalled: Forbidden",
    says: [/Reader on \/subscriptions\/s\/resourceGroups\/g\/providers\/Microsoft\.OffAzure\/serverSites\/site, /],
  },
  "a token of another tenant": {
    fault: always(401, "InvalidAuthenticationTokenTenant", "The access token is from the wrong issuer."),
    told: "Stalled: Unauthorized",
    says: [/correct spec\.identity\.tenantId/],
  },
  "a clock that is wrong": {
    fault: always(401, "InvalidAuthenticationToken", "The access token is not yet valid."),
    told: "Stalled: Unauthorized",
    says: [/set the clock of the node/],
  },
};

describe("a vault with", () => {
  test.each(Object.entries(ROWS))("%s says so", async (_, { fault, fabrics, told: expected, says }) => {
    if (fault !== undefined) world.vault.fault = fault;
    if (fabrics !== undefined) world.vault.fabrics = fabrics;
    const one = await verdict();
    expect(told(one)).toBe(expected);
    for (const words of says) expect(message(one)).toMatch(words);
    expect(message(await verdict())).toBe(message(one));
  });

  test("a fabric that spec.fabric names and Azure does not have says which there are", async () => {
    const { view, clock } = world;
    const choice = { fabricType: "InMageRcm", fabric: "nowhere" };
    const other = createVaultView({ port: view.port, clock, logger: silentLogger, random: () => 0.5, ...choice });
    const one = await verdictOf(resource(), other, clock);
    expect(told(one)).toBe("Stalled: FabricNotFound");
    expect(message(one)).toMatch(/no fabric named nowhere of type InMageRcm; found: fabric1 \(InMageRcm\)/);
  });

  test("nothing wrong is Ready: the table above is about what differs", async () => {
    expect(told(await verdict())).toBe("Ready: Connected");
  });
});

describe("items of other providers in the same vault", () => {
  const foreign = (name: string, instanceType: string, more: object = {}) => {
    const row = itemRow(name, more);
    return { ...row, properties: { ...row.properties, providerSpecificDetails: { instanceType } } };
  };

  test("are not counted, not looked at, and no drill of ours to report", async () => {
    const busy = { testFailoverState: "WaitingForCompletion", allowedOperations: ["TestFailoverCleanup"] };
    world.vault.listed = [
      itemRow("web01"),
      foreign("azure-vm", "A2A", busy),
      foreign("hyperv-vm", "HyperVReplicaAzure", { currentScenario: { scenarioName: "X", jobId: "/jobs/j" } }),
      foreign("tomorrow", "Quantum", busy),
    ] as ReturnType<typeof itemRow>[];
    world.vault.truth = world.vault.listed;
    const { status, conditions } = await verdict();
    expect(told({ conditions })).toBe("Ready: Connected");
    expect(status.counts).toMatchObject({ protected: 1, unmanaged: 1, drilling: 0 });
    expect(status.unmanagedDrills).toBeUndefined();
    await world.view.pollActive();
    expect(world.requests(/replicationProtectedItems\/(azure-vm|hyperv-vm|tomorrow)$/)).toBe(0);
  });

  test("may come and go by the dozen without making the view suspect", async () => {
    const many = Array.from({ length: 30 }, (_, index) => foreign(`vm${index}`, "A2A"));
    world.vault.listed = [itemRow("web01"), ...many] as ReturnType<typeof itemRow>[];
    await world.view.pollItems();
    world.clock.advance(300_000);
    world.vault.listed = [itemRow("web01")];
    await world.view.pollItems();
    expect(world.view.writesBarred()).toBeUndefined();
    expect(world.view.item(itemId("web01")).state).toBe("present");
  });

  test("that are classic, or on their way back, are ours all the same", async () => {
    const rows = ["InMageAzureV2", "InMageRcmFailback", "InMage"].map((type) => foreign(type.toLowerCase(), type));
    world.vault.listed = rows as ReturnType<typeof itemRow>[];
    await world.view.pollItems();
    expect(world.view.items()).toHaveLength(3);
  });
});

test("the same vault in two RecoveryVaults, whatever the case of its names, belongs to the older", async () => {
  const older = vault({
    metadata: { name: "one", uid: "1", creationTimestamp: "2026-11-01T00:00:00Z" },
    spec: ADDRESS,
  });
  const shouting = { ...ADDRESS, vaultName: "CONTOSO-DR", resourceGroup: "DR-RG" };
  const younger = vault({
    metadata: { name: "two", uid: "2", creationTimestamp: "2026-11-02T00:00:00Z" },
    spec: shouting,
  });
  const all = [younger, older];
  const directory = createVaultDirectory({
    vaults: { get: (name) => all.find(({ metadata }) => metadata.name === name), list: () => all },
    open: async () => ({ view: world.view, stop: () => {} }),
    createClaims,
  });
  expect(await directory.ensure(older)).toMatchObject({ state: "open" });
  const access = await directory.ensure(younger);
  if (access.state !== "duplicate") throw new Error("the younger was opened too");
  const one = decide(younger, {
    clusterNow: world.clock.now(),
    simulated: false,
    access,
    azure: undefined,
    dependents: [],
    machines: 0,
  });
  expect(told(one)).toBe("Stalled: DuplicateVault");
  expect(message(one)).toContain('RecoveryVault "one", which is older');
});
