// The operator's settings, read from the environment once; everything that is wrong is said at once.

import type { KubeconfigSource } from "../kube/kubeconfig.ts";
import { type Proxies, proxySettings } from "../kube/proxies.ts";
import {
  addressSetting,
  LOG_LEVELS,
  type LogLevel,
  logLevelSetting,
  namespaceSetting,
  refuse,
  switchSetting,
} from "../kube/settings.ts";

export interface OperatorConfig {
  /** Set: Azure is played by a simulator there, and every status says so. */
  readonly simulatorUrl: string | undefined;
  /** What calls of Azure take; a simulator is called directly. */
  readonly proxies: Proxies | undefined;
  /** Where the operator runs: Secrets of vault identities are read from it. */
  readonly namespace: string;
  /** `host:port` of /healthz, /readyz and /metrics. */
  readonly httpAddress: string;
  readonly logLevel: LogLevel;
  /** Where the API server is, and who we are to it. */
  readonly kubeconfig: KubeconfigSource;
  /** Whether a Lease decides which of several operators acts. Without it there must be one only. */
  readonly election: boolean;
}

/** What `--help` prints. */
export const OPERATOR_HELP = `asr-chatops operator: reconciles the resources of group asr-chatops.io against Azure Site Recovery.

Settings (environment):
  OPERATOR_NAMESPACE  namespace it runs in; Secrets of vault identities are read there  [asr-chatops]
  HTTP_ADDRESS        host:port of /healthz, /readyz and /metrics                      [127.0.0.1:8080]
  LEADER_ELECTION     on | off: of several replicas one acts; off is for one alone      [on]
  LOG_LEVEL           ${LOG_LEVELS.join(" | ")}                    [info]
  ASR_SIMULATOR_URL   an ASR simulator that plays Azure; nothing is then real          [unset]
  KUBECONFIG          kubeconfig, outside a cluster                                    [in-cluster]
  HTTPS_PROXY         a proxy for calls of Azure, but for hosts of NO_PROXY             [unset]
`;

/** @throws ConfigError naming every setting that cannot be used. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): OperatorConfig {
  const problems: string[] = [];
  const setting = (name: string, otherwise: string) => ({ name, text: env[name] ?? otherwise });
  const config = {
    simulatorUrl: simulatorUrl(env.ASR_SIMULATOR_URL, problems),
    proxies: proxySettings(env, problems),
    namespace: namespaceSetting(setting("OPERATOR_NAMESPACE", "asr-chatops"), problems),
    httpAddress: addressSetting(setting("HTTP_ADDRESS", "127.0.0.1:8080"), problems),
    logLevel: logLevelSetting(setting("LOG_LEVEL", "info"), problems),
    kubeconfig: { env },
    election: switchSetting(setting("LEADER_ELECTION", "on"), problems),
  };
  refuse(problems);
  return config;
}

function simulatorUrl(text: string | undefined, problems: string[]): string | undefined {
  if (text === undefined || text === "") return undefined;
  if (URL.canParse(text) && ["http:", "https:"].includes(new URL(text).protocol)) return text.replace(/\/+$/, "");
  problems.push(
    `ASR_SIMULATOR_URL is "${text}"; it must be an address such as http://127.0.0.1:8090, or unset for Azure itself.`,
  );
  return undefined;
}
