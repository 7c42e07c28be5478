// Every request that the adapter makes of Azure, as a table: the name that metrics use, and the right that it needs.

/** Where an assignment of the right has to be made. */
export type Place = "vault" | "site" | "network" | "targetGroup" | "storage";

export interface Route {
  /** Short and without ids: a metric's label. */
  readonly name: string;
  readonly method: "GET" | "PUT" | "PATCH" | "POST" | "DELETE";
  /** `VAULT` and `GROUP` stand for their ARM ids, `*` for one name. */
  readonly path: string;
  /** Azure's name of the right. */
  readonly action: string;
  readonly on: Place;
  /** What it is for, in words of people. */
  readonly why: string;
  /** Whether a vault in mode Observe needs it too. */
  readonly observe: boolean;
  /** Set where Azure's published list of operations (2024) does not name the right as its path would. */
  readonly unverified?: string;
}

type Given = Omit<Route, "name" | "method" | "path" | "action" | "observe"> & { readonly action?: string };

const VAULT = "/subscriptions/*/resourceGroups/*/providers/Microsoft.RecoveryServices/vaults/*";
const GROUP = "/subscriptions/*/resourceGroups/*";
const CONTAINER = "VAULT/replicationFabrics/*/replicationProtectionContainers/*";
const ITEM = `${CONTAINER}/replicationProtectedItems/*`;
const MAPPINGS = `${CONTAINER}/replicationProtectionContainerMappings`;
const SITE = "GROUP/providers/Microsoft.OffAzure/serverSites/*";

const VERBS = { GET: "read", PUT: "write", PATCH: "write", DELETE: "delete", POST: "action" } as const;

const vault = (why: string, more: Partial<Given> = {}): Given => ({ on: "vault", why, ...more });

/** The rights are named by Azure's own rule, by path and verb, and checked against its published list where it has them. */
export const ROUTES: readonly Route[] = [
  route("vault.get", "GET VAULT", vault("the vault's region")),
  route("fabrics.list", "GET VAULT/replicationFabrics", vault("which sites there are")),
  route("fabrics.get", "GET VAULT/replicationFabrics/*", vault("its process servers")),
  route(
    "containers.list",
    "GET VAULT/replicationFabrics/*/replicationProtectionContainers",
    vault("where items are put"),
  ),
  route(
    "providers.list",
    "GET VAULT/replicationFabrics/*/replicationRecoveryServicesProviders",
    vault("process servers that a fabric does not show"),
  ),
  route(
    "appliances.list",
    "GET VAULT/replicationAppliances",
    vault("the appliances' health", {
      action: "Microsoft.RecoveryServices/vaults/*/read",
      unverified: "replicationAppliances is not in Azure's list, so only a wildcard can name it",
    }),
  ),
  route("policies.get", "GET VAULT/replicationPolicies/*", vault("a policy's settings")),
  route("policies.create", "PUT VAULT/replicationPolicies/*", vault("creating a policy")),
  route("policies.update", "PATCH VAULT/replicationPolicies/*", vault("changing a policy")),
  route("policies.delete", "DELETE VAULT/replicationPolicies/*", vault("deleting a policy")),
  route("mappings.list", `GET ${MAPPINGS}`, vault("which policies may be used")),
  route("mappings.get", `GET ${MAPPINGS}/*`, vault("whether a policy may be used")),
  route("mappings.create", `PUT ${MAPPINGS}/*`, vault("letting a policy be used")),
  route("mappings.remove", `POST ${MAPPINGS}/*/remove`, vault("no longer letting a policy be used")),
  route("items.list", "GET VAULT/replicationProtectedItems", vault("what is protected")),
  route("items.get", `GET ${ITEM}`, vault("one machine's state")),
  route("items.enable", `PUT ${ITEM}`, vault("protecting a machine")),
  route("items.update", `PATCH ${ITEM}`, vault("changing a machine's target")),
  route("items.remove", `POST ${ITEM}/remove`, vault("ending a protection")),
  route("items.testFailover", `POST ${ITEM}/testFailover`, vault("starting a test failover")),
  route("items.testFailoverCleanup", `POST ${ITEM}/testFailoverCleanup`, vault("cleaning it up")),
  route("recoveryPoints.list", `GET ${ITEM}/recoveryPoints`, vault("choosing a recovery point")),
  route("targetSizes.list", `GET ${ITEM}/targetComputeSizes`, vault("whether the target's size fits")),
  route("jobs.list", "GET VAULT/replicationJobs", vault("what runs")),
  route("jobs.get", "GET VAULT/replicationJobs/*", vault("how it went")),
  route("machines.list", `GET ${SITE}/machines`, { on: "site", why: "the machines that appliances see" }),
  route("runAsAccounts.list", `GET ${SITE}/runAsAccounts`, { on: "site", why: "accounts on the appliances" }),
  route("sites.refresh", `POST ${SITE}/refreshSite`, {
    on: "site",
    why: "asking the appliances to look again",
    action: "Microsoft.OffAzure/serverSites/refresh/action",
    unverified: "Azure's list has refresh, the address of the call refreshSite",
  }),
  route("virtualNetworks.get", "GET GROUP/providers/Microsoft.Network/virtualNetworks/*", {
    on: "network",
    why: "checks of target and test networks",
  }),
  route("virtualMachines.get", "GET GROUP/providers/Microsoft.Compute/virtualMachines/*", {
    on: "targetGroup",
    why: "whether the test machine runs",
  }),
  route("networkInterfaces.get", "GET GROUP/providers/Microsoft.Network/networkInterfaces/*", {
    on: "targetGroup",
    why: "the test machine's address",
  }),
];

