// The writing of DiscoveredMachines: over the real client and view, with an API server and a vault at the wire.
import { beforeEach, describe, expect, test } from "vitest";
import type { DiscoveredMachine, PhysicalMachineProtection, RecoveryVault } from "../../../crds/types.ts";
import { clientOver } from "../../../kube/client.ts";
import { RejectedError, UnavailableError } from "../../../kube/errors.ts";
import type { HttpCall, KubeHttp } from "../../../kube/http.ts";
import { createStore, type Store } from "../../../kube/store.ts";
import { createClaims } from "../../../operator/azure/claims.ts";
import { createMachineSync, type MachineSync } from "../../../operator/discovered-machine/sync.ts";
import type { VaultHandle } from "../../../operator/vault/directory.ts";
import { machineIndexes, protectionIndexes } from "../../../operator/wakes.ts";
import { machineRow } from "../../azure/rows.ts";
import { useView } from "../../azure/view-under-test.ts";
import { createFakeClock, type FakeClock, settle } from "../../kube/fake-clock.ts";
import { createFakeLogger, type FakeLogger } from "../../kube/fake-logger.ts";
import { going, vault } from "../vault/sights.ts";

const azure = useView();

let calls: HttpCall[];
let answer: (call: HttpCall) => Promise<unknown>;
let machines: Store<DiscoveredMachine>;
let protections: Store<PhysicalMachineProtection>;
let resource: RecoveryVault;
let clock: FakeClock;
let logger: FakeLogger;
let chance: number;
let sync: MachineSync;

/** An API server as far as this needs one: it applies and deletes, and counts versions. */
function apiServer(): KubeHttp {
  const send = async (call: HttpCall): Promise<unknown> => {
    calls.push(call);
    return answer(call);
  };
  return { send, stream: () => Promise.reject(new Error("no watch")), close: async () => undefined };
}

async function apply({ method, body }: HttpCall): Promise<unknown> {
  if (method === "DELETE") return {};
  const object = body as DiscoveredMachine;
  return {
    ...object,
    metadata: { ...object.metadata, uid: `uid-${object.metadata.name}`, resourceVersion: `${calls.length}` },
  };
}

beforeEach(() => {
  [calls, answer, resource] = [[], apply, vault()];
  [machines, protections] = [createStore(machineIndexes), createStore(protectionIndexes)];
  [clock, logger, chance] = [createFakeClock(), createFakeLogger(), 0];
  sync = createMachineSync({
    client: clientOver(apiServer(), "asr-chatops-operator"),
    machines: { byIndex: machines.byIndex, acknowledge: (machine) => void machines.put(machine) },
    protections,
    logger,
    clock,
    random: () => chance,
  });
});

const handle = (): VaultHandle => ({ name: "contoso", resource, view: azure.view, claims: createClaims() });

async function discover(...names: string[]): Promise<void> {
  azure.vault.machines = names.map((name) => machineRow(name));
  await azure.view.pollInfrastructure();
  await azure.view.pollDiscovery();
}

const names = (method: string) =>
  calls.filter((call) => call.method === method).map(({ path }) => /discoveredmachines\/([^?]+)/.exec(path)?.[1]);
const tellingNames = () => machines.byIndex("vault", "contoso").map(({ status }) => status?.name);

