// The chart in an API server of its own: helm does what a person does with it, and the pods that come of it are processes.
import { waitForAdmission } from "../control-plane/admission-probe.ts";
import { type ControlPlane, startControlPlane } from "../control-plane/start.ts";
import { startSlackFake } from "../slack/fake.ts";
import type { SlackFake } from "../slack/types.ts";
import { botReady } from "../stack/bot.ts";
import { CHANNELS, WORKSPACE } from "../stack/chat.ts";
import type { Child } from "../stack/child.ts";
import { operatorReady } from "../stack/operator.ts";
import { type SimulatorProcess, startSimulatorProcess } from "../stack/simulator.ts";
import { helmOrThrow } from "./helm.ts";
import { startPods } from "./pods.ts";

export const NAMESPACE = "asr-chatops";
const RELEASE = "asr-chatops";
const SECRET = "asr-chatops-slack";

export interface Installation {
  readonly controlPlane: ControlPlane;
  readonly simulator: SimulatorProcess;
  readonly slack: SlackFake;
  /** All that ever ran, in the order of their start. */
  readonly operators: readonly Child[];
  readonly bots: readonly Child[];
  /** `helm install`, or `helm upgrade`, with the same values; no pods are started or stopped. */
  helm(verb: "install" | "upgrade", chart: string): Promise<string>;
  uninstall(): Promise<string>;
  /** What the Deployments of now say, until all are ready. */
  startPods(): Promise<void>;
  /** As a kubelet does: SIGTERM, and the wait for the end. */
  stopPods(): Promise<void>;
  stop(): Promise<void>;
}

/** The namespace and the Secret with Slack's tokens are there, the chart is not. */
export async function startInstallation(simulatorArgs: readonly string[]): Promise<Installation> {
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const one of stops.splice(0).reverse()) await one();
  };
  try {
    const controlPlane = await startControlPlane({ env: process.env, log: () => {} });
    stops.push(() => controlPlane.stop());
    const simulator = await startSimulatorProcess(simulatorArgs);
    stops.push(() => simulator.stop());
    const slack = await startSlackFake(WORKSPACE);
    stops.push(() => slack.stop());
    await controlPlane.kubectlOrThrow(["create", "namespace", NAMESPACE]);
    const tokens = [`SLACK_BOT_TOKEN=${slack.botToken}`, `SLACK_APP_TOKEN=${slack.appToken}`];
    const literals = tokens.map((token) => `--from-literal=${token}`);
    await controlPlane.kubectlOrThrow(["create", "secret", "generic", SECRET, "-n", NAMESPACE, ...literals]);
    const installation = installationOn({ controlPlane, simulator, slack });
    stops.push(() => installation.stopPods());
    return { ...installation, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

type Parts = Pick<Installation, "controlPlane" | "simulator" | "slack">;

function installationOn(parts: Parts): Omit<Installation, "stop"> {
  const { controlPlane } = parts;
  const kubeconfig = controlPlane.kubeconfigPath;
  const operators: Child[] = [];
  const bots: Child[] = [];
  return {
    ...parts,
    operators,
    bots,
    helm: async (verb, chart) => {
      const values = valuesFor(parts);
      const said = await helmOrThrow([verb, RELEASE, chart, "--namespace", NAMESPACE], { kubeconfig, values });
      await waitForAdmission(controlPlane);
      return said;
    },
    uninstall: () => helmOrThrow(["uninstall", RELEASE, "--namespace", NAMESPACE], { kubeconfig }),
    startPods: async () => {
      const started = [
        await startPods(controlPlane, NAMESPACE, "asr-chatops-operator"),
        await startPods(controlPlane, NAMESPACE, "asr-chatops-bot"),
      ] as const;
      operators.push(...started[0]);
      bots.push(...started[1]);
      await Promise.all([...started[0].map(operatorReady), ...started[1].map(botReady)]);
    },
    stopPods: async () => {
      await Promise.all([...operators, ...bots].map((child) => child.end("SIGTERM")));
    },
  };
}

/** Two operators, so that there is somebody who stands by; no image is ever pulled. */
function valuesFor({ simulator, slack }: Parts): object {
  return {
    image: { repository: "registry.invalid/asr-chatops" },
    clusterName: "prod-mgmt",
    operator: { simulatorUrl: simulator.url },
    bot: {
      enabled: true,
      replicas: 1,
      slack: { existingSecret: SECRET, channel: CHANNELS.drills, apiUrl: slack.apiUrl },
      config: {
        workspace: "T0FAKE0001",
        channels: { [CHANNELS.drills]: "dr-team" },
        groups: { S0DRLEADS1: "slack:dr-leads" },
      },
    },
  };
}
