// Protections and policies from adoption to deletion, end to end: what is written to Azure, and what never is.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isReady } from "../../crds/conditions.ts";
import type { PhysicalMachineProtection } from "../../crds/types.ts";
import { eventually } from "./eventually.ts";
import { drill, protection, TEAM } from "./shop.ts";
import {
  expectNoComplaint,
  type Ground,
  isGone,
  PORTAL_POLICY,
  phaseIs,
  policyManifest,
  reasonIs,
  startGround,
  vaultManifest,
} from "./steady-ground.ts";
import { changeTarget, migrate, readTarget } from "./steady-portal.ts";

const MINUTES = 60_000;
const NONE = { accepted: 0, refused: 0 };
const ONCE = { accepted: 1, refused: 0 };

let ground: Ground;

/** Protected in the portal since yesterday; each case has machines of its own. */
const MACHINES = [
  "adopted",
  "corrected",
  "drifting",
  "suspended",
  "kept",
  "stopped",
  "migrated",
  "drilling",
  "detached",
  "follower",
] as const;

type Machine = (typeof MACHINES)[number];
type Spec = Partial<PhysicalMachineProtection["spec"]>;

const SPECS: Partial<Readonly<Record<Machine, Spec>>> = {
  corrected: { policy: "gold" },
  drifting: { target: { vmSize: "Standard_D8s_v5" } },
  stopped: { deletionPolicy: "StopReplication" },
  migrated: { deletionPolicy: "MigrationComplete" },
  drilling: { deletionPolicy: "StopReplication" },
  detached: { deletionPolicy: "StopReplication" },
};

beforeAll(async () => {
  ground = await startGround(["--speed", "240"]);
  await Promise.all(MACHINES.map((machine) => ground.protectInPortal(machine)));
  await ground.apply(
    await vaultManifest({}),
    policyManifest("portal", { azureName: PORTAL_POLICY }),
    policyManifest("gold"),
    policyManifest("silver", { deletionPolicy: "Delete" }),
    policyManifest("bronze", { deletionPolicy: "Delete" }),
    ...MACHINES.map((machine) => protection(machine, { policy: "portal", ...SPECS[machine] })),
    protection("nowhere", { policy: "silver" }),
    drill("while-deleting", "drilling", { cleanUp: { after: "48h" } }),
    drill("while-suspended", "suspended", { cleanUp: { after: "48h" } }),
  );
}, 5 * MINUTES);

afterAll(async () => {
  await ground?.stop();
});

const readProtection = (name: string) => () => ground.protection(name);

function readyProtection(name: string): Promise<PhysicalMachineProtection | undefined> {
  return eventually(`${name} is Ready`, readProtection(name), (found) => found !== undefined && isReady(found));
}

/** What the operator sent about the item that a protection is bound to. */
async function writesAbout(machine: Machine, call = ""): Promise<{ accepted: number; refused: number }> {
  const bound = (await ground.protection(machine))?.status?.bound;
  const item = bound?.itemName ?? items.get(machine);
  if (item === undefined) throw new Error(`It is not known which item ${machine} has.`);
  items.set(machine, item);
  return ground.writesTo(`/${item}${call}$`);
}

/** Names of items, kept for after their protection is gone. */
const items = new Map<string, string>();

const deleteProtection = (name: string, ...options: string[]) =>
  ground.kubectl("delete", "pmp", name, "-n", TEAM, ...options);

describe.concurrent("adopting what Azure has", () => {
  test("a machine that was protected in the portal keeps its item, under the name that it has", async () => {
    const found = await readyProtection("adopted");
    expect(found?.status?.bound?.itemName).not.toBe(`${TEAM}-adopted`);
    expect(found?.status?.bound?.itemCreatedByUs).toBe(false);
    expect(found?.metadata.finalizers ?? []).toEqual([]);
    expect(await writesAbout("adopted")).toEqual(NONE);
  });

  test("a policy and its mapping are taken as they are", async () => {
    await reasonIs(() => ground.policy("portal"), "AsWanted");
    const portal = await ground.policy("portal");
    expect(portal?.status?.mapping?.name).toBe(`${PORTAL_POLICY}-mapping`);
    expect(await ground.writesTo(`^(PUT|PATCH|POST) .*${PORTAL_POLICY}`)).toEqual(NONE);
  });

  test("what Azure cannot change is told and not tried; a corrected manifest is Ready", async () => {
    await reasonIs(() => ground.policy("gold"), "AsWanted");
    const message = await reasonIs(readProtection("corrected"), "CannotChange");
    expect(message).toMatch(/policy/);
    expect((await ground.protection("corrected"))?.status?.drift?.[0]).toMatchObject({
      field: "policy",
      wanted: `${TEAM}-gold`,
      actual: PORTAL_POLICY,
    });
    expect(await writesAbout("corrected")).toEqual(NONE);
    await ground.patch("pmp", "corrected", { spec: { policy: "portal" } });
    await readyProtection("corrected");
  });
});

