// Everything at once, each part real but Azure: API server with our resources, simulator, operator.
import { createKubeClient, type KubeClient } from "../../kube/client.ts";
import { silentLogger } from "../../kube/logger.ts";
import { installResources } from "../control-plane/install.ts";
import { type ControlPlane, startControlPlane } from "../control-plane/start.ts";
import type { Child } from "./child.ts";
import { operatorKubeconfig, operatorReady, startOperatorProcess } from "./operator.ts";
import { type SimulatorProcess, startSimulatorProcess } from "./simulator.ts";

export interface Stack {
  readonly controlPlane: ControlPlane;
  readonly simulator: SimulatorProcess;
  readonly operator: Child;
  /** As cluster admin: for looking on, and for what a person does. */
  readonly client: KubeClient;
  stop(): Promise<void>;
}

export interface StackOptions {
  readonly simulatorArgs: readonly string[];
  /** One line about what is being started. */
  readonly log: (line: string) => void;
}

/** Starts everything; what was started is stopped again when a part does not come up. */
export async function startStack({ simulatorArgs, log }: StackOptions): Promise<Stack> {
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const one of stops.splice(0).reverse()) await one();
  };
  try {
    const controlPlane = await startControlPlane({ env: process.env, log });
    stops.push(() => controlPlane.stop());
    await installResources(controlPlane);
    const simulator = await startSimulatorProcess(simulatorArgs);
    stops.push(() => simulator.stop());
    const kubeconfig = await operatorKubeconfig(controlPlane);
    // It is the only one, and nothing here starts it again, as a Deployment would: were it to elect, a machine that stands
    // still for ten seconds would end it for good.
    const operator = startOperatorProcess({ kubeconfig, simulatorUrl: simulator.url, election: "off" });
    stops.push(() => operator.end());
    await operatorReady(operator);
    const client = adminClient(controlPlane.kubeconfigPath);
    stops.push(() => client.close());
    return { controlPlane, simulator, operator, client, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A client of ours with a cluster admin's kubeconfig. */
export function adminClient(kubeconfigPath: string): KubeClient {
  return createKubeClient({
    kubeconfig: { path: kubeconfigPath },
    userAgent: "asr-chatops-test/0",
    logger: silentLogger,
  });
}
