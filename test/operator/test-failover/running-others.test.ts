// While the test machine runs and others act on it, on its item, or on its vault.
import { describe, expect, test } from "vitest";
import type { Job } from "../../../operator/azure/site-recovery.ts";
import { decide } from "../../../operator/test-failover/decide.ts";
import type { Status, World } from "../../../operator/test-failover/world.ts";
import {
  absent,
  decided,
  iso,
  minutesLater,
  present,
  type RunFacts,
  runWith,
  says,
  shows,
  statusIn,
  testMachine,
  unknown,
  worldWith,
} from "./build.ts";

const UP_AT = minutesLater(11);
const DUE = minutesLater(131);
const up: Partial<World> = { item: present(shows.up()), azureNow: minutesLater(12), testMachine: present(testMachine) };

/** A run in Running, a minute after its machine came up, with what differs. */
const running = (world: Partial<World> = {}, run: RunFacts = {}, status: Partial<Status> = {}) =>
  decided({ ...run, status: { ...statusIn.running(status), ...run.status } }, { ...up, ...world });

const kinds = (verdict: ReturnType<typeof decided>) => verdict.status.timeline?.map(({ step }) => step);

describe("while others act on the machine, a run", () => {
  test("ends when it was cleaned up elsewhere, and says so", () => {
    const verdict = running({ item: present(shows.cleaned()) });
    expect(verdict.status).toMatchObject({
      phase: "Succeeded",
      cleanUp: { by: "Elsewhere" },
      result: "No verdict yet",
    });
    expect(kinds(verdict)?.slice(-2)).toEqual(["CleanedUpElsewhere", "Succeeded"]);
    expect(verdict).toMatchObject({ hold: false, next: "on-change" });
    expect(says(verdict)).toEqual({
      type: "Ready",
      reason: "Succeeded",
      message: "The test failover of web01 was cleaned up elsewhere, not by this run. Nothing is left running.",
    });
  });

  test("that was called off ends Cancelled, also when it was cleaned up elsewhere", () => {
    const timeline = [{ step: "CancelAsked", time: iso(UP_AT) }];
    const verdict = running({ item: present(shows.cleaned()) }, { spec: { cleanUp: { now: true } } }, { timeline });
    expect(verdict.status).toMatchObject({ phase: "Cancelled", endReason: "CancelledOnRequest" });
  });

  test("asks for nothing while a clean-up that was started elsewhere runs, although its own is due", () => {
    const verdict = running({ item: present(shows.cleaning("theirs")), azureNow: DUE });
    expect(verdict.action).toBeUndefined();
    expect(says(verdict).message).toBe(
      "A clean-up of web01 that was started elsewhere is running. This run ends with it.",
    );
    expect(verdict).toMatchObject({ hold: true, status: { phase: "Running" } });
  });

  test("does not touch a drill that was started elsewhere since, although its own clean-up is due", () => {
    const verdict = running({ laterDrill: "job-99", azureNow: DUE });
    expect(verdict.action).toBeUndefined();
    expect(verdict).toMatchObject({ hold: false, status: { phase: "Succeeded", cleanUp: { by: "Elsewhere" } } });
    expect(says(verdict).message).toBe(
      "The test failover of web01 was cleaned up elsewhere, not by this run. Another one was started elsewhere since (job job-99); it is not ours, so it is not touched.",
    );
  });

  test("says nothing about an end while the item is not known", () => {
    const verdict = running({ item: unknown });
    expect(verdict).toMatchObject({ hold: true, status: { phase: "Running" } });
  });

  const gone: readonly [string, Partial<World>, string, boolean, string][] = [
    [
      "does not end while its machine is there without a protected item",
      {},
      "Running",
      true,
      "The protected item of web01 is gone from Azure, but its test machine web01-test is still there and cannot be cleaned up through Site Recovery. The test machine is still running since 23 Nov 10:42 UTC: it costs money, and it blocks a failover of web01 until it is gone. Delete it in Azure; this run then ends.",
    ],
    [
      "does not end while nobody knows whether its machine is there without a protected item",
      { testMachine: { state: "unknown", why: "The operator may not read it." } },
      "Running",
      true,
      "The protected item of web01 is gone from Azure. Whether its test machine web01-test is still there is not known: The operator may not read it. This run ends when Azure says that it is gone.",
    ],
    [
      "fails when item and machine are gone",
      { testMachine: absent },
      "Failed",
      false,
      "The protected item of web01 is gone from Azure, and no test machine of this run is known to be left.",
    ],
  ];

  test.each(gone)("%s", (_sentence, ...[world, phase, hold, message]) => {
    const verdict = running({ item: absent, ...world });
    expect(verdict).toMatchObject({ hold, status: { phase } });
    expect(says(verdict)).toEqual({ type: "Stalled", reason: "ProtectedItemGone", message });
  });

  test("keeps everything while its vault is not connected, a due clean-up included", () => {
    const verdict = running({ vault: undefined, item: unknown, azureNow: DUE });
    expect(verdict.status).toEqual(statusIn.running());
    expect(verdict.action).toBeUndefined();
    expect(verdict.hold).toBe(true);
  });

  test("that lost its job in Azure goes on: the item decides", () => {
    const job: Job | undefined = undefined;
    expect(running({ job }).status.phase).toBe("Running");
  });

  const detach = { annotations: { "asr-chatops.io/detach": "" } };

  test("that is deleted lets go when a person takes over what remains, and says what that is", () => {
    const run = runWith({ deleted: true, status: statusIn.running() });
    const leaving = { ...run, metadata: { ...run.metadata, ...detach } };
    const verdict = decide(leaving, worldWith({ vault: undefined, item: unknown }));
    expect(verdict).toMatchObject({ hold: false, status: { phase: "Cancelled", endReason: "Detached" } });
    expect(verdict.action).toBeUndefined();
    expect(says(verdict).message).toBe(
      "Let go, as the annotation asr-chatops.io/detach asks. The test machine is still running since 23 Nov 10:42 UTC: it costs money, and it blocks a failover of web01 until it is gone. Clean it up in the portal.",
    );
    const starting = runWith({ deleted: true, status: statusIn.starting() });
    const early = decide({ ...starting, metadata: { ...starting.metadata, ...detach } }, worldWith());
    expect(says(early).message).toContain("A test failover of web01 may still be starting in Azure.");
  });

  test("that is not deleted does not let go, whatever its annotations", () => {
    const run = runWith({ status: statusIn.running() });
    const verdict = decide(
      { ...run, metadata: { ...run.metadata, ...detach } },
      worldWith({ item: present(shows.up()) }),
    );
    expect(verdict.hold).toBe(true);
  });
});