describe.concurrent("keeping it so", () => {
  test("a change in the portal is reverted once, in fields that the manifest names and in no others", async () => {
    const before = await readyProtection("drifting");
    const itemId = before?.status?.bound?.itemId ?? "";
    expect(await writesAbout("drifting")).toEqual(ONCE);
    await changeTarget(ground, itemId, { size: "Standard_D16s_v5", name: "renamed" });
    await eventually(
      "the name stays, the size is as the manifest says again",
      () => readTarget(ground, itemId),
      ({ size, name }) => size === "Standard_D8s_v5" && name === "renamed",
    );
    await readyProtection("drifting");
    expect(await writesAbout("drifting")).toEqual({ accepted: 2, refused: 0 });
  });

  test("suspended: nothing new is written, and a clean-up that is due is made", async () => {
    await phaseIs(ground, "while-suspended", "Running");
    await ground.patch("pmp", "suspended", { spec: { suspend: true, target: { vmSize: "Standard_D16s_v5" } } });
    await ground.apply(drill("not-while-suspended", "suspended"));
    await ground.patch("tfo", "while-suspended", { spec: { cleanUp: { now: true } } });
    await phaseIs(ground, "while-suspended", "Succeeded");
    expect(await writesAbout("suspended", "/testFailoverCleanup")).toEqual(ONCE);

    expect(await reasonIs(readProtection("suspended"), "Suspended")).toMatch(/target.vmSize.*Standard_D16s_v5/);
    expect(await reasonIs(() => ground.run("not-while-suspended"), "Suspended")).toMatch(/spec.suspend/);
    expect([await writesAbout("suspended"), await writesAbout("suspended", "/testFailover")]).toEqual([NONE, ONCE]);
    await ground.kubectl("delete", "tfo", "not-while-suspended", "-n", TEAM, "--timeout=20s");

    await ground.patch("pmp", "suspended", { spec: { suspend: false } });
    await readyProtection("suspended");
    expect(await writesAbout("suspended")).toEqual(ONCE);
  });
});

