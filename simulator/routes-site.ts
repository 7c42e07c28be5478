// Owns the routes of the physical site itself, and the writes on what its appliances have discovered.
import { type Answer, armError, notFound, ok } from "./answer.ts";
import { textAt } from "./body.ts";
import { type Call, name, page, type Route } from "./call.ts";
import { accountPath } from "./fabric.ts";
import { isClassic } from "./fleet.ts";
import { machineById } from "./machines.ts";
import { GROUP, SITE } from "./patterns.ts";
import { siteName } from "./read-fleet.ts";
import { change, put } from "./timeline.ts";
import { machineView, siteView } from "./view-site.ts";

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

const TYPE = "Microsoft.OffAzure/serverSites";

const isSite = (call: Call): boolean =>
  !isClassic(call.world.fleet) &&
  same(name(call, "site"), siteName(call.world.fleet)) &&
  same(name(call, "group"), call.world.fleet.resourceGroup);

const site = (call: Call): Answer =>
  isSite(call) ? ok(siteView(call.world, call.world.now)) : notFound(TYPE, name(call, "site"));

/** A classic vault has no site: its configuration server tells Site Recovery itself what it knows. */
const sites = (call: Call): Answer =>
  page(call, isClassic(call.world.fleet) ? [] : [siteView(call.world, call.world.now)]);

const sitesOfGroup = (call: Call): Answer =>
  same(name(call, "group"), call.world.fleet.resourceGroup) ? sites(call) : page(call, []);

/** What other people's machines are called is theirs; the account that an appliance logs on with may be chosen. */
function patchMachine(call: Call): Answer {
  const { world } = call;
  const found = isSite(call) ? machineById(world, name(call, "machine")) : undefined;
  if (found?.listed !== true) return notFound(`${TYPE}/machines`, name(call, "machine"));
  const wanted = textAt(call.body, "properties", "runAsAccountId");
  const isKnown = world.fleet.runAsAccounts.some((each) => same(accountPath(world.fleet, each.name), wanted ?? ""));
  if (wanted !== undefined && !isKnown) {
    return armError(400, "InvalidRunAsAccount", "properties.runAsAccountId must be the id of a run-as account.");
  }
  const patched =
    wanted === undefined ? found : change(world.machines, found.id, world.now, { runAsAccountId: wanted });
  return ok(machineView(world, patched ?? found, world.now));
}

/** The machine goes from the appliance's list; an item that protects it stays. 204 when it was not there. */
function deleteMachine(call: Call): Answer {
  const { world } = call;
  const found = isSite(call) ? machineById(world, name(call, "machine")) : undefined;
  if (found === undefined) return { status: 204 };
  put(world.machines, found.id, undefined, world.now);
  return { status: 200 };
}

const MACHINE = `${SITE}/machines/{machine}`;

export const SITE_ROUTES: readonly Route[] = [
  {
    method: "GET",
    operation: "ServerSitesController_ListBySubscription",
    pattern: "/subscriptions/{subscription}/providers/Microsoft.OffAzure/serverSites",
    partly: "the first vault's site only",
    handle: sites,
  },
  {
    method: "GET",
    operation: "ServerSitesController_ListByResourceGroup",
    pattern: `${GROUP}/providers/Microsoft.OffAzure/serverSites`,
    partly: "the first vault's site only",
    handle: sitesOfGroup,
  },
  { method: "GET", operation: "ServerSitesController_Get", pattern: SITE, handle: site },
  {
    method: "PATCH",
    operation: "ServersController_UpdateMachine",
    pattern: MACHINE,
    partly: "the run-as account only",
    handle: patchMachine,
  },
  { method: "DELETE", operation: "ServersController_DeleteMachine", pattern: MACHINE, handle: deleteMachine },
];
