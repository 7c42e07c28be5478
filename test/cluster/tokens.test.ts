// A token that the API server does not take, and the one that comes in its place: both processes get over it, and say neither.
import { readFile, writeFile } from "node:fs/promises";
import { afterAll, expect, test } from "vitest";
import { controlPlane, testNamespace } from "../control-plane/for-tests.ts";
import { keepSecret } from "../security/witness.ts";
import { startSlackFake } from "../slack/fake.ts";
import { botKubeconfig, startBotProcess } from "../stack/bot.ts";
import { CHANNELS, WORKSPACE } from "../stack/chat.ts";
import type { Child } from "../stack/child.ts";
import { operatorKubeconfig, startOperatorProcess } from "../stack/operator.ts";
import { startSimulatorProcess } from "../stack/simulator.ts";

const stops: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** Of a kubeconfig the same, with a token that once was another one's. */
async function withToken(kubeconfig: string, token: string): Promise<string> {
  const config = JSON.parse(await readFile(kubeconfig, "utf8")) as { users: { user: { token: string } }[] };
  for (const { user } of config.users) user.token = token;
  const path = `${kubeconfig}-later`;
  await writeFile(path, JSON.stringify(config), { mode: 0o600 });
  return path;
}

/** Signed by the API server, and of an account that is gone. */
async function revoked(): Promise<string> {
  const { kubectlOrThrow } = controlPlane();
  const namespace = await testNamespace("gone");
  await kubectlOrThrow(["create", "serviceaccount", "gone", "-n", namespace]);
  const token = (await kubectlOrThrow(["create", "token", "gone", "-n", namespace])).trim();
  await kubectlOrThrow(["delete", "serviceaccount", "gone", "-n", namespace]);
  keepSecret("a token that is taken no more", token);
  return token;
}

async function operator(kubeconfig: string): Promise<Child> {
  const simulator = await startSimulatorProcess();
  stops.push(() => simulator.stop());
  return startOperatorProcess({ kubeconfig, simulatorUrl: simulator.url, election: "off" });
}

async function bot(kubeconfig: string): Promise<Child> {
  const slack = await startSlackFake(WORKSPACE);
  stops.push(() => slack.stop());
  return startBotProcess({ kubeconfig, slack, transport: "socket", channel: CHANNELS.drills });
}

test.each([
  ["operator", operatorKubeconfig, operator],
  ["bot", botKubeconfig, bot],
] as const)(
  "the %s says that its token is not taken, without the token, and goes on with the next one",
  async (_, own, start) => {
    const kubeconfig = await own(controlPlane());
    const [old, good] = [await revoked(), await readFile(kubeconfig, "utf8")];
    const path = await withToken(kubeconfig, old);
    const process = await start(path);
    stops.push(() => process.end());
    await process.line(/Unauthorized/);
    await writeFile(path, good);
    await process.line(/"msg":"ready"/);
    await process.end();
    const said = process.lines.join("\n");
    expect(said).not.toContain(old);
    expect(said).not.toContain((JSON.parse(good) as { users: { user: { token: string } }[] }).users[0]?.user.token);
  },
);
