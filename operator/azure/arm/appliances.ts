// Replication appliances: each is a set of parts with a health, a version and a heartbeat of its own.
import type { HealthError, InMageRcmApplianceDetails } from "@azure/arm-recoveryservices-siterecovery";
import type { Appliance } from "../site-recovery.ts";
import type { ArmContext } from "./context.ts";
import { scope } from "./context.ts";
import { healthErrors, worst } from "./health.ts";
import { all, pages } from "./reading.ts";
import { date, present, text } from "./values.ts";

interface Part {
  readonly health?: string;
  readonly version?: string;
  readonly lastHeartbeatUtc?: Date;
  readonly healthErrors?: HealthError[];
}

/** All appliances of the vault. @throws TransientError, StalledError */
export async function appliances(context: ArmContext, signal?: AbortSignal): Promise<readonly Appliance[]> {
  const rows = await all(
    pages(context, { what: "the appliances", signal }, (options) =>
      context.client.replicationAppliances.list(...scope(context), options),
    ),
  );
  return rows.flatMap(({ properties }) => {
    const details = properties?.providerSpecificDetails;
    if (details?.instanceType !== "InMageRcm") return [];
    return ((details as { appliances?: InMageRcmApplianceDetails[] }).appliances ?? []).map(applianceOf);
  });
}

function applianceOf(appliance: InMageRcmApplianceDetails): Appliance {
  const parts = partsOf(appliance);
  const heartbeats = parts.flatMap((part) => date(part.lastHeartbeatUtc) ?? []).map((at) => at.getTime());
  return {
    id: appliance.id ?? "",
    name: appliance.name ?? "",
    health: worst(parts.map((part) => part.health)),
    errors: parts.flatMap((part) => healthErrors(part.healthErrors)),
    ...present({
      version: text(appliance.processServer?.version) ?? text(appliance.dra?.version),
      lastHeartbeat: heartbeats.length === 0 ? undefined : new Date(Math.min(...heartbeats)),
    }),
  };
}

/** The re-protect and MARS agents are left out: they serve failback, which physical servers do not have. */
function partsOf({ processServer, rcmProxy, pushInstaller, replicationAgent, dra }: InMageRcmApplianceDetails): Part[] {
  return [processServer, rcmProxy, pushInstaller, replicationAgent, dra].flatMap((part) => part ?? []);
}
