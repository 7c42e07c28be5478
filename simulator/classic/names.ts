// Owns the names and ids of a classic site: fabric, provider, process servers, accounts. Forms as they were observed.
import { digits, guid } from "../chance.ts";
import type { Fleet, RunAsAccount } from "../fleet.ts";

/** 64 hexadecimal digits (official examples): found by type, never by name. */
export const classicFabricName = (fleet: Fleet): string =>
  digits(64, "classic-fabric", fleet.subscriptionId, fleet.vaultName);

/** The configuration server's, which is the only one. */
export const classicProviderName = (fleet: Fleet): string =>
  guid("classic-provider", fleet.subscriptionId, fleet.vaultName);

/** The server whose name the fabric and its container are shown by; it is a process server and a master target too. */
export const configurationServer = (fleet: Fleet): string => fleet.appliances[0] ?? "";

/** A host's id, not the GUID of any standard: 8, 4, 4 and 16 digits (seen as EBF6D193-F624-EE4D-88D76140B99F3D76). */
export function hostId(fleet: Fleet, server: string): string {
  const all = digits(32, "host", fleet.vaultName, server.toLowerCase()).toUpperCase();
  return `${all.slice(0, 8)}-${all.slice(8, 12)}-${all.slice(12, 16)}-${all.slice(16)}`;
}

/** Accounts of a configuration server have small whole numbers for ids. */
export const accountsOf = (fleet: Fleet): { accountId: string; accountName: string }[] =>
  fleet.runAsAccounts.map(({ name }: RunAsAccount, index) => ({ accountId: String(index + 1), accountName: name }));
