// Deleting a protection: what each policy does, and what it waits for.
import { describe, expect, test } from "vitest";
import {
  azure,
  bound,
  drill,
  type Facts,
  going,
  gone,
  job,
  look,
  message,
  operation,
  otherProviders,
  protection,
  there,
  told,
  unread,
  vault,
} from "./builders.ts";

const stopping = { spec: { deletionPolicy: "StopReplication" }, metadata: going, status: { bound } } as const;

const { itemCreatedByUs: _, ...unclaimed } = bound;
const migrating = { ...stopping, spec: { deletionPolicy: "MigrationComplete" } } as const;

interface Row {
  readonly facts: Facts;
  readonly told: string;
  readonly says?: string;
  readonly held: boolean;
  readonly does?: "Disable";
}

const rows: Readonly<Record<string, Row>> = {
  "Retain lets go and leaves everything": {
    facts: { resource: { metadata: going, status: { bound } }, azure: { item: there() } },
    told: "Reconciling: Released",
    held: false,
  },
  "Retain does not wait for a job that is known to run": {
    facts: {
      resource: { metadata: going, status: { bound, operation: operation({ jobId: "job-1" }) } },
      azure: { item: there(), job: job() },
    },
    told: "Reconciling: Released",
    held: false,
  },
  "StopReplication disables": {
    facts: { resource: stopping, azure: { item: there() } },
    told: "Reconciling: Disabling",
    says: "delete its recovery points",
    held: true,
    does: "Disable",
  },
  "what was never bound has nothing to stop": {
    facts: { resource: { spec: stopping.spec, metadata: going } },
    told: "Reconciling: Released",
    held: false,
  },
  "what an older protection owns is not stopped": {
    facts: {
      resource: stopping,
      world: {
        rivals: [protection({ metadata: { name: "older", uid: "a", creationTimestamp: "2026-01-01T00:00:00Z" } })],
      },
      azure: { item: there() },
    },
    told: "Reconciling: Released",
    held: false,
  },
  "an item of our name that is not of this machine, or of another provider, is not stopped": {
    facts: {
      resource: { ...stopping, status: { bound: unclaimed } },
      azure: { item: otherProviders("A2A") },
    },
    told: "Reconciling: Released",
    says: "is not of this machine and stays",
    held: false,
  },
  "a vault that is gone from the cluster counts as gone": {
    facts: { resource: stopping, world: { binding: { reason: "VaultNotFound", sentence: "Gone." }, azure: undefined } },
    told: "Reconciling: Released",
    held: false,
  },
  "a namespace that may not use the vault any more stops nothing in it": {
    facts: {
      resource: stopping,
      world: { binding: { reason: "NotAllowed", sentence: "Not allowed." }, azure: azure({ item: there() }) },
    },
    told: "Stalled: NotAllowed",
    held: true,
  },
  "a vault that cannot be read is waited for": {
    facts: { resource: stopping, world: { azure: undefined } },
    told: "Reconciling: WaitingForVault",
    says: "asr-chatops.io/detach",
    held: true,
  },
  "an item that a GET says is gone: nothing is left": {
    facts: { resource: stopping, azure: { item: gone } },
    told: "Reconciling: Released",
    held: false,
  },
  "an item that no list shows may still be there": {
    facts: { resource: stopping, azure: { item: unread } },
    told: "Reconciling: WaitingForAzure",
    held: true,
  },
  "a drill of ours is waited for, by name": {
    facts: { resource: stopping, world: { drills: [drill({ phase: "Running" })], azure: azure({ item: there() }) } },
    told: "Reconciling: WaitingForOtherRun",
    says: "TestFailover web01-drill",
    held: true,
  },
  "a drill made elsewhere is waited for": {
    facts: { resource: stopping, azure: { item: there({ testFailoverState: "WaitingForCompletion" }) } },
    told: "Reconciling: WaitingForOtherRun",
    says: "started elsewhere",
    held: true,
  },
  "Azure's own job is waited for": {
    facts: { resource: stopping, azure: { item: there({ currentJob: { scenario: "DisableDr", jobId: "j" } }) } },
    told: "Reconciling: AzureBusy",
    held: true,
  },
  "what Azure does not allow is waited for, with what it allows": {
    facts: { resource: stopping, azure: { item: there({ allowedOperations: ["Commit2"] }) } },
    told: "Reconciling: WaitingForAzure",
    says: "Commit2",
    held: true,
  },
  "a failover that is not committed needs a person": {
    facts: {
      resource: stopping,
      azure: { item: there({ activeLocation: "Recovery", allowedOperations: ["Commit"] }) },
    },
    told: "Stalled: FailoverNotCommitted",
    held: true,
  },
  "a migration that never happened is not completed, and what to do instead is said": {
    facts: { resource: migrating, azure: { item: there() } },
    told: "Stalled: NotMigrated",
    says: "has not failed over, so there is no migration to complete. Fail over and commit in the Azure portal, and this goes on; or set deletionPolicy to StopReplication",
    held: true,
  },
  "a migration that Azure does not let be completed is told with what it allows": {
    facts: {
      resource: migrating,
      azure: { item: there({ activeLocation: "Recovery", allowedOperations: ["DisableProtection"] }) },
    },
    told: "Stalled: NotMigrated",
    says: "It allows: DisableProtection. If that does not change, set deletionPolicy to StopReplication",
    held: true,
  },
  "a migration is completed after the commit only": {
    facts: {
      resource: migrating,
      azure: { item: there({ activeLocation: "Recovery", allowedOperations: ["CompleteMigration", "Commit"] }) },
    },
    told: "Stalled: FailoverNotCommitted",
    held: true,
  },
  "a migration is completed where Azure allows just that": {
    facts: {
      resource: migrating,
      azure: { item: there({ activeLocation: "Recovery", allowedOperations: ["CompleteMigration"] }) },
    },
    told: "Reconciling: Disabling",
    says: "its migration is complete",
    held: true,
    does: "Disable",
  },
  "Observe writes nothing and waits": {
    facts: {
      resource: stopping,
      world: { binding: { vault: vault({ mode: "Observe" }) }, azure: azure({ item: there() }) },
    },
    told: "Stalled: ObserveOnly",
    held: true,
  },
  "suspended, it waits": {
    facts: {
      resource: { ...stopping, spec: { deletionPolicy: "StopReplication", suspend: true } },
      azure: { item: there() },
    },
    told: "Stalled: Suspended",
    held: true,
  },
  "detach lets go whatever is there": {
    facts: {
      resource: { ...stopping, metadata: { ...going, annotations: { "asr-chatops.io/detach": "yes" } } },
      azure: { item: there({ testFailoverState: "WaitingForCompletion" }) },
    },
    told: "Reconciling: Released",
    says: "dr-team-web01 remains in Azure",
    held: false,
  },
};

describe("a protection that is deleted", () => {
  test.each(Object.entries(rows))("%s", (_, row) => {
    const verdict = look(row.facts);
    expect(told(verdict)).toBe(row.told);
    expect(message(verdict)).toContain(row.says ?? "");
    expect(verdict.hold).toBe(row.held);
    expect(verdict.action?.do).toBe(row.does);
  });

  test.each([
    ["StopReplication", "NotSpecified"],
    ["MigrationComplete", "MigrationComplete"],
  ] as const)("%s disables with the reason %s", (deletionPolicy, reason) => {
    const allowed = { activeLocation: "Recovery", allowedOperations: ["CompleteMigration", "DisableProtection"] };
    const { action } = look({ resource: { ...stopping, spec: { deletionPolicy } }, azure: { item: there(allowed) } });
    expect(action).toMatchObject({ do: "Disable", reason });
  });
});
