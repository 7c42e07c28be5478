// Changing a protected item: read first, then everything writable goes out again with the change in it.
import type {
  InMageRcmNicInput,
  InMageRcmReplicationDetails,
  InMageRcmUpdateReplicationProtectedItemInput,
} from "@azure/arm-recoveryservices-siterecovery";
import { StalledError, TransientError } from "../../errors.ts";
import type { Outcome } from "../../operation.ts";
import type { TargetNic, UpdateRequest, Write } from "../site-recovery.ts";
import type { ArmContext } from "./context.ts";
import { scope } from "./context.ts";
import { type ItemPath, itemPath } from "./ids.ts";
import { nicsOf, targetOf } from "./item-target.ts";
import { API_VERSIONS, getJson, pathBelow, sendJson } from "./raw.ts";
import { list, present, record, text } from "./values.ts";
import { notSent, sendWrite } from "./writing.ts";

/**
 * Whether Azure keeps what a PATCH leaves out is not documented, so the item is read first and everything that is
 * writable goes out again, changed where the request says so. When that read fails nothing is sent.
 */
export async function updateItem(
  context: ArmContext,
  write: Write,
  itemId: string,
  request: UpdateRequest,
): Promise<Outcome> {
  const item = itemPath(itemId, context.vaultId);
  const before = await readBefore(context, write, item);
  if (!("instanceType" in before)) return before;
  const input = updateInput(before, request);
  const newer = newerOf(before);
  if (Object.keys(newer).length === 0) {
    const path = [item.fabric, item.container, item.name] as const;
    return sendWrite(context, write, (options) =>
      context.client.replicationProtectedItems.beginUpdate(
        ...scope(context),
        ...path,
        { properties: { providerSpecificDetails: input } },
        options,
      ),
    );
  }
  const body = { properties: { providerSpecificDetails: { ...input, ...newer } } };
  return sendWrite(context, write, (options) =>
    sendJson(context, options, { method: "PATCH", ...newerTarget(context, item) }, body),
  );
}

/** The details as Azure writes them, with the fields that the SDK would drop. */
type Details = InMageRcmReplicationDetails & Readonly<Record<string, unknown>>;

function newerTarget(context: ArmContext, item: ItemPath) {
  const path = pathBelow(context, item, "replicationProtectedItems", item.name);
  return { path, apiVersion: API_VERSIONS.newerSiteRecovery };
}

async function readBefore(
  context: ArmContext,
  { signal }: Write,
  item: ItemPath,
): Promise<Details | ReturnType<typeof notSent>> {
  try {
    const asking = { what: `the protected item ${item.name}`, signal };
    const found = record(await getJson(context, asking, newerTarget(context, item)));
    const details = record(record(found.properties).providerSpecificDetails);
    if (details.instanceType === "InMageRcm") return details as Details;
    return notSent("the item is gone, or is not of the modernized architecture.");
  } catch (error) {
    if (error instanceof TransientError || error instanceof StalledError) return notSent(error.message);
    throw error;
  }
}

/** What only the newer version of the API can write, where the item has it (OpenAPI 2024-04-01). */
function newerOf(before: Details): Readonly<Record<string, unknown>> {
  const tags = (name: string) => (list(before[name]).length > 0 ? before[name] : undefined);
  return present({
    targetVmTags: tags("targetVmTags"),
    targetManagedDiskTags: tags("targetManagedDiskTags"),
    targetNicTags: tags("targetNicTags"),
    sqlServerLicenseType: text(before.sqlServerLicenseType),
  });
}

function updateInput(before: Details, { target, nics }: UpdateRequest): InMageRcmUpdateReplicationProtectedItemInput {
  const merged = { ...targetOf(before), ...target };
  const nicsAfter = nics.length > 0 ? nics : nicsOf(before);
  return {
    instanceType: "InMageRcm",
    ...present({
      targetVmName: merged.vmName,
      targetVmSize: merged.vmSize,
      targetResourceGroupId: merged.resourceGroupId,
      targetNetworkId: merged.networkId,
      testNetworkId: merged.testNetworkId,
      targetAvailabilityZone: merged.availabilityZone,
      targetAvailabilitySetId: merged.availabilitySetId,
      licenseType: merged.licenseType,
      targetProximityPlacementGroupId: text(before.targetProximityPlacementGroupId),
      targetBootDiagnosticsStorageAccountId: merged.bootDiagnosticsStorageAccountId,
      vmNics: nicsAfter.length > 0 ? nicsAfter.map(nicInput) : undefined,
    }),
  };
}

function nicInput(nic: TargetNic): InMageRcmNicInput {
  return {
    nicId: nic.nicId,
    isPrimaryNic: nic.primary ? "true" : "false",
    isSelectedForFailover: nic.include ? "true" : "false",
    ...present({
      targetSubnetName: nic.subnet,
      targetStaticIPAddress: nic.staticIp,
      testSubnetName: nic.testSubnet,
      testStaticIPAddress: nic.testStaticIp,
    }),
  };
}
