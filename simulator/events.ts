// Owns the vault's feed of events: what is told, when, and how it is filtered. Nothing in it is ever changed.
import { digits, guid } from "./chance.ts";
import { type Filter, filterTime, passes } from "./filter.ts";
import type { Item } from "./items.ts";
import type { Job } from "./jobs.ts";
import { count, type World } from "./world.ts";

export interface VaultEvent {
  readonly name: string;
  readonly time: number;
  readonly type: "JobStatus" | "VmHealth" | "ServerHealth";
  readonly severity: "OK" | "Warning" | "Critical";
  readonly description: string;
  /** a machine's, an appliance's or another object's name */
  readonly about: string;
  /** the item's `eventCorrelationId`; empty for what is no item */
  readonly correlationId: string;
  readonly itemName: string;
  readonly appliance: string;
  readonly job?: Pick<Job, "name" | "friendlyName" | "state"> & { readonly targetType: string };
  readonly error?: {
    readonly code: string;
    readonly message: string;
    readonly possibleCauses: string;
    readonly recommendedAction: string;
  };
}

/** Older events are forgotten: how long Azure keeps them is not recorded. */
const MOST = 5000;

const PREFIXES = {
  JobStatus: "JobStatusMonitoringEvent",
  VmHealth: "VmMonitoringEvent",
  ServerHealth: "ServerMonitoringEvent",
} as const;

/** One GUID for each kind of event, as in the official examples; the GUIDs themselves are ours. */
export const codeOf = (event: VaultEvent): string => guid("event-code", event.type);

/** Puts an event at the end of the feed. Names have the form of the official examples. */
export function tell(world: World, event: Omit<VaultEvent, "name" | "time">): void {
  const number = count(world, "events");
  const ticks = `909${digits(16, "event", world.seed, number).replaceAll(/\D/g, "7")}`;
  const name = `${PREFIXES[event.type]};${ticks}_${guid("event", world.seed, number)}`;
  world.events.push({ ...event, name, time: world.now });
  if (world.events.length > MOST) world.events.splice(0, world.events.length - MOST);
}

export const correlationIdOf = (itemId: string): string => guid("events", itemId);

function severityOf(job: Job): VaultEvent["severity"] {
  if (job.state === "Failed") return "Critical";
  return job.state === "Cancelled" || job.stateDescription === "PartiallySucceeded" ? "Warning" : "OK";
}

/** A job has ended. The words `TestFailover - Failed` are those of the official example. */
export function tellOfJob(world: World, job: Job): void {
  const { target } = job;
  const [error] = job.errors;
  tell(world, {
    type: "JobStatus",
    severity: severityOf(job),
    description: `${job.scenario} - ${job.state}`,
    about: target.name,
    correlationId: target.type === "ProtectionEntity" ? correlationIdOf(target.id) : "",
    itemName: "",
    appliance: "",
    job: { name: job.name, friendlyName: job.friendlyName, state: job.state, targetType: target.type },
    ...(error && { error }),
  });
}

/** A machine's replication became worse or better; the words of the good case are the official example's. */
export const tellOfMachine = (world: World, item: Item, health: string, error: VaultEvent["error"]): void =>
  tell(world, {
    type: "VmHealth",
    severity: health === "Critical" || health === "Warning" ? health : "OK",
    description: health === "Normal" ? "Virtual machine health is OK" : `Virtual machine health is ${health}`,
    about: item.machineName,
    correlationId: correlationIdOf(item.id),
    itemName: item.name,
    appliance: item.appliance,
    ...(error && { error }),
  });

/** An appliance went silent, or is heard again. */
export const tellOfAppliance = (world: World, appliance: string, isSilent: boolean): void =>
  tell(world, {
    type: "ServerHealth",
    severity: isSilent ? "Critical" : "OK",
    description: isSilent ? "The appliance is not connected" : "The appliance is connected",
    about: appliance,
    correlationId: "",
    itemName: "",
    appliance,
  });

export const EVENT_FIELDS = [
  ...["EventCode", "Severity", "EventType", "FabricName", "AffectedObjectFriendlyName"],
  ...["AffectedObjectCorrelationId", "StartTime", "EndTime"],
];

/** The events that a filter lets through, newest first. */
export function eventsOf(world: World, filter: Filter, fabric: string): VaultEvent[] {
  const from = filterTime(filter, "StartTime") ?? Number.NEGATIVE_INFINITY;
  const to = filterTime(filter, "EndTime") ?? Number.POSITIVE_INFINITY;
  if (!passes(filter, "FabricName", fabric)) return [];
  const found = world.events.filter(
    (event) =>
      event.time >= from &&
      event.time <= to &&
      passes(filter, "EventCode", codeOf(event)) &&
      passes(filter, "Severity", event.severity) &&
      passes(filter, "EventType", event.type) &&
      passes(filter, "AffectedObjectFriendlyName", event.about) &&
      passes(filter, "AffectedObjectCorrelationId", event.correlationId),
  );
  return found.reverse();
}