describe.concurrent("deleting", () => {
  test("Retain: no finalizer at rest, gone at once, nothing written", async () => {
    const kept = await readyProtection("kept");
    expect(kept?.metadata.finalizers ?? []).toEqual([]);
    await writesAbout("kept");
    await deleteProtection("kept", "--timeout=10s");
    expect(await writesAbout("kept")).toEqual(NONE);
  });

  const reasonSent = async (machine: Machine) => {
    expect(await writesAbout(machine, "/remove")).toEqual(ONCE);
    const sent = (await ground.writes()).find(({ path }) => path.includes(`/${items.get(machine)}/remove`));
    return (sent as { body?: { properties?: { disableProtectionReason?: string } } }).body?.properties;
  };

  test("StopReplication: replication is disabled once, and then it goes", async () => {
    await readyProtection("stopped");
    await writesAbout("stopped");
    await deleteProtection("stopped", "--timeout=60s");
    expect(await reasonSent("stopped")).toEqual({ disableProtectionReason: "NotSpecified" });
  });

  test("MigrationComplete: it waits for the failover, says so, and completes the migration once", async () => {
    const itemId = (await readyProtection("migrated"))?.status?.bound?.itemId ?? "";
    await writesAbout("migrated");
    await deleteProtection("migrated", "--wait=false");
    expect(await reasonIs(readProtection("migrated"), "NotMigrated")).toMatch(
      /Fail over and commit in the Azure portal/,
    );
    expect(await writesAbout("migrated", "/remove")).toEqual(NONE);
    await migrate(ground, itemId);
    await isGone(readProtection("migrated"), 60);
    expect(await reasonSent("migrated")).toEqual({ disableProtectionReason: "MigrationComplete" });
  });

  test("while a test failover holds the machine it waits, and says for which", async () => {
    await phaseIs(ground, "while-deleting", "Running");
    await deleteProtection("drilling", "--wait=false");
    expect(await reasonIs(readProtection("drilling"), "WaitingForOtherRun")).toMatch(/TestFailover while-deleting/);
    expect(await writesAbout("drilling", "/remove")).toEqual(NONE);
    await ground.patch("tfo", "while-deleting", { spec: { cleanUp: { now: true } } });
    await isGone(readProtection("drilling"));
    expect(await writesAbout("drilling", "/remove")).toEqual(ONCE);
    expect((await ground.run("while-deleting"))?.status?.phase).toBe("Succeeded");
  });

  test("the annotation detach lets go without a write, whatever the deletionPolicy", async () => {
    const found = await readyProtection("detached");
    expect(found?.metadata.finalizers).toEqual(["asr-chatops.io/azure"]);
    await writesAbout("detached");
    await ground.kubectl("annotate", "pmp", "detached", "-n", TEAM, "asr-chatops.io/detach=true");
    await deleteProtection("detached", "--timeout=20s");
    expect(await writesAbout("detached", "(/remove)?")).toEqual(NONE);
  });

  test("a policy with Delete takes mapping and policy out of Azure", async () => {
    await reasonIs(() => ground.policy("bronze"), "AsWanted");
    await ground.kubectl("delete", "rpol", "bronze", "-n", TEAM, "--timeout=60s");
    expect(await ground.writesTo(`^(POST|DELETE) .*Mappings/${TEAM}-bronze(/remove)?$`)).toEqual(ONCE);
    expect(await ground.writesTo(`^DELETE .*replicationPolicies/${TEAM}-bronze$`)).toEqual(ONCE);
  });

  test("a policy that is named waits for its user, and goes as soon as that one names another", async () => {
    await reasonIs(() => ground.policy("silver"), "AsWanted");
    await reasonIs(readProtection("nowhere"), "NotDiscovered");
    await ground.kubectl("delete", "rpol", "silver", "-n", TEAM, "--wait=false");
    expect(await reasonIs(() => ground.policy("silver"), "InUse")).toContain(`${TEAM}/nowhere`);
    await ground.patch("pmp", "nowhere", { spec: { policy: "gold" } });
    await isGone(() => ground.policy("silver"), 30);
  });
});

test("a changed default is told as drift, and followed when the annotation asks for it", async () => {
  await readyProtection("follower");
  const vault = await ground.vault("contoso");
  const target = { ...vault?.spec.defaults?.target, subnet: "db" };
  await ground.patch("recoveryvaults", "contoso", { spec: { defaults: { target } } });
  const told = await eventually(
    "the drift is told",
    readProtection("follower"),
    (found) => found?.status?.drift?.some(({ reason }) => reason === "DefaultChanged") === true,
  );
  expect(told === undefined ? false : isReady(told)).toBe(true);
  expect(await writesAbout("follower")).toEqual(NONE);

  await ground.kubectl("annotate", "pmp", "follower", "-n", TEAM, "asr-chatops.io/apply-defaults=2026-11-23");
  await eventually(
    "it is written",
    () => writesAbout("follower"),
    ({ accepted }) => accepted === 1,
  );
  const after = await readyProtection("follower");
  expect(after?.status?.bound?.target?.subnet).toBe("db");
  expect(await writesAbout("follower")).toEqual(ONCE);
  expect(await writesAbout("adopted")).toEqual(NONE);
});

test("Azure says that the machine is protected already (45031): the item is found and adopted, not asked for again", async () => {
  const { simulator } = ground.stack;
  await simulator.tell("machines", { name: "already" });
  await eventually(
    "already is discovered",
    () => ground.kubectl("get", "dmach", "-o", "name", "-l", "asr-chatops.io/vault=contoso"),
    (names) => names.includes("/already-"),
  );
  await simulator.tell("lag", { seconds: 1200 });
  await simulator.tell("items", { machine: "already" });
  await ground.apply(protection("already", { policy: "portal" }));
  const found = await readyProtection("already");
  expect(found?.status?.bound?.itemName).not.toBe(`${TEAM}-already`);
  expect(await ground.writesTo(`^PUT .*/${TEAM}-already$`)).toEqual({ accepted: 0, refused: 1 });
});

test("conditions kept their meaning at every moment, and the operator's rights were enough", () => {
  expect(ground.contract.seen()).toBeGreaterThan(50);
  expectNoComplaint(ground);
});
