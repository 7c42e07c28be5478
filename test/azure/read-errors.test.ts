// When a read does not give what was asked for: absent, try again, or a person must act.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { StalledError, TransientError } from "../../operator/errors.ts";
import { ADDRESS, armError, CONTAINER, failure, itemId, ok, portTo } from "./port-under-test.ts";
import { itemRow } from "./rows.ts";
import type { Reply, ScriptedServer } from "./scripted-server.ts";
import { NOT_FOUND, startScriptedServer } from "./scripted-server.ts";
import { createStillClock } from "./still-clock.ts";

let server: ScriptedServer;
let port: ReturnType<typeof portTo>;

beforeAll(async () => {
  server = await startScriptedServer();
});
beforeEach(() => {
  port = portTo(server.url);
});
afterEach(() => port.close());
afterAll(() => server.close());

const web01 = () => port.item(itemId("web01"));

describe("absence", () => {
  test("is ARM's own 404", async () => {
    server.answer(NOT_FOUND);
    expect(await web01()).toBeUndefined();
    expect(await port.job("j")).toBeUndefined();
    expect(await port.policy("gold")).toBeUndefined();
    expect(await port.mapping(CONTAINER, "gold")).toBeUndefined();
    expect(await port.vault()).toBeUndefined();
  });

  test("is not a 404 of something in between", async () => {
    server.answer({ status: 404, headers: { "content-type": "text/html" }, body: "<html>nginx</html>" });
    expect(await failure(web01())).toBeInstanceOf(TransientError);
  });

  test("is not a 404 that says the vault or the subscription is not there", async () => {
    const vaultGone = `The Resource 'Microsoft.RecoveryServices/vaults/${ADDRESS.vaultName}' under resource group 'dr-rg' was not found.`;
    server.answer({ status: 404, body: armError("ResourceNotFound", vaultGone) });
    expect(await failure(web01())).toMatchObject({ reason: "VaultNotFound" });
    expect(await port.vault()).toBeUndefined();
    const groupGone = "Resource group 'dr-rg' could not be found.";
    server.answer({ status: 404, body: armError("ResourceGroupNotFound", groupGone) });
    expect(await failure(web01())).toMatchObject({ reason: "VaultNotFound" });
    server.answer({ status: 404, body: armError("SubscriptionNotFound", "The subscription could not be found.") });
    expect(await failure(web01())).toMatchObject({ reason: "SubscriptionNotFound" });
    expect(await failure(port.vault())).toMatchObject({ reason: "SubscriptionNotFound" });
  });
});

describe("trouble that may pass is a TransientError", () => {
  test.each<[string, Reply]>([
    ["408", { status: 408, body: armError("RequestTimeout", "Late.") }],
    ["429", { status: 429, body: armError("TooManyRequests", "Slow down.") }],
    ["500", { status: 500, body: armError("InternalServerError", "Oops.") }],
    ["503 of a proxy", { status: 503, headers: { "content-type": "text/html" }, body: "<html>" }],
    ["403 of a proxy", { status: 403, headers: { "content-type": "text/html" }, body: "<html>" }],
    ["a reset", "reset"],
    ["a body that breaks off", "truncate"],
    ["an empty answer", { status: 200, body: {} }],
    ["an answer that is no JSON", { status: 200, body: "<html>" }],
  ])("%s", async (_, reply) => {
    server.answer(reply, ok(itemRow("web01")));
    expect(await failure(web01())).toBeInstanceOf(TransientError);
    expect(server.received).toHaveLength(1);
  });

  test("no answer in time", async () => {
    server.answer("hang");
    const impatient = portTo(server.url, { limitMs: 50 });
    expect(await failure(impatient.item(itemId("web01")))).toBeInstanceOf(TransientError);
    impatient.close();
  });

  test("a packed body that breaks off does not hang for ever", async () => {
    server.answer("truncate-packed");
    const impatient = portTo(server.url, { limitMs: 100 });
    expect(await failure(impatient.item(itemId("web01")))).toBeInstanceOf(TransientError);
    impatient.close();
  });

  test("nobody listens", async () => {
    const gone = await startScriptedServer();
    await gone.close();
    const nowhere = portTo(gone.url);
    expect(await failure(nowhere.item(itemId("web01")))).toBeInstanceOf(TransientError);
    nowhere.close();
  });

  test("carries Azure's Retry-After, in seconds or as a date", async () => {
    const body = armError("TooManyRequests", "Slow down.");
    server.answer({ status: 429, headers: { "retry-after": "17" }, body });
    expect(await failure(web01())).toMatchObject({ retryAfterSeconds: 17 });
    port.close();
    port = portTo(server.url);
    server.answer({ status: 503, headers: { "retry-after": "Mon, 23 Nov 2026 10:01:00 GMT" }, body });
    expect(await failure(web01())).toMatchObject({ retryAfterSeconds: 60 });
  });

  test("counts Retry-After in real seconds, also where Azure's clock runs faster", async () => {
    const hasty = portTo(server.url, { clock: { ...createStillClock(), speed: 60 } });
    server.answer({ status: 429, headers: { "retry-after": "2" }, body: armError("TooManyRequests", "Slow down.") });
    expect(await failure(hasty.item(itemId("web01")))).toMatchObject({ retryAfterSeconds: 120 });
    hasty.close();
  });
});

