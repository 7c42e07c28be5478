// Owns the table of routes and finding the one for a request; paths compare without case, as ARM's do.
import { type Answer, armError } from "./answer.ts";
import { type Call, one, type Route, taken } from "./call.ts";
import { CLASSIC_ROUTES } from "./classic/routes.ts";
import { cloudName, containerName, fabricName } from "./fabric.ts";
import { AZURE_ROUTES } from "./routes-azure.ts";
import { ITEM_ROUTES } from "./routes-items.ts";
import { PLAN_ROUTES } from "./routes-plans.ts";
import { SITE_ROUTES } from "./routes-site.ts";
import { VAULT_ROUTES } from "./routes-vault.ts";
import { WHOLE_ROUTES } from "./routes-whole.ts";
import { WRITES, type WriteName } from "./vault.ts";
import type { World } from "./world.ts";
import { WRITE_PATHS } from "./write-paths.ts";

const WRITE_ROUTES: readonly Route[] = (Object.keys(WRITES) as WriteName[]).map((operation) => {
  const [method, pattern, partly] = WRITE_PATHS[operation];
  const handle: Route["handle"] = (call) => taken(call, WRITES[operation](call.world, call));
  return { operation, method, pattern, ...(partly !== undefined && { partly }), handle };
});

export const ROUTES: readonly Route[] = [
  ...VAULT_ROUTES,
  ...CLASSIC_ROUTES,
  ...WHOLE_ROUTES,
  ...ITEM_ROUTES,
  ...PLAN_ROUTES,
  ...SITE_ROUTES,
  ...AZURE_ROUTES,
  ...WRITE_ROUTES,
];

/** The segments of a path, decoded; undefined when an escape is broken. */
export function segmentsOf(path: string): string[] | undefined {
  try {
    return path
      .split("/")
      .filter((segment) => segment !== "")
      .map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

/** A route with its pattern taken apart, once: a name in braces, or a word in small letters. */
const COMPILED = ROUTES.map((route) => ({
  route,
  parts: route.pattern
    .split("/")
    .slice(1)
    .map((part) => ({ name: /^\{(.*)\}$/.exec(part)?.[1], word: part.toLowerCase() })),
}));

type Part = (typeof COMPILED)[number]["parts"][number];

/** The names in a path by a pattern's words; undefined when it does not match. `small` has it in small letters. */
function match(parts: readonly Part[], segments: readonly string[], small: readonly string[]) {
  if (parts.length !== segments.length) return undefined;
  if (parts.some(({ name, word }, index) => name === undefined && word !== small[index])) return undefined;
  const named = parts.flatMap(({ name }, index) => (name === undefined ? [] : [[name, segments[index] ?? ""]]));
  return Object.fromEntries(named) as Record<string, string>;
}

/** The route for a method and path with the names in it; undefined when there is none. */
export function find(method: string, segments: readonly string[]) {
  const small = segments.map((segment) => segment.toLowerCase());
  for (const { route, parts } of COMPILED) {
    const names = route.method === method ? match(parts, segments, small) : undefined;
    if (names !== undefined) return { route, names };
  }
  return undefined;
}

const differs = (names: Readonly<Record<string, string>>, what: string, ...known: readonly string[]): boolean => {
  const given = names[what]?.toLowerCase();
  return given !== undefined && !known.some((each) => each.toLowerCase() === given);
};

/** The 404 for a path whose subscription, vault, fabric or container is not ours; undefined when all are. */
export function outside(world: World, call: Call): Answer | undefined {
  const { fleet } = world;
  const { names } = call;
  if (differs(names, "subscription", fleet.subscriptionId)) {
    return armError(404, "SubscriptionNotFound", `The subscription '${names.subscription}' could not be found.`);
  }
  if (names.vault === undefined) return undefined;
  if (differs(names, "vault", fleet.vaultName) || differs(names, "group", fleet.resourceGroup)) {
    const where = `'Microsoft.RecoveryServices/vaults/${names.vault}' under resource group '${names.group}'`;
    return armError(404, "ResourceNotFound", `The Resource ${where} was not found.`);
  }
  if (differs(names, "fabric", fabricName(fleet))) return one(call, undefined, `replicationFabrics/${names.fabric}`);
  return differs(names, "container", containerName(fleet), cloudName(fleet))
    ? one(call, undefined, `replicationProtectionContainers/${names.container}`)
    : undefined;
}
