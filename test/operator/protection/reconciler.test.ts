// The reconciler over the real adapter and view, with a small vault behind a server: what goes over the wire, and when.
import { beforeEach, describe, expect, test } from "vitest";
import { createClaims } from "../../../operator/azure/claims.ts";
import { machineKeys } from "../../../operator/protection/owner.ts";
import { createProtectionReconciler } from "../../../operator/protection/reconciler.ts";
import type { Protection, ProtectionVerdict } from "../../../operator/protection/world.ts";
import { ACCEPTED, ADDRESS, armError, JOB, list, ok, SITE_ID, VAULT_ID } from "../../azure/port-under-test.ts";
import { itemRow, jobRow, machineRow, running } from "../../azure/rows.ts";
import type { Reply } from "../../azure/scripted-server.ts";
import { MINUTE, useView } from "../../azure/view-under-test.ts";
import { going, type ProtectionPatch, policy, protection, told, vault } from "./builders.ts";

const azure = useView();
const CONTAINER_ID = `${VAULT_ID}/replicationFabrics/fabric1/replicationProtectionContainers/container1`;
const SUBNET = { name: "web", properties: { addressPrefix: "10.2.0.0/24", ipConfigurations: [] } };
const OURS = "dr-team-web01";
const signal = new AbortController().signal;
const writes = () =>
  azure.received
    .filter(({ method }) => method !== "GET")
    .map(({ method, path }) => `${method} ${path.split("/").at(-1)}`);

/** What the server answers to a write; reads are answered by the vault. */
function answersWrites(reply: Reply): void {
  azure.vault.fault = ({ method, path }) => {
    if (/replicationProtectionContainers$/.test(path)) return list([{ id: CONTAINER_ID, name: "container1" }]);
    if (/virtualNetworks/.test(path))
      return ok({ id: path, location: "westeurope", properties: { subnets: [SUBNET] } });
    return method === "GET" ? undefined : reply;
  };
}

beforeEach(() => {
  azure.vault.machines = [machineRow("web01")];
  answersWrites(ACCEPTED);
});

const resources = [vault(ADDRESS)];

function setUp(others: readonly Protection[] = []) {
  const claims = createClaims();
  const handle = { name: "contoso", view: azure.view, claims, resource: resources[0] ?? vault() };
  const { view } = azure;
  const reconciler = createProtectionReconciler({
    directory: { byName: () => handle, all: () => [handle] },
    vaults: { list: () => resources },
    policies: { get: () => policy({ azureId: `${VAULT_ID}/replicationPolicies/dr-team-gold` }) },
    protections: { byIndex: (_, key) => others.filter((other) => machineKeys(other).includes(key)) },
    runs: { byIndex: () => [] },
    clock: { now: () => new Date(0) },
    simulated: false,
    epoch: () => 0,
    newId: () => "11111111-2222-4333-8444-555555555555",
  });
  return {
    claims,
    async readAll() {
      await view.pollInfrastructure();
      await view.pollDiscovery();
      await view.pollItems();
    },
    async look(resource: Protection) {
      const world = await reconciler.observe(resource, signal);
      return { world, verdict: reconciler.decide(resource, world, reconciler.now(world)) };
    },
    /** One whole step, as the shape of all reconcilers takes it: what the status is after it. */
    async step(patch: ProtectionPatch = {}): Promise<ProtectionPatch & { readonly verdict: ProtectionVerdict }> {
      const { world, verdict } = await this.look(protection(patch));
      const { status } = verdict;
      if (verdict.action === undefined) return { ...patch, status, verdict };
      const outcome = await reconciler.act(verdict.action, world, signal);
      const after = reconciler.conclude(verdict, outcome, reconciler.now(world));
      return { ...patch, status: after.status, verdict: { ...verdict, ...after } };
    },
  };
}

