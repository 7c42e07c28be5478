// Sends what a protection's decision wants written, after one more look at the item.
import { RANKS } from "../azure/claims.ts";
import { gated, needs, type Objection } from "../azure/gate.ts";
import type { ProtectedItem, Write } from "../azure/site-recovery.ts";
import type { Seen } from "../azure/view.ts";
import type { Outcome } from "../operation.ts";
import type { VaultHandle } from "../vault/directory.ts";
import { differences, updateOf } from "./difference.ts";
import { hasDrill, isFailedOver } from "./item.ts";
import type { Action, World } from "./world.ts";

/** Nothing was sent while somebody else is at the item; it is looked at again this soon. */
const CLAIMED_RETRY_SECONDS = 15;

/** The claim is held until the operation is settled; `observe` gives it up. */
export async function act(handle: VaultHandle, action: Action, world: World, signal: AbortSignal): Promise<Outcome> {
  const rank = action.do === "Disable" ? RANKS.disable : RANKS.update;
  const claim = handle.claims.take(action.itemId, { ...world.claimant, rank });
  if (!claim.held) {
    const refused = `${claim.by} works on the machine, so nothing was sent.`;
    return { refused, code: "NotSent", conflict: true, retryAfterSeconds: CLAIMED_RETRY_SECONDS };
  }
  const { correlationId } = world;
  const ids = { operationId: action.operationId, ...(correlationId !== undefined && { correlationId }), signal };
  if (action.do === "Enable") return enable(handle, action, ids);
  return action.do === "Update" ? update(handle, action, ids) : disable(handle, action, ids);
}

type Ids = Write & { readonly signal: AbortSignal };
type ActionOf<K extends Action["do"]> = Extract<Action, { do: K }>;

/** Only when a GET says that there is no such item: an enable of one that exists is no update (ASR 45031). */
function enable({ view }: VaultHandle, action: ActionOf<"Enable">, { signal, ...ids }: Ids): Promise<Outcome> {
  const { itemId, request } = action;
  const infrastructure = view.infrastructure();
  if (infrastructure.state !== "present") {
    return Promise.resolve({ refused: "The vault's container is not known now.", code: "NotSent", conflict: true });
  }
  const { container } = infrastructure.value;
  const objection: Objection = (seen) => {
    if (seen.state === "absent") return undefined;
    return seen.state === "unknown" ? seen.why : `The protected item ${seen.value.name} is there already.`;
  };
  return gated({
    view,
    itemId,
    objection,
    write: (late) => view.port.enable({ ...ids, signal: late }, container, request),
    signal,
  });
}

/** What was just read, with what is wanted put in. */
function update({ view }: VaultHandle, action: ActionOf<"Update">, { signal, ...ids }: Ids): Promise<Outcome> {
  const { itemId, changes } = action;
  const read: { item?: ProtectedItem } = {};
  const objection: Objection = (seen) => {
    if (seen.state === "present") read.item = seen.value;
    return updateObjection(seen, changes);
  };
  const write = async (late: AbortSignal): Promise<Outcome> =>
    read.item === undefined
      ? { refused: "The item was not read.", code: "NotSent", conflict: true }
      : view.port.update({ ...ids, signal: late }, itemId, updateOf(read.item, changes));
  return gated({ view, itemId, objection, write, signal });
}

function updateObjection(seen: Seen<ProtectedItem>, changes: ActionOf<"Update">["changes"]): string | undefined {
  if (seen.state === "absent") return "The protected item is gone from Azure.";
  if (seen.state === "unknown") return seen.why;
  const { value: item } = seen;
  if (item.currentJob !== undefined) return `Azure's job ${item.currentJob.scenario} is at the machine.`;
  if (hasDrill(item)) return "A test failover holds the machine.";
  if (isFailedOver(item)) return "The machine has failed over.";
  return differences(item, changes).length === 0 ? "Azure has it as wanted already." : undefined;
}

function disable({ view }: VaultHandle, action: ActionOf<"Disable">, { signal, ...ids }: Ids): Promise<Outcome> {
  const { itemId, reason } = action;
  const objection =
    reason === "MigrationComplete"
      ? needs("CompleteMigration", "completing the migration")
      : needs("DisableProtection", "disabling of replication");
  return gated({
    view,
    itemId,
    objection,
    write: (late) => view.port.disable({ ...ids, signal: late }, itemId, reason),
    signal,
  });
}
