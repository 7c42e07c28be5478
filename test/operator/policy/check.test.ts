// What a replication policy needs, in the order in which it is looked at.
import { describe, expect, test } from "vitest";
import {
  condition,
  type Facts,
  heldBackUntil,
  infrastructure,
  known,
  look,
  MAPPING_ID,
  mapping,
  message,
  minutes,
  NOW,
  nothing,
  POLICY_ID,
  policy,
  policyResource,
  present,
  SETTINGS,
  told,
  vault,
} from "./builders.ts";

interface Row {
  readonly facts: Facts;
  readonly told: string;
  readonly says?: readonly string[];
  readonly does?: string;
}

const observed = { binding: { vault: vault({ spec: { mode: "Observe" } }) } };
const older = policyResource({
  metadata: { name: "gold", namespace: "shop", uid: "uid-older", creationTimestamp: "2026-01-01T00:00:00Z" },
});
const younger = policyResource({
  metadata: { name: "gold", namespace: "shop", uid: "uid-younger", creationTimestamp: "2026-10-01T00:00:00Z" },
});

const rows: Readonly<Record<string, Row>> = {
  "that Azure has as the manifest says, with its mapping, is Ready": {
    facts: {},
    told: "Ready: AsWanted",
    says: ["dr-team-gold", "contoso-dr", "container1"],
  },
  "that Azure does not have is created": {
    facts: { azure: nothing },
    told: "Reconciling: CreatingPolicy",
    says: ["create policy dr-team-gold"],
    does: "CreatePolicy",
  },
  "that is there without a mapping is mapped": {
    facts: { azure: { mapping: undefined } },
    told: "Reconciling: Mapping",
    says: ["associate the container with policy dr-team-gold"],
    does: "CreateMapping",
  },
  "whose mapping is not paired yet waits for it": {
    facts: { azure: { mapping: mapping({ state: "PairingInProgress" }) } },
    told: "Reconciling: WaitingForMapping",
    says: ["PairingInProgress"],
  },
  "whose settings differ is changed in Azure": {
    facts: { azure: { policy: policy({ recoveryPointRetentionMinutes: 1440 }) } },
    told: "Reconciling: UpdatingPolicy",
    does: "UpdatePolicy",
  },
  "that the vault has for other machines is left alone": {
    facts: { azure: { policy: policy({}, { instanceType: "A2A" }) } },
    told: "Stalled: WrongProvider",
    says: ["A2A", "another spec.azureName"],
  },
  "of a namespace that may not use the vault says what the binding says": {
    facts: { world: { binding: { reason: "NotAllowed", sentence: "Namespace dr-team may not." } }, azure: null },
    told: "Stalled: NotAllowed",
    says: ["Namespace dr-team may not."],
  },
  "that an older resource names too is left to it": {
    facts: { world: { rivals: [older] } },
    told: "Stalled: ManagedBy",
    says: ["shop/gold", "older"],
  },
  "that a younger resource names too is its own": {
    facts: { world: { rivals: [younger] } },
    told: "Ready: AsWanted",
  },
  "of a vault that was not read yet waits": {
    facts: { azure: { infrastructure: { state: "unknown", why: "The vault has not been read yet." }, ...nothing } },
    told: "Reconciling: WaitingForVault",
    says: ["contoso", "has not been read yet"],
  },
  "of a vault that is not open waits": {
    facts: { azure: null },
    told: "Reconciling: WaitingForVault",
    says: ["not connected"],
  },
  "of a classic vault is not written": {
    facts: {
      azure: {
        ...nothing,
        infrastructure: present(infrastructure({ fabric: { ...infrastructure().fabric, instanceType: "VMware" } })),
      },
    },
    told: "Stalled: NotSupported",
    says: ["classic"],
  },
  "with a crash-consistent frequency that modernized vaults do not take is not sent": {
    facts: { resource: { spec: { crashConsistentFrequency: "10m" } }, azure: nothing },
    told: "Stalled: PreflightFailed",
    says: ["10m", "5m and nothing else", "Set it to 5m"],
  },
  "with points made less often than they are kept is not sent": {
    facts: { resource: { spec: { appConsistentFrequency: "12h", recoveryPointRetention: "12h" } }, azure: nothing },
    told: "Stalled: PreflightFailed",
    says: ["12h", "must be shorter"],
  },
  "while the view bars writes waits and says what is next": {
    facts: { azure: { ...nothing, writesBarred: "The vault's items have not been listed completely yet." } },
    told: "Reconciling: WaitingForAzure",
    says: ["Create policy dr-team-gold", "not been listed"],
  },
  "in mode Observe is not created": {
    facts: { azure: nothing, world: observed },
    told: "Stalled: ObserveOnly",
    says: ["nothing was written", "In mode Manage: Create policy dr-team-gold."],
  },
  "in mode Observe is not changed": {
    facts: { azure: { policy: policy({ multiVmSync: true }) }, world: observed },
    told: "Stalled: ObserveOnly",
    says: ["Change policy dr-team-gold."],
  },
  "in mode Observe is Ready when all is as the manifest says": { facts: { world: observed }, told: "Ready: AsWanted" },
  "that was refused is not sent again before its time": {
    facts: { azure: nothing, resource: { status: heldBackUntil("CreatePolicy", minutes(5)) } },
    told: "Stalled: AzureRefused",
    says: ["Azure refused to create policy dr-team-gold (150261)", "after 2026-11-23T10:05:00Z"],
  },
  "that was refused is sent again after its time": {
    facts: { azure: nothing, resource: { status: heldBackUntil("CreatePolicy", NOW) } },
    told: "Reconciling: CreatingPolicy",
    does: "CreatePolicy",
  },
  "that was refused is sent again when the manifest changed": {
    facts: {
      azure: nothing,
      resource: { status: heldBackUntil("CreatePolicy", minutes(5)), metadata: { generation: 2 } },
    },
    told: "Reconciling: CreatingPolicy",
    does: "CreatePolicy",
  },
  "whose creation was refused is mapped all the same once it is there": {
    facts: { azure: { mapping: undefined }, resource: { status: heldBackUntil("CreatePolicy", minutes(5)) } },
    told: "Reconciling: Mapping",
    does: "CreateMapping",
  },
};

