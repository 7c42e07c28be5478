// A clean-up that failed, was lost, or has no item any more: tried again, looked for, and no end while a machine exists.
import { describe, expect, test } from "vitest";
import { adopted, type Operation } from "../../../operator/operation.ts";
import type { Status, World } from "../../../operator/test-failover/world.ts";
import {
  absent,
  decided,
  ITEM,
  intentTo,
  iso,
  itemWith,
  minutesLater,
  NOW,
  present,
  says,
  secondsLater,
  shows,
  statusIn,
  testMachine,
  unknown,
  vaultWith,
} from "./build.ts";

const _LEFT =
  "The test machine is still running since 23 Nov 10:42 UTC: it costs money, and it blocks a failover of web01 until it is gone.";
const follows = adopted(intentTo("TestFailoverCleanup"), "job-2");
const lost = intentTo("TestFailoverCleanup", { outcome: "Unknown", unknownSince: iso(NOW), message: "reset" });
const settled: Operation = { ...lost, firstLookAt: iso(minutesLater(-3)) };
const upIdle = present(shows.up());
const cleaned = present(shows.cleaned());

/** A run in CleaningUp with this operation, or none. */
const cleaning = (operation: Operation | undefined, world: Partial<World> = {}, more: Partial<Status> = {}) => {
  const { operation: _, ...rest } = statusIn.cleaningUp(follows, more);
  return decided({ status: operation === undefined ? rest : { ...rest, operation } }, world);
};

describe("a clean-up that failed", () => {
  const failed = (world: Partial<World>, nextTryAt = iso(minutesLater(30))) =>
    cleaning(
      undefined,
      { item: upIdle, ...world },
      {
        cleanUp: { attempts: 1, why: "Due", nextTryAt, lastFailure: { code: "28092", message: "Locked." } },
      },
    );

  test("says the same at every look until the next try", () => {
    const first = failed({});
    const later = failed({ azureNow: minutesLater(20) });
    expect(later.status).toEqual(first.status);
    expect(later.conditions).toEqual(first.conditions);
    expect(says(first).type).toBe("Stalled");
    expect(later.next).toEqual({ afterSeconds: 600 });
    expect(later.action).toBeUndefined();
  });

  test("is tried again after 30 minutes", () => {
    const verdict = failed({ azureNow: minutesLater(30) });
    expect(verdict.action).toMatchObject({ do: "cleanUp", itemId: ITEM });
    expect(verdict.status.cleanUp).toEqual({
      attempts: 2,
      why: "Due",
      lastFailure: { code: "28092", message: "Locked." },
    });
  });

  test("is not looked at hotly when its time has come and Azure does not allow it", () => {
    const item = present(itemWith({ testFailoverState: "WaitingForCompletion", allowedOperations: [] }));
    const verdict = failed({ azureNow: minutesLater(31), item });
    expect(verdict).toMatchObject({ next: { afterSeconds: 15 }, hold: true });
    expect(verdict.action).toBeUndefined();
  });

  test("ends the run at once when somebody cleans up in the portal", () => {
    const verdict = failed({ item: cleaned });
    expect(verdict.status).toMatchObject({ phase: "Succeeded", cleanUp: { by: "Elsewhere" } });
    expect(says(verdict).message).toBe(
      "The test failover of web01 is over and cleaned up; nothing of it is left running. It was cleaned up elsewhere, not by this run.",
    );
  });

  test("does not touch a drill that was started elsewhere since", () => {
    const verdict = failed({ azureNow: minutesLater(30), laterDrill: "job-99" });
    expect(verdict.action).toBeUndefined();
    expect(verdict.status.phase).toBe("Succeeded");
  });

  test("is only said in mode Observe, and stays where it is", () => {
    const verdict = failed({ azureNow: minutesLater(30), ...vaultWith({ mode: "Observe" }) });
    expect(verdict.action).toBeUndefined();
    expect(verdict).toMatchObject({ hold: true, status: { phase: "CleaningUp" } });
    expect(says(verdict).reason).toBe("ObserveOnly");
  });
});

describe("a clean-up whose call was lost", () => {
  const sighting = { jobId: "job-8", scenario: "TestFailoverCleanup", target: ITEM, startedAt: NOW };

  test("is looked for during three minutes, whatever the item shows", () => {
    for (const item of [upIdle, cleaned]) {
      const verdict = cleaning(lost, { item, azureNow: secondsLater(10) });
      expect(verdict.status.operation).toEqual({ ...lost, firstLookAt: iso(secondsLater(10)) });
      expect(verdict).toMatchObject({ hold: true, status: { phase: "CleaningUp" } });
      expect(verdict.action).toBeUndefined();
      expect(says(verdict).message).toBe(
        "Whether Azure accepted the clean-up of web01 is not known yet. Azure's lists lag, so it is looked for during three minutes before it is asked for again.",
      );
    }
  });

  test("takes the clean-up that runs for its own, whoever started it", () => {
    const verdict = cleaning(lost, { item: present(shows.cleaning("job-8")), sightings: [sighting] });
    expect(verdict.status.operation).toMatchObject({ jobId: "job-8", outcome: "Started" });
    expect(says(verdict).message).toBe("A clean-up of web01 runs in Azure: job job-8 is followed.");
  });

  test("ends the run after settling when nothing is left", () => {
    expect(cleaning(settled, { item: cleaned }).status.phase).toBe("Succeeded");
  });

  test("is asked for again after settling when the machine is still up", () => {
    const verdict = cleaning(settled, { item: upIdle, operationId: "operation-2" });
    expect(verdict.action).toMatchObject({ do: "cleanUp", operationId: "operation-1" });
    expect(verdict.status.operation).toMatchObject({ id: "operation-1", attempt: 2, outcome: "Unknown" });
    expect(verdict.status.cleanUp?.attempts).toBe(1);
  });

  test("keeps its intent while no write may go out", () => {
    const verdict = cleaning(settled, { item: upIdle, ...vaultWith({ writesBarred: "Azure asked to wait." }) });
    expect(verdict.action).toBeUndefined();
    expect(verdict.status.operation).toEqual(settled);
    expect(says(verdict).message).toBe(
      "The clean-up of web01 is asked for again as soon as it can be. Azure asked to wait.",
    );
  });

  test("is not asked for again in mode Observe", () => {
    const verdict = cleaning(settled, { item: upIdle, ...vaultWith({ mode: "Observe" }) });
    expect(verdict.action).toBeUndefined();
    expect(verdict).toMatchObject({ hold: true, status: { phase: "CleaningUp" } });
  });
});

describe("a clean-up without an item", () => {
  test("ends the run when the machine is gone too", () => {
    const verdict = cleaning(follows, { item: absent, testMachine: absent });
    expect(verdict.status.phase).toBe("Succeeded");
    expect(says(verdict).message).toBe(
      "The protected item of web01 is gone from Azure, and no test machine of this run is known to be left.",
    );
  });

  test.each([
    ["is there", present(testMachine)],
    ["may be there", unknown],
  ])("does not end the run while the machine %s", (_sentence, seen) => {
    const verdict = cleaning(follows, { item: absent, testMachine: seen });
    expect(verdict).toMatchObject({ hold: true, status: { phase: "CleaningUp" } });
    expect(says(verdict).reason).toBe("ProtectedItemGone");
  });
});
