// Whole drills on a simulated vault whose lists lag by two minutes: what runs say, and what reached the vault.
import { afterEach, describe, expect, test } from "vitest";
import { TEST_NETWORK } from "../../../azure/simulated.ts";
import type { RunFacts } from "../build.ts";
import { messageOf, type Rehearsal, reasonOf, rehearse } from "./rehearsal.ts";

let open: Rehearsal | undefined;
afterEach(() => open?.close());

const begin = async (machine = "web01", facts: RunFacts = {}): Promise<Rehearsal> => {
  open = await rehearse(machine, { spec: { cleanUp: { after: "15m" } }, ...facts });
  return open;
};
const steps = ({ run }: Rehearsal) => run.status?.timeline?.map(({ step }) => step);

describe("a drill", { timeout: 60_000 }, () => {
  test("goes from Pending to Succeeded with one call each way, and writes only when something happened", async () => {
    const drill = await begin();
    await drill.until("Running");
    await drill.steps(4);
    const { status } = drill.run;
    expect(status?.testMachine).toMatchObject({ name: "web01-test", powerState: "running" });
    expect(status?.recoveryPoint?.time).toMatch(/^2026-/);
    const told = drill.story.length;
    await drill.steps(20);
    expect(drill.story).toHaveLength(told);
    await drill.until("Succeeded");
    expect(steps(drill)).toEqual([
      "Checked",
      "Started",
      "MachineUp",
      "CleanUpAsked",
      "CleaningUp",
      "CleanedUp",
      "Succeeded",
    ]);
    expect(await drill.calls()).toEqual(["TestFailover accepted", "TestFailoverCleanup accepted"]);
    expect(drill.run.status).toMatchObject({ simulated: true, cleanUp: { by: "Us", why: "Due", attempts: 1 } });
  });

  test("from a point that was asked for by its type uses that point", async () => {
    const drill = await begin("web01", {
      spec: { recoveryPoint: { type: "LatestCrashConsistent" }, cleanUp: { after: "15m" } },
    });
    await drill.until("Running");
    const asked = drill.run.status?.recoveryPoint?.id;
    await drill.steps(3);
    expect(asked).toMatch(/recoveryPoints/);
    expect(drill.run.status?.recoveryPoint?.id?.split("/").at(-1)).toBe(asked?.split("/").at(-1));
  });

  test("whose job fails half-way ends Failed with Azure's words, and leaves nothing", async () => {
    const drill = await begin("web07-fails-test-failover");
    await drill.until("Failed");
    expect(drill.run.status?.failure).toMatchObject({ code: "28031" });
    expect(drill.run.status?.result).toMatch(/^28031: /);
    expect(await drill.calls()).toEqual(["TestFailover accepted"]);
  });

  test("whose job fails when the machine is there is cleaned up first, and then ends Failed", async () => {
    const drill = await begin("web07-fails-late");
    await drill.until("Failed");
    expect(steps(drill)).toContain("CleanedUp");
    expect(drill.run.status?.cleanUp).toMatchObject({ why: "Failed", by: "Us" });
    expect(await drill.calls()).toEqual(["TestFailover accepted", "TestFailoverCleanup accepted"]);
  });

  test("whose clean-up fails says so, is tried again after half an hour, and ends well", async () => {
    const drill = await begin("web07-fails-cleanup");
    await drill.until("CleaningUp", "CleanUpFailed");
    expect(messageOf(drill.run)).toMatch(
      /^The clean-up of the test failover of web07-fails-cleanup failed\. .*Azure says/,
    );
    const told = drill.story.length;
    await drill.steps(30);
    expect(drill.story).toHaveLength(told);
    await drill.until("Succeeded");
    expect(await drill.calls()).toEqual([
      "TestFailover accepted",
      "TestFailoverCleanup accepted",
      "TestFailoverCleanup accepted",
    ]);
    expect(drill.run.status?.cleanUp?.attempts).toBe(2);
  });

  test.each(["409", "429"])(
    "that Azure answers twice with %s waits for as long as it is told, and starts then",
    async (kind) => {
      const drill = await begin();
      await drill.simulated.call("faults", { kind, route: "TestFailover", times: 2, retryAfterSeconds: 90 });
      await drill.until("Checking", "WaitingForAzure");
      await drill.steps(kind === "429" ? 4 : 1);
      expect(await drill.calls()).toHaveLength(1);
      await drill.until("Succeeded");
      expect(await drill.calls()).toEqual([
        "TestFailover refused",
        "TestFailover refused",
        "TestFailover accepted",
        "TestFailoverCleanup accepted",
      ]);
    },
  );

  test("that Azure refuses for good is Stalled, and is asked for again after ten minutes, not before", async () => {
    const drill = await begin("web07-refuses-test-failover");
    await drill.until("Checking", "AzureRefused");
    await drill.steps(38);
    expect(await drill.calls()).toEqual(["TestFailover refused"]);
    await drill.steps(6);
    expect(await drill.calls()).toEqual(["TestFailover refused", "TestFailover refused"]);
    expect(reasonOf(drill.run)).toBe("AzureRefused");
  });

  test("that is deleted while its machine runs cleans up first", async () => {
    const drill = await begin();
    await drill.until("Running");
    drill.run = { ...drill.run, metadata: { ...drill.run.metadata, deletionTimestamp: "2026-11-23T12:00:00Z" } };
    await drill.until("Succeeded");
    expect(drill.run.status?.cleanUp?.why).toBe("Deleted");
    expect(await drill.calls()).toEqual(["TestFailover accepted", "TestFailoverCleanup accepted"]);
  });

  test("that is called off while it starts is cleaned up when its machine is up, and ends Cancelled", async () => {
    const drill = await begin();
    await drill.until("Starting");
    drill.run = { ...drill.run, spec: { ...drill.run.spec, cleanUp: { after: "15m", now: true } } };
    await drill.until("Cancelled");
    expect(steps(drill)).toEqual(expect.arrayContaining(["CancelAsked", "MachineUp", "CleanedUp"]));
    expect(await drill.calls()).toEqual(["TestFailover accepted", "TestFailoverCleanup accepted"]);
  });
});

