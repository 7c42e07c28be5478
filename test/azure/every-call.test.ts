// What holds for every call of the port: its route is declared, it is counted, its errors are ours, nothing secret stays.
import { Registry } from "prom-client";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { ROUTES, routeOf } from "../../operator/azure/arm/routes.ts";
import type { ArmSiteRecovery, CallFacts } from "../../operator/azure/arm/site-recovery.ts";
import { createBudgets } from "../../operator/azure/budget.ts";
import { createAzureMetrics } from "../../operator/azure/metrics.ts";
import { StalledError, TransientError } from "../../operator/errors.ts";
import { contentedly, EVERY, READS, WRITES } from "./every-call.ts";
import { armError, failure, portTo, VAULT_ID } from "./port-under-test.ts";
import type { Received, Reply, ScriptedServer } from "./scripted-server.ts";
import { startScriptedServer } from "./scripted-server.ts";
import { createStillClock } from "./still-clock.ts";

let server: ScriptedServer;
const open: ArmSiteRecovery[] = [];

beforeAll(async () => {
  server = await startScriptedServer();
});
afterEach(() => {
  for (const port of open.splice(0)) port.close();
});
afterAll(() => server.close());

function port(options: Parameters<typeof portTo>[1] = {}) {
  const made = portTo(server.url, options);
  open.push(made);
  return made;
}

const fitting = ({ method, path }: Received) =>
  ROUTES.filter((route) => route.method === method && routeOf(method, path) === route);

describe("the table of routes", () => {
  test.each(EVERY)("has exactly one for each request of %s", async (_, call) => {
    server.serve(contentedly);
    await call(port());
    expect(server.received.length).toBeGreaterThan(0);
    for (const request of server.received) {
      const shown = `${request.method} ${request.path}`;
      expect([shown, fitting(request).length]).toEqual([shown, 1]);
    }
  });

  test("has none that no call uses", async () => {
    server.serve(contentedly);
    for (const [, call] of EVERY) await call(port());
    const used = new Set(server.received.map(({ method, path }) => routeOf(method, path)?.name));
    expect(ROUTES.map(({ name }) => name).filter((name) => !used.has(name))).toEqual([]);
  });

  test("never lets one request fit two routes, whatever its case", () => {
    const example = (path: string) =>
      path.replace(/^VAULT/, VAULT_ID).replace(/^GROUP/, "/subscriptions/s/resourceGroups/g");
    for (const { name, method, path } of ROUTES) {
      const real = example(path).replaceAll("*", "n");
      expect(routeOf(method, real)?.name).toBe(name);
      expect(routeOf(method, real.toUpperCase())?.name).toBe(name);
    }
    expect(routeOf("GET", `${VAULT_ID}/replicationEvents`)).toBeUndefined();
    expect(routeOf("DELETE", VAULT_ID)).toBeUndefined();
  });

  test("has names that differ, and no ids in them", () => {
    const names = ROUTES.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.every((name) => /^[a-zA-Z]+\.[a-zA-Z]+$/.test(name))).toBe(true);
  });

  test("names rights as Azure does", () => {
    const right = (name: string) => ROUTES.find((route) => route.name === name)?.action;
    const item =
      "Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers/replicationProtectedItems";
    expect(right("items.testFailover")).toBe(`${item}/testFailover/action`);
    expect(right("items.enable")).toBe(`${item}/write`);
    expect(right("policies.delete")).toBe("Microsoft.RecoveryServices/vaults/replicationPolicies/delete");
    expect(right("items.list")).toBe("Microsoft.RecoveryServices/vaults/replicationProtectedItems/read");
    expect(right("virtualNetworks.get")).toBe("Microsoft.Network/virtualNetworks/read");
  });
});

describe("every call is counted", () => {
  test.each(EVERY)("once for each request, by route: %s", async (_, call) => {
    server.serve(contentedly);
    const seen: CallFacts[] = [];
    await call(port({ onCall: (one) => seen.push(one) }));
    const routes = server.received.map(({ method, path }) => `${method} ${routeOf(method, path)?.name}`);
    expect(seen.map(({ method, route }) => `${method} ${route}`).sort()).toEqual(routes.sort());
  });

  test("with the status, or without one when no answer came", async () => {
    const seen: CallFacts[] = [];
    server.answer({ status: 403, body: armError("AuthorizationFailed", "No.") }, "reset");
    const watched = port({ onCall: (one) => seen.push(one) });
    await failure(watched.policy("gold"));
    await failure(watched.policy("gold"));
    expect(seen).toMatchObject([{ route: "policies.get", status: 403 }, { route: "policies.get" }]);
    expect(seen[1]).not.toHaveProperty("status");
  });

  test("against the budget of its kind", async () => {
    const clock = createStillClock();
    const budget = createBudgets(clock).of("s");
    const kinds: string[] = [];
    server.serve(contentedly);
    const admit: typeof budget.admit = (call, signal) => {
      kinds.push(call.kind);
      return budget.admit(call, signal);
    };
    const counted = port({ clock, budget: { ...budget, admit } });
    for (const [, call] of EVERY) await call(counted);
    const expected = server.received.map(({ method }) =>
      method === "GET" ? "reads" : method === "DELETE" ? "deletes" : "writes",
    );
    expect(kinds.sort()).toEqual(expected.sort());
  });
});

