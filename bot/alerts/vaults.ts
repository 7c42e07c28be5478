// What is wrong with vaults, and that the operator is silent. Pure.
import { conditionOf } from "../../crds/conditions.ts";
import type { RecoveryVault } from "../../crds/types.ts";
import { lengthOf } from "../cards/text.ts";
import { inWords, named, timeIn, told, when } from "../cards/told.ts";
import type { Alert, Fleet, Surroundings } from "../notice.ts";
import { alertMessage, conditionKey, type Found, forSoLong, sinceOf } from "./found.ts";

/** One at most. While it stands, all else that is shown is as of its time. */
export function silenceAlerts({ vaults }: Fleet, around: Surroundings): readonly Found[] {
  const { freshness, now } = around;
  const since = freshness.asOf ?? firstVault(vaults);
  if (!freshness.silent || since === undefined || azureIsSilent(vaults)) return [];
  const title = "The operator has not spoken";
  const after = ` for ${lengthOf((now.getTime() - since.getTime()) / 1000)}: ${asOf(freshness.asOf, now)}`;
  const lines = [
    "Drills that run go on in Azure, and a clean-up that falls due waits until the operator is back. Look at its pods and their logs.",
  ];
  const simulated = vaults.some(({ status }) => status?.simulated === true);
  const message = alertMessage({ emoji: "⚪", title, after, lines, vault: undefined, simulated }, around);
  return [{ alert: { key: `silence/${since.toISOString()}`, since, title, message } }];
}

function asOf(at: Date | undefined, now: Date): string {
  return at === undefined ? "nothing is known of Azure yet." : `what I show is as of ${when(at, now)}.`;
}

function firstVault(vaults: readonly RecoveryVault[]): Date | undefined {
  const times = vaults.flatMap(({ metadata }) => timeIn(metadata.creationTimestamp)?.getTime() ?? []);
  return times.length === 0 ? undefined : new Date(Math.min(...times));
}

/** The operator has said of every vault that Azure does not answer: then it is not the operator that is silent. */
function azureIsSilent(vaults: readonly RecoveryVault[]): boolean {
  const heard = vaults.filter(({ status }) => status?.lastContactTime !== undefined);
  return heard.length > 0 && heard.every((vault) => conditionOf(vault, "Ready")?.reason === "AzureUnavailable");
}

export function vaultAlerts({ vaults }: Fleet, around: Surroundings): readonly Found[] {
  return vaults.flatMap((vault) =>
    [...stuck(vault, around), ...unreachable(vault, around)].map((alert) => ({ alert })),
  );
}

function stuck(vault: RecoveryVault, around: Surroundings): readonly Alert[] {
  const condition = conditionOf(vault, "Stalled");
  if (condition?.status !== "True") return [];
  const { name, uid } = vault.metadata;
  const since = sinceOf(condition);
  const title = `Vault ${named(name)}: stuck (${inWords(condition.reason)})`;
  const lines = [told(condition.message, 1800), "Until that is mended, nothing of this vault is read or written."];
  const words = { emoji: "🔴", title, after: forSoLong(since, around), lines, vault: name } as const;
  const message = alertMessage({ ...words, simulated: vault.status?.simulated }, around);
  return [{ key: conditionKey(uid, condition), since, title, message }];
}

function unreachable(vault: RecoveryVault, around: Surroundings): readonly Alert[] {
  const condition = conditionOf(vault, "Ready");
  if (condition?.status !== "False" || condition.reason !== "AzureUnavailable") return [];
  const { name, uid } = vault.metadata;
  const since = sinceOf(condition);
  const title = `Vault ${named(name)}: Azure does not answer`;
  const lines = [told(condition.message, 1800)];
  const message = alertMessage({ emoji: "🔴", title, lines, vault: name, simulated: vault.status?.simulated }, around);
  return [{ key: conditionKey(uid, condition), since, title, message }];
}
