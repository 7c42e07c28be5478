// The installed chart, end to end: an older release, the upgrade, chat, and helm uninstall in the middle of a drill.
// Operator and bot are processes with what the chart's Deployments and service accounts give them, and nothing else.
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CHART, noHelm } from "../chart/helm.ts";
import { type Installation, NAMESPACE, startInstallation } from "../chart/installation.ts";
import { OLDER, olderChart } from "../chart/older.ts";
import { fillVault } from "../demo/vault.ts";
import { bindRoles, castOf } from "../rights/cast.ts";
import { EXPECTED, readTable } from "../rights/expected.ts";
import { reviewRow } from "../rights/reviews.ts";
import { EXAMPLES } from "../rights/source.ts";
import { CHANNELS, PEOPLE } from "../stack/chat.ts";
import type { Child } from "../stack/child.ts";
import type { ReceivedWrite } from "../stack/simulator.ts";
import { adminClient } from "../stack/stack.ts";
import { type ChatGround, groundOn } from "./chat-ground.ts";
import { eventually } from "./eventually.ts";
import { getProtection, protection, TEAM } from "./shop.ts";
import { repeatedAfterAcceptance } from "./writes.ts";

const MINUTES = 60_000;
const { asker } = PEOPLE;
const PROTECTION = "physicalmachineprotections";
const examples = join(import.meta.dirname, "..", "..", "examples");

