// Owns the spelling of Azure: resource ids, times, sentinel values.
import type { Fleet } from "./fleet.ts";

/** Site Recovery answers ids with a capital S (recorded az CLI traffic, 2023); the other providers do not. */
export const vaultId = (fleet: Fleet): string =>
  `/Subscriptions/${fleet.subscriptionId}/resourceGroups/${fleet.resourceGroup}/providers/Microsoft.RecoveryServices/vaults/${fleet.vaultName}`;

/** Id of a resource of another provider, e.g. `("net-rg", "Microsoft.Network/virtualNetworks/prod")`. */
export const resourceId = (fleet: Fleet, resourceGroup: string, rest: string): string =>
  `/subscriptions/${fleet.subscriptionId}/resourceGroups/${resourceGroup}/providers/${rest}`;

/** The last segment of an id or a path. */
export const lastSegment = (id: string): string => id.slice(id.lastIndexOf("/") + 1);

/** Ids are compared without case: Azure changes the case of what it was given (recorded az CLI traffic, 2023). */
export const sameId = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** Milliseconds as the service writes times: seven digits after the second. */
export const timeText = (milliseconds: number): string => new Date(milliseconds).toISOString().replace("Z", "0000Z");

/** What the service writes where it has no time yet (recorded az CLI and PowerShell traffic). */
export const NO_END = "0001-01-01T00:00:00";
export const NO_START = "1753-01-01T01:01:01Z";
export const NEVER_EXPIRES = "9999-12-31T23:59:59.9999999";
