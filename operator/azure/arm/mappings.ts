// Container mappings: which policies a container may use.
import type {
  InMageRcmProtectionContainerMappingDetails,
  ProtectionContainerMapping,
} from "@azure/arm-recoveryservices-siterecovery";
import type { Mapping, SiteRecovery } from "../site-recovery.ts";
import type { ArmContext } from "./context.ts";
import { scope } from "./context.ts";
import { API_VERSIONS, pathBelow, sendJson } from "./raw.ts";
import { all, pages, read } from "./reading.ts";
import { flag, present, text } from "./values.ts";
import { sendWrite } from "./writing.ts";

/** The other side of every mapping to Azure (recorded az CLI traffic, 2023). */
const AZURE = "Microsoft Azure";

/**
 * Azure wants the provider named here, but the API description of 2023-06-01 knows only two others; the service takes
 * it and its switch all the same (recorded az CLI traffic, 2023). The SDK would drop the switch.
 */
function providerInput(agentAutoUpgrade: boolean | undefined): object {
  const enableAgentAutoUpgrade = agentAutoUpgrade === undefined ? undefined : String(agentAutoUpgrade);
  return { instanceType: "InMageRcm", ...present({ enableAgentAutoUpgrade }) };
}

export function mappingReads(context: ArmContext): Pick<SiteRecovery, "mapping" | "mappings"> {
  const { replicationProtectionContainerMappings: mappings } = context.client;
  return {
    mapping: async ({ fabric, container }, name, signal) => {
      const found = await read(context, { what: `the policy mapping ${name}`, signal }, (options) =>
        mappings.get(...scope(context), fabric, container, name, options),
      );
      return found === undefined ? undefined : mappingOf(found);
    },
    mappings: async ({ fabric, container }, signal) => {
      const asking = { what: `the policy mappings of container ${container}`, signal };
      const found = await all(
        pages(context, asking, (options) =>
          mappings.listByReplicationProtectionContainers(...scope(context), fabric, container, options),
        ),
      );
      return found.map(mappingOf);
    },
  };
}

export function mappingWrites(context: ArmContext): Pick<SiteRecovery, "createMapping" | "deleteMapping"> {
  const { replicationProtectionContainerMappings: mappings } = context.client;
  return {
    createMapping: (write, container, { name, policyId, agentAutoUpgrade }) => {
      const path = pathBelow(context, container, "replicationProtectionContainerMappings", name);
      const providerSpecificInput = providerInput(agentAutoUpgrade);
      const input = { properties: { policyId, targetProtectionContainerId: AZURE, providerSpecificInput } };
      return sendWrite(context, write, (options) =>
        sendJson(context, options, { method: "PUT", path, apiVersion: API_VERSIONS.siteRecovery }, input),
      );
    },
    // `beginDelete` is POST …/remove, the orderly way; HTTP DELETE would purge the record only.
    deleteMapping: (write, { fabric, container }, name) =>
      sendWrite(context, write, (options) =>
        mappings.beginDelete(...scope(context), fabric, container, name, { properties: {} }, options),
      ),
  };
}

function mappingOf({ id, name, properties }: ProtectionContainerMapping): Mapping {
  return {
    id: id ?? "",
    name: name ?? "",
    policyId: properties?.policyId ?? "",
    state: text(properties?.state) ?? "Unknown",
    health: text(properties?.health) ?? "None",
    ...present({ agentAutoUpgrade: autoUpgradeOf(properties?.providerSpecificDetails) }),
  };
}

function autoUpgradeOf(details: { instanceType: string } | undefined | null): boolean | undefined {
  if (details?.instanceType !== "InMageRcm") return undefined;
  const { enableAgentAutoUpgrade } = details as InMageRcmProtectionContainerMappingDetails;
  return text(enableAgentAutoUpgrade) === undefined ? undefined : flag(enableAgentAutoUpgrade);
}