/** What Azure checks of whoever enables, though the operator never asks for it (Microsoft: linked access control). */
export const LINKED: readonly { readonly action: string; readonly on: Place }[] = [
  ...["availabilitySets/read", "virtualMachines/read", "virtualMachines/write", "virtualMachines/delete"].map(
    (right) => ({ action: `Microsoft.Compute/${right}`, on: "targetGroup" as const }),
  ),
  ...["read", "write", "delete", "join/action"].map((right) => ({
    action: `Microsoft.Network/networkInterfaces/${right}`,
    on: "targetGroup" as const,
  })),
  ...["read", "subnets/read", "subnets/join/action"].map((right) => ({
    action: `Microsoft.Network/virtualNetworks/${right}`,
    on: "network" as const,
  })),
  ...["read", "listkeys/action"].map((right) => ({
    action: `Microsoft.Storage/storageAccounts/${right}`,
    on: "storage" as const,
  })),
  { action: "Microsoft.Resources/deployments/*", on: "targetGroup" },
  { action: "Microsoft.Resources/subscriptions/resourceGroups/read", on: "targetGroup" },
];

/** The route of a request, by its verb and path; undefined for one that is not in the table. */
export function routeOf(method: string, path: string): Route | undefined {
  return SHAPES.find(({ route, shape }) => route.method === method && shape.test(path))?.route;
}

const SHAPES = ROUTES.map((one) => ({ route: one, shape: shapeOf(one.path) }));

function route(name: string, request: string, { action, ...given }: Given): Route {
  const [method, path = ""] = request.split(" ") as [Route["method"], string?];
  return {
    name,
    method,
    path,
    action: action ?? actionOf(method, path),
    observe: method === "GET",
    ...given,
  };
}

function full(path: string): string {
  return path.replace(/^VAULT/, VAULT).replace(/^GROUP/, GROUP);
}

function shapeOf(path: string): RegExp {
  const source = full(path).replaceAll(".", "\\.").replaceAll("*", "[^/]+");
  return new RegExp(`^${source}/?$`, "i");
}

/** The types of the path, then the verb; a POST's last part is its own verb. */
function actionOf(method: Route["method"], path: string): string {
  const [, types = ""] = full(path).split("/providers/");
  return [...types.split("/").filter((part) => part !== "*"), VERBS[method]].join("/");
}
