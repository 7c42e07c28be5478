// Injected faults over a real socket: what the client sees, what the vault did, what the log says.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { policyBody } from "./build.ts";
import { type Client, find, startClient, VAULT } from "./client.ts";

let client: Client;
beforeAll(async () => {
  client = await startClient();
});
beforeEach(() => client.control("POST", "reset"));
afterAll(() => client.close());

const path = `${VAULT}/replicationPolicies/gold`;
const create = () => client.send("PUT", path, policyBody());
const inject = (fault: object) => client.control("POST", "faults", fault);
const lastWrite = () => client.simulator.writes().at(-1);

/** Whether the policy came to be. */
async function exists(): Promise<boolean> {
  client.advance(5);
  return (await client.send("GET", path)).status === 200;
}

/** The log's entry that will be there; its coming is awaited by asking, since no answer comes. */
async function logged(count: number): Promise<void> {
  while (client.simulator.writes().length < count) await client.control("GET", "clock");
}

describe("a fault after the write was taken", () => {
  test("lost-reply: the connection is reset, the policy comes to be", async () => {
    await inject({ kind: "lost-reply" });
    await expect(create()).rejects.toThrow();
    expect(lastWrite()).toMatchObject({ outcome: "accepted", reply: "lost", fault: "lost-reply" });
    expect(lastWrite()).toMatchObject({ status: undefined, jobId: expect.any(String) });
    expect(await exists()).toBe(true);
  });

  test("500-after: the client is told 500, the policy comes to be", async () => {
    await inject({ kind: "500-after" });
    expect((await create()).status).toBe(500);
    expect(lastWrite()).toMatchObject({ outcome: "accepted", status: 500, reply: "sent" });
    expect(await exists()).toBe(true);
  });

  test("500-after a refusal is logged as refused", async () => {
    await inject({ kind: "500-after" });
    expect((await client.send("PUT", path, {})).status).toBe(500);
    expect(lastWrite()).toMatchObject({ outcome: "refused" });
  });

  test("timeout-after: nothing is ever answered, and the log has the write all the same", async () => {
    await inject({ kind: "timeout-after" });
    const ended = new AbortController();
    const waiting = fetch(`${client.simulator.url}${path}?api-version=2023-06-01`, {
      method: "PUT",
      headers: { authorization: "Bearer any" },
      body: JSON.stringify(policyBody()),
      signal: ended.signal,
    });
    await logged(1);
    ended.abort();
    await expect(waiting).rejects.toThrow();
    expect(lastWrite()).toMatchObject({ outcome: "accepted", reply: "lost" });
    expect(await exists()).toBe(true);
  });
});

describe("a fault in place of the write", () => {
  test.each([
    ["500-before", 500, "failed"],
    ["503", 503, "failed"],
    ["403", 403, "refused"],
    ["409", 409, "refused"],
    ["429", 429, "refused"],
  ])("%s: the client is told %i, and nothing comes to be", async (kind, status, outcome) => {
    await inject({ kind });
    expect((await create()).status).toBe(status);
    expect(lastWrite()).toMatchObject({ outcome, status, jobId: undefined });
    expect(await exists()).toBe(false);
  });

  test("reset-before: the connection is reset, and nothing comes to be", async () => {
    await inject({ kind: "reset-before" });
    await expect(create()).rejects.toThrow();
    expect(lastWrite()).toMatchObject({ outcome: "failed", reply: "lost" });
    expect(await exists()).toBe(false);
  });

  test("429 says when to come back", async () => {
    await inject({ kind: "429", retryAfterSeconds: 17 });
    expect((await create()).headers.get("retry-after")).toBe("17");
  });
});

describe("a fault is for", () => {
  test("as many requests as it says, one when it does not", async () => {
    await inject({ kind: "500-before", times: 2 });
    const statuses = [await create(), await create(), await create()].map((answered) => answered.status);
    expect(statuses).toEqual([500, 500, 202]);
    expect(await client.control("GET", "faults")).toMatchObject({ body: { faults: [] } });
  });

  test("an operation, by its whole name or the part after the underscore", async () => {
    for (const route of ["replicationpolicies_create", "Create"]) {
      await inject({ kind: "500-before", route });
      expect((await create()).status).toBe(500);
    }
  });

  test("that operation alone, though another's path begins alike", async () => {
    await inject({ kind: "500-before", route: "testFailover" });
    const item = `${(await find(client)).container}/replicationProtectedItems/web01`;
    expect((await client.send("POST", `${item}/testFailoverCleanup`, {})).status).toBe(404);
    expect((await client.send("POST", `${item}/testFailover`, {})).status).toBe(500);
  });

  test("a path, by a regular expression, and a method", async () => {
    await inject({ kind: "500-before", route: "policies/g.ld$", method: "put" });
    expect((await client.send("GET", path)).status).toBe(404);
    expect((await create()).status).toBe(500);
  });

  test.each([
    [{ kind: "explode" }, /^kind must be one of /],
    [{ kind: "409", route: "(" }, /^route must be/],
  ])("nothing when it cannot be understood: %j", async (fault, sentence) => {
    expect(await inject(fault)).toMatchObject({ status: 400, body: { error: expect.stringMatching(sentence) } });
  });
});
