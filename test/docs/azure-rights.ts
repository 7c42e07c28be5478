// The rights that the operator's calls need in Azure, as a custom role and as a table: both from the adapter's routes.
import { LINKED, type Place, ROUTES } from "../../operator/azure/arm/routes.ts";
import { between } from "./between.ts";

/** The form that `az role definition create` takes. */
export interface CustomRole {
  readonly Name: string;
  readonly IsCustom: true;
  readonly Description: string;
  readonly Actions: readonly string[];
  readonly NotActions: readonly string[];
  readonly AssignableScopes: readonly string[];
}

export function customRole(): CustomRole {
  return {
    Name: "asr-chatops operator",
    IsCustom: true,
    Description:
      "What the asr-chatops operator does in a Recovery Services vault, and what Azure checks of it besides. Generated.",
    Actions: [...new Set([...ROUTES, ...LINKED].map(({ action }) => action))].sort(),
    NotActions: [],
    AssignableScopes: ["/subscriptions/00000000-0000-0000-0000-000000000000"],
  };
}

const PLACES: Readonly<Record<Place, string>> = {
  vault: "the vault",
  site: "the appliance's site",
  network: "target and test networks",
  targetGroup: "the target resource group",
  storage: "the cache storage account",
};

/** One row for each right and place: what for, and whether mode Observe needs it. */
export function rightsTable(): string {
  const rows = new Map<string, { why: string[]; observe: boolean; action: string; on: Place }>();
  const row = (action: string, on: Place) => {
    const key = `${on} ${action}`;
    const known = rows.get(key) ?? { why: [], observe: false, action, on };
    rows.set(key, known);
    return known;
  };
  for (const { action, on, why, observe, unverified } of ROUTES) {
    const known = row(action, on);
    known.why.push(unverified === undefined ? why : `${why} [unverified: ${unverified}]`);
    known.observe ||= observe;
  }
  for (const { action, on } of LINKED) {
    const known = row(action, on);
    if (known.why.length === 0) known.why.push("checked of whoever enables");
  }
  const lines = [...rows.values()].map(
    ({ action, on, why, observe }) => `| \`${action}\` | ${PLACES[on]} | ${why.join("; ")} | ${observe ? "yes" : ""} |`,
  );
  return ["| right | on | for | in Observe |", "|---|---|---|---|", ...lines].join("\n");
}

/** The page with today's table between its markers. @throws Error when it has no markers */
export const withRights = (page: string): string => between(page, "rights", rightsTable());

/** The role as the formatter writes it: a list of one stays on its line. */
export function roleText(): string {
  return `${JSON.stringify(customRole(), null, 2).replace(/\[\s+("[^"]*")\s+\]/g, "[$1]")}\n`;
}
