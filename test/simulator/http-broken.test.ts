// Faults of single pages, rows, machines and bodies over a real socket, and answers that take their time.
import { request } from "node:http";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { textAt } from "../../simulator/body.ts";
import { fleetOf, policyBody } from "./build.ts";
import { type Answered, type Client, enable, find, map, rows, startClient, VAULT } from "./client.ts";

let client: Client;
const names = ["web01", "web02", "web03", "web04", "web05"];
beforeAll(async () => {
  client = await startClient({ fleet: fleetOf(...names) });
});
beforeEach(async () => {
  await client.control("POST", "reset");
  for (const machine of names) await client.control("POST", "items", { machine });
});
afterAll(() => client.close());

const items = `${VAULT}/replicationProtectedItems`;
const policy = `${VAULT}/replicationPolicies/gold`;
const inject = (fault: object) => client.control("POST", "faults", fault);
const next = (answered: Answered): string => textAt(answered.body, "nextLink") ?? "";
const namesIn = (answered: Answered) => rows(answered).map((row) => textAt(row, "properties", "friendlyName"));

describe("a page", () => {
  test("fails alone, and again and again when it is to fail always", async () => {
    await client.control("POST", "pages", { size: 2 });
    await inject({ kind: "500-before", route: "ReplicationProtectedItems_List", page: 2, times: "always" });
    const first = await client.send("GET", items);
    expect(first.status).toBe(200);
    expect([(await client.send("GET", next(first))).status, (await client.send("GET", next(first))).status]).toEqual([
      500, 500,
    ]);
    await client.control("POST", "faults/clear");
    expect((await client.send("GET", next(first))).status).toBe(200);
  });

  test("does not meet a fault of another page, nor a write", async () => {
    await inject({ kind: "503", page: 2 });
    expect((await client.send("GET", items)).status).toBe(200);
    expect((await client.send("PUT", policy, policyBody())).status).toBe(202);
  });
});

describe("rows", () => {
  test("vanish between two pages, as many as are to", async () => {
    await client.control("POST", "pages", { size: 3 });
    await inject({ kind: "rows-vanish", page: 2, count: 1 });
    const first = await client.send("GET", items);
    expect(namesIn(first)).toEqual(["web01", "web02", "web03"]);
    expect(namesIn(await client.send("GET", next(first)))).toEqual(["web05"]);
    expect(namesIn(await client.send("GET", next(first)))).toEqual(["web04", "web05"]);
  });

  test("about one machine vanish from a list, while its item is there", async () => {
    await inject({ kind: "rows-vanish", machine: "WEB02", route: "ReplicationProtectedItems_List" });
    const [, second] = rows(await client.send("GET", items));
    expect(textAt(second, "properties", "friendlyName")).toBe("web03");
    const again = await client.send("GET", items);
    expect(namesIn(again)).toEqual(names);
    expect((await client.send("GET", textAt(rows(again)[1], "id") ?? "")).status).toBe(200);
  });

  test("do not vanish from what is no list, and the fault is kept", async () => {
    await inject({ kind: "rows-vanish" });
    expect((await client.send("GET", VAULT)).status).toBe(200);
    expect(await client.control("GET", "faults")).toMatchObject({ body: { faults: [{ kind: "rows-vanish" }] } });
  });
});

describe("a fault of one machine", () => {
  const itemOf = async (machine: string) => {
    const found = rows(await client.send("GET", items)).find(
      (row) => textAt(row, "properties", "friendlyName") === machine,
    );
    return textAt(found, "id") ?? "";
  };

  test("meets requests about its item alone, writes and reads, until it is cleared", async () => {
    const [mine, other] = [await itemOf("web02"), await itemOf("web03")];
    await inject({ kind: "500-before", machine: "web02", times: "always" });
    expect((await client.send("GET", mine)).status).toBe(500);
    expect((await client.send("POST", `${mine}/testFailover`, {})).status).toBe(500);
    expect((await client.send("GET", `${mine}/recoveryPoints`)).status).toBe(500);
    expect((await client.send("GET", other)).status).toBe(200);
    expect((await client.send("GET", items)).status).toBe(200);
  });

  test("meets its enable, which names it in the body only, and then its job", async () => {
    await client.control("POST", "items/remove", { machine: "web04" });
    await map(client);
    await inject({ kind: "409", machine: "web04" });
    expect((await enable(client, "web05")).answered.status).toBe(400);
    expect((await enable(client, "web04")).answered.status).toBe(409);
    const { answered } = await enable(client, "web04");
    expect(answered.status).toBe(202);
    await inject({ kind: "503", machine: "web04" });
    expect((await client.send("GET", answered.headers.get("azure-asyncoperation") ?? "")).status).toBe(503);
  });

  test("meets the discovered machine itself", async () => {
    const { site } = await find(client);
    const [first] = rows(await client.send("GET", `${site}/machines`));
    await inject({ kind: "503", machine: "web01" });
    expect((await client.send("GET", textAt(first, "id") ?? "")).status).toBe(503);
  });
});

