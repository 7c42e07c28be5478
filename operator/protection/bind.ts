// What a protection is bound to, decided once: vault, machine, item, and the values that the defaults gave. Pure.
import type { ProtectedItem, SourceMachine } from "../azure/site-recovery.ts";
import type { Infrastructure } from "../azure/view.ts";
import { defined } from "../defined.ts";
import { sameId } from "../operation.ts";
import type { Settings, Wanted } from "./wanted.ts";
import type { Bound, Protection } from "./world.ts";

export interface Found {
  readonly vaultName: string;
  readonly infrastructure: Infrastructure;
  readonly machine: SourceMachine | undefined;
  readonly item: ProtectedItem | undefined;
  readonly itemId: string | undefined;
  readonly wanted: Wanted;
}

/** The name of the item that this protection would make: the manifest's, else `<namespace>-<name>`. */
export function itemNameOf({ metadata, spec }: Protection): string {
  return spec.azureName ?? `${metadata.namespace}-${metadata.name}`;
}

/**
 * The item to look at: the one bound, unless another one replicates the machine and the bound one is not there; else
 * the one that replicates the machine already; else the one that would be made.
 * @param boundIsThere whether the view knows the bound item to exist
 */
export function itemIdOf(
  resource: Protection,
  containerId: string | undefined,
  ofMachine: readonly ProtectedItem[],
  boundIsThere: boolean,
): string | undefined {
  const bound = resource.status?.bound?.itemId;
  if (bound !== undefined && boundIsThere) return bound;
  const other = ofMachine[0]?.id;
  if (other !== undefined || bound !== undefined) return other ?? bound;
  return containerId === undefined ? undefined : `${containerId}/replicationProtectedItems/${itemNameOf(resource)}`;
}

/** What is bound after this look. What was bound before stays; the manifest's own values are carried along. */
export function bindTo(resource: Protection, found: Found): Bound {
  const before = resource.status?.bound;
  const { infrastructure, machine, item, itemId } = found;
  const settings = boundValues(before, found);
  return defined<Bound>({
    ...before,
    vault: found.vaultName,
    vaultId: before?.vaultId ?? infrastructure.vault.id,
    machineId: before?.machineId ?? machine?.id ?? item?.machineId,
    machineName: machine?.name ?? before?.machineName ?? item?.friendlyName,
    itemName: item?.name ?? itemId?.split("/").at(-1) ?? before?.itemName,
    itemId: item?.id ?? itemId ?? before?.itemId,
    policyId: item?.policyId ?? before?.policyId,
    runAsAccount: settings.runAsAccount,
    runAsAccountId: runAsAccountId(settings.runAsAccount, infrastructure) ?? before?.runAsAccountId,
    cacheStorageAccount: settings.cacheStorageAccount,
    processServerId: item?.processServerId ?? before?.processServerId,
    target: boundTarget(settings, before?.target?.tags),
    testNetwork: defined<NonNullable<Bound["testNetwork"]>>({
      network: settings.testNetwork,
      subnet: settings.testSubnet,
    }),
    itemCreatedByUs: createdByUs(resource, item),
  });
}

/** An item that is adopted keeps Azure's values where the manifest says nothing; they go before today's defaults. */
function boundValues(before: Bound | undefined, { item, wanted }: Found): Settings {
  if (before?.itemId !== undefined || item === undefined) return wanted.all;
  const { target } = item;
  return {
    ...wanted.all,
    ...defined<Settings>({
      resourceGroup: target.resourceGroupId,
      network: target.networkId,
      subnet: target.subnet,
      vmName: target.vmName,
      vmSize: target.vmSize,
      availabilityZone: target.availabilityZone,
      availabilitySet: target.availabilitySetId,
      licenseType: target.licenseType,
      bootDiagnosticsStorageAccount: target.bootDiagnosticsStorageAccountId,
      testNetwork: target.testNetworkId,
      testSubnet: target.testSubnet,
    }),
    ...wanted.named,
  };
}

type BoundTarget = NonNullable<Bound["target"]>;

/** Tags are what an enable sent, whatever the manifest says by now. */
function boundTarget(settings: Settings, tags: BoundTarget["tags"]): BoundTarget {
  const { testNetwork: _, testSubnet: __, runAsAccount: ___, cacheStorageAccount: ____, ...target } = settings;
  return defined<BoundTarget>({ ...target, tags });
}

/** The account's id as the appliance knows it; names compare without case. */
export function runAsAccountId(name: string | undefined, { runAsAccounts }: Infrastructure): string | undefined {
  return runAsAccounts.find((account) => sameId(account.name, name))?.id;
}

/** Known once the item was seen: ours when our own Enable was about this very item. Decided once. */
function createdByUs({ status }: Protection, item: ProtectedItem | undefined): boolean | undefined {
  const before = status?.bound?.itemCreatedByUs;
  if (item === undefined || (before !== undefined && sameId(status?.bound?.itemId, item.id))) return before;
  return status?.operation?.kind === "Enable" && sameId(status.operation.target, item.id);
}

/** The first label of the machine's name, with what Azure does not take in a name made into hyphens. */
export function vmNameFor(machineName: string): string {
  const [label = ""] = machineName.split(".");
  const clean = label
    .replace(/[^A-Za-z0-9-]+/g, "-")
    .replace(/^-+/, "")
    .slice(0, 63)
    .replace(/-+$/, "");
  return clean === "" ? "machine" : clean;
}
