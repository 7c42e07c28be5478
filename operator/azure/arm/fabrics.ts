// Fabrics: one per site, with their containers and process servers.
import type {
  InMageRcmFabricSpecificDetails,
  Fabric as SdkFabric,
  VMwareDetails,
} from "@azure/arm-recoveryservices-siterecovery";
import type { Fabric, ProcessServer } from "../site-recovery.ts";
import type { ArmContext } from "./context.ts";
import { scope } from "./context.ts";
import { all, pages, read } from "./reading.ts";
import { present, text } from "./values.ts";

/**
 * All fabrics, each read again by itself: Azure's list leaves the process servers out (recorded az CLI traffic, 2023).
 * @throws TransientError, StalledError
 */
export async function fabrics(context: ArmContext, signal?: AbortSignal): Promise<readonly Fabric[]> {
  const listed = await all(
    pages(context, { what: "the fabrics", signal }, (options) =>
      context.client.replicationFabrics.list(...scope(context), options),
    ),
  );
  return Promise.all(listed.map((fabric) => whole(context, fabric, signal)));
}

async function whole(context: ArmContext, listed: SdkFabric, signal: AbortSignal | undefined): Promise<Fabric> {
  const name = listed.name ?? "";
  const asking = { what: `the fabric ${name}`, signal };
  const [one, containers] = await Promise.all([
    read(context, asking, (options) => context.client.replicationFabrics.get(...scope(context), name, options)),
    all(
      pages(context, { what: `the containers of fabric ${name}`, signal }, (options) =>
        context.client.replicationProtectionContainers.listByReplicationFabrics(...scope(context), name, options),
      ),
    ),
  ]);
  const fabric = fabricOf(one ?? listed, containers);
  if (fabric.instanceType !== "InMageRcm" || fabric.processServers.length > 0) return fabric;
  return { ...fabric, processServers: await providers(context, name, signal) };
}

/** A provider's `machineId` is the id of its process server (recorded az CLI traffic, 2023). */
async function providers(
  context: ArmContext,
  fabric: string,
  signal: AbortSignal | undefined,
): Promise<readonly ProcessServer[]> {
  const found = await all(
    pages(context, { what: `the providers of fabric ${fabric}`, signal }, (options) =>
      context.client.replicationRecoveryServicesProviders.listByReplicationFabrics(...scope(context), fabric, options),
    ),
  );
  return found.flatMap(({ properties }) => {
    const id = text(properties?.machineId);
    return id === undefined ? [] : [{ id, name: text(properties?.machineName) ?? id }];
  });
}

function fabricOf(fabric: SdkFabric, containers: readonly { id?: string; name?: string }[]): Fabric {
  const details = fabric.properties?.customDetails;
  const rcm = details?.instanceType === "InMageRcm" ? (details as InMageRcmFabricSpecificDetails) : undefined;
  const classic = details?.instanceType === "VMware" ? (details as VMwareDetails) : undefined;
  return {
    id: fabric.id ?? "",
    name: fabric.name ?? "",
    instanceType: details?.instanceType ?? "Unknown",
    health: text(fabric.properties?.health) ?? "None",
    containers: containers.map(({ id, name }) => ({ id: id ?? "", name: name ?? "" })),
    processServers: [
      ...(rcm?.processServers ?? []).map(({ id, name, health }) => ({ id, name, health })),
      ...(classic?.processServers ?? []).map(({ id, friendlyName, health }) => ({ id, name: friendlyName, health })),
    ].flatMap(({ id, name, health }) =>
      id === undefined ? [] : [present({ id, name: name ?? id, health: text(health) })],
    ),
    ...present({ physicalSiteId: text(rcm?.physicalSiteId) }),
  };
}
