// What makes two RecoveryVaults the same vault in Azure, and which of them owns it. Pure.
import type { RecoveryVault } from "../../crds/types.ts";

/** The ARM id of a RecoveryVault's vault, as its spec says it. */
export function vaultIdOf({ subscriptionId, resourceGroup, vaultName }: RecoveryVault["spec"]): string {
  return (
    `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}` +
    `/providers/Microsoft.RecoveryServices/vaults/${vaultName}`
  );
}

/** The oldest resource that names this vault (ARM ids compare without case); of the same second, the smallest uid. */
export function ownerOf(vault: RecoveryVault, all: readonly RecoveryVault[]): RecoveryVault {
  const id = vaultIdOf(vault.spec).toLowerCase();
  const rivals = all.filter((other) => vaultIdOf(other.spec).toLowerCase() === id);
  return rivals.reduce((owner, other) => (isOlder(other, owner) ? other : owner), vault);
}

/** What a connection is made of: when any of it changes, the vault is opened anew. */
export function connectionKey({ spec }: RecoveryVault): string {
  const { subscriptionId, resourceGroup, vaultName, cloud, identity, fabric, architecture } = spec;
  return JSON.stringify({ subscriptionId, resourceGroup, vaultName, cloud, identity, fabric, architecture });
}

interface Aged {
  readonly metadata: { readonly creationTimestamp?: string; readonly uid?: string };
}

/** The older of two resources comes first; the uid decides between those of the same second. */
export function isOlder(left: Aged, right: Aged): boolean {
  const [ours, theirs] = [left.metadata.creationTimestamp ?? "", right.metadata.creationTimestamp ?? ""];
  if (ours !== theirs) return ours < theirs;
  return (left.metadata.uid ?? "") < (right.metadata.uid ?? "");
}
