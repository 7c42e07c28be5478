// One vault from its first contact to its end, end to end: appliances, discovery, a second object, and who still uses it.
import { afterAll, beforeAll, expect, test } from "vitest";
import { isReady } from "../../crds/conditions.ts";
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

const MINUTES = 60_000;

let ground: Ground;

beforeAll(async () => {
  ground = await startGround(["--speed", "240"]);
  await ground.protectInPortal("last1");
  await ground.apply(await vaultManifest({}));
}, 5 * MINUTES);

afterAll(async () => {
  await ground?.stop();
});

const vault = () => ground.vault("contoso");
const machines = () => ground.kubectl("get", "dmach", "-o", "name");
const annotate = (value: string) =>
  ground.kubectl("annotate", "rvault", "contoso", `asr-chatops.io/refresh=${value}`, "--overwrite");

test("kubectl wait sees it become Ready", async () => {
  await ground.kubectl("wait", "rvault", "contoso", "--for=condition=Ready", "--timeout=30s");
  const found = await vault();
  expect(found?.status).toMatchObject({ architecture: "Modernized", simulated: true });
  expect(found?.status?.appliances?.map(({ name, heartbeatStale }) => [name, heartbeatStale])).toEqual([
    ["dr-appliance-1", false],
  ]);
});

test("a list of discovered machines that somebody deleted from is made whole again", async () => {
  const all = await eventually("last1 is discovered", machines, (names) => names.includes("/last1-"));
  await ground.kubectl("delete", "dmach", "--all");
  await eventually("all are back", machines, (names) => names === all, 30);
});

test("a machine that the appliance did not list is found after the annotation asks it to look again, asked once", async () => {
  await ground.stack.simulator.tell("machines", { name: "new1-undiscovered" });
  await ground.apply(
    policyManifest("portal", { azureName: PORTAL_POLICY }),
    protection("new1-undiscovered", { policy: "portal" }),
  );
  await reasonIs(() => ground.protection("new1-undiscovered"), "NotDiscovered");
  await annotate("2026-11-23T10:00:00Z");
  await eventually("it is discovered", machines, (names) => names.includes("/new1-"));
  await reasonIs(() => ground.protection("new1-undiscovered"), "Enabling");
  expect((await vault())?.status?.lastRefresh).toBe("2026-11-23T10:00:00Z");
  expect(await ground.writesTo("^POST .*/refreshSite$")).toEqual({ accepted: 1, refused: 0 });
});

test("a protection that names no vault finds a machine that is discovered later", async () => {
  const { vault: _, ...spec } = { vault: undefined, machine: { name: "late1" }, policy: "portal" };
  const manifest = { ...protection("late1"), spec };
  await ground.apply(manifest);
  await reasonIs(() => ground.protection("late1"), "NotDiscovered");
  await ground.stack.simulator.tell("machines", { name: "late1" });
  await annotate("2026-11-23T11:00:00Z");
  await eventually("it is discovered", machines, (names) => names.includes("/late1-"));
  await reasonIs(() => ground.protection("late1"), "Enabling", 30);
});

test("an appliance that falls silent is told, and the vault stays Ready", async () => {
  const heartbeat = async () => (await vault())?.status?.appliances?.[0];
  await ground.stack.simulator.tell("appliances", { connected: false });
  await eventually("it is stale", heartbeat, (one) => one?.heartbeatStale === true && one.health === "Critical");
  const found = await vault();
  expect(found === undefined ? false : isReady(found)).toBe(true);
  await ground.stack.simulator.tell("appliances", { connected: true });
  await eventually("it is heard again", heartbeat, (appliance) => appliance?.heartbeatStale === false);
});

test("a second object for the same vault is a duplicate, and takes over when the first is gone", async () => {
  await ground.apply(await vaultManifest({ resourceGroup: "DR-RG", allowedNamespaces: [] }, "twin"));
  const message = await reasonIs(() => ground.vault("twin"), "DuplicateVault");
  expect(message).toMatch(/"contoso".*older/);
  const first = await vault();
  expect(first === undefined ? false : isReady(first)).toBe(true);
});

test("it is held until nothing depends on it any more, says what does, and its machines go with it", async () => {
  await ground.apply(
    protection("last1", { policy: "portal" }),
    drill("last-drill", "last1", { cleanUp: { after: "48h" } }),
  );
  await phaseIs(ground, "last-drill", "Running");
  await ground.kubectl("delete", "rvault", "contoso", "--wait=false");
  const message = await reasonIs(vault, "InUse");
  for (const one of [
    "TestFailover dr-team/last-drill",
    "PhysicalMachineProtection dr-team/last1",
    "ReplicationPolicy dr-team/portal",
  ])
    expect(message).toContain(one);

  await ground.kubectl("delete", "pmp", "--all", "-n", TEAM, "--wait=false");
  await eventually(
    "the run is named alone",
    async () => reasonIs(vault, "InUse"),
    (text) => !text.includes("PhysicalMachine"),
  );
  await ground.kubectl("delete", "tfo", "last-drill", "-n", TEAM, "--timeout=60s");
  expect(await ground.writesTo("^POST .*/testFailoverCleanup$")).toEqual({ accepted: 1, refused: 0 });
  await ground.kubectl("delete", "rpol", "--all", "-n", TEAM, "--timeout=60s");
  await isGone(vault, 30);
});

test("the duplicate takes over", async () => {
  await ground.kubectl("wait", "rvault", "twin", "--for=condition=Ready", "--timeout=60s");
  await eventually("its machines are listed", machines, (names) => names.includes("/last1-"));
  const owners = await ground.kubectl("get", "dmach", "-o", "jsonpath={.items[*].status.vault}");
  expect(new Set(owners.split(" "))).toEqual(new Set(["twin"]));
  await ground.kubectl("delete", "rvault", "twin", "--timeout=60s");
  expect((await machines()).trim()).toBe("");
});

test("conditions kept their meaning at every moment, and the operator's rights were enough", () => {
  expect(ground.contract.seen()).toBeGreaterThan(20);
  expectNoComplaint(ground);
});
