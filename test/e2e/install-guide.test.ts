// The trial of docs/install.md, word for word: every command in its order, on an API server of its own. Pods are processes,
// as in chart.test.ts; helm test, which needs a node, is the program of its pod, run here. With E2E_IMAGE (npm run e2e:kind)
// there are nodes, which run pods of that image.
import { loadAll } from "js-yaml";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { helm, helmOrThrow, noHelm } from "../chart/helm.ts";
import { inPlace, startPods } from "../chart/pods.ts";
import type { PodSpec } from "../chart/rendered.ts";
import { type CommandResult, run } from "../control-plane/command.ts";
import { type ControlPlane, startControlPlane } from "../control-plane/start.ts";
import { blocks, page } from "../docs/project.ts";
import { shellWords } from "../docs/shell-words.ts";
import type { Child } from "../stack/child.ts";
import { operatorReady } from "../stack/operator.ts";

const NAMESPACE = "asr-chatops";
const { E2E_IMAGE: onNodes, E2E_TAG: tag = "latest" } = process.env;
const SERVICE = "http://asr-chatops-simulator.asr-chatops.svc:8090";

const guide = page("docs/install.md");
const trial = /^## A trial$([\s\S]*?)^## /m.exec(guide.text)?.[1] ?? "";
const lines = blocks({ path: guide.path, text: trial })
  .filter(({ language }) => language === "sh")
  .flatMap(({ text }) => text.trim().split("\n"));

describe.skipIf(noHelm)("a newcomer's walk", () => {
  let controlPlane: ControlPlane;
  const pods: Child[] = [];
  const network = new Map<string, string>();

  beforeAll(async () => {
    controlPlane = await startControlPlane({ env: process.env, log: () => {} });
  });

  afterAll(async () => {
    await Promise.all(pods.map((pod) => pod.end()));
    await controlPlane?.stop();
  });

  /** What the cluster does once the Deployments are there. */
  async function schedule(): Promise<void> {
    if (onNodes !== undefined) {
      const available = ["wait", "--for=condition=Available", "deployment", "--all", "--timeout=300s"];
      await controlPlane.kubectlOrThrow([...available, "-n", NAMESPACE]);
      return;
    }
    const [simulator] = await startPods(controlPlane, NAMESPACE, "asr-chatops-simulator");
    if (simulator === undefined) throw new Error("No simulator was started");
    pods.push(simulator);
    const [, port] = await simulator.line(/^listening: http:\/\/0\.0\.0\.0:(\d+)/);
    network
      .set(SERVICE, `http://127.0.0.1:${port}`)
      .set("http://asr-chatops-simulator:8090", `http://127.0.0.1:${port}`);
    const operators = await startPods(controlPlane, NAMESPACE, "asr-chatops-operator", network);
    pods.push(...operators);
    await Promise.all(operators.map(operatorReady));
    const [, address] = (await operators[0]?.line(/"address":"([^"]+)"/)) ?? [];
    network.set("http://asr-chatops-operator:8080", `http://${address}`);
  }

  async function helmTest(): Promise<CommandResult> {
    const hooks = await helmOrThrow(["get", "hooks", "asr-chatops", "-n", NAMESPACE], {
      kubeconfig: controlPlane.kubeconfigPath,
    });
    const [pod] = loadAll(hooks) as { spec: PodSpec }[];
    const [container] = pod?.spec.containers ?? [];
    const [, ...words] = [...(container?.command ?? []), ...(container?.args ?? [])];
    return run(
      process.execPath,
      words.map((word) => inPlace(word, network)),
    );
  }

  async function typed(line: string): Promise<CommandResult> {
    const [program, ...words] = shellWords(line);
    if (program === "kubectl") return controlPlane.kubectl(words);
    if (program !== "helm") throw new Error(`The trial asks for ${program}`);
    if (words[0] === "test" && onNodes === undefined) return helmTest();
    const answer = await helm(words.flatMap(withImage), { kubeconfig: controlPlane.kubeconfigPath });
    if (words[0] === "install" && answer.exitCode === 0) await schedule();
    return answer;
  }

  const withImage = (word: string): readonly string[] =>
    onNodes !== undefined && word.startsWith("image.repository=")
      ? [`image.repository=${onNodes}`, "--set", `image.tag=${tag}`]
      : [word];

  const saying: Readonly<Record<string, RegExp>> = {
    "helm install": /This is a trial: a simulator plays Azure[\s\S]*kubectl apply -f examples\/first-drill/,
    // What the pod says goes to its log; helm says how it ended.
    "helm test": onNodes === undefined ? /readyz\?verbose: 200|clock: 200/ : /Phase: +Succeeded/,
    "kubectl get dmach": /web01 /,
    "kubectl get tfo": /web01-first-drill +web01 +Succeeded/,
    "helm uninstall": /uninstalled/,
  };

  test.each(lines)("%s", async (line) => {
    const { exitCode, stdout, stderr } = await typed(line);
    expect({ exitCode, stderr: exitCode === 0 ? "" : stderr }).toEqual({ exitCode: 0, stderr: "" });
    const said = Object.entries(saying).find(([begins]) => line.startsWith(begins))?.[1];
    if (said !== undefined) expect(stdout).toMatch(said);
  });

  test("and every promise of what is said on the way was looked for", () => {
    expect(Object.keys(saying).filter((begins) => !lines.some((line) => line.startsWith(begins)))).toEqual([]);
  });
});
