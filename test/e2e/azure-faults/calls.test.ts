// Every fault that a call to Azure, its answer or its job can meet, against enable, drill and clean-up: how each ends,
// how often Azure was called for it, and the sentence that names the cause.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { brokenPromises } from "../crash-judge.ts";
import { TEAM } from "../shop.ts";
import { CALL_FAULTS, type Row, rowsOf, STALL } from "./call-faults.ts";
import { addMachines, begin, callsOf, itemOf, OPERATIONS } from "./cast.ts";
import { cancelInPortal } from "./portal.ts";
import { openStage, type Stage } from "./stage.ts";

const MINUTES = 60_000;
let stage: Stage;

const rows = rowsOf([...CALL_FAULTS, STALL]);
const isStall = ({ fault }: Row) => fault === STALL.fault;
const ofOperation = (operation: Row["operation"]) => rows.filter((row) => row.operation === operation);
const stalled = (operation: Row["operation"]) => ofOperation(operation).find(isStall)?.machine ?? "nobody";

beforeAll(async () => {
  stage = await openStage(["--speed", "240"]);
  const fresh = ofOperation("enable").map(({ machine }) => machine);
  const ready = [...ofOperation("drill"), ...ofOperation("cleanUp")].map(({ machine }) => machine);
  await addMachines(stage, { fresh, ready });
  for (const { machine, operation, fault } of rows) {
    await stage.tell("faults", { route: OPERATIONS[operation].route, machine, ...fault });
  }
  await begin(stage, { fresh, ready });
  await Promise.all(rows.filter(({ asksAfter }) => asksAfter !== undefined).map(askForALook));
}, 5 * MINUTES);

/** Nobody waits for the hour until a failed enable is tried again: that is what the annotation is for. */
async function askForALook({ machine, asksAfter = "" }: Row): Promise<void> {
  await stage.protection(machine).until(asksAfter, ({ words }) => words.startsWith(asksAfter));
  const annotation = "asr-chatops.io/reconcile-requested-at=now";
  await stage.stack.controlPlane.kubectlOrThrow(["annotate", "pmp", machine, "-n", TEAM, annotation]);
}

afterAll(async () => {
  await stage?.stop();
});

async function expectEnd({ operation, machine, ends, says, calls }: Row): Promise<void> {
  const story = operation === "enable" ? stage.protection(machine) : stage.run(machine);
  await story.until(ends, ({ phase, words }) => phase === ends || words.startsWith(ends));
  expect(story.told.map(({ words }) => words)).toContainEqual(expect.stringMatching(says));
  expect(callsOf(await stage.writes(), operation, await itemOf(stage, machine))).toEqual(calls);
}

describe.each(["drill", "cleanUp", "enable"] as const)("%s", (operation) => {
  test.each(ofOperation(operation).filter((row) => !isStall(row)))("$name → $ends", expectEnd);
});

describe("hours later", () => {
  beforeAll(async () => {
    await stage.tell("clock", { advanceSeconds: 3 * 3600 });
  });

  test.each(rows.filter(isStall))("$operation: $name → $ends", expectEnd);
});

test("a drill whose job stalls ends as soon as somebody cancels the job in the portal", async () => {
  const run = stage.run(stalled("drill"));
  await cancelInPortal(stage, await itemOf(stage, stalled("drill")));
  await run.until("it has failed", ({ phase }) => phase === "Failed");
  expect(run.last()?.words).toMatch(/^Stalled: Failed: .*cancelled in Azure, not by this run/);
});

test("nothing was sent twice or too soon, and nothing but the clean-up that stalls is left running", async () => {
  const writes = (await stage.writes()).filter(({ source }) => source !== "portal");
  expect(brokenPromises(writes, await stage.state())).toEqual([`left running: ${stalled("cleanUp")}-test`]);
});
