// Owns the vault's alert settings: whom Azure would write e-mail to. The simulator sends none.
import { listAt, textAt } from "./body.ts";
import { invalid, type Result } from "./refusal.ts";
import type { World } from "./world.ts";

export interface AlertSetting {
  readonly name: string;
  readonly sendToOwners: string;
  readonly addresses: readonly string[];
  readonly locale: string;
}

export const DEFAULT_ALERT: AlertSetting = {
  name: "defaultAlertSetting",
  sendToOwners: "DoNotSend",
  addresses: [],
  locale: "en-US",
};

/** The service's own words, and those of the official example. */
const SEND = ["Send", "DoNotSend", "true", "false"];

const keyOf = (name: string): string => name.toLowerCase();

/** A vault has the default setting from the start. */
export const alertNamed = (world: World, name: string): AlertSetting | undefined =>
  world.alerts.get(keyOf(name)) ?? (keyOf(name) === keyOf(DEFAULT_ALERT.name) ? DEFAULT_ALERT : undefined);

export function alertsOf(world: World): AlertSetting[] {
  const others = [...world.alerts.values()].filter(({ name }) => keyOf(name) !== keyOf(DEFAULT_ALERT.name));
  return [alertNamed(world, DEFAULT_ALERT.name) ?? DEFAULT_ALERT, ...others];
}

/** PUT: done at once, no job. An empty locale becomes the default (official example). */
export function saveAlert(world: World, name: string, body: unknown): AlertSetting | Result {
  const sendToOwners = textAt(body, "properties", "sendToOwners") ?? DEFAULT_ALERT.sendToOwners;
  if (!SEND.includes(sendToOwners)) return invalid("properties.sendToOwners must be Send or DoNotSend.");
  const addresses = (listAt(body, "properties", "customEmailAddresses") ?? []).filter(
    (each) => typeof each === "string",
  );
  const locale = textAt(body, "properties", "locale") ?? DEFAULT_ALERT.locale;
  const setting = { name: alertNamed(world, name)?.name ?? name, sendToOwners, addresses, locale };
  world.alerts.set(keyOf(name), setting);
  return setting;
}
