// Owns what only an item of a classic vault has, and how far its move to the modernized architecture is.
import type { Item } from "../items.ts";

/** A move to a replication appliance, in another vault. */
export interface Move {
  readonly job: string;
  readonly startTime: number;
  readonly vaultId: string;
  readonly fabricId: string;
  readonly applianceId: string;
}

export interface ClassicItem {
  /** where unmanaged disks go; not there for managed ones */
  readonly storageAccountId?: string;
  /** where changes are kept on their way to managed or premium disks */
  readonly logStorageAccountId?: string;
  readonly masterTargetId?: string;
  /** `Never`, `OnlyOnTestFailover`, `Always`: words of PowerShell's help [unverified] */
  readonly rdpOption: string;
  readonly useManagedDisks: boolean;
  readonly moving?: Move;
  /** it is replicated by the appliance now, and can still be failed over to what was replicated before */
  readonly moved?: Move & { readonly at: number };
}

/** While it moves and afterwards a machine may be failed over here, or given up; anything else is refused [unverified]. */
export const movedOperations = ({ classic }: Item): string[] | undefined =>
  classic?.moving === undefined && classic?.moved === undefined
    ? undefined
    : ["UnplannedFailover", "DisableProtection"];

/** The item without its move: a failover or its end has stopped that. */
export function withoutMove(item: Item): Item {
  if (item.classic?.moving === undefined) return item;
  const { moving: _, ...classic } = item.classic;
  return { ...item, classic };
}