describe("a policy", () => {
  test.each(Object.entries(rows))("%s", (_, row) => {
    const verdict = look(row.facts);
    expect(told(verdict)).toBe(row.told);
    for (const words of row.says ?? []) expect(message(verdict)).toContain(words);
    expect(verdict.action?.do).toBe(row.does);
  });

  test("that was looked at before says nothing new while its vault was not read", () => {
    const verdict = look({ resource: { status: known }, azure: null });
    expect(verdict.conditions).toEqual([]);
    expect(verdict.status).toMatchObject({ azureId: POLICY_ID, vault: "contoso" });
  });

  test.each(["NotAllowed", "VaultNotFound", "VaultAmbiguous", "ManagedBy"])(
    "that was Stalled as %s says so no longer when that is over, though its vault was not read",
    (reason) => {
      const status = { observedGeneration: 1, conditions: [condition("Stalled", "True", reason)] };
      expect(told(look({ resource: { status }, azure: null }))).toBe("Reconciling: WaitingForVault");
    },
  );

  test("that is Ready has forgotten what failed before", () => {
    const { status } = look({ resource: { status: { ...known, ...heldBackUntil("CreatePolicy", minutes(5)) } } });
    expect(status).not.toHaveProperty("lastFailure");
    expect(status).not.toHaveProperty("heldBack");
  });

  test("is the same again when nothing happened", () => {
    const { status } = look({ resource: { status: known } });
    expect(look({ resource: { status: { ...status, observedGeneration: 1 } }, at: minutes(60) }).status).toEqual(
      status,
    );
  });
});

describe("what is sent", () => {
  test("to create a policy are the manifest's settings, in minutes", () => {
    const { action, status } = look({ azure: nothing });
    expect(action).toEqual({
      do: "CreatePolicy",
      name: "dr-team-gold",
      settings: SETTINGS,
      operationId: "op-new",
      generation: 1,
    });
    expect(status.operation).toMatchObject({
      id: "op-new",
      kind: "CreatePolicy",
      target: POLICY_ID,
      knownJobs: ["old-job"],
      epoch: 3,
      attempt: 1,
      outcome: "Pending",
    });
  });

  test("to map a policy names the container and the policy", () => {
    const { action, status } = look({ azure: { mapping: undefined } });
    expect(action).toMatchObject({
      do: "CreateMapping",
      container: { fabric: "fabric1", container: "container1" },
      name: "dr-team-gold",
      policyId: POLICY_ID,
    });
    expect(status.operation?.target).toBe(MAPPING_ID);
  });

  test("to an adopted policy goes under the name that the manifest gives", () => {
    const { action } = look({ resource: { spec: { azureName: "Gold24" } }, azure: nothing });
    expect(action).toMatchObject({ name: "Gold24" });
  });

  test("holds the resource until it is settled, whatever the deletion policy", () => {
    expect(look({ azure: nothing }).hold).toBe(true);
    expect(look().hold).toBe(false);
  });
});

describe("a policy's status", () => {
  test("tells what Azure has", () => {
    expect(look({ azure: { machinesUsing: 7 } }).status).toEqual({
      vault: "contoso",
      azureName: "dr-team-gold",
      azureId: POLICY_ID,
      architecture: "Modernized",
      mapping: { id: MAPPING_ID, name: "dr-team-gold", state: "Paired" },
      effective: {
        recoveryPointRetention: "72h",
        appConsistentFrequency: "1h",
        crashConsistentFrequency: "5m",
        rpoThreshold: "15m",
        multiVmSync: false,
      },
      machinesUsing: 7,
    });
  });

  test("tells each difference while there is one", () => {
    const { status } = look({
      azure: { policy: policy({ recoveryPointRetentionMinutes: 90, multiVmSync: true }) },
      world: observed,
    });
    expect(status.drift).toEqual([
      { field: "recoveryPointRetention", wanted: "72h", actual: "1h30m", reason: "Differs" },
      { field: "multiVmSync", wanted: "false", actual: "true", reason: "Differs" },
    ]);
    expect(status.effective?.recoveryPointRetention).toBe("1h30m");
  });

  test("keeps the number of machines until the items were listed again", () => {
    const { status } = look({
      resource: { status: { ...known, machinesUsing: 4 } },
      azure: { machinesUsing: undefined },
    });
    expect(status.machinesUsing).toBe(4);
  });

  test("says when a simulator plays Azure", () => {
    expect(look({ world: { simulated: true } }).status.simulated).toBe(true);
  });

  test("is bound to no vault that its namespace may not use", () => {
    const { status } = look({
      world: { binding: { reason: "NotAllowed", sentence: "No." } },
      azure: null,
    });
    expect(status).not.toHaveProperty("vault");
  });

  test("holds the resource when deleting it will mean deleting the policy", () => {
    expect(look({ resource: { spec: { deletionPolicy: "Delete" } } }).hold).toBe(true);
    expect(look({ resource: { spec: { deletionPolicy: "Delete" } }, world: observed }).hold).toBe(false);
    const other = { rivals: [older] };
    expect(look({ resource: { spec: { deletionPolicy: "Delete" } }, world: other }).hold).toBe(false);
  });
});
