// The start's job fails after its machine was seen up: a machine and its job are read one after the other.
import { describe, expect, test } from "vitest";
import { decided, jobWith, minutesLater, NOW, present, says, shows, statusIn, testMachine } from "./build.ts";

const failed = jobWith({ state: "Failed", errors: [{ code: "28099", message: "It did not boot." }], endedAt: NOW });

describe("a start that failed", () => {
  test("and shows so while the machine runs: the machine is cleaned up at once, as failed", () => {
    const verdict = decided(
      { status: statusIn.running() },
      {
        item: present(shows.up()),
        azureNow: minutesLater(12),
        testMachine: present(testMachine),
        job: failed,
      },
    );
    expect(verdict.action).toMatchObject({ do: "cleanUp" });
    expect(verdict.status).toMatchObject({
      phase: "CleaningUp",
      cleanUp: { why: "Failed" },
      failure: { code: "28099", message: "It did not boot.", jobId: "job-1" },
    });
  });

  test.each([
    ["by this run", statusIn.cleaningUp()],
    ["elsewhere", statusIn.running()],
  ])("and shows so only after the clean-up %s: the run ends Failed, in Azure's words", (_, status) => {
    const cleaned = jobWith({ id: "job-2", scenario: "TestFailoverCleanup", state: "Succeeded", endedAt: NOW });
    const item = present(shows.cleaned());
    const verdict = decided({ status }, { item, job: cleaned, startJob: failed });
    expect(verdict.status).toMatchObject({
      phase: "Failed",
      result: "28099: It did not boot.",
      failure: { code: "28099" },
    });
    expect(says(verdict)).toMatchObject({ type: "Stalled", reason: "Failed" });
    expect(verdict.hold).toBe(false);
  });
});
