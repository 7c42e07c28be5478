// Azure's limits on calls: what is taken, what fills again, what is said, and who is refused.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { BUCKETS, type Limits, resize, startLimits, takeToken } from "../../simulator/limits.ts";
import { policyBody } from "./build.ts";
import { type Answered, type Client, startClient, VAULT } from "./client.ts";

/** Takes tokens one after the other at a moment (seconds); answers how many were given. */
function takeAll(limits: Limits, seconds: number, most = 10_000): number {
  const asking = { kind: "reads", subscription: "one", now: seconds * 1000 } as const;
  let given = 0;
  while (given < most && takeToken(limits, asking).retryAfterSeconds === undefined) given += 1;
  return given;
}

describe("a bucket", () => {
  test("gives as many calls as it holds, and then as many a second as it is refilled with", () => {
    const limits = startLimits(true);
    expect(takeAll(limits, 0)).toBe(250);
    expect(takeAll(limits, 1)).toBe(25);
    expect(takeAll(limits, 3)).toBe(50);
    expect(takeAll(limits, 10_000)).toBe(250);
  });

  test("cut to a tenth holds a tenth, and fills a tenth as fast; its present content does not outlast it", () => {
    const limits = startLimits(true);
    takeAll(limits, 0, 1);
    resize(limits, ["reads"], { share: 0.1 });
    expect(takeAll(limits, 0)).toBe(25);
    expect(takeAll(limits, 10)).toBe(25);
    expect(limits.buckets.writes).toEqual(BUCKETS.writes);
  });

  test("says when the next call can be made, and takes nothing for one that is refused", () => {
    const limits = startLimits(true);
    resize(limits, ["writes"], { bucket: { size: 1, refillPerSecond: 0.1 } });
    const at = (now: number) => takeToken(limits, { kind: "writes", subscription: "one", now });
    expect(at(0).retryAfterSeconds).toBeUndefined();
    expect(at(0).retryAfterSeconds).toBe(10);
    expect(at(4000).retryAfterSeconds).toBe(6);
    expect(at(10_000).retryAfterSeconds).toBeUndefined();
  });

  test("is each subscription's own, in any case of its id, and each kind's own", () => {
    const limits = startLimits(true);
    takeAll(limits, 0);
    const other = (subscription: string, kind: "reads" | "deletes") =>
      takeToken(limits, { kind, subscription, now: 0 }).retryAfterSeconds;
    expect(other("ONE", "reads")).toBe(1);
    expect(other("two", "reads")).toBeUndefined();
    expect(other("one", "deletes")).toBeUndefined();
  });

  test("that is off gives for ever, with the numbers of old", () => {
    const limits = startLimits(false);
    expect(takeAll(limits, 0)).toBe(10_000);
    const { headers } = takeToken(limits, { kind: "deletes", subscription: "one", now: 0 });
    expect(headers).toEqual({ "x-ms-ratelimit-remaining-subscription-deletes": "14999" });
  });
});

describe("over HTTP", () => {
  let client: Client;
  beforeAll(async () => {
    client = await startClient({ throttle: true });
  });
  beforeEach(() => client.control("POST", "reset"));
  afterAll(() => client.close());

  const read = () => client.send("GET", VAULT);
  const remaining = ({ headers }: Answered) => [
    headers.get("x-ms-ratelimit-remaining-subscription-reads"),
    headers.get("x-ms-ratelimit-remaining-subscription-global-reads"),
  ];

  test("every answer says what is left, for this caller and for all", async () => {
    expect(remaining(await read())).toEqual(["249", "3749"]);
    expect(remaining(await read())).toEqual(["248", "3748"]);
  });

  test("an empty bucket is 429 with Retry-After, which is the truth on the simulated clock", async () => {
    await client.control("POST", "limits", { kind: "reads", size: 2, refillPerSecond: 0.05 });
    expect([(await read()).status, (await read()).status]).toEqual([200, 200]);
    const refused = await read();
    expect(refused).toMatchObject({ status: 429, body: { error: { code: "SubscriptionRequestsThrottled" } } });
    expect(refused.headers.get("retry-after")).toBe("20");
    expect(remaining(refused)[0]).toBe("0");
    client.advance(20);
    expect((await read()).status).toBe(200);
  });

  test("a write that is refused is logged as refused, does nothing, and uses up no fault", async () => {
    const create = () => client.send("PUT", `${VAULT}/replicationPolicies/gold`, policyBody());
    await client.control("POST", "limits", { kind: "writes", size: 1, refillPerSecond: 0.01 });
    await client.control("POST", "faults", { kind: "500-before", route: "ReplicationPolicies_Create", times: 2 });
    expect([(await create()).status, (await create()).status]).toEqual([500, 429]);
    expect(client.simulator.writes()).toMatchObject([{ outcome: "failed" }, { outcome: "refused", status: 429 }]);
    expect(await client.control("GET", "faults")).toMatchObject({ body: { faults: [{ times: 1 }] } });
  });

  test("a caller without a token takes none of anybody's", async () => {
    await client.raw("GET", `${VAULT}?api-version=2023-06-01`);
    expect(remaining(await read())[0]).toBe("249");
  });

  test("limits can be looked at, cut to a tenth, and switched off", async () => {
    expect(await client.control("POST", "limits", { share: 0.1 })).toMatchObject({
      body: {
        on: true,
        reads: { size: 25, refillPerSecond: 2.5, left: 25 },
        writes: { size: 20 },
        deletes: { size: 20 },
      },
    });
    await client.control("POST", "limits", { on: false });
    expect(remaining(await read())).toEqual(["11999", null]);
    await client.control("POST", "reset");
    expect(await client.control("GET", "limits")).toMatchObject({ body: { on: true, reads: { size: 250 } } });
  });

  test.each([
    [{ kind: "posts" }, "kind must be one of reads, writes, deletes"],
    [{ share: 0 }, "share, size and refillPerSecond must be numbers above 0"],
    [{ size: "many" }, "share, size and refillPerSecond must be numbers above 0"],
  ])("limits that cannot be are refused: %j", async (body, error) => {
    expect(await client.control("POST", "limits", body)).toMatchObject({ status: 400, body: { error } });
  });
});
