// What is said and done about an item that is, or was, there.
import { describe } from "vitest";
import { bound, failedEnable, gone, iso, item, minutes, policy, there, unread } from "./builders.ts";
import { type Row, testRows } from "./table.ts";

const rows: Readonly<Record<string, Row>> = {
  "an item that was there and is not shown is not known to be gone": {
    facts: { resource: { status: { bound, observedGeneration: 0 } }, azure: { item: unread } },
    told: "Reconciling: WaitingForAzure",
  },
  "an item that was there and that a GET says is gone is not enabled again": {
    facts: { resource: { status: { bound } }, azure: { item: gone } },
    told: "Stalled: RemovedElsewhere",
    says: ["dr-team-web01", "not by this operator"],
  },
  "the first copy tells how far it is": {
    facts: {
      azure: {
        item: there({ protectionState: "InitialReplicationInProgress", initialReplicationPercentage: 64.3 }),
      },
    },
    told: "Reconciling: InitialReplication",
    says: ["Initial replication 64 %"],
  },
  "the wait for the first recovery point is part of it": {
    facts: { azure: { item: there({ protectionState: "InitialReplicationRecoveryCompletionPending" }) } },
    told: "Reconciling: InitialReplication",
    says: ["first recovery point"],
  },
  "a protected item is ready": {
    facts: { azure: { item: there() } },
    told: "Ready: Protected",
  },
  "a protected item stays ready while its health is critical": {
    facts: { azure: { item: there({ replicationHealth: "Critical", rpoSeconds: 20_000 }) } },
    told: "Ready: Protected",
  },
  "a protected item stays ready while a drill runs": {
    facts: {
      azure: { item: there({ testFailoverState: "WaitingForCompletion", allowedOperations: ["TestFailoverCleanup"] }) },
    },
    told: "Ready: Protected",
  },
  "an adopted item needs no appliance": {
    facts: { azure: { machine: { none: true }, item: there() } },
    told: "Ready: Protected",
  },
  "after a failover nothing is written, and what comes next is said": {
    facts: {
      resource: { spec: { target: { vmSize: "Standard_D8s_v5" } } },
      azure: {
        item: there({
          activeLocation: "Recovery",
          allowedOperations: ["Commit"],
          protectionState: "UnplannedFailoverCommitPendingStatesBegin",
        }),
      },
    },
    told: "Stalled: FailedOver",
    says: ["commit the failover"],
  },
  "after the commit there is no way back": {
    facts: {
      azure: {
        item: there({
          activeLocation: "Recovery",
          allowedOperations: [],
          protectionState: "UnplannedFailoverCommitted",
        }),
      },
    },
    told: "Stalled: FailedOver",
    says: ["cannot fail back"],
  },
  "a state that does not replicate, with Azure's reason": {
    facts: {
      azure: {
        item: there({
          protectionState: "SomethingFailed",
          healthErrors: [{ code: "95107", message: "Wrong password.", recommendedAction: "Correct it." }],
        }),
      },
    },
    told: "Stalled: NotReplicating",
    says: ["SomethingFailed", "95107", "Correct it."],
  },
  "a state that a job is changing is waited for": {
    facts: {
      azure: {
        item: there({ protectionState: "DisablingProtection", currentJob: { scenario: "DisableDr", jobId: "j" } }),
      },
    },
    told: "Reconciling: AzureBusy",
  },
  "an updatable field that the manifest names is changed back": {
    facts: {
      resource: { spec: { target: { vmSize: "Standard_D8s_v5" } } },
      azure: { item: there() },
    },
    told: "Reconciling: Updating",
    says: ["target.vmSize from Standard_D2s_v5 to Standard_D8s_v5"],
    does: "Update",
  },
  "a field that the manifest does not name keeps Azure's value": {
    facts: { azure: { item: there({ target: { ...item().target, vmSize: "Standard_E64s_v5" } }) } },
    told: "Ready: Protected",
  },
  "no update while a drill runs elsewhere": {
    facts: {
      resource: { spec: { target: { vmSize: "Standard_D8s_v5" } } },
      azure: { item: there({ testFailoverState: "WaitingForCompletion" }) },
    },
    told: "Reconciling: WaitingForOtherRun",
    says: ["started elsewhere"],
  },
  "no update while Azure's own job runs": {
    facts: {
      resource: { spec: { target: { vmSize: "Standard_D8s_v5" } } },
      azure: { item: there({ currentJob: { scenario: "RepairReplication", jobId: "j" } }) },
    },
    told: "Reconciling: AzureBusy",
    says: ["RepairReplication"],
  },
  "a size that Azure does not offer is not asked for": {
    facts: {
      resource: { spec: { target: { vmSize: "Standard_A0" } } },
      azure: { item: there(), targetSizes: [] },
    },
    told: "Stalled: TargetSizeDoesNotFit",
    says: ["Standard_A0", "does not offer"],
  },
  "another policy cannot be chosen afterwards": {
    facts: { azure: { item: there({ policyId: "/x/replicationPolicies/silver" }) } },
    told: "Stalled: CannotChange",
    says: ['policy is "dr-team-gold" in the manifest and "silver" in Azure'],
  },
  "a missing policy is told of a protected machine too": {
    facts: { world: { policy: undefined }, azure: { item: there() } },
    told: "Stalled: PolicyNotFound",
  },
  "a policy that is being changed is no news about a protected machine": {
    facts: { world: { policy: policy({ conditions: [] }) }, azure: { item: there() } },
    told: "Ready: Protected",
  },
  "what an enable made elsewhere left is not touched": {
    facts: { azure: { item: failedEnable("EnablingFailed") } },
    told: "Stalled: EnableFailedElsewhere",
    says: ["not ours"],
  },
  "a state that failed, of an item that we made: told, with the time of the next try": {
    facts: { resource: { status: { bound } }, azure: { item: failedEnable("EnablingFailed") } },
    told: "Stalled: EnableFailed",
    says: ["EnablingFailed", "tried again after 2026-11-23T11:00:00Z"],
  },
  "what our own failed enable left stays until the next try is due": {
    facts: {
      resource: { status: { bound, ...setback(minutes(20)) } },
      azure: { item: failedEnable("UnprotectedStatesBegin") },
    },
    told: "Stalled: EnableFailed",
    says: ["95107", "Wrong password."],
  },
  "when a try is due, what our own failed enable left is removed first": {
    facts: {
      resource: { status: { bound, ...setback(minutes(0)) } },
      azure: { item: failedEnable("UnprotectedStatesBegin") },
    },
    told: "Reconciling: Disabling",
    does: "Disable",
  },
  "a changed manifest is a reason to try again at once": {
    facts: {
      resource: { metadata: { generation: 2 }, status: { bound, ...setback(minutes(20)) } },
      azure: { item: failedEnable("UnprotectedStatesBegin") },
    },
    told: "Reconciling: Disabling",
    does: "Disable",
  },
  "an item that may only be beginning is never removed": {
    facts: { resource: { status: { bound } }, azure: { item: failedEnable("UnprotectedStatesBegin") } },
    told: "Reconciling: Enabling",
    says: ["without a job"],
  },
};

/** As after an enable whose job failed, held back until then. */
function setback(until: Date) {
  return {
    lastFailure: { code: "95107", message: "Wrong password." },
    heldBack: { kind: "Enable", reason: "EnableFailed", until: iso(until), generation: 1 },
  };
}

describe("a machine with a protected item", () => testRows(rows));
