// What helm template makes of the chart, as objects.
import { loadAll } from "js-yaml";
import { CHART, helmOrThrow } from "./helm.ts";

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: readonly EnvVar[];
  readonly securityContext: object;
  readonly resources: { readonly requests?: object; readonly limits?: object };
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
}

export interface EnvVar {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: {
    readonly fieldRef?: { readonly fieldPath: string };
    readonly secretKeyRef?: { readonly name: string; readonly key: string };
  };
}

export interface PodSpec {
  readonly serviceAccountName?: string;
  readonly automountServiceAccountToken: boolean;
  readonly containers: readonly Container[];
  readonly volumes?: readonly { readonly name: string; readonly configMap: { readonly name: string } }[];
}

export interface Rendered {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec?: { readonly template?: { readonly spec: PodSpec } };
  readonly data?: Readonly<Record<string, string>>;
  readonly rules?: readonly object[];
  readonly subjects?: readonly { readonly namespace: string }[];
}

/** Every object of the chart, hooks included. */
export async function rendered(values: object, namespace = "asr-chatops"): Promise<readonly Rendered[]> {
  const text = await helmOrThrow(["template", "asr-chatops", CHART, "--namespace", namespace], { values });
  return loadAll(text).filter((one) => one !== null && one !== undefined) as Rendered[];
}

export const idOf = ({ kind, metadata }: Rendered): string => `${kind}/${metadata.name}`;
