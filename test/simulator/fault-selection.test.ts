// Every kind of fault can be switched for one route and one machine, meets that alone, and is used up by it.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { textAt } from "../../simulator/body.ts";
import { FAULT_KINDS, type FaultKind, sortOf } from "../../simulator/faults.ts";
import { drillBody, fleetOf } from "./build.ts";
import { type Client, rows, startClient, VAULT } from "./client.ts";

let client: Client;
const names = ["web01", "web02"];
beforeAll(async () => {
  client = await startClient({ fleet: fleetOf(...names) });
});
beforeEach(async () => {
  await client.control("POST", "reset");
  for (const machine of names) await client.control("POST", "items", { machine });
});
afterAll(() => client.close());

const items = `${VAULT}/replicationProtectedItems`;

async function itemOf(machine: string): Promise<string> {
  const found = rows(await client.send("GET", items)).find(
    (row) => textAt(row, "properties", "friendlyName") === machine,
  );
  return textAt(found, "id") ?? "";
}

const toCome = async () => (await client.control("GET", "faults")).body;
const NONE = { faults: [] };

/** A drill; a fault may leave it without an answer, which the client waits for no longer than its log's entry. */
async function drill(item: string): Promise<number | "lost"> {
  const before = client.simulator.writes().length;
  const given = new AbortController();
  const answered = fetch(`${client.simulator.url}${item}/testFailover?api-version=2023-06-01`, {
    method: "POST",
    headers: { authorization: "Bearer any" },
    body: JSON.stringify(drillBody()),
    signal: given.signal,
  })
    .then(async (response) => {
      await response.text();
      return response.status;
    })
    .catch(() => "lost" as const);
  while (client.simulator.writes().length === before) await client.control("GET", "clock");
  if (client.simulator.writes().at(-1)?.fault?.startsWith("timeout")) given.abort();
  return answered;
}

const KINDS = Object.keys(FAULT_KINDS) as FaultKind[];

/** What a drill under the fault is answered; kinds that are not here leave it 202. */
const ANSWERS: Partial<Record<FaultKind, number | "lost">> = {
  "lost-reply": "lost",
  "timeout-after": "lost",
  "timeout-before": "lost",
  "reset-before": "lost",
  truncated: "lost",
  "500-after": 500,
  "500-before": 500,
  "503": 503,
  "429": 429,
  "403": 403,
  "409": 409,
  "expired-token": 401,
};

describe("of one route and one machine:", () => {
  test.each(KINDS.filter((kind) => sortOf(kind) !== "rows"))("%s", async (kind) => {
    const [mine, other] = [await itemOf("web01"), await itemOf("web02")];
    await client.control("POST", "faults", { kind, route: "TestFailover", machine: "web01", method: "POST" });
    expect(await drill(other)).toBe(202);
    expect((await client.send("GET", mine)).status).toBe(200);
    expect((await client.send("POST", `${mine}/testFailoverCleanup`, { properties: {} })).status).toBe(409);
    expect(await toCome()).not.toEqual(NONE);
    expect(await drill(mine)).toBe(ANSWERS[kind] ?? 202);
    expect(await toCome()).toEqual(NONE);
  });

  test("rows-vanish: the rows about it, from that list alone", async () => {
    await client.control("POST", "faults", {
      kind: "rows-vanish",
      route: "ReplicationProtectedItems_List",
      machine: "web01",
    });
    await client.send("GET", `${VAULT}/replicationJobs`);
    expect(await toCome()).not.toEqual(NONE);
    const shown = rows(await client.send("GET", items)).map((row) => textAt(row, "properties", "friendlyName"));
    expect(shown).toEqual(["web02"]);
    expect(await toCome()).toEqual(NONE);
  });
});

describe("whether a drill came to be is what its kind says:", () => {
  test.each(KINDS.filter((kind) => sortOf(kind) === "wire"))("%s", async (kind) => {
    const item = await itemOf("web01");
    await client.control("POST", "faults", { kind, route: "TestFailover" });
    await drill(item);
    const isTaken = FAULT_KINDS[kind].startsWith("taken") || kind === "cut-gzip";
    expect(client.simulator.writes().at(-1)?.outcome === "accepted").toBe(isTaken);
    client.advance(3600);
    const { body } = await client.send("GET", item);
    expect(textAt(body, "properties", "testFailoverState")).toBe(isTaken ? "WaitingForCompletion" : "None");
  });
});
