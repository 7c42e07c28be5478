// The operator is started before its kinds are installed: it says which is missing, is alive and not ready, and goes on by
// itself as soon as they are there.
import { afterAll, beforeAll, expect, test } from "vitest";
import { isTrue } from "../../crds/conditions.ts";
import { type RecoveryVault, RecoveryVaultKind } from "../../crds/types.ts";
import { installResources } from "../control-plane/install.ts";
import { type ControlPlane, startControlPlane } from "../control-plane/start.ts";
import type { Child } from "../stack/child.ts";
import { operatorKubeconfig, startOperatorProcess } from "../stack/operator.ts";
import { type SimulatorProcess, startSimulatorProcess } from "../stack/simulator.ts";
import { adminClient } from "../stack/stack.ts";
import { eventually } from "./eventually.ts";
import { applyGround } from "./shop.ts";

const MINUTES = 60_000;
const KIND = "testfailovers.asr-chatops.io";

let controlPlane: ControlPlane;
let simulator: SimulatorProcess;
let operator: Child;

beforeAll(async () => {
  controlPlane = await startControlPlane({ env: process.env, log: () => {} });
  await installResources(controlPlane);
  await controlPlane.kubectlOrThrow(["delete", "crd", KIND]);
  simulator = await startSimulatorProcess(["--speed", "240"]);
  const kubeconfig = await operatorKubeconfig(controlPlane);
  operator = startOperatorProcess({ kubeconfig, simulatorUrl: simulator.url, election: "off" });
}, 5 * MINUTES);

afterAll(async () => {
  await operator?.end();
  await simulator?.stop();
  await controlPlane?.stop();
});

async function ask(path: string, init: RequestInit = {}): Promise<string> {
  const [, address = ""] = await operator.line(/"address":"([^"]+)"/);
  const answer = await fetch(`http://${address}/${path}`, init);
  return `${answer.status} ${await answer.text()}`;
}

const says = (path: string, pattern: RegExp) =>
  eventually(
    `${path} says ${pattern}`,
    () => ask(path),
    (text) => pattern.test(text),
  );

test("a kind that is missing is named; the process is alive, and its log level can be changed meanwhile", async () => {
  await says("readyz", new RegExp(`^500 .*${KIND.replaceAll(".", "\\.")}`, "s"));
  expect(await ask("healthz")).toMatch(/^200/);
  expect(operator.lines.filter((line) => line.includes('"msg":"ready"'))).toEqual([]);
  expect(await ask("loglevel", { method: "PUT", body: "debug" })).toMatch(/^200 debug/);
  await operator.line(/"from":"info","to":"debug","msg":"log level changed"/);
  await operator.line(/"level":20/);
});

test("when it is installed, the operator is ready and works, without a restart", { timeout: 5 * MINUTES }, async () => {
  await installResources(controlPlane);
  await operator.line(/"msg":"ready"/);
  await says("readyz", /^200/);
  await applyGround(controlPlane);
  await connected();
});

async function connected(): Promise<void> {
  const client = adminClient(controlPlane.kubeconfigPath);
  const read = () => client.get<RecoveryVault>(RecoveryVaultKind, { name: "contoso" }).catch(() => undefined);
  await eventually("the vault is connected", read, (vault) => vault !== undefined && isTrue(vault, "Ready"));
  await client.close();
}
