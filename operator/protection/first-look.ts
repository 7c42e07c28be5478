// Whether a protection has nothing to say yet, since its vault is opened or read for the first time. Pure.
import type { RecoveryVault } from "../../crds/types.ts";
import type { Protection } from "./world.ts";

/** What is known of the vault that a protection belongs to. */
export interface FirstLook {
  readonly vault: RecoveryVault | undefined;
  /** Whether its view is at its first look; undefined while the vault is not open. */
  readonly reading: boolean | undefined;
}

/** True where a look would end in silence. What is under way is told of at all times. */
export function isTooEarly({ status }: Protection, { vault, reading }: FirstLook): boolean {
  return status?.operation === undefined && (reading ?? !isInTrouble(vault));
}

/** A vault that could not be opened says so itself. */
function isInTrouble(vault: RecoveryVault | undefined): boolean {
  return vault?.status?.conditions?.some(({ type, status }) => type === "Ready" && status !== "True") ?? false;
}

/** The same before any look, of one that lives and belongs to a vault: everybody else has something to say or to do. */
export function canWait(resource: Protection, look: FirstLook): boolean {
  return look.vault !== undefined && resource.metadata.deletionTimestamp === undefined && isTooEarly(resource, look);
}