describe("what a person must mend is a StalledError with a reason and a remedy", () => {
  test.each<[number, string, RegExp]>([
    [400, "InvalidRequest", /Correct/],
    [401, "Unauthorized", /spec\.identity/],
    [403, "Forbidden", /Site Recovery Contributor/],
    [418, "Refused", /Azure says/],
  ])("%d is %s", async (status, reason, remedy) => {
    server.answer({ status, body: armError("SomeCode", "Azure's sentence.") });
    const error = await failure(web01());
    expect(error).toBeInstanceOf(StalledError);
    expect(error).toMatchObject({ reason, failure: { code: "SomeCode", message: "Azure's sentence." } });
    expect((error as Error).message).toMatch(remedy);
    expect((error as Error).message).toMatch(/^Azure refused to show the protected item web01: Azure's sentence\./);
  });

  test("an id that is of another vault is never asked for", async () => {
    server.answer(ok({}));
    const other = itemId("web01").replace("contoso-dr", "other-vault");
    expect(await failure(port.item(other))).toMatchObject({ reason: "InvalidRequest" });
    expect(server.received).toHaveLength(0);
  });

  test.each([
    "/subscriptions/s/resourceGroups/r/providers/Microsoft.Network/virtualNetworks/n?api-version=1&x=",
    "/subscriptions/s/resourceGroups/r/providers/Microsoft.KeyVault/vaults/v",
    "/subscriptions/s/resourceGroups/../providers/Microsoft.Network/virtualNetworks/n",
    "/subscriptions/s/resourceGroups/r/providers/Microsoft.Network/virtualNetworks/a/subnets/b",
  ])("a network id that is none is never asked for: %s", async (id) => {
    server.answer(ok({}));
    expect(await failure(port.virtualNetwork(id))).toMatchObject({ reason: "InvalidRequest" });
    expect(server.received).toHaveLength(0);
  });
});

describe("what every answer tells", () => {
  test("Azure's time, also on an error", async () => {
    const clock = createStillClock();
    const watching = portTo(server.url, { clock });
    expect(watching.azureNow()).toBeUndefined();
    server.answer({ ...NOT_FOUND, headers: { date: "Mon, 23 Nov 2026 12:00:00 GMT" } } as Reply);
    await watching.item(itemId("web01"));
    expect(watching.azureNow()).toEqual(new Date("2026-11-23T12:00:00Z"));
    expect(watching.lastAnswerAt()).toEqual(clock.now());
    watching.close();
  });

  test("how long to stay away after a 429, and how many calls are left", async () => {
    const clock = createStillClock();
    const watching = portTo(server.url, { clock });
    server.answer({
      status: 429,
      headers: { "retry-after": "17", "x-ms-ratelimit-remaining-subscription-reads": "249" },
      body: armError("TooManyRequests", "Slow down."),
    });
    await failure(watching.item(itemId("web01")));
    expect(watching.throttledUntil()).toEqual(new Date(clock.now().getTime() + 17_000));
    expect(watching.remainingCalls()).toEqual({ reads: 249 });
    clock.advance(17_000);
    expect(watching.throttledUntil()).toBeUndefined();
    watching.close();
  });
});
