// From a manifest to a mapped policy and away again on the simulated vault, killed at every call: nothing happens twice.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { going, POLICY_ID, type PolicyPatch, policyResource, SETTINGS } from "./builders.ts";
import { type Crash, type Life, type Lived, live, startVault, type TestVault } from "./life.ts";

let world: TestVault;

/** Only for an answer that never comes: the sooner it is given up the sooner the test goes on. */
const SHORT_PATIENCE_MS = 1000;

beforeEach(async () => {
  world = await startVault();
});
afterEach(() => world.close());

const READY = "Ready: AsWanted";
const GONE = "Reconciling: Deleted";

/** Calls that reached the vault, in order, each with what became of it. */
const sent = () => world.simulator.writes().map(({ method, path, outcome }) => `${method} ${nounOf(path)} ${outcome}`);
const nounOf = (path: string) => (/ContainerMappings/i.test(path) ? "mapping" : "policy");
const CREATED = ["PUT policy accepted", "PUT mapping accepted"];

const make = (more: Partial<Life> = {}): Promise<Lived> => live(world, { until: READY, ...more });

/** Goes on with what a life ended with. */
const then = ({ status }: Lived, patch: PolicyPatch): PolicyPatch => ({
  status: { ...status, observedGeneration: 1 },
  ...patch,
});

describe("a policy", () => {
  test("goes from its manifest to created, mapped and Ready", async () => {
    const { story, status } = await make();
    expect(story).toEqual(["Reconciling: CreatingPolicy", "Reconciling: Mapping", READY]);
    expect(sent()).toEqual(CREATED);
    expect(status).toMatchObject({
      azureName: "dr-team-gold",
      mapping: { name: "dr-team-gold", state: "Paired" },
      effective: { recoveryPointRetention: "72h" },
      machinesUsing: 0,
      simulated: true,
    });
    expect(status.azureId?.toLowerCase()).toBe(POLICY_ID.toLowerCase());
    expect(status.operation).toBeUndefined();
  });

  const moments: readonly [number, Crash][] = [
    [1, "before the call"],
    [1, "after the call"],
    [2, "before the call"],
    [2, "after the call"],
  ];
  test.each(moments)("is made once when the process dies at call %i %s", async (at, when) => {
    const { story } = await make({ crash: { at, when } });
    expect(story.at(-1)).toBe(READY);
    expect(sent()).toEqual(CREATED);
  });

  test.each([
    ["lost-reply", "replicationPolicies"],
    ["500-after", "replicationPolicies"],
    ["lost-reply", "replicationProtectionContainerMappings"],
    ["500-after", "replicationProtectionContainerMappings"],
  ])("is made once when an answer is lost: %s at %s", async (kind, route) => {
    await world.fault({ kind, method: "PUT", route });
    expect((await make()).story.at(-1)).toBe(READY);
    expect(sent()).toEqual(CREATED);
  });

  test("is made once when an answer never comes", async () => {
    await world.close();
    world = await startVault({ patienceMs: SHORT_PATIENCE_MS });
    await world.fault({ kind: "timeout-after", method: "PUT", route: "replicationPolicies" });
    expect((await make()).story.at(-1)).toBe(READY);
    expect(sent()).toEqual(CREATED);
  });

  test("whose answer is lost and whose job fails is not asked for again between two lists of the vault", async () => {
    await world.fault({ kind: "lost-reply", method: "PUT", route: "replicationPolicies" });
    const outOfRange = { spec: { recoveryPointRetention: "400h" } };
    const { status } = await make({ patch: outOfRange, until: "Stalled: CreatePolicyFailed", listsEverySeconds: 300 });
    expect(status.lastFailure?.code).toBe("150261");
    expect(sent()).toEqual(["PUT policy accepted"]);
  });

  test.each(["reset-before", "500-before"])("is made after settling when %s", async (kind) => {
    await world.fault({ kind, method: "PUT" });
    const { story } = await make();
    expect(story).toContain("Reconciling: Settling");
    expect(story.at(-1)).toBe(READY);
    expect(sent().filter((call) => call.endsWith("accepted"))).toEqual(CREATED);
    expect(sent()).toHaveLength(3);
  });

  test.each(["429", "409", "503"])("waits and is made when Azure says %s", async (kind) => {
    await world.fault({ kind, method: "PUT" });
    expect((await make()).story.at(-1)).toBe(READY);
    expect(sent().filter((call) => call.endsWith("accepted"))).toEqual(CREATED);
  });

  test("that Azure forbids is Stalled with Azure's words, and not tried hot", async () => {
    await world.fault({ kind: "403", method: "PUT" });
    const { status } = await make({ until: "Stalled: AzureRefused" });
    expect(status.lastFailure?.code).toBe("AuthorizationFailed");
    expect(sent()).toHaveLength(1);
  });

  test("in mode Observe is not made, and says what Manage would do", async () => {
    const { status } = await make({ mode: "Observe", until: "Stalled: ObserveOnly" });
    expect(status.wouldDo).toEqual(["Create policy dr-team-gold."]);
    expect(sent()).toEqual([]);
  });
});