describe("discovered machines", () => {
  test("are applied, owned by their vault", async () => {
    await discover("web01");
    await sync.sync(handle());
    expect(names("PATCH")).toEqual([expect.stringMatching(/^web01-[0-9a-f]{8}$/)]);
    expect(calls[0]?.body).toMatchObject({
      kind: "DiscoveredMachine",
      metadata: {
        labels: { "asr-chatops.io/vault": "contoso" },
        ownerReferences: [{ kind: "RecoveryVault", name: "contoso", uid: "uid-contoso" }],
      },
      status: { vault: "contoso", name: "web01", cores: 4 },
    });
  });

  test("are not applied again when nothing changed", async () => {
    await discover("web01", "web02");
    await sync.sync(handle());
    await sync.sync(handle());
    expect(names("PATCH")).toHaveLength(2);
  });

  test("are written a few at a time", async () => {
    let [under, most] = [0, 0];
    answer = async (call) => {
      most = Math.max(most, ++under);
      await settle();
      under--;
      return apply(call);
    };
    await discover(...Array.from({ length: 30 }, (_, index) => `web${index}`));
    await sync.sync(handle());
    expect(most).toBe(8);
    expect(names("PATCH")).toHaveLength(30);
  });

  test("name the oldest protection of each", async () => {
    await discover("web01");
    const machineId = azure.view.discovery().machines[0]?.id ?? "";
    for (const [name, creationTimestamp] of [
      ["younger", "2026-02-01T00:00:00Z"],
      ["older", "2026-01-01T00:00:00Z"],
    ] as const) {
      protections.put({
        apiVersion: "asr-chatops.io/v1alpha1",
        kind: "PhysicalMachineProtection",
        metadata: { name, namespace: "dr-team", uid: name, resourceVersion: "1", generation: 1, creationTimestamp },
        spec: { policy: "gold", machine: { name: "web01" }, deletionPolicy: "Retain", suspend: false },
        status: { bound: { vault: "contoso", machineId } },
      });
    }
    await sync.sync(handle());
    expect(calls[0]?.body).toMatchObject({ status: { protectedBy: { namespace: "dr-team", name: "older" } } });
  });

  test("are left alone while their vault is being deleted", async () => {
    resource = vault({ metadata: going });
    await discover("web01");
    await sync.sync(handle());
    expect(calls).toEqual([]);
  });

  test("go with their vault", async () => {
    await discover("web01", "web02");
    await sync.sync(handle());
    await sync.remove("contoso");
    expect(names("DELETE").sort()).toEqual(names("PATCH").sort());
  });

  test("that cannot be removed are told to whoever asked", async () => {
    await discover("web01");
    await sync.sync(handle());
    answer = () => Promise.reject(new UnavailableError("no answer"));
    await expect(sync.remove("contoso")).rejects.toThrow("no answer");
  });
});

describe("a call during a pass", () => {
  test("leads to one more pass, which sees what is new", async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    answer = async (call) => {
      await held;
      return apply(call);
    };
    await discover("web01");
    const first = sync.sync(handle());
    await discover("web01", "web02");
    const calling = [sync.sync(handle()), sync.sync(handle())];
    release();
    await clock.advance(500);
    await Promise.all([first, ...calling]);
    expect(tellingNames().sort()).toEqual(["web01", "web02"]);
    expect(names("PATCH")).toHaveLength(2);
  });
});

describe("comparing that takes long", () => {
  test.each([
    [1, 500],
    [200, 4000],
    [2000, 10_000],
  ])("(%i ms) is done again after %i ms, so that others get to work", async (takesMs, pauseMs) => {
    const compared: number[] = [];
    await discover("web01");
    sync = createMachineSync({
      client: clientOver(apiServer(), "asr-chatops-operator"),
      machines: {
        byIndex: (name, value) => {
          compared.push(clock.monotonicMs());
          return machines.byIndex(name, value);
        },
        acknowledge: (machine) => void machines.put(machine),
      },
      protections,
      logger,
      clock: { ...clock, monotonicMs: () => clock.monotonicMs() + compared.length * takesMs },
    });
    const both = [sync.sync(handle()), sync.sync(handle())];
    await clock.advance(pauseMs - 1);
    expect(compared).toEqual([0]);
    await clock.advance(1);
    await Promise.all(both);
    expect(compared).toEqual([0, pauseMs]);
  });
});

describe("a write that fails", () => {
  test.each([
    ["at the soonest half a minute later", 0, 30_000],
    ["a third more later at the latest", 0.999, 39_990],
  ])("does not stop the others, and is tried again %s", async (_, random, ms) => {
    chance = random;
    answer = (call) =>
      call.path.includes("/web01-") ? Promise.reject(new UnavailableError("no answer")) : apply(call);
    await discover("web01", "web02");
    const done = sync.sync(handle());
    await clock.advance(ms - 1);
    expect(tellingNames()).toEqual(["web02"]);
    expect(logger.messages("warn")).toEqual(["discovered machines not all written"]);
    answer = apply;
    await clock.advance(1);
    await done;
    expect(tellingNames().sort()).toEqual(["web01", "web02"]);
  });

  test("for good is tried again too, without an end and without a hurry", async () => {
    answer = () => Promise.reject(new RejectedError("invalid", 422, "Invalid"));
    await discover("web01");
    void sync.sync(handle());
    await clock.advance(60_000);
    expect(names("PATCH")).toHaveLength(3);
    sync.close();
  });

  test("is not tried again after the end", async () => {
    answer = () => Promise.reject(new UnavailableError("no answer"));
    await discover("web01");
    const done = sync.sync(handle());
    await settle();
    sync.close();
    await done;
    expect(names("PATCH")).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });
});
