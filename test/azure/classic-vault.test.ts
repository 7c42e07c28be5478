// An operator that reads the simulator's classic vault: what it sees, and the words that it has for it.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { silentLogger } from "../../kube/logger.ts";
import { createSiteRecovery } from "../../operator/azure/arm/site-recovery.ts";
import { createAzureClock } from "../../operator/azure/azure-clock.ts";
import type { PollingView } from "../../operator/azure/vault-view.ts";
import { createVaultView } from "../../operator/azure/vault-view.ts";
import { type Simulator, startSimulator } from "../../simulator/server.ts";
import { look, message, told } from "../operator/vault/builders.ts";
import { createStillClock } from "./still-clock.ts";

const ADDRESS = {
  subscriptionId: "00000000-0000-0000-0000-000000000000",
  resourceGroup: "dr-classic-rg",
  vaultName: "contoso-classic",
} as const;

let simulator: Simulator;
let view: PollingView;
let close: () => void;

/** A view that looks for fabrics of this kind: `spec.architecture` of the vault's resource says which. */
function viewOf(fabricType: string) {
  const clock = createAzureClock({ real: createStillClock(), speed: 1 });
  const access = { simulatorUrl: simulator.url };
  const limits = { readMs: 10_000, writeMs: 1000 };
  const port = createSiteRecovery({ ...ADDRESS, cloud: "Public", access, clock, logger: silentLogger, limits });
  const made = createVaultView({ port, clock, logger: silentLogger, random: () => 0.5, fabricType });
  return { view: made, close: () => port.close() };
}

beforeAll(async () => {
  simulator = await startSimulator({ start: new Date("2026-11-23T08:00:00Z"), seed: "classic" });
  ({ view, close } = viewOf("VMware"));
  await view.pollInfrastructure();
  await view.pollItems();
});
afterAll(async () => {
  close();
  await simulator.close();
});

function infrastructure() {
  const seen = view.infrastructure();
  if (seen.state !== "present") throw new Error(`not read: ${JSON.stringify(seen)}`);
  return seen;
}

const well = () => {
  const now = new Date("2026-11-23T08:00:00Z");
  const azure = { now, infrastructure: infrastructure(), items: view.census(), lastAnswerAt: now, askedSince: now };
  const spec = { ...ADDRESS, architecture: "Classic", mode: "Observe" } as const;
  return look({ resource: { spec }, azure, world: { clusterNow: now } });
};

describe("what is made of the vault", () => {
  test("is Ready, and says fabric, container, configuration server, and that nothing is written", () => {
    expect(told(well())).toBe("Ready: Connected");
    expect(message(well())).toMatch(
      /^contoso-classic answers: fabric [0-9a-f]{64}, container cloud_[0-9a-f-]{36}, a configuration server\. Its mode/,
    );
  });

  test("has the process server and the classic architecture in its status", () => {
    const { fabric, container } = infrastructure().value;
    expect(fabric.processServers.map(({ name, health }) => [name, health])).toEqual([
      ["config-server-1", "Normal"],
      ["process-server-2", "Normal"],
    ]);
    const { status } = well();
    expect(status).toMatchObject({
      architecture: "Classic",
      fabric: fabric.name,
      container: container.container,
      processServerId: expect.stringMatching(/^[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{16}$/),
    });
  });

  test("is a person's matter when the resource says Modernized: it is told what to set", async () => {
    const other = viewOf("InMageRcm");
    await other.view.pollInfrastructure();
    const seen = other.view.infrastructure();
    other.close();
    expect(seen).toMatchObject({ state: "unknown", reason: "WrongArchitecture" });
    expect(seen.state === "unknown" && seen.why).toContain("Set spec.architecture to Classic.");
  });
});

describe("items", () => {
  test("have names, states, targets and an RPO that a person can read", () => {
    const found = view
      .items()
      ?.map(({ friendlyName, instanceType, protectionState, replicationHealth, target }) => [
        ...[friendlyName, instanceType, protectionState, replicationHealth],
        target.vmName,
      ]);
    expect(found).toEqual([
      ["erp01", "InMageAzureV2", "Protected", "Normal", "erp01"],
      ["erp02", "InMageAzureV2", "Protected", "Normal", "erp02"],
      ["file01-needs-resync", "InMageAzureV2", "Protected", "Critical", "file01-needs-resync"],
      ["mail01-no-heartbeat", "InMageAzureV2", "Protected", "Critical", "mail01-no-heartbeat"],
    ]);
    const [erp01] = view.items() ?? [];
    expect(erp01?.rpoSeconds).toBeLessThan(600);
    expect(erp01?.lastRecoveryPoint).toBeInstanceOf(Date);
    expect(erp01?.machineId).toBeUndefined();
  });

  test("have policies and points that the adapter reads", async () => {
    const [erp01] = view.items() ?? [];
    const policy = await view.port.policy("24-hour-retention-policy");
    expect(policy).toMatchObject({
      instanceType: "InMageAzureV2",
      settings: { recoveryPointRetentionMinutes: 1440, appConsistentFrequencyMinutes: 60, multiVmSync: true },
    });
    const points = await view.port.recoveryPoints(erp01?.id ?? "");
    expect(new Set(points.map(({ type }) => type))).toEqual(new Set(["AppConsistent", "CrashConsistent"]));
  });
});
