// One machine's life through the real adapter against the simulator: found, enabled, drilled, cleaned up, let go.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ProtectedItem } from "../../operator/azure/site-recovery.ts";
import { collect } from "./port-under-test.ts";
import type { Simulated } from "./simulated.ts";
import {
  enableRequest,
  findSite,
  machineNamed,
  nextWrite,
  SETTINGS,
  settled,
  startSimulated,
  TEST_NETWORK,
} from "./simulated.ts";

let simulated: Simulated;
let site: Awaited<ReturnType<typeof findSite>>;
const group = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups";

beforeAll(async () => {
  simulated = await startSimulated();
  site = await findSite(simulated);
});
afterAll(() => simulated.close());

const items = () => collect(simulated.port.items());
async function theItem(): Promise<ProtectedItem> {
  const [item] = await items();
  if (item === undefined) throw new Error("no protected item");
  return item;
}

test("the vault, its appliance, accounts and machines are found", async () => {
  const { port } = simulated;
  expect(await port.vault()).toMatchObject({ location: "westeurope" });
  expect(await port.appliances()).toMatchObject([{ name: "dr-appliance-1", health: "Normal" }]);
  expect((await port.runAsAccounts(site.siteId)).map(({ name }) => name)).toEqual(
    expect.arrayContaining(["linux-root", "windows-admin"]),
  );
  expect(machineNamed(site.machines, "web01")).toMatchObject({ appliance: "dr-appliance-1" });
});

test("a policy and its mapping come to be", async () => {
  const { port } = simulated;
  expect(await port.policy("gold")).toBeUndefined();
  const made = await settled(simulated, await port.createPolicy(nextWrite(), "gold", SETTINGS), 1);
  expect(made).toMatchObject({ state: "Succeeded", scenario: "AddProtectionProfile" });
  const policy = await port.policy("gold");
  expect(policy).toMatchObject({ instanceType: "InMageRcm", settings: SETTINGS });
  const mapped = await port.createMapping(nextWrite(), site.path, { name: "gold", policyId: policy?.id ?? "" });
  expect(await settled(simulated, mapped, 1)).toMatchObject({ state: "Succeeded" });
  expect(await port.mapping(site.path, "gold")).toMatchObject({ state: "Paired" });
  expect(await port.mappings(site.path)).toHaveLength(1);
});

test("a machine becomes protected, with its percentages on the way", async () => {
  const { port } = simulated;
  const policy = await port.policy("gold");
  const machine = machineNamed(site.machines, "web01");
  const [account] = await port.runAsAccounts(site.siteId);
  const request = enableRequest(site, "web01", policy?.id ?? "");
  const outcome = await port.enable(nextWrite(), site.path, {
    ...request,
    ...(account === undefined ? {} : { runAsAccountId: account.id }),
  });
  expect(await settled(simulated, outcome)).toMatchObject({ state: "Succeeded", errors: expect.any(Array) });
  const seen = new Set<number>();
  for (let step = 0; step < 200 && (await theItem()).protectionState !== "Protected"; step += 1) {
    const { initialReplicationPercentage } = await theItem();
    if (initialReplicationPercentage !== undefined) seen.add(initialReplicationPercentage);
    await simulated.advance(60);
  }
  expect(await theItem()).toMatchObject({
    name: "dr-team-web01",
    protectionState: "Protected",
    machineId: machine.id,
    target: { vmName: "web01", subnet: "web" },
  });
  expect((await theItem()).allowedOperations).toContain("TestFailover");
  expect((await theItem()).currentJob).toBeUndefined();
  expect(Math.max(...seen)).toBeGreaterThan(0);
  expect(Math.max(...seen)).toBeLessThan(100);
});

test("what an update leaves out stays as it was", async () => {
  const { port } = simulated;
  const before = await theItem();
  const outcome = await port.update(nextWrite(), before.id, { target: { vmSize: "Standard_D4s_v5" }, nics: [] });
  await settled(simulated, outcome, 5);
  const after = await port.item(before.id);
  expect(after?.target).toEqual({ ...before.target, vmSize: "Standard_D4s_v5" });
  expect(after?.nics).toEqual(before.nics);
});

test("a drill has a test machine with an address, in the test network, from a recovery point", async () => {
  const { port } = simulated;
  const item = await theItem();
  await simulated.advance(3600);
  expect((await port.recoveryPoints(item.id)).length).toBeGreaterThan(0);
  const job = await settled(simulated, await port.testFailover(nextWrite(), item.id, { networkId: TEST_NETWORK }));
  expect(job).toMatchObject({
    state: "Waiting",
    stateDescription: "WaitingForStopTestFailover",
    scenario: "TestFailover",
  });
  expect(job.tasks.length).toBeGreaterThan(0);
  expect(job.testFailover?.recoveryPointTime).toBeInstanceOf(Date);
  expect(job.testFailover?.testMachineName).toMatch(/^web01-test/);
  expect(await theItem()).toMatchObject({
    testFailoverState: "WaitingForCompletion",
    allowedOperations: ["TestFailoverCleanup"],
  });
  const { testMachineName, networkName } = job.testFailover ?? {};
  expect(networkName).toBe("dr-test");
  const machine = await port.virtualMachine(
    `${group}/dr-target-rg/providers/Microsoft.Compute/virtualMachines/${testMachineName}`,
  );
  expect(machine).toMatchObject({ powerState: "running" });
  expect(machine?.addresses).toHaveLength(1);
  expect(await port.virtualNetwork(TEST_NETWORK)).toMatchObject({ location: "westeurope" });
});

test("a clean-up takes it away and keeps its comments", async () => {
  const { port } = simulated;
  const item = await theItem();
  const job = await settled(simulated, await port.cleanUpTestFailover(nextWrite(), item.id, "login page answers"), 10);
  expect(job).toMatchObject({ state: "Succeeded", scenario: "TestFailoverCleanup" });
  const after = await theItem();
  expect(after.allowedOperations).toContain("TestFailover");
  expect(after.lastTestFailover).toBeInstanceOf(Date);
});

test("a second enable of the same machine is told as done already", async () => {
  const { port } = simulated;
  const item = await theItem();
  const outcome = await port.enable(nextWrite(), site.path, enableRequest(site, "web01", item.policyId ?? ""));
  expect(outcome).toMatchObject({ code: "45031", alreadyDone: true });
});

test("ended protection leaves nothing, and a GET says so", async () => {
  const { port } = simulated;
  const item = await theItem();
  await settled(simulated, await port.disable(nextWrite(), item.id, "NotSpecified"), 10);
  expect(await port.item(item.id)).toBeUndefined();
  await settled(simulated, await port.deleteMapping(nextWrite(), site.path, "gold"), 5);
  await settled(simulated, await port.deletePolicy(nextWrite(), "gold"), 5);
  expect(await port.policy("gold")).toBeUndefined();
});

test("every write arrived once, under its operation id, with the job that we were told", async () => {
  const writes = await simulated.writes();
  const ids = writes.map(({ clientRequestId }) => clientRequestId);
  expect(new Set(ids).size).toBe(writes.length);
  expect(writes.map(({ operation }) => operation.split("_")[1])).toEqual([
    "Create",
    "Create",
    "Create",
    "Update",
    "TestFailover",
    "TestFailoverCleanup",
    "Create",
    "Delete",
    "Delete",
    "Delete",
  ]);
});
