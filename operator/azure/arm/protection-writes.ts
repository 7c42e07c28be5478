// Enabling and ending the protection of one machine.
import type { EnableProtectionInput } from "@azure/arm-recoveryservices-siterecovery";
import type { OperationOptions } from "@azure/core-client";
import type { ContainerPath, EnableRequest, SiteRecovery } from "../site-recovery.ts";
import type { ArmContext } from "./context.ts";
import { scope } from "./context.ts";
import { itemPath } from "./ids.ts";
import { updateItem } from "./item-update.ts";
import { API_VERSIONS, pathBelow, sendJson } from "./raw.ts";
import { present } from "./values.ts";
import { sendWrite } from "./writing.ts";

export function protectionWrites(context: ArmContext): Pick<SiteRecovery, "enable" | "update" | "disable"> {
  const { replicationProtectedItems } = context.client;
  return {
    enable: (write, container, request) =>
      sendWrite(context, write, (options) =>
        request.tags === undefined
          ? beginEnable(context, container, request, options)
          : putEnable(context, container, { ...request, tags: request.tags }, options),
      ),
    update: (write, itemId, request) => updateItem(context, write, itemId, request),
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
  const target = { method: "PUT", path, apiVersion: API_VERSIONS.newerSiteRecovery } as const;
  return sendJson(context, options, target, body);
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
          targetBootDiagnosticsStorageAccountId: target.bootDiagnosticsStorageAccountId,
        }),
      },
    },
  };
}
