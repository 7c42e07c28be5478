// A RecoveryVault that is well, and what a test changes of it.
import type { ConditionInput } from "../../../crds/conditions.ts";
import { decide } from "../../../operator/vault/decide.ts";
import type { AzureFacts, VaultVerdict, World } from "../../../operator/vault/world.ts";
import { censusOf, infrastructure, item, machine, NOW, present, type VaultPatch, vault } from "./sights.ts";

export * from "./sights.ts";

export interface Facts {
  readonly resource?: VaultPatch;
  /** `null`: the vault is not open. */
  readonly azure?: Partial<AzureFacts> | null;
  readonly world?: Partial<World>;
}

export const wellKnown: AzureFacts = {
  now: NOW,
  infrastructure: present(infrastructure()),
  discovery: { complete: true, at: NOW, machines: [machine("web01"), machine("web02")] },
  items: censusOf([item("web01")]),
  ownedItems: new Set([item("web01").id.toLowerCase()]),
  ourDrills: new Set(),
  lastAnswerAt: NOW,
  askedSince: NOW,
  throttledUntil: undefined,
  writesBarred: undefined,
};

export function look({ resource = {}, azure = {}, world = {} }: Facts = {}): VaultVerdict {
  return decide(vault(resource), {
    clusterNow: NOW,
    simulated: false,
    access: { state: "open" },
    azure: azure === null ? undefined : { ...wellKnown, ...azure },
    dependents: [],
    machines: 0,
    ...world,
  });
}

/** `Ready: Connected`, `Stalled: Forbidden`, `Reconciling: Connecting`; empty when nothing is said. */
export function told({ conditions }: Pick<VaultVerdict, "conditions">): string {
  const abnormal = conditions.find(({ type }) => type !== "Ready");
  const one = abnormal ?? conditions[0];
  return one === undefined ? "" : `${one.type}: ${one.reason}`;
}

export function message({ conditions }: { readonly conditions: readonly ConditionInput[] }): string {
  return conditions[0]?.message ?? "";
}