/** A request whose answer is looked at byte by byte. */
function rawBytes(path: string, headers: Record<string, string> = {}) {
  const ended = Promise.withResolvers<{ bytes: Buffer; whole: boolean; headers: NodeJS.Dict<string | string[]> }>();
  const all = { authorization: "Bearer any", ...headers };
  const asked = request(`${client.simulator.url}${path}?api-version=2023-06-01`, { headers: all, agent: false });
  asked.once("error", ended.reject);
  asked.once("response", (response) => {
    const parts: Buffer[] = [];
    response.on("data", (part: Buffer) => parts.push(part));
    response.on("error", () => undefined);
    response.once("close", () =>
      ended.resolve({ bytes: Buffer.concat(parts), whole: response.complete, headers: response.headers }),
    );
  });
  asked.end();
  return ended.promise;
}

describe("a body", () => {
  test("is broken off in the middle, with the connection", async () => {
    await inject({ kind: "truncated" });
    const { bytes, whole, headers } = await rawBytes(items);
    expect(whole).toBe(false);
    expect(bytes.length).toBeGreaterThan(0);
    expect(bytes.length).toBeLessThan(Number(headers["content-length"]));
  });

  test("is whole to HTTP, and half of its JSON", async () => {
    await inject({ kind: "cut-body" });
    const { bytes, whole } = await rawBytes(items);
    expect(whole).toBe(true);
    expect(() => JSON.parse(bytes.toString())).toThrow();
    expect(bytes.toString().startsWith('{"value":[')).toBe(true);
  });

  test("is whole to HTTP, and half of its gzip, for who accepts that", async () => {
    await inject({ kind: "cut-gzip", times: 2 });
    const { bytes, whole, headers } = await rawBytes(items, { "accept-encoding": "gzip, deflate" });
    expect(whole).toBe(true);
    expect(headers["content-encoding"]).toBe("gzip");
    expect(bytes.subarray(0, 2)).toEqual(Buffer.from([0x1f, 0x8b]));
    expect(() => gunzipSync(bytes)).toThrow();
    expect((await rawBytes(items)).headers["content-encoding"]).toBeUndefined();
  });

  test("that is empty is promised and not sent, though the write was taken", async () => {
    await inject({ kind: "truncated", method: "PUT" });
    await expect(client.send("PUT", policy, policyBody())).rejects.toThrow();
    expect(client.simulator.writes()).toMatchObject([{ outcome: "accepted", status: 202, reply: "lost" }]);
  });
});

describe("an expired token", () => {
  test("is 401 with ARM's challenge, and the write is not taken", async () => {
    await inject({ kind: "expired-token" });
    const refused = await client.send("PUT", policy, policyBody());
    expect(refused).toMatchObject({ status: 401, body: { error: { code: "ExpiredAuthenticationToken" } } });
    expect(refused.body).toMatchObject({
      error: { message: expect.stringMatching(/'11\/23\/2026 7:55:\d\d AM' is earlier than/) },
    });
    expect(refused.headers.get("www-authenticate")).toMatch(/^Bearer authorization_uri="https:.*error="invalid_token"/);
    expect(client.simulator.writes()).toMatchObject([{ outcome: "refused", fault: "expired-token" }]);
  });
});

describe("the clock", () => {
  test("jumps when a request is answered, and the answer's Date shows it", async () => {
    await inject({ kind: "time-jump", method: "PUT", seconds: 7200 });
    const answered = await client.send("PUT", policy, policyBody());
    expect(answered.headers.get("date")).toMatch(/^Mon, 23 Nov 2026 10:00:\d\d GMT$/);
    expect((await client.send("GET", policy)).status).toBe(200);
  });

  test("can be put off in Date alone", async () => {
    const set = await client.control("POST", "clock", { skewSeconds: -600 });
    expect(set).toMatchObject({ body: { now: expect.any(String), skewSeconds: -600 } });
    const seen = Date.parse((await client.send("GET", VAULT)).headers.get("date") ?? "");
    expect(seen).toBe(client.simulator.now().getTime() - 600_000);
  });
});

describe("a fault that cannot be", () => {
  test.each([
    [{ kind: "503", page: 0 }, "page must be a whole number from 1 on"],
    [{ kind: "503", times: 0 }, 'times must be a whole number from 1 on, or "always"'],
    [{ kind: "503", times: "often" }, 'times must be a whole number from 1 on, or "always"'],
    [{ kind: "job-fails", task: "first" }, "task must be a whole number from 1 on"],
    [{ kind: "503", machnie: "web01" }, /^machnie is not a field of a fault/],
  ])("is refused: %j", async (fault, error) => {
    expect(await inject(fault)).toMatchObject({ status: 400, body: { error: expect.stringMatching(error) } });
  });
});