describe("a protection", () => {
  test("is enabled by one PUT, after a GET that says that there is no such item", async () => {
    const world = setUp();
    await world.readAll();
    const { status } = await world.step();
    expect(writes()).toEqual([`PUT ${OURS}`]);
    const [before, sent] = azure.received.slice(-2);
    expect(before).toMatchObject({ method: "GET", path: sent?.path });
    expect(status?.operation).toMatchObject({ jobId: JOB, outcome: "Started" });
    expect(JSON.parse(sent?.body ?? "{}")).toMatchObject({
      properties: { providerSpecificDetails: { fabricDiscoveryMachineId: `${SITE_ID}/machines/web01` } },
    });
  });

  test("writes nothing before the first complete list", async () => {
    const world = setUp();
    await azure.view.pollInfrastructure();
    await azure.view.pollDiscovery();
    const { verdict } = await world.step();
    expect(told(verdict)).toBe("Reconciling: WaitingForAzure");
    expect(writes()).toEqual([]);
  });

  test("adopts an item of another name that replicates the machine, and writes nothing", async () => {
    const world = setUp();
    azure.shows(itemRow("web01"));
    await world.readAll();
    const { verdict, status } = await world.step();
    expect(told(verdict)).toBe("Stalled: CannotChange");
    expect(status?.bound).toMatchObject({ itemName: "web01", itemCreatedByUs: false });
    expect(writes()).toEqual([]);
  });

  test("whose item no list shows yet and a GET does is not enabled; the next look adopts it", async () => {
    const world = setUp();
    await world.readAll();
    const details = { fabricDiscoveryMachineId: `${SITE_ID}/machines/web01` };
    azure.vault.truth = [itemRow(OURS, { policyId: `${VAULT_ID}/replicationPolicies/dr-team-gold` }, details)];
    const first = await world.step();
    expect(writes()).toEqual([]);
    expect(first.status?.operation).toBeUndefined();
    expect(told((await world.step(first)).verdict)).toBe("Ready: Protected");
  });

  test("whose enable was answered by a reset does not send it again while it settles, and follows the job it finds", async () => {
    const world = setUp();
    await world.readAll();
    answersWrites("reset");
    const lost = await world.step();
    expect(lost.status?.operation?.outcome).toBe("Unknown");
    const looked = await world.step(lost);
    expect(told(looked.verdict)).toBe("Reconciling: Settling");
    azure.vault.truth = [
      itemRow(
        OURS,
        {
          protectionState: "UnprotectedStatesBegin",
          allowedOperations: [],
          currentScenario: { ...running("EnableProtection", JOB), startTime: "2026-11-23T10:00:01Z" },
        },
        { fabricDiscoveryMachineId: `${SITE_ID}/machines/web01` },
      ),
    ];
    const found = await world.step(looked);
    expect(found.status?.operation?.jobId).toBe(JOB);
    azure.vault.jobs = [jobRow(JOB, { scenarioName: "EnableDr", state: "InProgress" })];
    expect(told((await world.step(found)).verdict)).toBe("Reconciling: Enabling");
    expect(writes()).toEqual([`PUT ${OURS}`]);
  });

  test("does not write while somebody else holds its item", async () => {
    const world = setUp();
    await world.readAll();
    const { status } = await world.look(protection()).then(({ verdict }) => verdict);
    world.claims.take(status.bound?.itemId ?? "", { owner: "other", name: "test failover dr-team/x", rank: 2 });
    const { verdict } = await world.step();
    expect(told(verdict)).toBe("Reconciling: WaitingForOtherRun");
    expect(writes()).toEqual([]);
  });

  test("gives its item up when its operation is settled", async () => {
    const world = setUp();
    await world.readAll();
    const started = await world.step();
    const itemId = started.status?.operation?.target ?? "";
    expect(world.claims.holder(itemId)?.name).toBe("protection dr-team/web01");
    const { operation: _, ...settled } = started.status ?? {};
    await world.look(protection({ status: settled }));
    expect(world.claims.holder(itemId)).toBeUndefined();
  });

  test("that turns out to have another item gives up the one that it meant, and nobody reads that any more", async () => {
    const world = setUp();
    await world.readAll();
    answersWrites({ status: 400, body: armError("BadRequest", "No.", { code: "45031", message: "Enabled already." }) });
    const refused = await world.step({ spec: { deletionPolicy: "StopReplication" } });
    const meant = refused.status?.operation?.target ?? "";
    const details = { fabricDiscoveryMachineId: `${SITE_ID}/machines/web01` };
    const policyId = `${VAULT_ID}/replicationPolicies/dr-team-gold`;
    azure.shows(itemRow("elsewhere", { policyId }, details));
    await azure.view.pollItems();
    const adopted = await world.step(refused);
    expect(adopted.status?.bound?.itemName).toBe("elsewhere");
    expect(world.claims.holder(meant)).toBeUndefined();

    azure.clock.advance(10 * MINUTE);
    const before = azure.requests(new RegExp(`/${OURS}$`));
    await azure.view.pollActive();
    expect(azure.requests(new RegExp(`/${OURS}$`))).toBe(before);
  });

  test("that lets go while its job runs gives its item up, since nobody could after it", async () => {
    const world = setUp();
    await world.readAll();
    const started = await world.step();
    azure.vault.jobs = [jobRow(JOB, { scenarioName: "EnableDr", state: "InProgress" })];
    const { verdict } = await world.step({ ...started, metadata: going });
    expect(verdict.hold).toBe(false);
    expect(world.claims.holder(started.status?.operation?.target ?? "")).toBeUndefined();
  });

  test("whose name only an ambiguous older one shares is not outranked by it", async () => {
    const older = protection({ metadata: { uid: "older", creationTimestamp: "2026-01-01T00:00:00Z" } });
    const world = setUp([older]);
    azure.vault.machines = [machineRow("web01"), machineRow("twin", { displayName: "web01", biosGuid: "b" })];
    await world.readAll();
    const { verdict } = await world.step({ spec: { machine: { id: `${SITE_ID}/machines/web01` } } });
    expect(told(verdict)).toBe("Reconciling: Enabling");
  });

  test("of the same machine, named in another way, finds the older one before either is bound", async () => {
    const older = protection({
      metadata: { name: "older", uid: "older", creationTimestamp: "2026-01-01T00:00:00Z" },
      spec: { machine: { id: `${SITE_ID}/machines/WEB01` } },
    });
    const world = setUp([older]);
    await world.readAll();
    expect(told((await world.step()).verdict)).toBe("Stalled: ManagedBy");
  });
});