describe.skipIf(noHelm)("the chart, from one release to the next", () => {
  let installed: Installation;
  let ground: ChatGround;
  let run: string;
  let refusals: readonly string[];

  beforeAll(async () => {
    installed = await startInstallation(["--speed", "240"]);
    const { controlPlane, slack, simulator, bots, operators } = installed;
    const older = await olderChart(controlPlane.folder, PROTECTION, "suspend");
    await installed.helm("install", older);
    await installed.startPods();
    await controlPlane.kubectlOrThrow(["apply", "-f", join(examples, "chat")]);
    const [operator] = operators;
    if (operator === undefined) throw new Error("No operator was started");
    const startBot = () => Promise.reject(new Error("Pods are started by their Deployment"));
    const client = adminClient(controlPlane.kubeconfigPath);
    const stop = () => installed.stop();
    ground = groundOn({ controlPlane, simulator, slack, client, operator, bots, startBot, stop });
    await fillVault(ground.stack, ["web01"]);
  }, 5 * MINUTES);

  afterAll(async () => {
    await ground?.stack.client.close();
    await installed?.stop();
  });

  const suspended = () => ({ ...protection("web02", { suspend: true }) });
  const kinds = () => ground.kubectl("get", "crd", "-o", "jsonpath={.items[*].metadata.name}");
  const web01 = async () => {
    const found = await getProtection(ground.stack.client, "web01");
    return { uid: found?.metadata.uid, bound: found?.status?.bound, generation: found?.metadata.generation };
  };

  test("an older release works, and knows what it knows", async () => {
    expect(
      await ground.kubectl(
        "get",
        "deploy",
        "-n",
        NAMESPACE,
        "-o",
        "jsonpath={.items[*].spec.template.spec.containers[*].image}",
      ),
    ).toContain(`:${OLDER}`);
    await expect(ground.apply(suspended())).rejects.toThrow(/unknown field "(spec\.)?suspend"/);
    expect((await ground.asked(asker, CHANNELS.drills, "/asr status web01")).text).toMatch(/web01: Protected/);
  });

  test("the upgrade brings the kind's new field, and leaves what is there as it is", async () => {
    const before = await web01();
    await installed.helm("upgrade", CHART);
    await installed.stopPods();
    await installed.startPods();
    expect(before.bound?.itemName).toMatch(/./);
    expect(await web01()).toEqual(before);
    await eventually(
      "the new field is taken",
      () =>
        ground.apply(suspended()).then(
          () => "",
          (error: Error) => error.message,
        ),
      (refused) => refused === "",
    );
    expect((await getProtection(ground.stack.client, "web02"))?.spec.suspend).toBe(true);
  });

  test("everybody may with it what they may with the manifests, and nothing else", async () => {
    const { controlPlane } = installed;
    const namespaces = { team: "matrix-team", other: "matrix-other", own: NAMESPACE };
    for (const name of [namespaces.team, namespaces.other]) await ground.kubectl("create", "namespace", name);
    await bindRoles(controlPlane, EXAMPLES, { ...namespaces, unique: "matrix-machines" });
    const reviewing = { client: ground.stack.client, cast: castOf(EXAMPLES), namespaces };
    const { who, rows } = readTable(EXPECTED);
    for (const row of rows) expect(await reviewRow(reviewing, who, row)).toEqual(row);
    await ground.kubectl("delete", "clusterrolebinding", "matrix-machines");
  });

  test("protect and drill in chat", async () => {
    const form = async () => ground.slack.as(asker).modal();
    const question = await ground.answered(asker, CHANNELS.drills, async (hands) => {
      await hands.command(CHANNELS.drills, "/asr protect app01");
      await eventually("a form opens", form, (modal) => modal !== undefined);
      await hands.submit({ policy: "gold" });
    });
    expect((await ground.pressed(asker, question, "Protect")).text).toContain("Asked for: `dr-team/app01`");
    run = (await ground.started(asker, "web01")).metadata.name;
    await ground.cardSays(run, /web01 test failover: running/);
    expect((await ground.run(run))?.spec.requestedBy).toBe(`slack:${asker}`);
  });

  test("helm uninstall in the middle of it leaves kinds, policies and resources, and nobody who acts", async () => {
    const before = await kinds();
    refusals = refusedOf(installed.operators, installed.bots);
    await installed.uninstall();
    await installed.stopPods();
    expect(await ground.kubectl("get", "deploy,sa,role,rolebinding", "-n", NAMESPACE, "-o", "name")).not.toMatch(
      /asr-chatops/,
    );
    expect(await ground.kubectl("get", "clusterrole,clusterrolebinding", "-o", "name")).not.toMatch(/asr-chatops/);
    expect(await kinds()).toBe(before);
    expect(await ground.run(run)).toMatchObject({ status: { phase: "Running" } });
    // Nobody can write somebody else's name meanwhile.
    const forged = { spec: { protection: "web01", requestedBy: `slack:${asker}`, cleanUp: { after: "1h" } } };
    const manifest = {
      apiVersion: "asr-chatops.io/v1alpha1",
      kind: "TestFailover",
      metadata: { name: "forged", namespace: TEAM },
    };
    await expect(ground.apply({ ...manifest, ...forged })).rejects.toThrow("only the bot writes slack: names");
  });

  test("installed again, it goes on: the drill is cleaned up when asked, and nothing was done twice", async () => {
    await installed.helm("install", CHART);
    await installed.startPods();
    const asked = await ground.asked(asker, CHANNELS.drills, "/asr cleanup web01");
    expect(asked.text).toMatch(/clean-up .*is asked for/);
    await ground.runIs(run, "Succeeded");
    const card = await ground.cardSays(run, /web01 test failover: succeeded/);
    expect(card.edits).toBeGreaterThan(1);
    expect(await ground.calls("web01", "testFailover")).toEqual({ accepted: 1, refused: 0 });
    expect(await ground.calls("web01", "testFailoverCleanup")).toEqual({ accepted: 1, refused: 0 });
    const { writes } = await ground.stack.simulator.ask<{ writes: readonly ReceivedWrite[] }>("writes");
    expect(repeatedAfterAcceptance(writes.filter(({ source }) => source !== "portal"))).toEqual([]);
  });

  test("no process was ever refused anything, but by helm uninstall, which takes the rights away before the pods", () => {
    expect(refusals).toEqual([]);
    expect(refusedOf(installed.operators.slice(-2), installed.bots.slice(-1))).toEqual([]);
    expect(installed.slack.problems).toEqual([]);
  });
});

/** What processes say when they are refused something, or have a bug. */
function refusedOf(...pods: readonly (readonly Child[])[]): readonly string[] {
  const lines = pods.flat().flatMap(({ lines: all }) => all);
  return lines.filter((line) => /"level":(50|60)\b|\b403\b|[Ff]orbidden/.test(line));
}
