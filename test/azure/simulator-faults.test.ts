// What the adapter says when Azure takes a write and the answer is lost, and what then is in the vault.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { StalledError, TransientError } from "../../operator/errors.ts";
import { failure } from "./port-under-test.ts";
import type { Simulated } from "./simulated.ts";
import { nextWrite, SETTINGS, startSimulated } from "./simulated.ts";

let simulated: Simulated;

beforeAll(async () => {
  simulated = await startSimulated();
});
beforeEach(async () => {
  await simulated.call("reset", {});
  waitAMinute();
});
afterAll(() => simulated.close());

const inject = (kind: string, more: object = {}) => simulated.call("faults", { kind, times: 1, ...more });
/** Past every Retry-After here; the simulator's next answer sets the clock right again. */
const waitAMinute = () => simulated.clock.observe(new Date(simulated.clock.now().getTime() + 60_000));
const create = () => simulated.port.createPolicy(nextWrite(), "gold", SETTINGS);

describe("a write that Azure took, with its answer lost,", () => {
  test.each(["lost-reply", "500-after", "timeout-after"])(
    "is unknown after %s, arrives once, and its job is there",
    async (kind) => {
      await inject(kind, { method: "PUT" });
      expect(await create()).toHaveProperty("unknown");
      await simulated.advance(60);
      expect(await simulated.port.policy("gold")).toMatchObject({ settings: SETTINGS });
      expect(await simulated.writes()).toHaveLength(1);
      const jobs = await simulated.port.jobs(new Date(0));
      expect(jobs).toMatchObject([{ scenario: "AddProtectionProfile", targetName: "gold" }]);
    },
  );
});

describe("a write that Azure did not take", () => {
  test.each(["500-before", "reset-before"])("is unknown after %s, since nobody could tell", async (kind) => {
    await inject(kind, { method: "PUT" });
    expect(await create()).toHaveProperty("unknown");
    expect(await simulated.port.policy("gold")).toBeUndefined();
  });

  test("says when to come back on 429", async () => {
    await inject("429", { method: "PUT", retryAfterSeconds: 42 });
    expect(await create()).toMatchObject({ retryAfterSeconds: 42 });
    expect(simulated.port.throttledUntil()).toBeInstanceOf(Date);
    expect(await simulated.port.policy("gold")).toBeUndefined();
  });

  test("is refused with Azure's words on 403 and 409", async () => {
    await inject("403", { method: "PUT" });
    expect(await create()).toMatchObject({
      refused: expect.stringMatching(/authorization/),
      code: "AuthorizationFailed",
    });
    await inject("409", { method: "PUT" });
    expect(await create()).toMatchObject({ conflict: true });
  });
});

describe("a read", () => {
  test("that fails passingly or for good is told apart", async () => {
    await inject("500-before", { method: "GET" });
    expect(await failure(simulated.port.policy("gold"))).toBeInstanceOf(TransientError);
    await inject("429", { method: "GET", retryAfterSeconds: 7 });
    expect(await failure(simulated.port.policy("gold"))).toMatchObject({ retryAfterSeconds: 7 });
    waitAMinute();
    await inject("403", { method: "GET" });
    const error = await failure(simulated.port.policy("gold"));
    expect(error).toBeInstanceOf(StalledError);
    expect(error).toMatchObject({ reason: "Forbidden" });
  });
});
