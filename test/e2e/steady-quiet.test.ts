// A fleet in which nothing happens, end to end: no write to the API server but the vault's heartbeat, few reads of Azure.
import { readFile, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isReady } from "../../crds/conditions.ts";
import {
  DiscoveredMachineKind,
  PhysicalMachineProtectionKind,
  ReplicationPolicyKind,
  TestFailoverKind,
} from "../../crds/types.ts";
import type { ResourceKind } from "../../kube/types.ts";
import type { Child } from "../stack/child.ts";
import { operatorKubeconfig, operatorReady, startOperatorProcess } from "../stack/operator.ts";
import { eventually } from "./eventually.ts";
import { drill, protection } from "./shop.ts";
import {
  expectNoComplaint,
  type Ground,
  PORTAL_POLICY,
  phaseIs,
  policyManifest,
  startGround,
  vaultManifest,
} from "./steady-ground.ts";

const MINUTES = 60_000;
const SPEED = 240;
const FLEET = 40;
const PAGE_ROWS = 25;
const QUIET_HOURS = 2;

const EventKind: ResourceKind = {
  group: "events.k8s.io",
  version: "v1",
  plural: "events",
  kind: "Event",
  namespaced: true,
};
const QUIET_KINDS = [
  DiscoveredMachineKind,
  ReplicationPolicyKind,
  PhysicalMachineProtectionKind,
  TestFailoverKind,
  EventKind,
] as readonly ResourceKind[];

let ground: Ground;
let operator: Child;

const machines = Array.from({ length: FLEET }, (_, index) => `quiet${index}`);

beforeAll(async () => {
  ground = await startGround(["--speed", String(SPEED), "--page-size", String(PAGE_ROWS)]);
  operator = ground.stack.operator;
  for (const machine of machines) await ground.protectInPortal(machine);
  await ground.apply(
    await vaultManifest({}),
    policyManifest("portal", { azureName: PORTAL_POLICY }),
    ...machines.map((machine) => protection(machine, { policy: "portal", drillEveryDays: 90 })),
    drill("done", "quiet0", { verdict: { result: "Passed" } }),
  );
  await phaseIs(ground, "done", "Succeeded");
  await eventually(
    "all are Ready",
    () => Promise.all(machines.map(ground.protection)),
    (all) => all.every((one) => one !== undefined && isReady(one)),
  );
}, 5 * MINUTES);

afterAll(async () => {
  await operator?.end();
  await ground?.stop();
});

/** The version of everything but the vault; what was written is told by name. */
async function versions(): Promise<ReadonlyMap<string, string>> {
  const lists = await Promise.all(QUIET_KINDS.map((kind) => ground.stack.client.list(kind)));
  return new Map(
    lists.flatMap(({ items }, index) =>
      items.map(({ metadata: { name, resourceVersion = "" } }) => [
        `${QUIET_KINDS[index]?.kind} ${name}`,
        resourceVersion,
      ]),
    ),
  );
}

const changed = (before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>) =>
  [...new Set([...before.keys(), ...after.keys()])].filter((key) => before.get(key) !== after.get(key));

const azureNow = async () => Date.parse((await ground.stack.simulator.ask<{ now: string }>("clock")).now);

/** Hours of Azure's clock pass; answers how many exactly. */
async function pass(hours: number): Promise<number> {
  const start = await azureNow();
  const now = await eventually(`${hours} hours have passed`, azureNow, (time) => time - start >= hours * 3_600_000);
  return (now - start) / 3_600_000;
}

/** Its Azure reads so far, from its own log at level debug. */
const reads = (): readonly string[] =>
  operator.lines.flatMap((line) => {
    const [, path] = /"method":"GET","path":"([^"]+)".*"azure answered"/.exec(line) ?? [];
    return path === undefined ? [] : [path];
  });

async function restart(): Promise<void> {
  await operator.end();
  const kubeconfig = await operatorKubeconfig(ground.stack.controlPlane);
  operator = startOperatorProcess({ kubeconfig, simulatorUrl: ground.stack.simulator.url, logLevel: "debug" });
  await operatorReady(operator);
}

