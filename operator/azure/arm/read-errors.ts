// What a failed read means for the operator: absent, try again, or a person must act. The one place that decides.
import { type AzureFailure, StalledError, TransientError } from "../../errors.ts";
import type { VaultAddress } from "./context.ts";
import type { CallFailure } from "./failure.ts";
import { remedyFor } from "./roles.ts";
import { signInTrouble, tokenRemedy } from "./sign-in.ts";
import { steadyWords } from "./steady-words.ts";
import { present } from "./values.ts";

/** Statuses of an answer that says nothing about the thing asked for. 409: something is being changed just now. */
const PASSING = new Set([408, 409, 412, 423, 429]);

const REASONS: Readonly<Record<number, readonly [reason: string, remedy: string]>> = {
  400: ["InvalidRequest", "Correct the value that Azure names."],
  401: ["Unauthorized", "Check the vault's spec.identity."],
  403: [
    "Forbidden",
    "Give the operator's identity a role that allows it: Site Recovery Contributor on the vault, Reader on networks, machines and appliance sites.",
  ],
};

/**
 * Answers undefined when the failure proves that the thing does not exist; throws TransientError or StalledError else.
 * Proof is ARM's own 404 about the thing itself: not one without ARM's error body (something in between answered), nor
 * one that says that the subscription or the vault was not found.
 * @param what the thing that was read, as it stands in a sentence: "the protected item web01"
 */
export function absentOrThrow(failure: CallFailure, what: string, address: VaultAddress): undefined {
  const { status, explained } = failure;
  if (status === 404 && explained !== undefined) {
    const nowhere = addressIsWrong(explained.code, explained.message, address);
    if (nowhere === undefined) return undefined;
    throw new StalledError(nowhere, `Azure could not show ${what}: ${steadyWords(explained.message)}`, {
      failure: explained,
    });
  }
  const noToken = signInTrouble(failure.networkCode, failure.said);
  if (noToken !== undefined) throw new StalledError("Unauthorized", noToken);
  if (status === undefined || status < 400 || status >= 500 || PASSING.has(status) || explained === undefined) {
    throw new TransientError(
      `Azure did not show ${what}: ${sentence(failure)}`,
      present({ retryAfterSeconds: failure.retryAfterSeconds }),
    );
  }
  const reason = REASONS[status]?.[0] ?? "Refused";
  const mend = remedy(status, explained) ?? "See what Azure says.";
  throw new StalledError(reason, `Azure refused to show ${what}: ${steadyWords(explained.message)} ${mend}`, {
    failure: explained,
  });
}

/** What to mend: exactly, where Azure says enough about identity or rights to tell, else what usually helps. */
export function remedy(status: number, { code, message }: AzureFailure): string | undefined {
  const exactly = status === 401 ? tokenRemedy(code, message) : status === 403 ? remedyFor(message) : undefined;
  return exactly ?? REASONS[status]?.[1];
}

export const VAULT_NOT_FOUND = "VaultNotFound";

/** ARM's codes for a subscription that it does not know, and its sentences about a missing vault or resource group. */
function addressIsWrong(code: string, message: string, address: VaultAddress): string | undefined {
  const says = (words: string) => message.toLowerCase().includes(words.toLowerCase());
  switch (code.toLowerCase()) {
    case "invalidsubscriptionid":
    case "subscriptionnotfound":
      return "SubscriptionNotFound";
    case "resourcenotfound":
      return says(`Microsoft.RecoveryServices/vaults/${address.vaultName}'`) ? VAULT_NOT_FOUND : undefined;
    case "resourcegroupnotfound":
      return says(`'${address.resourceGroup}'`) ? VAULT_NOT_FOUND : undefined;
    default:
      return undefined;
  }
}

/** Why no useful answer came, in words. */
export function sentence({ status, explained, networkCode, said }: CallFailure): string {
  if (networkCode === "GaveUp") return `${said}.`;
  if (status === undefined) return `the connection failed (${networkCode ?? "no code"}: ${said}).`;
  if (explained === undefined) return `the answer ${status} was not Azure Resource Manager's.`;
  return `${steadyWords(explained.message)} (HTTP ${status}, ${explained.code})`;
}
