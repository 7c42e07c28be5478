// Which role has a right, and where it must be assigned: for people whom Azure has just refused something.
import { LINKED, type Place, ROUTES } from "./routes.ts";

export interface Right {
  readonly action: string;
  readonly scope: string;
}

/** Built-in roles, by where they are assigned: whoever only reads, and whoever changes something. */
export const ROLES: Readonly<Record<Place, { readonly read: string; readonly change: string }>> = {
  vault: { read: "Site Recovery Reader", change: "Site Recovery Contributor" },
  site: { read: "Reader", change: "a role of your own (examples/azure/custom-role.json)" },
  network: { read: "Reader", change: "Virtual Machine Contributor" },
  targetGroup: { read: "Reader", change: "Virtual Machine Contributor" },
  storage: { read: "Virtual Machine Contributor", change: "Virtual Machine Contributor" },
};

/** How far a scope goes for a role to be worth assigning on it. */
const REACH: Readonly<Record<Place, RegExp>> = {
  vault: /^.*?\/vaults\/[^/]+/i,
  site: /^.*?\/serverSites\/[^/]+/i,
  network: /^.*?\/virtualNetworks\/[^/]+/i,
  targetGroup: /^.*?\/resourceGroups\/[^/]+/i,
  storage: /^.*?\/storageAccounts\/[^/]+/i,
};

/**
 * The right that Azure says is missing, in its own words: "… does not have authorization to perform action 'A' over
 * scope 'S' …", and of something that a call only refers to: "… perform action(s) 'A' on the linked scope(s) 'S' …"
 * (sentences as they appear in public issue threads; undefined when Azure words it otherwise).
 */
export function missingRight(message: string): Right | undefined {
  const linked = /perform action\(s\) '([^']+)' on the linked scope\(s\) '([^']+)'/i.exec(message);
  const [, action, scope] = linked ?? /perform action '([^']+)' over scope '([^']+)'/i.exec(message) ?? [];
  return action === undefined || scope === undefined ? undefined : { action, scope };
}

/** What a person must assign, and where; undefined for a right that the operator never needed. */
export function remedyFor(message: string): string | undefined {
  const right = missingRight(message);
  const on = right === undefined ? undefined : placeOf(right.action);
  if (right === undefined || on === undefined) return undefined;
  const role = ROLES[on][right.action.toLowerCase().endsWith("/read") ? "read" : "change"];
  const scope = REACH[on].exec(right.scope)?.[0] ?? right.scope;
  return (
    `Give the operator's identity ${role} on ${scope}, for the right ${right.action} (docs/azure-setup.md). ` +
    "A new assignment takes effect within some minutes."
  );
}

function placeOf(action: string): Place | undefined {
  const wanted = action.toLowerCase();
  const named = [...ROUTES, ...LINKED].find((one) => one.action.toLowerCase() === wanted);
  return named?.on ?? BY_PROVIDER.find(([start]) => wanted.startsWith(start))?.[1];
}

/** For rights whose name in the table is a wildcard, or which a call turned out to need besides. */
const BY_PROVIDER: readonly [string, Place][] = [
  ["microsoft.recoveryservices/vaults/", "vault"],
  ["microsoft.offazure/serversites/", "site"],
  ["microsoft.network/virtualnetworks/", "network"],
  ["microsoft.network/", "targetGroup"],
  ["microsoft.compute/", "targetGroup"],
  ["microsoft.storage/", "storage"],
  ["microsoft.resources/", "targetGroup"],
];
