// Watches every object of our kinds at every moment: its conditions must mean what kstatus reads in them.
import {
  PhysicalMachineProtectionKind,
  RecoveryVaultKind,
  ReplicationPolicyKind,
  TestFailoverKind,
} from "../../crds/types.ts";
import type { KubeClient } from "../../kube/client.ts";
import { silentLogger } from "../../kube/logger.ts";
import { createReflector } from "../../kube/reflector.ts";
import type { KubeObject } from "../../kube/types.ts";

export interface ContractWatch {
  /** Each broken promise, with the object and the version that broke it. */
  broken(): readonly string[];
  /** Versions looked at, so that a test knows that the watch saw something. */
  seen(): number;
  stop(): Promise<void>;
}

interface Told extends KubeObject {
  readonly status?: {
    readonly observedGeneration?: number;
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message: string }[];
  };
}

const KINDS = [RecoveryVaultKind, ReplicationPolicyKind, PhysicalMachineProtectionKind, TestFailoverKind];

export function watchContract(client: KubeClient): ContractWatch {
  const found: string[] = [];
  let versions = 0;
  const stopping = new AbortController();
  const watches = KINDS.map((kind) => {
    const reflector = createReflector<Told>({ client, kind, logger: silentLogger });
    reflector.onChange(({ type, object }) => {
      if (type === "deleted") return;
      versions += 1;
      const { name, resourceVersion } = object.metadata;
      found.push(...problemsOf(object).map((what) => `${kind.kind} ${name} (version ${resourceVersion}): ${what}`));
    });
    return reflector.start(stopping.signal);
  });
  return {
    broken: () => found,
    seen: () => versions,
    stop: async () => {
      stopping.abort();
      await Promise.all(watches);
    },
  };
}

/** Pure: what is wrong with the conditions of one version of an object. */
export function problemsOf({ metadata, status }: Told): readonly string[] {
  const { conditions = [], observedGeneration = -1 } = status ?? {};
  if (observedGeneration < 0) return conditions.length === 0 ? [] : ["conditions before it was looked at"];
  const is = (type: string) => conditions.find((condition) => condition.type === type)?.status;
  const abnormal = ["Reconciling", "Stalled"].filter((type) => is(type) === "True");
  const rules: readonly (readonly [boolean, string])[] = [
    [observedGeneration <= (metadata.generation ?? 0), "observedGeneration is ahead of generation"],
    [new Set(conditions.map(({ type }) => type)).size === conditions.length, "a condition stands there twice"],
    [is("Ready") !== undefined, "there is no Ready"],
    [is("Reconciling") !== "False" && is("Stalled") !== "False", "Reconciling or Stalled is stored as False"],
    [is("Ready") !== "True" || abnormal.length === 0, `Ready beside ${abnormal.join(" and ")}`],
    [is("Ready") === "True" || abnormal.length === 1, `not Ready, and ${abnormal.length} of Reconciling and Stalled`],
    [conditions.every(({ message }) => message.trim() !== ""), "a condition without a sentence"],
  ];
  return rules.filter(([holds]) => !holds).map(([, what]) => what);
}
