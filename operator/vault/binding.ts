// Which RecoveryVault a namespaced resource belongs to, and whether its namespace may use it: the tenancy boundary. Pure.
import { type Conditioned, why } from "../../crds/conditions.ts";
import type { RecoveryVault } from "../../crds/types.ts";

export type Binding = Bound | Unbound;

export interface Bound {
  readonly vault: RecoveryVault;
}

/** Becomes the reason and message of a `Stalled` condition. */
export interface Unbound {
  readonly reason: "NotAllowed" | "VaultNotFound" | "VaultAmbiguous";
  readonly sentence: string;
}

/**
 * Finds the vault of a resource. What was bound once (`bound`, from its status) outranks `spec.vault` (`named`); with
 * neither, the only vault that the namespace may use is taken. The namespace is checked every time, so that access
 * that was withdrawn is noticed. Sentences name no vault that the namespace may not use, unless it named it itself.
 */
export function bindVault(
  named: string | undefined,
  bound: string | undefined,
  namespace: string,
  vaults: readonly RecoveryVault[],
): Binding {
  const wanted = bound ?? named;
  if (wanted === undefined) return onlyVault(namespace, vaults);
  const vault = vaults.find((candidate) => candidate.metadata.name === wanted);
  if (vault === undefined) return notFound(wanted, bound !== undefined, usable(namespace, vaults));
  if (!mayUse(namespace, vault)) return notAllowed(namespace, vault);
  if (bound === undefined && isGoing(vault)) return going(vault);
  return { vault };
}

/** Whether a resource still says why it was not bound, which is no longer true once it is. */
export function saysUnbound(resource: Conditioned): boolean {
  return UNBOUND.has(why(resource)?.reason ?? "");
}

const UNBOUND: ReadonlySet<string> = new Set<Unbound["reason"]>(["NotAllowed", "VaultNotFound", "VaultAmbiguous"]);

/** Whether resources of this namespace may name the vault. */
export function mayUse(namespace: string, vault: RecoveryVault): boolean {
  return (vault.spec.allowedNamespaces ?? []).includes(namespace);
}

function usable(namespace: string, vaults: readonly RecoveryVault[]): readonly RecoveryVault[] {
  return vaults
    .filter((vault) => mayUse(namespace, vault) && !isGoing(vault))
    .sort((left, right) => (left.metadata.name < right.metadata.name ? -1 : 1));
}

function onlyVault(namespace: string, vaults: readonly RecoveryVault[]): Binding {
  const [first, ...others] = usable(namespace, vaults);
  if (first === undefined) {
    const sentence =
      `spec.vault is left out, and namespace ${namespace} may use no RecoveryVault. ` +
      `Ask the people who manage RecoveryVaults to add ${namespace} to spec.allowedNamespaces of one.`;
    return { reason: "VaultNotFound", sentence };
  }
  if (others.length === 0) return { vault: first };
  const sentence =
    `spec.vault is left out, and namespace ${namespace} may use ${others.length + 1} vaults: ` +
    `${listed([first, ...others])}. Set spec.vault to one of them.`;
  return { reason: "VaultAmbiguous", sentence };
}

function notFound(wanted: string, wasBound: boolean, candidates: readonly RecoveryVault[]): Unbound {
  if (wasBound) {
    const sentence =
      `RecoveryVault "${wanted}", to which this resource is bound, no longer exists. ` +
      `Create it again for the same vault in Azure, or delete this resource.`;
    return { reason: "VaultNotFound", sentence };
  }
  const hint =
    candidates.length === 0
      ? "This namespace may use none: ask the people who manage RecoveryVaults."
      : `This namespace may use: ${listed(candidates)}.`;
  return { reason: "VaultNotFound", sentence: `There is no RecoveryVault "${wanted}". ${hint}` };
}

function notAllowed(namespace: string, vault: RecoveryVault): Unbound {
  const { name } = vault.metadata;
  const sentence =
    `Namespace ${namespace} may not use RecoveryVault "${name}". Whoever may update recoveryvaults in this cluster can ` +
    `change that: add ${namespace} to spec.allowedNamespaces of ${name}.`;
  return { reason: "NotAllowed", sentence };
}

function going(vault: RecoveryVault): Unbound {
  const { name } = vault.metadata;
  const sentence = `RecoveryVault "${name}" is being deleted and takes nothing new. Choose another vault.`;
  return { reason: "VaultNotFound", sentence };
}

function isGoing(vault: RecoveryVault): boolean {
  return vault.metadata.deletionTimestamp !== undefined;
}

/** Names enough of them to choose from, and says how many are left out. */
function listed(vaults: readonly RecoveryVault[]): string {
  const shown = vaults.slice(0, SHOWN).map((vault) => vault.metadata.name);
  const more = vaults.length - shown.length;
  return more > 0 ? `${shown.join(", ")} and ${more} more` : shown.join(", ");
}

const SHOWN = 8;
