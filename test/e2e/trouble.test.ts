// Trouble on the way, end to end: others at the same machine, refusals, failures, deletions; nothing is left over.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { why } from "../../crds/conditions.ts";
import { type CaseGround, startCaseGround } from "./case-ground.ts";
import { eventually } from "./eventually.ts";
import { drill, protection, TEAM } from "./shop.ts";
import { repeatedAfterAcceptance } from "./writes.ts";

const MINUTES = 60_000;
let ground: CaseGround;

beforeAll(async () => {
  ground = await startCaseGround([
    "twice1",
    "portal1",
    "portal2",
    "denied-refuses-test-failover",
    "quota-fails-test-failover",
    "messy-fails-cleanup",
    "late-fails-late",
    "deleted1",
  ]);
}, 5 * MINUTES);

afterAll(async () => {
  await ground?.stop();
});

describe.concurrent("two at once, and others at the same machine", () => {
  test("a second drill waits, says for which, and runs after it", async () => {
    await ground.apply(drill("twice-a", "twice1"));
    await ground.runIs("twice-a", { phase: "Running" });
    await ground.apply(drill("twice-b", "twice1"));
    const waiting = await ground.runIs("twice-b", { reason: "WaitingForOtherRun" });
    expect(waiting?.status?.waitingFor).toContain(`${TEAM}/twice-a`);
    await ground.runIs("twice-a", { phase: "Succeeded" });
    await ground.runIs("twice-b", { phase: "Succeeded" });
    expect(await ground.calls("twice1", "testFailover")).toEqual({ accepted: 2, refused: 0 });
  });

  test("a drill made elsewhere is not touched; ours waits and goes on after it", async () => {
    await ground.tell("drills", { machine: "portal1", network: "dr-test" });
    await ground.apply(drill("after-portal", "portal1"));
    const read = () => ground.run("after-portal");
    await eventually("it waits for the other drill", read, (run) =>
      /elsewhere|does not allow/.test(run?.status?.waitingFor ?? ""),
    );
    await eventually(
      "the portal's drill is up",
      read,
      (run) => run !== undefined && why(run)?.reason === "ForeignTestFailover",
    );
    expect(await ground.calls("portal1", "testFailover")).toEqual({ accepted: 0, refused: 0 });
    await ground.tell("cleanups", { machine: "portal1" });
    await ground.runIs("after-portal", { phase: "Succeeded" });
  });

  test("a clean-up made elsewhere ends the run and says so", async () => {
    await ground.apply(drill("cleaned-elsewhere", "portal2", { cleanUp: { after: "48h" } }));
    await ground.runIs("cleaned-elsewhere", { phase: "Running" });
    await ground.tell("cleanups", { machine: "portal2" });
    const run = await ground.runIs("cleaned-elsewhere", { phase: "Succeeded" });
    expect(run?.status?.cleanUp?.by).toBe("Elsewhere");
    expect(await ground.calls("portal2", "testFailoverCleanup")).toEqual({ accepted: 0, refused: 0 });
  });
});

describe.concurrent("what Azure refuses or fails", () => {
  const refusals = [
    { machine: "denied-refuses-test-failover", wanted: { reason: "AzureRefused" }, says: /403|Authorization/i },
    { machine: "quota-fails-test-failover", wanted: { phase: "Failed" }, says: /28031/ },
  ] as const;
  test.each(refusals)("$machine: the run keeps Azure's reason", async ({ machine, wanted, says }) => {
    await ground.apply(drill(machine, machine));
    const run = await ground.runIs(machine, wanted);
    expect(run === undefined ? "" : why(run)?.message).toMatch(says);
  });

  test.each(["waits-busy", "waits-throttled"])(
    "%s: asked again when Azure takes it, and then it succeeds",
    async (machine) => {
      await ground.protect(machine);
      await ground.apply(drill(machine, machine));
      await ground.runIs(machine, { phase: "Succeeded" });
      const { accepted, refused } = await ground.calls(machine, "testFailover");
      expect({ accepted, refused }).toEqual({ accepted: 1, refused: 2 });
    },
  );

  test("a clean-up that fails stays CleaningUp and Stalled, and is tried again until the machine is gone", async () => {
    await ground.apply(drill("messy", "messy-fails-cleanup"));
    const stuck = await ground.runIs("messy", { phase: "CleaningUp", reason: "CleanUpFailed" });
    expect(stuck === undefined ? "" : why(stuck)?.message).toMatch(/still running.*costs money.*Next try/s);
    await ground.runIs("messy", { phase: "Succeeded" });
    expect(await ground.calls("messy-fails-cleanup", "testFailoverCleanup")).toEqual({ accepted: 2, refused: 0 });
  });

  test("a job that fails after the machine is up leaves nothing running", async () => {
    await ground.apply(drill("late", "late-fails-late"));
    await ground.runIs("late", { phase: "Failed" });
    expect(await ground.calls("late-fails-late", "testFailoverCleanup")).toEqual({ accepted: 1, refused: 0 });
  });
});

describe.concurrent("deleting", () => {
  test("a run that is deleted while its machine is up cleans up first; its name can be used again", async () => {
    await ground.apply(drill("once-more", "deleted1", { cleanUp: { after: "48h" } }));
    const first = await ground.runIs("once-more", { phase: "Running" });
    await ground.kubectl("delete", "tfo", "once-more", "-n", TEAM, "--timeout=120s");
    expect(await ground.calls("deleted1", "testFailoverCleanup")).toEqual({ accepted: 1, refused: 0 });
    await ground.apply(drill("once-more", "deleted1"));
    const second = await ground.runIs("once-more", { phase: "Succeeded" });
    expect(second?.metadata.uid).not.toBe(first?.metadata.uid);
    expect(await ground.calls("deleted1", "testFailover")).toEqual({ accepted: 2, refused: 0 });
  });

  test("a machine's name with markup is data: it is discovered and can be protected", async () => {
    const markup = protection("markup", {
      machine: { name: "<b>&web05 *bold*<!channel>" },
      target: { vmName: "web05" },
    });
    await ground.apply(markup);
    const found = await ground.protectionIs("markup", "Protected");
    expect(found?.status?.machine).toBe("<b>&web05 *bold*<!channel>");
  });
});

test("no call was repeated after Azure had accepted it", async () => {
  const writes = await ground.writes();
  expect(repeatedAfterAcceptance(writes.filter(({ source }) => source !== "portal"))).toEqual([]);
});
