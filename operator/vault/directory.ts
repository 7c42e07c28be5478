// The open vaults: one view and one set of claims per RecoveryVault, opened, replaced and stopped as the resources say.
import type { RecoveryVault } from "../../crds/types.ts";
import type { Claims } from "../azure/claims.ts";
import type { VaultView } from "../azure/view.ts";
import { StalledError, TransientError } from "../errors.ts";
import { connectionKey, ownerOf } from "./identity.ts";

export interface VaultHandle {
  readonly name: string;
  /** The resource as it is now, not as it was when the vault was opened. */
  readonly resource: RecoveryVault;
  readonly view: VaultView;
  readonly claims: Claims;
}

/** What other kinds need: vaults that are open, by the name of their RecoveryVault. */
export interface VaultDirectory {
  byName(vaultName: string): VaultHandle | undefined;
  all(): readonly VaultHandle[];
}

/** A running view, and how to stop it. */
export interface OpenedVault {
  readonly view: VaultView;
  stop(): void;
}

export type Access =
  | { readonly state: "open"; readonly handle: VaultHandle }
  | { readonly state: "duplicate"; readonly owner: string }
  | { readonly state: "closed"; readonly error: StalledError | TransientError };

/** What the RecoveryVault's own reconciler does with the directory. Calls for one name must not overlap. */
export interface ManagedDirectory extends VaultDirectory {
  /** Opens the vault, keeps it open, or opens it anew when what its connection is made of has changed. */
  ensure(vault: RecoveryVault): Promise<Access>;
  /** Stops the view when the resource is gone. */
  forget(vaultName: string): void;
  /** Closes it, so that the next `ensure` signs in anew with what the Secret holds then; the claims are kept. */
  reopen(vaultName: string): void;
  /** Takes from a resource that is gone, or over, what it held of an item; also while the vault is closed. */
  free(vaultName: string, itemId: string, owner: string): void;
  /** Called with the vault's name after it was opened, opened anew or closed. */
  onChange(listener: (vaultName: string) => void): void;
  close(): void;
}

export interface DirectoryParts {
  /** All RecoveryVaults, as last seen. */
  readonly vaults: { get(name: string): RecoveryVault | undefined; list(): readonly RecoveryVault[] };
  /** Signs in and starts a view. Throws StalledError (such as SecretNotFound) or TransientError. */
  readonly open: (vault: RecoveryVault) => Promise<OpenedVault>;
  readonly createClaims: () => Claims;
}

interface Entry {
  readonly handle: VaultHandle;
  readonly uid: string | undefined;
  readonly key: string;
  readonly opened: OpenedVault;
}

export function createVaultDirectory({ vaults, open, createClaims }: DirectoryParts): ManagedDirectory {
  const entries = new Map<string, Entry>();
  const kept = new Map<string, { readonly uid: string | undefined; readonly claims: Claims }>();
  const listeners: ((vaultName: string) => void)[] = [];
  const tell = (name: string) => {
    for (const listener of listeners) listener(name);
  };

  const shut = (name: string) => {
    const entry = entries.get(name);
    if (entry === undefined) return;
    entries.delete(name);
    entry.opened.stop();
    tell(name);
  };

  /** Claims outlive a connection: a new sign-in must not let two runs at one item. */
  const claimsOf = ({ metadata: { name, uid } }: RecoveryVault): Claims => {
    const before = kept.get(name);
    if (before?.uid === uid && before !== undefined) return before.claims;
    const claims = createClaims();
    kept.set(name, { uid, claims });
    return claims;
  };

  const connect = async (vault: RecoveryVault): Promise<Access> => {
    const { name, uid } = vault.metadata;
    const opened = await attempt(open, vault);
    if (opened instanceof Error) return { state: "closed", error: opened };
    if (vaults.get(name)?.metadata.uid !== uid) {
      opened.stop();
      return { state: "closed", error: new TransientError("The RecoveryVault was deleted meanwhile.") };
    }
    const handle: VaultHandle = {
      name,
      view: opened.view,
      claims: claimsOf(vault),
      get resource() {
        return vaults.get(name) ?? vault;
      },
    };
    entries.set(name, { handle, uid, key: connectionKey(vault), opened });
    tell(name);
    return { state: "open", handle };
  };

  return {
    byName: (name) => entries.get(name)?.handle,
    all: () => [...entries.values()].map((entry) => entry.handle),
    ensure: async (vault) => {
      const { name, uid } = vault.metadata;
      const owner = ownerOf(vault, vaults.list());
      if (owner.metadata.uid !== uid) {
        shut(name);
        return { state: "duplicate", owner: owner.metadata.name };
      }
      const entry = entries.get(name);
      if (entry?.key === connectionKey(vault) && entry.uid === uid) return { state: "open", handle: entry.handle };
      shut(name);
      return connect(vault);
    },
    forget: (name) => {
      shut(name);
      kept.delete(name);
    },
    reopen: shut,
    free: (name, itemId, owner) => {
      kept.get(name)?.claims.release(itemId, owner);
      entries.get(name)?.handle.view.release(itemId, owner);
    },
    onChange: (listener) => listeners.push(listener),
    close: () => {
      for (const name of [...entries.keys()]) shut(name);
    },
  };
}

async function attempt(
  open: DirectoryParts["open"],
  vault: RecoveryVault,
): Promise<OpenedVault | StalledError | TransientError> {
  try {
    return await open(vault);
  } catch (error) {
    if (error instanceof StalledError || error instanceof TransientError) return error;
    throw error;
  }
}
