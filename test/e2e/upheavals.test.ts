// What a cluster admin can do to an operator that runs: take a kind away, its rights, or a whole namespace. It says what
// is wrong, goes on with the rest, and recovers without a restart.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FINALIZER } from "../../crds/finalizer.ts";
import { DiscoveredMachineKind, RecoveryVaultKind, type TestFailover } from "../../crds/types.ts";
import { OPERATOR } from "../stack/operator.ts";
import { count } from "./crash-calls.ts";
import { brokenPromises } from "./crash-judge.ts";
import { drillCalls, protectedAlready } from "./crash-others.ts";
import { eventually } from "./eventually.ts";
import { openProxiedLab, type ProxiedLab } from "./proxied-lab.ts";
import { apply, applyGround, drill, protection, TEAM } from "./shop.ts";

const MINUTES = 60_000;
const SPEED = 720;
/** Of a machine that is busy with something else, too. */
const LONG = { timeout: 5 * MINUTES };
const FINISHED = { phase: "Succeeded", calls: [1, 1] };

let lab: ProxiedLab;
const kubectl = (...args: readonly string[]) => lab.stack.controlPlane.kubectlOrThrow(args);

beforeAll(async () => {
  lab = await openProxiedLab(SPEED);
  await applyGround(lab.stack.controlPlane);
}, 5 * MINUTES);

afterAll(async () => {
  await lab?.close();
});

/** The status and the text of a health check of the operator's. */
async function health(path: string): Promise<string> {
  const [, address = ""] = await lab.operator.current.line(/"address":"([^"]+)"/);
  const answer = await fetch(`http://${address}/${path}`);
  return `${answer.status} ${await answer.text()}`;
}

const says = (pattern: RegExp) =>
  eventually(
    `readyz says ${pattern}`,
    () => health("readyz"),
    (text) => pattern.test(text),
  );
const isReadyAgain = () => says(/^200/);

/** How a drill came to its end, and how often Azure was asked to start and to clean up. */
async function ended(machine: string, item: string): Promise<typeof FINISHED> {
  await lab.operator.until(() => lab.run(`${machine}-drill`)?.status?.endedAt !== undefined);
  return { phase: lab.run(`${machine}-drill`)?.status?.phase ?? "", calls: await callsOf(item) };
}

async function callsOf(item: string): Promise<number[]> {
  const writes = await lab.writes();
  return drillCalls(item).map((call) => {
    const { accepted, refused } = count(writes, call, item);
    return accepted + refused;
  });
}

const begin = (machine: string, cleanUp = "15m") =>
  apply(lab.stack.controlPlane, drill(`${machine}-drill`, machine, { cleanUp: { after: cleanUp } }));
const isRunning = (run: TestFailover | undefined) => run?.status?.phase === "Running";

const machines = async () => (await lab.stack.client.list(DiscoveredMachineKind).catch(() => undefined))?.items.length;

test("a kind that is removed is said, the rest goes on, and when it is back that is noticed", LONG, async () => {
  const item = await protectedAlready(lab, "kindless");
  await eventually("machines are discovered", machines, (found) => (found ?? 0) > 0);
  await kubectl("delete", "crd", "discoveredmachines.asr-chatops.io");
  await says(/^500 .*discoveredmachines\.asr-chatops\.io cannot be read any more.*CustomResourceDefinition/s);
  expect(await health("healthz")).toMatch(/^200/);
  await begin("kindless");
  await lab.operator.until(async () => (await callsOf(item))[0] === 1);

  await kubectl("apply", "--server-side", "-f", "crds/discoveredmachines.yaml");
  await isReadyAgain();
  expect(await ended("kindless", item)).toEqual(FINISHED);
});

const mayList = async () => {
  const account = `system:serviceaccount:${OPERATOR.namespace}:${OPERATOR.account}`;
  const asked = ["auth", "can-i", "watch", "testfailovers.asr-chatops.io", "-A", `--as=${account}`];
  return (await lab.stack.controlPlane.kubectl(asked)).stdout;
};

test(
  "rights that are taken away are said, nothing is done without them, and they are all that is needed",
  LONG,
  async () => {
    const item = await protectedAlready(lab, "rightless");
    await kubectl("delete", "clusterrolebinding", "asr-chatops-operator");
    await eventually("the API server knows it", mayList, (answer) => answer.startsWith("no"));
    lab.proxy.resetWatches();
    await says(/^500 .*testfailovers\.asr-chatops\.io cannot be read any more.*forbidden/s);
    expect(await health("healthz")).toMatch(/^200/);
    await begin("rightless");
    expect(await callsOf(item)).toEqual([0, 0]);

    await kubectl("apply", "--server-side", "-f", "examples/install/10-operator.yaml");
    await isReadyAgain();
    expect(await ended("rightless", item)).toEqual(FINISHED);
  },
);

describe("a namespace that is deleted with everything in it", () => {
  const NAMESPACE = "doomed";
  const into = (object: object) => ({
    ...object,
    metadata: { ...(object as { metadata: object }).metadata, namespace: NAMESPACE },
  });
  const left = async () =>
    (await kubectl("get", "tfo,pmp,rpol", "-n", NAMESPACE, "-o", "name")).split("\n").filter((line) => line !== "");

  test("is let go, and the drill in it is cleaned up first", LONG, async () => {
    await kubectl("create", "namespace", NAMESPACE);
    const { spec } =
      (await lab.stack.client.get<{ spec: object } & TestFailover>(RecoveryVaultKind, { name: "contoso" })) ?? {};
    await lab.stack.client.patch(
      RecoveryVaultKind,
      { name: "contoso" },
      { spec: { ...spec, allowedNamespaces: [TEAM, NAMESPACE] } },
    );
    await lab.stack.simulator.tell("machines", { name: "doomed1" });
    await lab.stack.simulator.tell("items", { machine: "doomed1" });
    const policy = {
      apiVersion: "asr-chatops.io/v1alpha1",
      kind: "ReplicationPolicy",
      metadata: { name: "found" },
      spec: { vault: "contoso", azureName: "24-hour-retention-policy", recoveryPointRetention: "24h" },
    };
    const run = into(drill("doomed1-drill", "doomed1", { cleanUp: { after: "48h" } }));
    await apply(lab.stack.controlPlane, into(policy), into(protection("doomed1", { policy: "found" })), run);
    await lab.operator.until(() => isRunning(lab.runs.get(`${NAMESPACE}/doomed1-drill`)));
    const held = lab.runs.get(`${NAMESPACE}/doomed1-drill`)?.metadata.finalizers;
    expect(held).toEqual([FINALIZER]);
    const item = lab.protections.get(`${NAMESPACE}/doomed1`)?.status?.bound?.itemName ?? "";

    // The API server alone has no namespace controller: it marks the namespace, and this deletes what is in it.
    await kubectl("delete", "namespace", NAMESPACE, "--wait=false");
    await kubectl("delete", "rpol,pmp,tfo", "--all", "-n", NAMESPACE, "--wait=false");
    await eventually("nothing is left in it", left, (names) => names.length === 0);
    expect(await callsOf(item)).toEqual([1, 1]);
  });
});

test("the kind that came back is filled again", LONG, async () => {
  await eventually("machines are discovered again", machines, (found) => (found ?? 0) > 0);
});

test(
  "whatever was done to it, no promise is broken in Azure's log, and the operator was never restarted",
  LONG,
  async () => {
    expect(brokenPromises(await lab.writes(), await lab.state())).toEqual([]);
    expect(lab.operator.lives).toBe(1);
  },
);
