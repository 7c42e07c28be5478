// What a run looks at, and how fresh it must be: lists that are an hour old, machines nobody may read, ended runs.
import { afterEach, describe, expect, test } from "vitest";
import type { RunFacts } from "../build.ts";
import { messageOf, type Rehearsal, reasonOf, rehearse } from "./rehearsal.ts";

let open: Rehearsal | undefined;
afterEach(() => open?.close());

const begin = async (facts: RunFacts = {}): Promise<Rehearsal> => {
  open = await rehearse("web01", { spec: { cleanUp: { after: "15m" } }, ...facts });
  return open;
};
/** Its next look asks for the clean-up. */
const due = ({ run, view }: Rehearsal): boolean =>
  Date.parse(run.status?.cleanUpAt ?? "9999-12-31") <= view.now().getTime();
const lag = (drill: Rehearsal, seconds: number) => drill.simulated.call("lag", { seconds });

describe("a list that is an hour old", { timeout: 60_000 }, () => {
  test("and shows the machine idle does not end a drill that is up", async () => {
    const drill = await begin();
    await drill.until("Running");
    await lag(drill, 3600);
    await drill.restart();
    const seen = drill.view.item(drill.itemId);
    expect(seen).toMatchObject({ state: "present", value: { testFailoverState: "None" } });
    await drill.steps(10);
    expect(drill.run.status?.phase).toBe("Running");
    await drill.until("Succeeded");
    expect(await drill.calls()).toEqual(["TestFailover accepted", "TestFailoverCleanup accepted"]);
  });

  test("and shows an earlier drill up does not make the next one take its machine for up", async () => {
    const first = await begin();
    await first.until("Succeeded");
    const second = first.another({ spec: { cleanUp: { after: "15m" } } }, "second");
    await second.until("Starting");
    await lag(second, 900);
    await second.restart();
    expect(second.view.item(second.itemId)).toMatchObject({ value: { testFailoverState: "WaitingForCompletion" } });
    await second.step();
    expect(second.run.status?.phase).toBe("Starting");
  });

  test("and shows an earlier drill up is not taken for somebody else's drill", async () => {
    const first = await begin();
    await first.until("Succeeded");
    const second = first.another({ spec: { cleanUp: { after: "15m" } } }, "second");
    await lag(second, 600);
    await second.restart();
    expect(second.view.item(second.itemId)).toMatchObject({ value: { testFailoverState: "WaitingForCompletion" } });
    await second.step();
    expect(second.run.status?.phase).toBe("Checking");
  });
});

describe("an item", { timeout: 60_000 }, () => {
  test("that was not read for minutes is read before anything is said about it", async () => {
    const drill = await begin({ spec: { cleanUp: { after: "4h" } } });
    await drill.until("Running");
    await drill.steps(4);
    await drill.simulated.call("cleanups", { machine: "web01" });
    await drill.simulated.advance(600);
    await drill.simulated.port.vault(); // an answer, by which the clock learns how late it is
    await drill.step();
    expect(drill.run.status).toMatchObject({ phase: "Succeeded", cleanUp: { by: "Elsewhere" } });
  });

  test("is read at every look while a call is searched for, however fresh it seems", async () => {
    const drill = await begin();
    await drill.until("Running");
    while (drill.run.status?.cleanUp?.attempts === undefined) {
      await drill.steps(1);
      if (due(drill)) await drill.step({ fate: "dies after the call" });
    }
    expect(drill.run.status.operation).not.toHaveProperty("jobId");
    await drill.step();
    expect(drill.run.status.operation).toMatchObject({ outcome: "Started" });
  });
});

describe("a test machine that nobody may read", { timeout: 60_000 }, () => {
  test("is cleaned up all the same", async () => {
    const drill = await begin();
    await drill.simulated.call("faults", { kind: "403", method: "GET", route: "virtualMachines", times: 10_000 });
    await drill.until("Running");
    await drill.steps(4);
    expect(drill.run.status?.testMachine?.name).toBe("web01-test");
    expect(drill.run.status?.testMachine?.powerState).toBeUndefined();
    expect(drill.run.status?.conditions).toContainEqual(
      expect.objectContaining({ type: "TestMachineReady", status: "Unknown", reason: "NotSeen" }),
    );
    await drill.until("Succeeded");
    expect(await drill.calls()).toEqual(["TestFailover accepted", "TestFailoverCleanup accepted"]);
  });
});

describe("a run that has ended", { timeout: 60_000 }, () => {
  test("asks Azure for nothing any more", async () => {
    const drill = await begin();
    await drill.until("Succeeded");
    const { status } = drill.run;
    await drill.simulated.close();
    open = undefined;
    await drill.step();
    expect(drill.run.status).toEqual(status);
  });
});

describe("a point that does not exist", { timeout: 60_000 }, () => {
  test("is said with what there is, and nothing is sent", async () => {
    const drill = await begin({ spec: { recoveryPoint: { type: "ById", id: "nothing" }, cleanUp: { after: "15m" } } });
    await drill.until("Checking", "RecoveryPointNotFound");
    expect(messageOf(drill.run)).toMatch(/^web01 has no recovery point nothing\. Its newest is \S+ of \d+ Nov/);
    expect(await drill.calls()).toEqual([]);
    expect(reasonOf(drill.run)).toBe("RecoveryPointNotFound");
  });
});
