// Enabling, changing and ending the protection of one machine.
import type {
  EnableProtectionInput,
  InMageRcmNicInput,
  InMageRcmReplicationDetails,
  InMageRcmUpdateReplicationProtectedItemInput,
} from "@azure/arm-recoveryservices-siterecovery";
import type { OperationOptions } from "@azure/core-client";
import { StalledError, TransientError } from "../../errors.ts";
import type { Outcome } from "../../operation.ts";
import type { ContainerPath, EnableRequest, SiteRecovery, TargetNic, UpdateRequest, Write } from "../site-recovery.ts";
import type { ArmContext } from "./context.ts";
import { scope } from "./context.ts";
import { itemPath } from "./ids.ts";
import { nicsOf, targetOf } from "./item-target.ts";
import { API_VERSIONS, pathBelow, putJson } from "./raw.ts";
import { read } from "./reading.ts";
import { present, text } from "./values.ts";
import { notSent, sendWrite } from "./writing.ts";

export function protectionWrites(context: ArmContext): Pick<SiteRecovery, "enable" | "update" | "disable"> {
  const { replicationProtectedItems } = context.client;
  return {
    enable: (write, container, request) =>
      sendWrite(context, write, (options) =>
        request.tags === undefined
          ? beginEnable(context, container, request, options)
          : putEnable(context, container, { ...request, tags: request.tags }, options),
      ),
    update: (write, itemId, request) => update(context, write, itemId, request),
    // `beginDelete` is POST …/remove, which also tells the agent; HTTP DELETE would only forget the record.
    disable: (write, itemId, reason) => {
      const { fabric, container, name } = itemPath(itemId, context.vaultId);
      const input = { properties: { disableProtectionReason: reason } };
      return sendWrite(context, write, (options) =>
        replicationProtectedItems.beginDelete(...scope(context), fabric, container, name, input, options),
      );
    },
  };
}

function beginEnable(
  context: ArmContext,
  { fabric, container }: ContainerPath,
  request: EnableRequest,
  options: OperationOptions,
): Promise<unknown> {
  const path = [fabric, container, request.itemName] as const;
  const input = enableInput(request);
  return context.client.replicationProtectedItems.beginCreate(...scope(context), ...path, input, options);
}

/** Tags came with a newer version of the API, and the SDK would drop them. */
function putEnable(
  context: ArmContext,
  container: ContainerPath,
  request: EnableRequest & Required<Pick<EnableRequest, "tags">>,
  options: OperationOptions,
): Promise<unknown> {
  const path = pathBelow(context, container, "replicationProtectedItems", request.itemName);
  const { policyId, providerSpecificDetails } = enableInput(request).properties ?? {};
  const targetVmTags = Object.entries(request.tags).map(([tagName, tagValue]) => ({ tagName, tagValue }));
  const body = { properties: { policyId, providerSpecificDetails: { ...providerSpecificDetails, targetVmTags } } };
  return putJson(context, options, { path, apiVersion: API_VERSIONS.newerSiteRecovery }, body);
}

/** Exactly one of `disksDefault` and `disksToInclude`; every disk that is not listed is left out by Azure. */
function enableInput(request: EnableRequest): EnableProtectionInput {
  const { target } = request;
  const disk = { logStorageAccountId: request.cacheStorageAccountId, diskType: request.diskType };
  return {
    properties: {
      policyId: request.policyId,
      providerSpecificDetails: {
        instanceType: "InMageRcm",
        fabricDiscoveryMachineId: request.machineId,
        processServerId: request.processServerId,
        targetResourceGroupId: target.resourceGroupId,
        targetVmName: target.vmName,
        ...(request.includeDisks === undefined
          ? { disksDefault: disk }
          : { disksToInclude: request.includeDisks.map((diskId) => ({ diskId, ...disk })) }),
        ...present({
          runAsAccountId: request.runAsAccountId,
          multiVmGroupName: request.replicationGroup,
          targetVmSize: target.vmSize,
          targetNetworkId: target.networkId,
          targetSubnetName: target.subnet,
          testNetworkId: target.testNetworkId,
          testSubnetName: target.testSubnet,
          targetAvailabilityZone: target.availabilityZone,
          targetAvailabilitySetId: target.availabilitySetId,
          licenseType: target.licenseType,
        }),
      },
    },
  };
}

/**
 * Whether Azure keeps what a PATCH leaves out is not documented, so the item is read first and everything that is
 * writable goes out again, changed where the request says so. When that read fails nothing is sent.
 */
async function update(context: ArmContext, write: Write, itemId: string, request: UpdateRequest): Promise<Outcome> {
  const { fabric, container, name } = itemPath(itemId, context.vaultId);
  const { replicationProtectedItems } = context.client;
  const before = await readBefore(context, write, [fabric, container, name]);
  if ("refused" in before) return before;
  const input = { properties: { providerSpecificDetails: updateInput(before, request) } };
  return sendWrite(context, write, (options) =>
    replicationProtectedItems.beginUpdate(...scope(context), fabric, container, name, input, options),
  );
}

async function readBefore(
  context: ArmContext,
  { signal }: Write,
  path: [fabric: string, container: string, name: string],
): Promise<InMageRcmReplicationDetails | ReturnType<typeof notSent>> {
  try {
    const item = await read(context, { what: `the protected item ${path[2]}`, signal }, (options) =>
      context.client.replicationProtectedItems.get(...scope(context), ...path, options),
    );
    const details = item?.properties?.providerSpecificDetails;
    if (details?.instanceType === "InMageRcm") return details as InMageRcmReplicationDetails;
    return notSent("the item is gone, or is not of the modernized architecture.");
  } catch (error) {
    if (error instanceof TransientError || error instanceof StalledError) return notSent(error.message);
    throw error;
  }
}

function updateInput(
  before: InMageRcmReplicationDetails,
  { target, nics }: UpdateRequest,
): InMageRcmUpdateReplicationProtectedItemInput {
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
      targetBootDiagnosticsStorageAccountId: text(before.targetBootDiagnosticsStorageAccountId),
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