test("metrics have a line for each route and result, none with an id in it", async () => {
  const registry = new Registry();
  const metrics = createAzureMetrics(registry);
  const clock = createStillClock();
  const budgets = createBudgets(clock, metrics.budgetOf);
  metrics.watchBudgets(budgets);
  metrics.views.set("contoso", {
    freshness: () => ({ ageSeconds: 42, suspect: true }),
    census: () => ({ worstRpoSeconds: () => 900 }),
    writesBarred: () => "Azure asked to wait.",
  });
  metrics.views.set("fabrikam", {
    freshness: () => ({ suspect: false }),
    census: () => ({ worstRpoSeconds: () => undefined }),
    writesBarred: () => undefined,
  });
  server.serve((request) => {
    const reply = contentedly(request);
    const counts = { "x-ms-ratelimit-remaining-subscription-reads": "249" };
    return typeof reply === "string" ? reply : { ...reply, headers: { ...reply.headers, ...counts } };
  });
  const counted = port({ clock, onCall: metrics.callsOf("contoso"), budget: budgets.of("SUB") });
  for (const [, call] of EVERY) await call(counted);
  server.answer({ status: 429, headers: { "retry-after": "60" }, body: armError("TooManyRequests", "Slow.") });
  await failure(counted.policy("gold"));
  await failure(counted.policy("gold"));
  const text = await registry.metrics();
  expect(text).toContain(
    'asr_arm_requests_total{vault="contoso",route="items.testFailover",method="POST",code="202"} 1',
  );
  expect(text).toContain('asr_arm_requests_total{vault="contoso",route="policies.get",method="GET",code="429"} 1');
  expect(text).toContain('asr_arm_budget_remaining{subscription="sub",kind="reads"} 249');
  expect(text).toContain('asr_arm_throttled_total{subscription="sub",kind="reads"} 1');
  expect(text).toContain('asr_arm_delay_seconds_count{subscription="sub",kind="reads",priority="asked"} 1');
  expect(text).toContain('asr_vault_view_age_seconds{vault="contoso"} 42');
  expect(text).toContain('asr_vault_view_suspect{vault="contoso"} 1');
  expect(text).toContain('asr_vault_writes_barred{vault="contoso"} 1');
  expect(text).toContain('asr_vault_writes_barred{vault="fabrikam"} 0');
  expect(text).toContain('asr_rpo_worst_seconds{vault="contoso"} 900');
  expect(text).not.toMatch(/(rpo_worst|view_age)_seconds\{vault="fabrikam"/);
  expect(text).not.toMatch(/route="other"|web01|dr-rg|physicalsite|subscriptions\//i);
});

const FAULTS: readonly [string, Reply][] = [
  ["400", { status: 400, body: armError("BadRequest", "No.") }],
  ["401", { status: 401, body: armError("ExpiredAuthenticationToken", "Expired.") }],
  ["403", { status: 403, body: armError("AuthorizationFailed", "No.") }],
  ["404", { status: 404, body: armError("ResourceNotFound", "Gone.") }],
  ["409", { status: 409, body: armError("Conflict", "Busy.") }],
  ["429", { status: 429, body: armError("TooManyRequests", "Slow.") }],
  ["500", { status: 500, body: "oops" }],
  ["a page of a proxy", { status: 200, headers: { "content-type": "text/html" }, body: "<html>" }],
  ["nonsense", { status: 200, body: "{" }],
  ["null", { status: 200, body: "null" }],
  ["a reset", "reset"],
  ["half an answer", "truncate"],
];

/** Ours, or the plain value that the port promises: never the SDK's. */
const isOurs = (outcome: unknown) =>
  !(outcome instanceof Error) || outcome instanceof TransientError || outcome instanceof StalledError;

describe.each(FAULTS)("on %s the SDK's errors stay inside", (_, reply) => {
  test.each(Object.entries(READS))("%s throws ours, or answers", async (_name, call) => {
    server.answer(reply);
    const outcome = await call(port({ limitMs: 2000 })).catch((error: unknown) => error);
    expect(isOurs(outcome)).toBe(true);
    if (outcome instanceof Error) expect(outcome.cause).toBeUndefined();
  });

  test.each(Object.entries(WRITES))("%s answers an outcome", async (_name, call) => {
    server.answer(reply);
    const outcome = await call(port({ limitMs: 2000 }));
    expect(Object.keys(outcome as object).some((key) => ["started", "refused", "unknown"].includes(key))).toBe(true);
  });
});
