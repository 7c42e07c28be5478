// Where a request or an answer may differ from Microsoft's API description: each with its reason, and none for nothing.
import type { Pair } from "./pairs.ts";

export interface Deviation {
  readonly why: string;
  readonly line: RegExp;
  /** Only of these pairs. */
  readonly only?: (pair: Pair) => boolean;
}

const isRefusal = ({ response }: Pair): boolean => response.status >= 400;
const isNewMapping = ({ request }: Pair): boolean =>
  request.method === "PUT" && request.url.includes("/replicationProtectionContainerMappings/");

export const ALLOWED: readonly Deviation[] = [
  {
    why: "The service adds fields to a policy (recorded az CLI traffic, 2023).",
    line: /^OBJECT_ADDITIONAL_PROPERTIES .*\/providerSpecificDetails\/(status|associatedItemsCount|dataSourceType)$/,
  },
  {
    why: "The service adds a field to a disk (recorded az CLI traffic, 2023).",
    line: /^OBJECT_ADDITIONAL_PROPERTIES .*\/protectedDisks\/\d+\/targetBlobUri$/,
  },
  {
    why: "Run-as accounts have names that are whole GUIDs (recorded az CLI traffic, 2023).",
    line: /^PATTERN \/path\/accountName$/,
  },
  {
    why: "OffAzure 2023-06-06 calls sizes of disks 32-bit, which no disk of today fits into.",
    line: /^INVALID_FORMAT (\S*\/disks\/\d+\/maxSizeInBytes ?)+$/,
  },
  {
    why: "Two kinds of a plan's tasks stand between two discriminators, where the validator does not find them.",
    line: /^DISCRIMINATOR_VALUE_NOT_FOUND (\/properties\/tasks\/\d+\/groupTaskCustomDetails(\/childTasks\/\d+\/customDetails)?\/instanceType ?)+$/,
  },
  {
    why: "A mapping's creation names the modernized provider, which the service takes (recorded az CLI traffic, 2023).",
    line: /^DISCRIMINATOR_VALUE_NOT_FOUND \/properties\/providerSpecificInput\/instanceType$/,
    only: isNewMapping,
  },
  {
    why: "The description has no answers that refuse.",
    line: /^INVALID_RESPONSE_CODE /,
    only: isRefusal,
  },
];

/** Routes of the simulator that no description under ASR_SPEC_DIR has. */
export const UNDESCRIBED: ReadonlySet<string> = new Set([
  "Vaults_Get",
  "OperationStatus_Get",
  ...["VirtualMachines_List", "VirtualMachines_Get", "VirtualMachines_InstanceView"],
  ...["NetworkInterfaces_Get", "VirtualNetworks_Get", "StorageAccounts_GetProperties", "ResourceGroups_Get"],
]);

export function deviationOf(pair: Pair, line: string): Deviation | undefined {
  return ALLOWED.find((one) => one.line.test(line) && (one.only === undefined || one.only(pair)));
}

/** What is refused on purpose, by operation: who or what for, and with which status. */
export const REFUSED: Readonly<Record<string, readonly string[]>> = {
  ReplicationProtectedItems_Get: ["404 the adapter"],
  ReplicationProtectedItems_Create: ["403 refuses", "409 busy", "429 throttled"],
  ReplicationProtectedItems_TestFailover: [
    ...["403 refuses-test-failover", "429 throttled"],
    ...["409 busy", "409 fails-enable", "409 fails-enable-once", "409 never-replicates"],
  ],
  ReplicationProtectedItems_TestFailoverCleanup: [
    ...["403 refuses-test-failover", "429 throttled"],
    ...["409 busy", "409 fails-enable", "409 fails-enable-once", "409 never-replicates"],
    ...["409 fails-test-failover", "409 fails-test-failover-once", "409 slow", "409 stalls"],
  ],
  ReplicationProtectedItems_Delete: ["409 the adapter"],
  ReplicationProtectedItems_Reprotect: ["409 no way back"],
  ReplicationProtectedItems_PlannedFailover: ["409 no planned way"],
  ReplicationRecoveryPlans_Reprotect: ["409 no way back"],
  ReplicationRecoveryPlans_PlannedFailover: ["409 no planned way"],
};
