// Answers lost and operators killed on a simulated vault with lists that lag: nothing happens twice, nothing is left.
import { afterEach, describe, expect, test } from "vitest";
import { type Fate, type Rehearsal, rehearse } from "./rehearsal.ts";

let open: Rehearsal | undefined;
afterEach(() => open?.close());

const begin = async (lagSeconds = 120): Promise<Rehearsal> => {
  open = await rehearse("web01", { spec: { cleanUp: { after: "15m" } } }, lagSeconds);
  return open;
};
const lose = (drill: Rehearsal, kind: string, route: string) => drill.simulated.call("faults", { kind, route });
const taken = async (drill: Rehearsal, what: string) =>
  (await drill.calls()).filter((call) => call === `${what} accepted`).length;

/** Until the intent to call this is the next thing that a step would write. */
const untilCall = async (drill: Rehearsal, what: "TestFailover" | "TestFailoverCleanup") => {
  if (what === "TestFailover") await drill.until("Checking");
  else {
    await drill.until("Running");
    const { cleanUpAt = "" } = await dueOf(drill);
    await drill.simulated.advance((Date.parse(cleanUpAt) - drill.view.now().getTime()) / 1000);
    await drill.view.pollActive();
    await drill.view.pollItems();
  }
};
const dueOf = async (drill: Rehearsal) => {
  await drill.steps(1);
  return drill.run.status ?? {};
};

const calls = ["TestFailover", "TestFailoverCleanup"] as const;
const lags = [0, 120];

describe("an accepted call whose answer is lost", { timeout: 60_000 }, () => {
  const rows = calls.flatMap((what) =>
    ["lost-reply", "500-after"].flatMap((kind) => lags.map((lag) => [what, kind, lag] as const)),
  );

  test.each(rows)("is found and followed, never repeated: %s, %s, lists %i s late", async (what, kind, lag) => {
    const drill = await begin(lag);
    await untilCall(drill, what);
    await lose(drill, kind, what);
    await drill.until("Succeeded");
    expect(await drill.calls()).toEqual(["TestFailover accepted", "TestFailoverCleanup accepted"]);
  });
});

describe("a call that was lost on its way", { timeout: 60_000 }, () => {
  test.each(calls)("is repeated once, after three minutes of looking: %s", async (what) => {
    const drill = await begin();
    await untilCall(drill, what);
    await lose(drill, "reset-before", what);
    await drill.step();
    const phase = drill.run.status?.phase ?? "";
    await drill.steps(11);
    expect(drill.run.status?.phase).toBe(phase);
    expect(await taken(drill, what)).toBe(0);
    await drill.until("Succeeded");
    expect(await taken(drill, what)).toBe(1);
    expect((await drill.calls()).filter((call) => call === `${what} failed`)).toHaveLength(1);
  });
});

describe("an operator that is killed", { timeout: 60_000 }, () => {
  const fates: readonly Fate[] = ["dies before the call", "dies after the call"];
  const rows = calls.flatMap((what) => fates.flatMap((fate) => lags.map((lag) => [fate, what, lag] as const)));

  test.each(rows)("and %s of %s, lists %i s late, goes on where it was", async (fate, what, lag) => {
    const drill = await begin(lag);
    await untilCall(drill, what);
    await drill.step({ fate });
    expect(drill.run.status?.operation).toMatchObject({ kind: what, outcome: "Pending" });
    await drill.restart();
    await drill.until("Succeeded");
    expect(await drill.calls()).toEqual(["TestFailover accepted", "TestFailoverCleanup accepted"]);
  });

  test("and comes back hours later finds its drill up, and cleans it up", async () => {
    const drill = await begin();
    await untilCall(drill, "TestFailover");
    await drill.step({ fate: "dies after the call" });
    await drill.simulated.advance(5 * 3600);
    await drill.restart();
    await drill.until("Succeeded");
    expect(await drill.calls()).toEqual(["TestFailover accepted", "TestFailoverCleanup accepted"]);
  });
});
