// Owns the routes of the other providers: discovery, virtual machines, networks, storage, resource groups.
import { type Answer, armError, notFound, ok } from "./answer.ts";
import { networkOf } from "./azure.ts";
import { type Call, name, page, type Route } from "./call.ts";
import { accountGuid } from "./fabric.ts";
import { isClassic, resourceGroups } from "./fleet.ts";
import { refreshSite } from "./machines.ts";
import { GROUP, SITE } from "./patterns.ts";
import { siteName } from "./read-fleet.ts";
import { get, list } from "./timeline.ts";
import {
  cardView,
  instanceView,
  networkView,
  ownsCard,
  resourceGroupView,
  storageView,
  virtualMachineView,
} from "./view-azure.ts";
import { accountView, machineView } from "./view-site.ts";

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

const route = (operation: string, pattern: string, handle: Route["handle"]): Route => ({
  method: "GET",
  pattern,
  operation,
  handle,
});

const orMissing = (body: unknown, type: string, what: string): Answer =>
  body === undefined ? notFound(type, what) : ok(body);

/** The site's routes answer only for the site that the appliances registered. */
const inSite = (handle: Route["handle"]) => (call: Call) =>
  !isClassic(call.world.fleet) && same(name(call, "site"), siteName(call.world.fleet))
    ? handle(call)
    : notFound("Microsoft.OffAzure/serverSites", name(call, "site"));

const machines = (call: Call) =>
  page(
    call,
    list(call.world.machines).filter((machine) => machine.listed),
    (machine) => machineView(call.world, machine, call.world.now),
  );

function machine(call: Call) {
  const found = get(call.world.machines, name(call, "machine"));
  const view = found?.listed ? machineView(call.world, found, call.world.now) : undefined;
  return orMissing(view, "Microsoft.OffAzure/serverSites/machines", name(call, "machine"));
}

const registeredAt = (call: Call): number => list(call.world.machines)[0]?.discoveredAt ?? call.world.now;

const accounts = (call: Call) =>
  page(
    call,
    call.world.fleet.runAsAccounts.map((account) => accountView(call.world, account, registeredAt(call))),
  );

function account(call: Call) {
  const { fleet } = call.world;
  const found = fleet.runAsAccounts.find((each) => same(accountGuid(fleet, each.name), name(call, "account")));
  const view = found && accountView(call.world, found, registeredAt(call));
  return orMissing(view, "Microsoft.OffAzure/serverSites/runAsAccounts", name(call, "account"));
}

/** 202 with a link whose operation is over at once; what it finds appears a minute later. */
function refresh(call: Call): Answer {
  const id = refreshSite(call.world);
  const site = call.path.slice(0, call.path.lastIndexOf("/"));
  const version = call.query.get("api-version") ?? "";
  return { status: 202, headers: { Location: `${call.origin}${site}/operationsStatus/${id}?api-version=${version}` } };
}

const vmOf = (call: Call) => get(call.world.virtualMachines, `${name(call, "group")}/${name(call, "vm")}`);

function virtualMachine(call: Call) {
  const found = vmOf(call);
  const expand = same(call.query.get("$expand") ?? "", "instanceView");
  const view = found && virtualMachineView(call.world, found, call.world.now, expand);
  return orMissing(view, "Microsoft.Compute/virtualMachines", name(call, "vm"));
}

function instance(call: Call) {
  const found = vmOf(call);
  return orMissing(found && instanceView(found, call.world.now), "Microsoft.Compute/virtualMachines", name(call, "vm"));
}

const virtualMachines = (call: Call) =>
  page(
    call,
    list(call.world.virtualMachines)
      .filter((vm) => same(vm.resourceGroup, name(call, "group")))
      .map((vm) => virtualMachineView(call.world, vm, call.world.now, false)),
  );

function card(call: Call) {
  const inGroup = list(call.world.virtualMachines).filter((vm) => same(vm.resourceGroup, name(call, "group")));
  const owner = inGroup.find((vm) => ownsCard(vm, name(call, "card")));
  return orMissing(owner && cardView(call.world, owner), "Microsoft.Network/networkInterfaces", name(call, "card"));
}

function network(call: Call) {
  const found = networkOf(call.world, call.path);
  return orMissing(found && networkView(call.world, found), "Microsoft.Network/virtualNetworks", name(call, "network"));
}

function storage(call: Call) {
  const { fleet } = call.world;
  const inGroup = fleet.storageAccounts.filter((each) => same(each.resourceGroup, name(call, "group")));
  const found = inGroup.find((each) => same(each.name, name(call, "storage")));
  const view = found && storageView(call.world, found);
  return orMissing(view, "Microsoft.Storage/storageAccounts", name(call, "storage"));
}

function group(call: Call) {
  const found = resourceGroups(call.world.fleet).find((each) => same(each, name(call, "group")));
  return found === undefined
    ? armError(404, "ResourceGroupNotFound", `Resource group '${name(call, "group")}' could not be found.`)
    : ok(resourceGroupView(call.world, found));
}

const COMPUTE = `${GROUP}/providers/Microsoft.Compute/virtualMachines`;
const NETWORK = `${GROUP}/providers/Microsoft.Network`;

export const AZURE_ROUTES: readonly Route[] = [
  route("ServersController_ListByServerSiteResource", `${SITE}/machines`, inSite(machines)),
  route("ServersController_GetMachine", `${SITE}/machines/{machine}`, inSite(machine)),
  route("ServerRunAsAccountsController_ListByServerSiteResource", `${SITE}/runAsAccounts`, inSite(accounts)),
  route("ServerRunAsAccountsController_Get", `${SITE}/runAsAccounts/{account}`, inSite(account)),
  { ...route("ServerSitesController_RefreshSite", `${SITE}/refreshSite`, inSite(refresh)), method: "POST" },
  route(
    "ServerOperationsStatusController_GetServerSiteOperationsStatus",
    `${SITE}/operationsStatus/{id}`,
    inSite((call) => ok({ id: call.path, name: name(call, "id"), status: "Succeeded" })),
  ),
  route("VirtualMachines_List", COMPUTE, virtualMachines),
  route("VirtualMachines_Get", `${COMPUTE}/{vm}`, virtualMachine),
  route("VirtualMachines_InstanceView", `${COMPUTE}/{vm}/instanceView`, instance),
  route("NetworkInterfaces_Get", `${NETWORK}/networkInterfaces/{card}`, card),
  route("VirtualNetworks_Get", `${NETWORK}/virtualNetworks/{network}`, network),
  route("StorageAccounts_GetProperties", `${GROUP}/providers/Microsoft.Storage/storageAccounts/{storage}`, storage),
  route("ResourceGroups_Get", GROUP, group),
];
