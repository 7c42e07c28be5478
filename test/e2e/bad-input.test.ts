// What cannot be, end to end: each case ends in a condition whose sentence a person can act on.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { conditionOf, why } from "../../crds/conditions.ts";
import type { PhysicalMachineProtection, TestFailover } from "../../crds/types.ts";
import { type CaseGround, startCaseGround } from "./case-ground.ts";
import { eventually } from "./eventually.ts";
import { drill, protection, TEAM } from "./shop.ts";
import { repeatedAfterAcceptance } from "./writes.ts";

const MINUTES = 60_000;
const network = (name: string) =>
  `/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/dr-rg/providers/Microsoft.Network/virtualNetworks/${name}`;

let ground: CaseGround;

beforeAll(async () => {
  ground = await startCaseGround(["drilled1", "shared1"]);
}, 5 * MINUTES);

afterAll(async () => {
  await ground?.stop();
});

describe.concurrent("a protection that cannot be", () => {
  const cases = [
    {
      name: "no-such-vault",
      spec: { vault: "fabrikam" },
      reason: "VaultNotFound",
      says: /no RecoveryVault "fabrikam".*contoso/s,
    },
    {
      name: "no-such-policy",
      spec: { policy: "platinum", machine: { name: "sql01" } },
      reason: "PolicyNotFound",
      says: /platinum/,
    },
    { name: "ora01", spec: {}, reason: "NotDiscovered", says: /dr-appliance-1.*ora01.*refresh/s },
    {
      name: "into-test-network",
      spec: {
        machine: { name: "app01" },
        target: { network: network("dr-test"), subnet: "web" },
        testNetwork: { network: network("prod-net") },
      },
      reason: "TargetIsTestNetwork",
      says: /dr-test/,
    },
  ] as const;
  test.each(cases)("$name ends Stalled: $reason, in words", async ({ name, spec, reason, says }) => {
    await ground.apply(protection(name, spec));
    const found = await ground.protectionIs(name, reason);
    expect(found === undefined ? "" : why(found)?.message).toMatch(says);
    expect(found === undefined ? undefined : conditionOf(found, "Stalled")?.status).toBe("True");
  });

  test("of a namespace that may not use the vault is NotAllowed and says who can change it", async () => {
    await ground.kubectl("create", "namespace", "strangers");
    const stranger = { ...protection("web02"), metadata: { name: "web02", namespace: "strangers" } };
    await ground.apply(stranger);
    const read = () => ground.kubectl("get", "pmp", "web02", "-n", "strangers", "-o", "jsonpath={.status.conditions}");
    const said = await eventually("it is NotAllowed", read, (text) => text.includes("NotAllowed"));
    expect(said).toMatch(/allowedNamespaces/);
    expect(await ground.writesTo("^PUT .*strangers")).toEqual({ accepted: 0, refused: 0 });
  });

  test("of a namespace that may use no vault learns nothing of any, by what it leaves open or by a drill", async () => {
    await ground.kubectl("create", "namespace", "outsiders");
    const outside = { namespace: "outsiders" };
    const { vault: _, ...spec } = (protection("web01") as PhysicalMachineProtection).spec;
    await ground.apply({ ...protection("web01"), metadata: { name: "curious", ...outside }, spec });
    await ground.apply({ ...drill("curious", "curious"), metadata: { name: "curious", ...outside } });
    const told = (kind: string) =>
      ground.kubectl("get", kind, "curious", "-n", "outsiders", "-o", "jsonpath={.status}");
    for (const kind of ["pmp", "tfo"]) {
      const said = await eventually(
        `the ${kind} says so`,
        () => told(kind),
        (text) => text.includes("namespace outsiders may use no RecoveryVault"),
      );
      expect(said).not.toMatch(/contoso|dr-appliance|subscriptions|dr-rg|dr-test|gold/);
    }
    expect(await ground.writesTo("curious")).toEqual({ accepted: 0, refused: 0 });
  });

  test("of a machine that another one owns is ManagedBy, and takes over when the owner goes", async () => {
    await ground.apply(protection("second", { machine: { name: "shared1" }, policy: "found" }));
    const found = await ground.protectionIs("second", "ManagedBy");
    expect(found === undefined ? "" : why(found)?.message).toContain(`${TEAM}/shared1`);
    await ground.kubectl("delete", "pmp", "shared1", "-n", TEAM, "--timeout=60s");
    await ground.protectionIs("second", "Protected");
    expect(await ground.writesTo("^PUT .*(shared1|second)$")).toEqual({ accepted: 0, refused: 0 });
  });

  test("whose enable fails half-way keeps Azure's code and advice, and is not repeated hot", async () => {
    await ground.protect("half-fails-enable");
    const read = () => ground.protection("half-fails-enable");
    const failed = await eventually(
      "the failure is told",
      read,
      (found) => found?.status?.lastFailure?.code !== undefined,
    );
    expect(failed?.status?.lastFailure?.code).toBe("95107");
    expect(failed?.status?.lastFailure?.recommendedAction).toBeTruthy();
  });
});

describe.concurrent("a test failover that cannot be", () => {
  const MACHINE = "drilled1";

  const cases = [
    { name: "no-such-protection", target: "nobody", spec: {}, reason: "ProtectionNotFound", says: /"nobody".*dr-team/ },
    {
      name: "into-production",
      target: MACHINE,
      spec: { network: network("prod-net") },
      reason: "TestNetworkIsTarget",
      says: /prod-net/,
    },
    {
      name: "elsewhere",
      target: MACHINE,
      spec: { network: network("other") },
      reason: "NotATestNetwork",
      says: /other.*dr-test/s,
    },
    {
      name: "no-such-point",
      target: MACHINE,
      spec: { recoveryPoint: { type: "ById", id: "nope" } },
      reason: "RecoveryPointNotFound",
      says: /nope/,
    },
  ] as const;
  test.each(cases)("$name ends Stalled: $reason, in words", async ({ name, target, spec, reason, says }) => {
    await ground.apply(drill(name, target, spec));
    const run = await ground.runIs(name, { reason });
    expect(run === undefined ? "" : why(run)?.message).toMatch(says);
  });

  test("after startBy ends Cancelled: TooLate, with nothing started", async () => {
    await ground.apply(drill("too-late", MACHINE, { startBy: "2020-01-01T00:00:00Z" }));
    const run = await ground.runIs("too-late", { phase: "Cancelled" });
    expect(run?.status?.endReason).toBe("TooLate");
  });

  test("of a plan is Stalled: NotYetSupported", async () => {
    const { protection: _, ...spec } = (drill("of-plan", MACHINE) as TestFailover).spec;
    await ground.apply({ ...drill("of-plan", MACHINE), spec: { ...spec, plan: "shop" } });
    await ground.runIs("of-plan", { reason: "NotYetSupported" });
  });
});

test("no call was repeated after Azure had accepted it", async () => {
  const writes = await ground.writes();
  expect(repeatedAfterAcceptance(writes.filter(({ source }) => source !== "portal"))).toEqual([]);
});
