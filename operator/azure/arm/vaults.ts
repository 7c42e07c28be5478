// The vault's own record: belongs to the RecoveryServices provider, not to Site Recovery's API.
import { StalledError } from "../../errors.ts";
import type { VaultRecord } from "../site-recovery.ts";
import type { ArmContext } from "./context.ts";
import { API_VERSIONS, getJson } from "./raw.ts";
import { VAULT_NOT_FOUND } from "./read-errors.ts";
import { record, text } from "./values.ts";

/** Undefined when Azure says that there is no such vault. @throws TransientError, StalledError */
export async function vault(context: ArmContext, signal?: AbortSignal): Promise<VaultRecord | undefined> {
  const body = await vaultBody(context, signal);
  if (body === undefined) return undefined;
  const { id, location } = record(body);
  return { id: text(id) ?? context.vaultId, location: text(location) ?? "" };
}

async function vaultBody(context: ArmContext, signal: AbortSignal | undefined): Promise<unknown> {
  const asking = { what: `the vault ${context.address.vaultName}`, signal };
  try {
    return await getJson(context, asking, { path: context.vaultId, apiVersion: API_VERSIONS.recoveryServices });
  } catch (error) {
    if (error instanceof StalledError && error.reason === VAULT_NOT_FOUND) return undefined;
    throw error;
  }
}
