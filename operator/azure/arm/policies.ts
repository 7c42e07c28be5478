// Replication policies of the modernized architecture, read and written.
import type {
  InMageAzureV2PolicyDetails,
  InMageRcmPolicyCreationInput,
  InMageRcmPolicyDetails,
  Policy as SdkPolicy,
} from "@azure/arm-recoveryservices-siterecovery";
import type { Policy, PolicySettings, SiteRecovery } from "../site-recovery.ts";
import type { ArmContext } from "./context.ts";
import { scope } from "./context.ts";
import { read } from "./reading.ts";
import { flag } from "./values.ts";
import { sendWrite } from "./writing.ts";

export function policyReads(context: ArmContext): Pick<SiteRecovery, "policy"> {
  return {
    policy: async (name, signal) => {
      const found = await read(context, { what: `the policy ${name}`, signal }, (options) =>
        context.client.replicationPolicies.get(...scope(context), name, options),
      );
      return found === undefined ? undefined : policyOf(found);
    },
  };
}

export function policyWrites(
  context: ArmContext,
): Pick<SiteRecovery, "createPolicy" | "updatePolicy" | "deletePolicy"> {
  const { replicationPolicies } = context.client;
  return {
    createPolicy: (write, name, settings) =>
      sendWrite(context, write, (options) =>
        replicationPolicies.beginCreate(
          ...scope(context),
          name,
          { properties: { providerSpecificInput: inputOf(settings) } },
          options,
        ),
      ),
    updatePolicy: (write, name, settings) =>
      sendWrite(context, write, (options) =>
        replicationPolicies.beginUpdate(
          ...scope(context),
          name,
          { properties: { replicationProviderSettings: inputOf(settings) } },
          options,
        ),
      ),
    deletePolicy: (write, name) =>
      sendWrite(
        context,
        write,
        (options) => replicationPolicies.beginDelete(...scope(context), name, options),
        "deletes",
      ),
  };
}

function inputOf(settings: PolicySettings): InMageRcmPolicyCreationInput {
  return {
    instanceType: "InMageRcm",
    recoveryPointHistoryInMinutes: settings.recoveryPointRetentionMinutes,
    appConsistentFrequencyInMinutes: settings.appConsistentFrequencyMinutes,
    crashConsistentFrequencyInMinutes: settings.crashConsistentFrequencyMinutes,
    enableMultiVmSync: settings.multiVmSync ? "true" : "false",
  };
}

function policyOf(policy: SdkPolicy): Policy {
  const details = policy.properties?.providerSpecificDetails;
  return {
    id: policy.id ?? "",
    name: policy.name ?? "",
    instanceType: details?.instanceType ?? "Unknown",
    settings: settingsOf(details),
  };
}

/** Classic calls retention `recoveryPointHistory`, in minutes too, and reads multi-VM sync back as "Enabled". */
function settingsOf(details: { instanceType: string } | undefined): PolicySettings {
  const rcm = details as InMageRcmPolicyDetails | undefined;
  const classic = details as InMageAzureV2PolicyDetails | undefined;
  return {
    recoveryPointRetentionMinutes: rcm?.recoveryPointHistoryInMinutes ?? classic?.recoveryPointHistory ?? 0,
    appConsistentFrequencyMinutes: rcm?.appConsistentFrequencyInMinutes ?? 0,
    crashConsistentFrequencyMinutes: rcm?.crashConsistentFrequencyInMinutes ?? 0,
    multiVmSync: flag(rcm?.enableMultiVmSync) || classic?.multiVmSyncStatus === "Enabled",
  };
}