describe("two drills of one machine", { timeout: 60_000 }, () => {
  test("go one after the other, the second without taking the first for somebody else's", async () => {
    const first = await begin();
    await first.until("Running");
    const second = first.another({ spec: { cleanUp: { after: "15m" } } }, "second");
    await second.step();
    expect(messageOf(second.run)).toMatch(/^web01 is in use by test failover dr-team\/drill\./);
    while (first.run.status?.phase !== "Succeeded") {
      await first.steps(1);
      await second.step();
    }
    await second.until("Succeeded");
    expect(second.story.join(" ")).not.toMatch(/Foreign/);
    expect(await first.calls()).toEqual([
      "TestFailover accepted",
      "TestFailoverCleanup accepted",
      "TestFailover accepted",
      "TestFailoverCleanup accepted",
    ]);
  });
});

describe("a drill made elsewhere", { timeout: 60_000 }, () => {
  const inPortal = (drill: Rehearsal, what: "drills" | "cleanups") =>
    drill.simulated.call(what, { machine: "web01", network: TEST_NETWORK });

  test("before ours is not touched; ours goes on when it is cleaned up", async () => {
    const drill = await begin();
    await inPortal(drill, "drills");
    await drill.simulated.advance(3600);
    await drill.view.pollItems();
    await drill.until("Pending", "ForeignTestFailover");
    await drill.steps(30);
    expect(await drill.calls()).toEqual([]);
    await inPortal(drill, "cleanups");
    await drill.until("Running");
    expect(await drill.calls()).toEqual(["TestFailover accepted"]);
  });

  test("between our check and our call is seen by the last look, and nothing is sent", async () => {
    const drill = await begin();
    await drill.until("Checking");
    await drill.step({ between: () => inPortal(drill, "drills") });
    expect(drill.run.status?.phase).toBe("Checking");
    expect(messageOf(drill.run)).toMatch(/^The test failover of web01 waits: Azure does not allow a test failover/);
    await drill.steps(20);
    expect(await drill.calls()).toEqual([]);
  });

  test("cleaned up elsewhere ends our run, which says so", async () => {
    const drill = await begin();
    await drill.until("Running");
    await inPortal(drill, "cleanups");
    await drill.until("Succeeded");
    expect(drill.run.status?.cleanUp?.by).toBe("Elsewhere");
    expect(await drill.calls()).toEqual(["TestFailover accepted"]);
  });

  test("after ours was cleaned up elsewhere, while we were away, is not cleaned up by us", async () => {
    const drill = await begin();
    await drill.until("Running");
    await inPortal(drill, "cleanups");
    await drill.simulated.advance(600);
    await inPortal(drill, "drills");
    await drill.simulated.advance(7200);
    await drill.restart();
    await drill.until("Succeeded");
    expect(messageOf(drill.run)).toMatch(/Another one was started elsewhere since/);
    expect(await drill.calls()).toEqual(["TestFailover accepted"]);
  });
});
