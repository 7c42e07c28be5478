// From Pending to the first call: how a run ends before it began, what it tells meanwhile, which network it takes.
import { describe, expect, test } from "vitest";
import type { Finding } from "../../../crds/types.ts";
import type { World } from "../../../operator/test-failover/world.ts";
import {
  decided,
  ITEM,
  iso,
  NOW,
  network,
  protectionWith,
  type RunFacts,
  says,
  secondsLater,
  TEST_NETWORK,
  unknown,
  vaultWith,
} from "./build.ts";

const checking: RunFacts["status"] = { phase: "Checking" };
const finding = (id: string): Finding => ({
  id,
  sentence: `${id} is the case.`,
  remedy: `Mend ${id}.`,
  severity: "Error",
});

describe("a run that has not started", () => {
  const cancelled: readonly [string, RunFacts, Partial<World>, string, string][] = [
    [
      "ends when its clean-up is asked for",
      { spec: { cleanUp: { now: true } } },
      {},
      "CancelledOnRequest",
      "Cancelled before anything was started in Azure.",
    ],
    [
      "ends when it is deleted, also while nothing is connected",
      { deleted: true, status: checking },
      { vault: undefined, protection: undefined, item: unknown },
      "Deleted",
      "Cancelled before anything was started in Azure.",
    ],
    [
      "ends when startBy is over, with what it waited for",
      {
        spec: { startBy: iso(NOW) },
        status: { phase: "Pending", waitingFor: "web01 is in use by test failover dr-team/earlier." },
      },
      {},
      "TooLate",
      "It could not start by 23 Nov 10:31 UTC, the latest time that was asked for. Nothing was started in Azure. It last waited for this: web01 is in use by test failover dr-team/earlier. Ask for it anew, with more time, if it is still wanted.",
    ],
    [
      "ends when startBy was in the past from the beginning",
      { spec: { startBy: "2020-01-01T00:00:00Z" } },
      {},
      "TooLate",
      "It could not start by 1 Jan 00:00 UTC, the latest time that was asked for. Nothing was started in Azure. Ask for it anew, with more time, if it is still wanted.",
    ],
  ];

  test.each(cancelled)("%s", (_sentence, ...[run, world, reason, message]) => {
    const verdict = decided(run, world);
    expect(says(verdict)).toEqual({ type: "Stalled", reason, message });
    expect(verdict.status).toMatchObject({
      phase: "Cancelled",
      end: "Cancelled",
      endReason: reason,
      endedAt: iso(NOW),
    });
    expect(verdict.conditions).toContainEqual({ type: "Complete", status: "True", reason: "Cancelled", message });
    expect(verdict).toMatchObject({ hold: false, next: "on-change" });
  });

  test("is looked at again the moment that startBy is over, by the cluster's clock", () => {
    const plan = { spec: { protection: undefined, plan: "shop", startBy: iso(secondsLater(90)) } as never };
    expect(decided(plan).next).toEqual({ afterSeconds: 90 });
    expect(decided(plan, { clusterNow: secondsLater(80) }).next).toEqual({ afterSeconds: 10 });
    const observed = decided(
      { status: checking, spec: { startBy: iso(secondsLater(90)) } },
      vaultWith({ mode: "Observe" }),
    );
    expect(observed.next).toEqual({ afterSeconds: 90 });
  });

  test("says what it is about as soon as that is known", () => {
    expect(decided({}, { item: unknown }).status.target).toEqual({
      protection: "web01",
      protectionUid: "uid-web01",
      machine: "web01",
      vault: "contoso",
      itemId: ITEM,
    });
    expect(decided({}, { protection: undefined, vault: undefined, item: unknown }).status.target).toEqual({
      protection: "web01",
    });
  });

  test("keeps all findings next to the first one's sentence, and drops them when they are gone", () => {
    const findings = [finding("TargetSize"), finding("Region")];
    const found = decided({ status: checking }, { findings });
    expect(found.status.findings).toEqual(findings);
    const mended = decided({ status: found.status }, { claim: { held: false, by: "x" } });
    expect(mended.status.findings).toBeUndefined();
  });

  test("is not stopped by warnings of the preflight", () => {
    const verdict = decided({ status: checking }, { findings: [{ ...finding("Small"), severity: "Warning" }] });
    expect(verdict.action?.do).toBe("testFailover");
  });

  test("goes from Pending to Checking, and is looked at again at once", () => {
    const verdict = decided({});
    expect(verdict.status.phase).toBe("Checking");
    expect(verdict).toMatchObject({ next: { afterSeconds: 0 }, hold: false });
    expect(says(verdict).message).toBe("web01 is checked before the test failover starts.");
  });

  test("is asked for again when a refusal's time is over", () => {
    const status = { phase: "Checking", nextTryAt: iso(NOW), refusal: { message: "No." } } as const;
    const verdict = decided({ status });
    expect(verdict.action?.do).toBe("testFailover");
    expect(verdict.status.nextTryAt).toBeUndefined();
  });

  test("uses its own network before the protection's, and the bound one last", () => {
    const own = decided(
      { status: checking, spec: { network: network("lab") } },
      vaultWith({ testNetworks: [network("lab")] }),
    );
    expect(own.action).toMatchObject({ request: { networkId: network("lab") } });
    const bound = protectionWith({
      spec: { testNetwork: undefined } as never,
      status: { bound: { vault: "contoso", itemId: ITEM, testNetwork: { network: TEST_NETWORK } } },
    });
    expect(decided({ status: checking }, { protection: bound }).action).toMatchObject({
      request: { networkId: TEST_NETWORK },
    });
  });
});
