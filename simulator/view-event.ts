// Owns the answer about one event of the vault's feed.
import { timeText, vaultId } from "./arm.ts";
import { codeOf, type VaultEvent } from "./events.ts";
import { fabricName, fabricPath, friendlyFabric, jobPath } from "./fabric.ts";
import { isClassic } from "./fleet.ts";
import type { World } from "./world.ts";

const detailsOf = (world: World, { job }: VaultEvent) => ({
  instanceType: "JobStatus",
  ...(job && {
    jobId: jobPath(world.fleet, job.name),
    jobFriendlyName: job.friendlyName,
    jobStatus: job.state,
    affectedObjectType: job.targetType,
  }),
});

const modernizedEvent = (world: World, event: VaultEvent) => ({
  instanceType: "InMageRcm",
  protectedItemName: event.itemName,
  vmName: event.type === "ServerHealth" ? "" : event.about,
  jobId: event.job?.name ?? "",
  fabricName: fabricName(world.fleet),
  applianceName: event.appliance,
});

/** Of other fields than those of appliances (OpenAPI 2023-06-01); what stands in them is ours [unverified]. */
const classicEvent = (world: World, event: VaultEvent) => ({
  instanceType: "InMageAzureV2",
  eventType: event.type,
  category: event.type,
  component: event.appliance,
  correctiveAction: event.error?.recommendedAction ?? "",
  details: event.error?.message ?? "",
  summary: event.description,
  siteName: friendlyFabric(world),
});

/** Events of other kinds have `JobStatus` as their details' kind too: so the official example. */
export const eventView = (world: World, event: VaultEvent) => ({
  id: `${vaultId(world.fleet)}/replicationEvents/${event.name}`,
  name: event.name,
  type: "Microsoft.RecoveryServices/vaults/replicationEvents",
  properties: {
    eventCode: codeOf(event),
    description: event.description,
    eventType: event.type,
    affectedObjectFriendlyName: event.about,
    affectedObjectCorrelationId: event.correlationId,
    severity: event.severity,
    timeOfOccurrence: timeText(event.time),
    fabricId: fabricPath(world.fleet),
    providerSpecificDetails: isClassic(world.fleet) ? classicEvent(world, event) : modernizedEvent(world, event),
    eventSpecificDetails: detailsOf(world, event),
    healthErrors:
      event.error === undefined
        ? []
        : [
            {
              errorCode: event.error.code,
              errorMessage: event.error.message,
              possibleCauses: event.error.possibleCauses,
              recommendedAction: event.error.recommendedAction,
            },
          ],
  },
});
