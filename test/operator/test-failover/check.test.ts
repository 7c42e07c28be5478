// Before the start, what needs a person: each objection with its sentence, as people read it.
import { describe, expect, test } from "vitest";
import type { Finding } from "../../../crds/types.ts";
import type { World } from "../../../operator/test-failover/world.ts";
import {
  decided,
  ITEM,
  iso,
  itemWith,
  minutesLater,
  NOW,
  network,
  present,
  protectionWith,
  type RunFacts,
  says,
  shows,
  unknown,
  vaultWith,
} from "./build.ts";

type Row = [sentence: string, run: RunFacts, world: Partial<World>, reason: string, message: string];

const checking: RunFacts["status"] = { phase: "Checking" };
const finding = (id: string): Finding => ({
  id,
  sentence: `${id} is the case.`,
  remedy: `Mend ${id}.`,
  severity: "Error",
});

const stalledRows: readonly Row[] = [
  [
    "a plan is not supported yet",
    { spec: { protection: undefined, plan: "shop" } as never },
    {},
    "NotYetSupported",
    'Test failovers of recovery plans are not supported yet. Rehearse the machines of "shop" one by one: create a TestFailover with spec.protection for each.',
  ],
  [
    "the clean-up would be due before the machine is up",
    { spec: { cleanUp: { until: iso(minutesLater(-1)) } } },
    {},
    "CleanUpInThePast",
    "spec.cleanUp.until (2026-11-23T10:30:00Z) is over already, so the test machine would be removed as soon as it is up. Set it to a later time, or remove it.",
  ],
  [
    "the protection does not exist",
    { spec: { protection: "wbe01" } },
    { protection: undefined, vault: undefined, item: unknown },
    "ProtectionNotFound",
    'There is no PhysicalMachineProtection "wbe01" in namespace dr-team. Create it, or create a TestFailover that names another one.',
  ],
  [
    "the namespace may not use the vault",
    {},
    vaultWith({ namespaceAllowed: false }),
    "NotAllowed",
    "Namespace dr-team may not use RecoveryVault contoso. Whoever manages it can add the namespace to its spec.allowedNamespaces.",
  ],
  [
    "the protection is being deleted",
    {},
    { protection: protectionWith({ metadata: { deletionTimestamp: iso(NOW) } }) },
    "ProtectionBeingDeleted",
    "web01 is being deleted, so no test failover is started from it. Create it again, or delete this TestFailover.",
  ],
  [
    "another protection manages the machine",
    {},
    { protection: protectionWith({ status: { managedBy: { namespace: "shop", name: "web01" } } }) },
    "ManagedBy",
    "web01 does not manage its machine: shop/web01, which is older, does. Create a TestFailover for that one.",
  ],
  [
    "the protection is suspended",
    {},
    { protection: protectionWith({ spec: { suspend: true } }) },
    "Suspended",
    "web01 is suspended, so nothing new is written to Azure for it. Set spec.suspend of the protection to false to let this run start.",
  ],
  [
    "the machine runs in Azure already",
    {},
    { item: present(itemWith({ activeLocation: "Recovery", allowedOperations: ["Commit"] })) },
    "FailedOver",
    "web01 runs in Azure after a failover, so there is nothing to rehearse. Protect the machine that replaces it, and create a TestFailover for that.",
  ],
  [
    "a drill that was started elsewhere holds the machine",
    {},
    { item: present(shows.up()) },
    "ForeignTestFailover",
    "A test failover of web01 that was started elsewhere holds the machine. It is not ours, so it is not touched. Clean it up where it was started; this run goes on after that.",
  ],
  [
    "no test network is known",
    { status: checking },
    { protection: protectionWith({ spec: { testNetwork: undefined } as never }) },
    "NoTestNetwork",
    "No test network is known for web01. Set spec.testNetwork of the protection, or create a TestFailover with spec.network.",
  ],
  [
    "the network is the one that the machine fails over to",
    { status: checking, spec: { network: network("PRODUCTION") } },
    vaultWith({ testNetworks: [network("production")] }),
    "TestNetworkIsTarget",
    "PRODUCTION is the network that web01 fails over to, and a drill there could disturb production. Set an isolated network in spec.testNetwork of the protection, or create a TestFailover with another spec.network.",
  ],
  [
    "the network is not one of the vault's",
    { status: checking, spec: { network: network("lab") } },
    {},
    "NotATestNetwork",
    "lab is not one of the test networks of RecoveryVault contoso; those are dr-test. Choose one of them, or ask whoever manages the vault to add it to spec.testNetworks.",
  ],
  [
    "the vault has no test networks",
    { status: checking },
    vaultWith({ testNetworks: [] }),
    "NotATestNetwork",
    "dr-test is not one of the test networks of RecoveryVault contoso; it has none yet. Choose one of them, or ask whoever manages the vault to add it to spec.testNetworks.",
  ],
  [
    "there is no application-consistent point",
    { status: checking, spec: { recoveryPoint: { type: "LatestAppConsistent" } } },
    { recoveryPoints: [{ id: `${ITEM}/recoveryPoints/p2`, time: NOW, type: "CrashConsistent" }] },
    "RecoveryPointNotFound",
    "web01 has no application-consistent recovery point. Its newest is p2 of 23 Nov 10:31 UTC. Wait for one, or create a TestFailover with another spec.recoveryPoint.",
  ],
  [
    "the point with that id is gone",
    { status: checking, spec: { recoveryPoint: { type: "ById", id: "p1" } } },
    {},
    "RecoveryPointNotFound",
    "web01 has no recovery point p1. It has none at all yet. Wait for one, or create a TestFailover with another spec.recoveryPoint.",
  ],
  [
    "the preflight found errors",
    { status: checking },
    { findings: [{ ...finding("Small"), severity: "Warning" }, finding("TargetSize"), finding("Region")] },
    "PreflightFailed",
    "TargetSize is the case. Mend TargetSize. There is more: status.findings has all 2.",
  ],
  [
    "Azure refused it before, until the time of the next try",
    {
      status: {
        phase: "Checking",
        nextTryAt: iso(minutesLater(3)),
        refusal: { code: "AuthorizationFailed", message: "No right to act." },
      },
    },
    {},
    "AzureRefused",
    "Azure refused the test failover of web01; nothing was started. Azure says (AuthorizationFailed): No right to act. It is asked again every 10 minutes.",
  ],
];

describe("a run needs a person when", () => {
  test.each(stalledRows)("%s", (_sentence, ...[run, world, reason, message]) => {
    const verdict = decided(run, world);
    expect(says(verdict)).toEqual({ type: "Stalled", reason, message });
    expect(verdict.status.waitingFor).toBe(message);
    expect(verdict.status.phase).toBe(run.status?.phase ?? "Pending");
    expect(verdict.action).toBeUndefined();
    expect(verdict.hold).toBe(false);
  });
});
