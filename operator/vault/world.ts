// What a RecoveryVault's decision is made from, and what it may do. Types only.
import type { RecoveryVault, RecoveryVaultStatus } from "../../crds/types.ts";
import type { Census } from "../azure/item-glance.ts";
import type { Discovery, Infrastructure, Seen } from "../azure/view.ts";
import type { Body, Conclusion, Verdict } from "../reconcile.ts";

export type Vault = RecoveryVault;
export type Status = Body<RecoveryVaultStatus>;

/** `refresh` asks the appliances to look again; `removeMachines` removes what discovery wrote for a vault that goes. */
export type Action = { readonly vault: string } & (
  | { readonly do: "refresh"; readonly value: string }
  | { readonly do: "removeMachines" }
);

export type VaultVerdict = Verdict<Action, RecoveryVaultStatus>;
export type VaultConclusion = Conclusion<RecoveryVaultStatus>;

export interface World {
  /** The cluster's clock. */
  readonly clusterNow: Date;
  readonly simulated: boolean;
  readonly access: AccessFacts;
  /** Undefined unless the vault is open. */
  readonly azure: AzureFacts | undefined;
  /** What still uses the vault, as `kind namespace/name`, in order; only asked when it is being deleted. */
  readonly dependents: readonly string[];
  /** How many DiscoveredMachines it has. */
  readonly machines: number;
}

export type AccessFacts =
  | { readonly state: "open" }
  | { readonly state: "duplicate"; readonly owner: string }
  | {
      readonly state: "closed";
      /** Set when a person must act. */
      readonly reason: string | undefined;
      readonly why: string;
      readonly retryAfterSeconds?: number;
    };

export interface AzureFacts {
  /** Azure's clock. */
  readonly now: Date;
  readonly infrastructure: Seen<Infrastructure>;
  readonly discovery: Discovery;
  /** Undefined until a complete list came through. */
  readonly items: Census | undefined;
  /** Lower-cased ids of items that a PhysicalMachineProtection owns. */
  readonly ownedItems: ReadonlySet<string>;
  /** Lower-cased ids of items on which a TestFailover of ours is under way. */
  readonly ourDrills: ReadonlySet<string>;
  /** This machine's clock, like `clusterNow`. */
  readonly lastAnswerAt: Date | undefined;
  /** When this process began to ask, by the same clock. */
  readonly askedSince: Date;
  readonly throttledUntil: Date | undefined;
  /** Why nothing is written to Azure at the moment, in a sentence. */
  readonly writesBarred: string | undefined;
}
