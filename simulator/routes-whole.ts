// Owns the routes about the vault as a whole: events, alerts, health, settings, and what such a vault never has.

import { alertNamed, alertsOf, saveAlert } from "./alerts.ts";
import { type Answer, ok } from "./answer.ts";
import { type Call, filtered, name, one, page, type Route, taken } from "./call.ts";
import { EVENT_FIELDS, eventsOf } from "./events.ts";
import { fabricName } from "./fabric.ts";
import { providerOf } from "./fleet.ts";
import { CONTAINER, FABRIC, VAULT } from "./patterns.ts";
import { healthOf } from "./vault-health.ts";
import { saveSetting, settingNamed } from "./vault-settings.ts";
import { eventView } from "./view-event.ts";
import { alertView, healthView, settingView, supportedView } from "./view-vault.ts";

const route = (operation: string, pattern: string, handle: Route["handle"]): Route => ({
  method: "GET",
  pattern,
  operation,
  handle,
});

const events = filtered(EVENT_FIELDS, (call, filter) =>
  page(call, eventsOf(call.world, filter, fabricName(call.world.fleet)), (event) => eventView(call.world, event)),
);

function event(call: Call) {
  const found = call.world.events.find((each) => each.name.toLowerCase() === name(call, "event").toLowerCase());
  return one(call, found && eventView(call.world, found), `replicationEvents/${name(call, "event")}`);
}

const alerts = (call: Call) =>
  page(
    call,
    alertsOf(call.world).map((alert) => alertView(call.world, alert)),
  );

function alert(call: Call) {
  const found = alertNamed(call.world, name(call, "alert"));
  return one(call, found && alertView(call.world, found), `replicationAlertSettings/${name(call, "alert")}`);
}

function putAlert(call: Call): Answer {
  const saved = saveAlert(call.world, name(call, "alert"), call.body);
  return "refused" in saved || "accepted" in saved ? taken(call, saved) : ok(alertView(call.world, saved));
}

const settings = (call: Call) =>
  page(
    call,
    [...call.world.vaultSettings.values()].map((setting) => settingView(call.world, setting)),
  );

function setting(call: Call) {
  const found = settingNamed(call.world, name(call, "setting"));
  return one(call, found && settingView(call.world, found), `replicationVaultSettings/${name(call, "setting")}`);
}

const putSetting = (call: Call): Answer =>
  ok(settingView(call.world, saveSetting(call.world, name(call, "setting"), call.body)));

const supported = (call: Call): Answer =>
  ok(supportedView(call.world, call.query.get("instanceType") ?? providerOf(call.world.fleet)));

/** Lists of what other providers have. In a vault of physical servers they are empty, in Azure too. */
const EMPTY: Readonly<Record<string, readonly [pattern: string, whose: string]>> = {
  ReplicationMigrationItems_List: [`${VAULT}/replicationMigrationItems`, "these are agentless migrations"],
  ReplicationMigrationItems_ListByReplicationProtectionContainers: [
    `${CONTAINER}/replicationMigrationItems`,
    "these are agentless migrations",
  ],
  ReplicationNetworks_List: [`${VAULT}/replicationNetworks`, "these are Hyper-V's"],
  ReplicationNetworks_ListByReplicationFabrics: [`${FABRIC}/replicationNetworks`, "these are Hyper-V's"],
  ReplicationNetworkMappings_List: [`${VAULT}/replicationNetworkMappings`, "these are Hyper-V's"],
  ReplicationLogicalNetworks_ListByReplicationFabrics: [`${FABRIC}/replicationLogicalNetworks`, "these are Hyper-V's"],
  ReplicationStorageClassifications_List: [`${VAULT}/replicationStorageClassifications`, "these are Hyper-V's"],
  ReplicationStorageClassifications_ListByReplicationFabrics: [
    `${FABRIC}/replicationStorageClassifications`,
    "these are Hyper-V's",
  ],
  ReplicationStorageClassificationMappings_List: [
    `${VAULT}/replicationStorageClassificationMappings`,
    "these are Hyper-V's",
  ],
  ReplicationvCenters_List: [`${VAULT}/replicationvCenters`, "these are VMware's"],
  ReplicationvCenters_ListByReplicationFabrics: [`${FABRIC}/replicationvCenters`, "these are VMware's"],
  ReplicationProtectionIntents_List: [`${VAULT}/replicationProtectionIntents`, "these are of Azure to Azure"],
};

const EMPTY_ROUTES: readonly Route[] = Object.entries(EMPTY).map(([operation, [pattern, whose]]) => ({
  ...route(operation, pattern, (call) => page(call, [])),
  partly: `always empty: ${whose}`,
}));

export const WHOLE_ROUTES: readonly Route[] = [
  route("ReplicationEvents_List", `${VAULT}/replicationEvents`, events),
  route("ReplicationEvents_Get", `${VAULT}/replicationEvents/{event}`, event),
  route("ReplicationAlertSettings_List", `${VAULT}/replicationAlertSettings`, alerts),
  route("ReplicationAlertSettings_Get", `${VAULT}/replicationAlertSettings/{alert}`, alert),
  {
    ...route("ReplicationAlertSettings_Create", `${VAULT}/replicationAlertSettings/{alert}`, putAlert),
    method: "PUT",
    partly: "kept; no mail is sent",
  },
  route("ReplicationVaultHealth_Get", `${VAULT}/replicationVaultHealth`, (call) =>
    ok(healthView(call.world, healthOf(call.world))),
  ),
  route("ReplicationVaultSetting_List", `${VAULT}/replicationVaultSettings`, settings),
  route("ReplicationVaultSetting_Get", `${VAULT}/replicationVaultSettings/{setting}`, setting),
  {
    ...route("ReplicationVaultSetting_Create", `${VAULT}/replicationVaultSettings/{setting}`, putSetting),
    method: "PUT",
    partly: "kept; nothing follows from it",
  },
  {
    ...route("SupportedOperatingSystems_Get", `${VAULT}/replicationSupportedOperatingSystems`, supported),
    partly: "a few systems: the service's own list is not recorded",
  },
  ...EMPTY_ROUTES,
];
