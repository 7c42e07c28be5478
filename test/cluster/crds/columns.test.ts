// What "kubectl get" and "kubectl explain" show of our kinds.
import { beforeAll, describe, expect, test } from "vitest";
import { controlPlane, testNamespace, uniqueName } from "../../control-plane/for-tests.ts";
import { create, type Fields, manifest, patch } from "./manifests.ts";

const vault = uniqueName("columns");
const machine = uniqueName("columns");
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
const ready = (status: string, reason: string) => [
  { type: "Ready", status, reason, message: "", lastTransitionTime: "2026-11-23T10:00:00Z" },
];
let namespace: string;

async function store(kind: string, name: string, status: Fields): Promise<void> {
  expect(await create(manifest(kind, {}, name), { namespace })).toBe("");
  expect(await patch(`${kind}/${name}`, { status }, { namespace, args: ["--subresource=status"] })).toBe("");
}

/** The table that kubectl prints: for the one row, the cell below each heading. */
async function row(kind: string, name: string, ...args: readonly string[]): Promise<Record<string, string>> {
  const table = await controlPlane().kubectlOrThrow(["get", kind, name, "--namespace", namespace, ...args]);
  const [heads = "", cells = ""] = table.split("\n");
  const starts = [...heads.matchAll(/\S+( \S+)*/g)].map((found) => ({ name: found[0], at: found.index }));
  return Object.fromEntries(
    starts.map(({ name: head, at }, index) => [head, cells.slice(at, starts[index + 1]?.at).trim()]),
  );
}

beforeAll(async () => {
  namespace = await testNamespace("crds");
});

describe("kubectl get", () => {
  test("pmp: which machine, where it stands, how safe it is", async () => {
    await store("PhysicalMachineProtection", "web01", {
      machine: "web01",
      stateDescription: "Initial replication 64 %",
      replicationHealth: "Normal",
      rpoBand: "≤5m",
      lastDrillSummary: "overdue",
      conditions: ready("False", "InitialReplication"),
    });
    expect(await row("pmp", "web01")).toMatchObject({
      NAME: "web01",
      MACHINE: "web01",
      STATE: "Initial replication 64 %",
      READY: "False",
      HEALTH: "Normal",
      RPO: "≤5m",
      "LAST DRILL": "overdue",
      AGE: expect.stringMatching(/^\d+s$/),
    });
  });

  test("tfo: what runs, since when, until when, how it ended", async () => {
    await store("TestFailover", "drill", {
      phase: "Running",
      testMachine: { name: "web01-test" },
      startedAt: "2026-11-23T10:31:00Z",
      cleansUpAtText: "11:42 UTC",
      result: "Waiting for a verdict",
    });
    expect(await row("tfo", "drill")).toEqual({
      NAME: "drill",
      TARGET: "web01",
      PHASE: "Running",
      "TEST MACHINE": "web01-test",
      STARTED: "2026-11-23T10:31:00Z",
      "CLEANS UP AT": "11:42 UTC",
      RESULT: "Waiting for a verdict",
    });
  });

  test("rpol: the settings, and how many machines use them", async () => {
    await store("ReplicationPolicy", "gold", {
      vault: "contoso",
      machinesUsing: 3,
      conditions: ready("True", "Matches"),
    });
    expect(await row("rpol", "gold")).toMatchObject({
      VAULT: "contoso",
      RETENTION: "24h",
      "APP-CONSISTENT": "1h",
      READY: "True",
      REASON: "Matches",
      MACHINES: "3",
    });
  });

  test("rvault: whether it answers, and how many machines it knows", async () => {
    await store("RecoveryVault", vault, {
      counts: { discovered: 12, protected: 7, drilling: 1 },
      lastContactTime: minutesAgo(1.5),
      simulated: true,
      conditions: ready("True", "Reachable"),
    });
    expect(await row("rvault", vault, "-o", "wide")).toMatchObject({
      VAULT: "contoso-dr",
      MODE: "Observe",
      READY: "True",
      PROTECTED: "7",
      DISCOVERED: "12",
      DRILLING: "1",
      "LAST CONTACT": expect.stringMatching(/^\d+s|1m/),
      SIMULATED: "true",
    });
  });

  test("dmach: what could be protected", async () => {
    const status = {
      vault: "contoso",
      id: "/subscriptions/x/machines/1",
      name: "web01",
      addresses: ["10.1.0.4", "10.1.0.5"],
      os: { type: "Linux" },
      cores: 4,
      memoryMegabytes: 8192,
      protectedBy: { namespace: "dr-team", name: "web01" },
    };
    const input = {
      apiVersion: "asr-chatops.io/v1alpha1",
      kind: "DiscoveredMachine",
      metadata: { name: machine },
      status,
    };
    await controlPlane().kubectlOrThrow(["create", "-f", "-"], { input: JSON.stringify(input) });
    expect(await row("dmach", machine)).toMatchObject({
      MACHINE: "web01",
      ADDRESS: "10.1.0.4",
      OS: "Linux",
      CORES: "4",
      "MEMORY MB": "8192",
      "PROTECTED BY": "web01",
      "MISSING SINCE": "",
    });
  });
});

describe("kubectl explain", () => {
  test.each([
    ["rvault.spec.mode", "Observe never writes"],
    ["dmach.status.missingSince", "no appliance sees it any more"],
    ["rpol.spec.rpoThreshold", "An alert only"],
    ["pmp.spec.deletionPolicy", "deletes the recovery points"],
    ["tfo.spec.cleanUp.after", "15m to 168h"],
  ])("%s", async (path, words) => {
    const text = await controlPlane().kubectlOrThrow(["explain", path]);
    expect(text.replaceAll(/\s+/g, " ")).toContain(words);
  });
});
