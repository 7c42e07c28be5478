// The last look before a write: what it lets through, and that nothing is sent otherwise.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { gated, needs } from "../../../../operator/azure/gate.ts";
import { nextWrite, TEST_NETWORK } from "../../../azure/simulated.ts";
import { absent, itemWith, present, shows, unknown } from "../build.ts";
import { type Rehearsal, rehearse } from "./rehearsal.ts";

describe("an operation", () => {
  const objection = needs("TestFailover", "a test failover");

  test("passes when Azure lists it among what it allows", () => {
    expect(objection(present(shows.idle()))).toBeUndefined();
  });

  test.each([
    [
      "while a job runs",
      present(shows.starting()),
      "Azure does not allow a test failover of dr-team-web01 while its job TestFailover runs.",
    ],
    [
      "when it is not among them",
      present(itemWith({ allowedOperations: ["Commit", "DisableProtection"] })),
      "Azure does not allow a test failover of dr-team-web01 now. It allows: Commit, DisableProtection.",
    ],
    [
      "when nothing is allowed",
      present(itemWith({ allowedOperations: [] })),
      "Azure does not allow a test failover of dr-team-web01 now. It allows: nothing.",
    ],
    ["when the item is gone", absent, "The protected item is gone from Azure."],
    ["when the item is not known", unknown, "Azure's list did not come through."],
  ])("does not pass %s", (_sentence, seen, sentence) => {
    expect(objection(seen)).toBe(sentence);
  });
});

describe("before a write", { timeout: 60_000 }, () => {
  let drill: Rehearsal;
  beforeAll(async () => {
    drill = await rehearse("web01");
  });
  beforeEach(async () => {
    await drill.simulated.call("faults/clear", {});
    await drill.view.pollActive();
    await drill.view.pollItems();
  });
  afterAll(() => drill.close());

  const send = (signal = AbortSignal.timeout(30_000)) => {
    const { view, itemId } = drill;
    const write = () => view.port.testFailover(nextWrite(), itemId, { networkId: TEST_NETWORK });
    return gated({ view, itemId, objection: needs("TestFailover", "a test failover"), write, signal });
  };
  const fault = (kind: string, more: object = {}) =>
    drill.simulated.call("faults", { kind, method: "GET", route: "replicationProtectedItems", ...more });

  test("nothing is sent when the item cannot be read", async () => {
    await fault("500-before");
    expect(await send()).toMatchObject({
      refused: expect.stringMatching(/^Nothing was sent, since the item could not be read first: /),
      code: "NotSent",
      conflict: true,
      retryAfterSeconds: 15,
    });
    expect(await drill.calls()).toEqual([]);
  });

  test("nothing is sent when Azure throttles the read, for as long as it asks", async () => {
    await fault("429", { retryAfterSeconds: 33 });
    expect(await send()).toMatchObject({ code: "NotSent", conflict: true, retryAfterSeconds: 33 });
    expect(await drill.calls()).toEqual([]);
    await drill.simulated.advance(40);
    const { clock } = drill.simulated;
    // Nothing is asked meanwhile, so no answer tells the time.
    clock.observe(new Date(clock.now().getTime() + 40_000));
  });

  test("nothing is sent when we are stopped", async () => {
    expect(await send(AbortSignal.abort())).toMatchObject({ code: "NotSent", conflict: true });
    expect(await drill.calls()).toEqual([]);
  });

  test("nothing is sent while the last complete list is too old", async () => {
    await drill.simulated.advance(900);
    await drill.view.pollActive();
    await drill.view.refresh(drill.itemId);
    expect(await send()).toMatchObject({
      refused: expect.stringMatching(/list/),
      code: "NotSent",
      conflict: true,
      retryAfterSeconds: 30,
    });
    expect(await drill.calls()).toEqual([]);
  });

  test("an item that allows it lets the write through; then it does not any more", async () => {
    expect(await send()).toHaveProperty("started");
    expect(await send()).toMatchObject({ code: "NotAllowedNow", conflict: true });
    expect(await drill.calls()).toEqual(["TestFailover accepted"]);
  });

  test("of a call that was accepted the view knows: a list from before it is not believed for three minutes", async () => {
    const { simulated, view, itemId } = drill;
    await view.refresh(itemId);
    await simulated.call("lag", { seconds: 600 });
    await simulated.advance(130);
    await view.pollInfrastructure(); // an answer, by which the view learns how late it is
    await view.pollItems();
    expect(view.item(itemId)).toMatchObject({ value: { currentJob: { scenario: "TestFailover" } } });
  });
});
