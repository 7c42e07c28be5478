// Which protected items are ours to look at, by the provider that replicates them. Pure.
import type { ProtectedItem } from "./site-recovery.ts";

/**
 * Providers of servers that an appliance replicates, and their ways back. Hyper-V, Azure's own machines and whatever
 * comes later may live in the same vault: those items are neither counted nor looked at, and never adopted.
 */
const OUR_KINDS: ReadonlySet<string> = new Set(["InMageRcm", "InMageRcmFailback", "InMageAzureV2", "InMage"]);

export function isOurKind({ instanceType }: Pick<ProtectedItem, "instanceType">): boolean {
  return OUR_KINDS.has(instanceType);
}