describe("a policy that the vault has already", () => {
  const write = () => ({ operationId: crypto.randomUUID() });

  async function madeElsewhere(settings: object = {}): Promise<void> {
    await world.view.port.createPolicy(write(), "Gold72", { ...SETTINGS, ...settings });
    world.pass(60);
  }
  const adopt = (more: Partial<Life> = {}) => make({ patch: { spec: { azureName: "Gold72" } }, ...more });

  test("is adopted, and only mapped", async () => {
    await madeElsewhere();
    expect((await adopt()).story.at(-1)).toBe(READY);
    expect(sent()).toEqual(CREATED);
  });

  test("is adopted with a mapping of another name, and nothing is written", async () => {
    await madeElsewhere();
    const seen = world.view.infrastructure();
    const policyId = (await world.view.port.policy("Gold72"))?.id ?? "";
    if (seen.state !== "present") throw new Error("the vault was read");
    await world.view.port.createMapping(write(), seen.value.container, { name: "by-hand", policyId });
    world.pass(300);
    const { story, status } = await adopt();
    expect(story).toEqual([READY]);
    expect(status.mapping?.name).toBe("by-hand");
    expect(sent()).toEqual(CREATED);
  });

  test("with other settings is changed as the manifest says", async () => {
    await madeElsewhere({ recoveryPointRetentionMinutes: 1440 });
    const { status } = await adopt();
    expect(status.effective?.recoveryPointRetention).toBe("72h");
    expect(sent()).toEqual([CREATED[0], "PATCH policy accepted", CREATED[1]]);
  });

  test("with other settings is only reported in mode Observe", async () => {
    await madeElsewhere({ recoveryPointRetentionMinutes: 1440 });
    const { status } = await adopt({ mode: "Observe", until: "Stalled: ObserveOnly" });
    expect(status.drift).toEqual([
      { field: "recoveryPointRetention", wanted: "72h", actual: "24h", reason: "Differs" },
    ]);
    expect(sent()).toHaveLength(1);
  });

  test("and that an older resource owns is left to it", async () => {
    const older = policyResource({
      metadata: { namespace: "dr-team", uid: "older", creationTimestamp: "2026-01-01T00:00:00Z" },
    });
    await make({ rivals: [older], until: "Stalled: ManagedBy" });
    expect(sent()).toEqual([]);
  });
});

describe("a policy that is Ready", () => {
  test.each<Crash | undefined>([undefined, "before the call", "after the call"])(
    "is changed once as the manifest asks, the process dying %s",
    async (when) => {
      const before = await make();
      const patch = then(before, {
        spec: { recoveryPointRetention: "24h", multiVmSync: true },
        metadata: { generation: 2 },
      });
      const after = await make({ patch, crash: when && { at: 1, when } });
      expect(after.story.at(-1)).toBe(READY);
      expect(after.status.effective).toMatchObject({ recoveryPointRetention: "24h", multiVmSync: true });
      expect(sent()).toEqual([...CREATED, "PATCH policy accepted"]);
    },
  );

  const moments: readonly ({ at: number; when: Crash } | undefined)[] = [
    undefined,
    { at: 1, when: "before the call" },
    { at: 1, when: "after the call" },
    { at: 2, when: "before the call" },
    { at: 2, when: "after the call" },
  ];
  test.each(moments)(
    "is dissociated and deleted once with deletionPolicy Delete, the process dying %o",
    async (crash) => {
      const before = await make({ patch: { spec: { deletionPolicy: "Delete" } } });
      const patch = then(before, { spec: { deletionPolicy: "Delete" }, metadata: going });
      const { story, letGo } = await make({ patch, crash, until: GONE });
      expect(story.at(-1)).toBe(GONE);
      expect(letGo).toBe(true);
      expect(sent()).toEqual([...CREATED, "POST mapping accepted", "DELETE policy accepted"]);
      expect(await world.view.port.policy("dr-team-gold")).toBeUndefined();
    },
  );

  test("is not looked for in a list that lags, once a GET has shown that the mapping is gone", async () => {
    const before = await make({ patch: { spec: { deletionPolicy: "Delete" } } });
    world.pass(300);
    const patch = then(before, { spec: { deletionPolicy: "Delete" }, metadata: going });
    const { story } = await make({ patch, until: GONE });
    expect(story).toEqual(["Reconciling: RemovingMapping", "Reconciling: DeletingPolicy", GONE]);
  });

  test("stays in Azure with deletionPolicy Retain", async () => {
    const { letGo } = await make({ patch: then(await make(), { metadata: going }), until: GONE });
    expect(letGo).toBe(true);
    expect(sent()).toEqual(CREATED);
  });

  test("is made again when somebody deleted it elsewhere", async () => {
    const before = await make();
    const seen = world.view.infrastructure();
    if (seen.state !== "present") throw new Error("the vault was read");
    const write = { operationId: crypto.randomUUID() };
    await world.view.port.deleteMapping(write, seen.value.container, "dr-team-gold");
    world.pass(300);
    await world.view.port.deletePolicy(write, "dr-team-gold");
    world.pass(300);
    const after = await make({ patch: then(before, {}) });
    expect(after.story).toEqual(["Reconciling: CreatingPolicy", "Reconciling: Mapping", READY]);
  });
});
