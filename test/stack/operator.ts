// The operator as a process of its own, with the token of its service account and nothing else.
import type { ControlPlaneClient } from "../control-plane/client.ts";
import { type Child, type Environment, startChild } from "./child.ts";

export const OPERATOR = { namespace: "asr-chatops", account: "asr-chatops-operator" } as const;

export interface OperatorOptions {
  readonly kubeconfig: string;
  readonly simulatorUrl: string;
  readonly logLevel?: string;
  /** Default: as it comes, which is on. */
  readonly election?: "on" | "off" | undefined;
  /** Further settings, such as NODE_OPTIONS. */
  readonly env?: Environment;
}

/** A kubeconfig that holds a token of the operator's service account. */
export function operatorKubeconfig(controlPlane: ControlPlaneClient): Promise<string> {
  return controlPlane.serviceAccountKubeconfig(OPERATOR.namespace, OPERATOR.account);
}

/** Starts `main.ts operator`; resolves as soon as it runs, not when it is ready. */
export function startOperatorProcess(options: OperatorOptions): Child {
  const { kubeconfig, simulatorUrl, logLevel = "info", election, env } = options;
  return startChild(["operator"], {
    ...env,
    KUBECONFIG: kubeconfig,
    ASR_SIMULATOR_URL: simulatorUrl,
    OPERATOR_NAMESPACE: OPERATOR.namespace,
    HTTP_ADDRESS: "127.0.0.1:0",
    LOG_LEVEL: logLevel,
    ...(election !== undefined && { LEADER_ELECTION: election }),
  });
}

/** Waits until it says that all its copies are complete and its controllers run. */
export async function operatorReady(operator: Child): Promise<void> {
  await operator.line(/"msg":"ready"/);
}