test(
  "a restart writes nothing where nothing has changed",
  async () => {
    await pass(0.25);
    const [before, writes] = [await versions(), await ground.writes()];
    expect(before.size).toBeGreaterThan(2 * FLEET);
    await restart();
    await pass(0.5);
    expect(changed(before, await versions())).toEqual([]);
    expect(await ground.writes()).toEqual(writes);
  },
  2 * MINUTES,
);

test(
  "while nothing happens only the vault's heartbeat is written, and Azure is read within its budget",
  async () => {
    const before = await versions();
    const vaultBefore = await ground.vault("contoso");
    const readsBefore = reads().length;
    const hours = await pass(QUIET_HOURS);

    expect(changed(before, await versions())).toEqual([]);
    const vaultAfter = await ground.vault("contoso");
    const { lastContactTime: _, ...steadyBefore } = vaultBefore?.status ?? {};
    const { lastContactTime: __, ...steadyAfter } = vaultAfter?.status ?? {};
    expect(steadyAfter).toEqual(steadyBefore);

    const discovered = vaultAfter?.status?.counts?.discovered ?? 0;
    const pages = { items: Math.ceil(FLEET / PAGE_ROWS), discovery: Math.ceil(discovered / PAGE_ROWS) };
    const perHour = (reads().length - readsBefore) / hours;
    const budget = 12 * pages.items + 4 * pages.discovery + 60;
    expect(perHour).toBeGreaterThan(12 * pages.items);
    expect(perHour).toBeLessThanOrEqual(budget);
  },
  2 * MINUTES,
);

test("health and metrics: ready, with controller-runtime's names", async () => {
  const [, address = ""] = await operator.line(/"address":"([^"]+)"/);
  const ask = async (path: string) => (await fetch(`http://${address}${path}`)).text();
  expect(await ask("/healthz")).toBe("ok");
  expect(await ask("/readyz?verbose")).toMatch(/\+\]synced-physicalmachineprotections\.asr-chatops\.io ok.*passed/s);
  const metrics = await ask("/metrics");
  const lines = [
    /^controller_runtime_reconcile_total\{controller="physicalmachineprotections",result="requeue_after"[,}]/m,
    /^controller_runtime_active_workers\{controller="testfailovers"[^}]*\} 0$/m,
    /^controller_runtime_reconcile_time_seconds_count\{[^}]*controller="recoveryvaults"[^}]*\} [1-9]/m,
    /^workqueue_depth\{/m,
    /^rest_client_requests_total\{[^}]*simulated="true"/m,
  ];
  expect(lines.filter((line) => !line.test(metrics))).toEqual([]);
});

/** The same kubeconfig for an address at which nothing listens. */
async function elsewhere(path: string): Promise<string> {
  const text = await readFile(path, "utf8");
  const other = `${path}-elsewhere`;
  await writeFile(other, text.replace(/https:\/\/[^"]+/, "https://127.0.0.1:9"), { mode: 0o600 });
  return other;
}

test("an operator that cannot reach the API server is alive, not ready, and says why", async () => {
  const kubeconfig = await operatorKubeconfig(ground.stack.controlPlane);
  const lonely = startOperatorProcess({
    kubeconfig: await elsewhere(kubeconfig),
    simulatorUrl: ground.stack.simulator.url,
  });
  try {
    const [, address = ""] = await lonely.line(/"address":"([^"]+)"/);
    const why = () =>
      fetch(`http://${address}/readyz`).then(async (answer) => `${answer.status} ${await answer.text()}`);
    expect(await eventually("it says why", why, (text) => /ECONNREFUSED/.test(text), 30)).toMatch(
      /^500 .*the first list of recoveryvaults\.asr-chatops\.io is not complete/s,
    );
    expect((await fetch(`http://${address}/healthz`)).status).toBe(200);
  } finally {
    await lonely.end("SIGKILL");
  }
});

test("conditions kept their meaning at every moment, and the operator's rights were enough", () => {
  expectNoComplaint(ground);
  expectNoComplaint({ ...ground, stack: { ...ground.stack, operator } });
});
