// Checks and request of an enable: everything that Azure needs to know before it starts to replicate a machine. Pure.

import type { EnableRequest, SourceMachine, TargetSettings } from "../azure/site-recovery.ts";
import { defined } from "../defined.ts";
import { preflightEnable } from "../preflight/enable.ts";
import { itemNameOf, runAsAccountId, vmNameFor } from "./bind.ts";
import { enableFacts } from "./enable-facts.ts";
import { names } from "./facts.ts";
import { nearest } from "./nearest.ts";
import { propose } from "./propose.ts";
import { infrastructureOf, machineName } from "./scene.ts";
import { stuck } from "./status.ts";
import { listed, nameOf } from "./words.ts";
import type { Bound, Check, ProtectionVerdict, Scene } from "./world.ts";

/** Portal and recorded calls use it where nobody says otherwise (recorded az CLI traffic, 2023). */
const DEFAULT_DISK_TYPE = "Premium_LRS";

/** A check that matters only while there is no item. */
export function whileAbsent(check: Check): Check {
  return (scene) => (scene.item === undefined ? check(scene) : undefined);
}

export function classicVault(scene: Scene): ProtectionVerdict | undefined {
  const type = infrastructureOf(scene)?.fabric.instanceType;
  if (type === undefined || type === "InMageRcm") return undefined;
  const message = `The vault's fabric is of the kind ${type}. New machines are protected with the modernized architecture only; Microsoft retired the classic one. Machines that it protects already are shown.`;
  return stuck(scene, { reason: "NotSupported", message });
}

export function targetIncomplete(scene: Scene): ProtectionVerdict | undefined {
  const { all } = scene.wanted;
  const missing = [
    ...(all.resourceGroup === undefined ? ["target.resourceGroup"] : []),
    ...(all.network === undefined ? ["target.network"] : []),
    ...(all.cacheStorageAccount === undefined ? ["cacheStorageAccount"] : []),
  ];
  if (missing.length === 0) return undefined;
  const message = `Neither the manifest nor the defaults of RecoveryVault ${scene.vault?.metadata.name} give ${listed(missing)}. Set spec.${missing[0]}${missing.length > 1 ? " and the others" : ""} here, or ask whoever manages the vault to set a default.`;
  return stuck(scene, { reason: "TargetIncomplete", message });
}

export function noProcessServer(scene: Scene): ProtectionVerdict | undefined {
  if (processServerId(scene) !== undefined) return undefined;
  const message = `The vault has no process server that could replicate ${machineName(scene)}. Check that the appliance is registered and connected: kubectl describe rvault ${scene.vault?.metadata.name}`;
  return stuck(scene, { reason: "NoProcessServer", message });
}

export function runAsAccountUnknown(scene: Scene): ProtectionVerdict | undefined {
  const name = scene.wanted.all.runAsAccount;
  const infrastructure = infrastructureOf(scene);
  if (name === undefined || infrastructure === undefined) return undefined;
  if (runAsAccountId(name, infrastructure) !== undefined) return undefined;
  const known = infrastructure.runAsAccounts.map((account) => account.name);
  const similar = nearest(name, known);
  const hint = similar === undefined ? "" : ` Did you mean "${similar}"?`;
  const there = known.length === 0 ? "They know none" : `They know ${listed(known.slice(0, 8))}`;
  const message = `The appliances have no run-as account "${name}". ${there}.${hint} Add it in the appliance's configuration manager, or correct spec.runAsAccount.`;
  return stuck(scene, { reason: "RunAsAccountNotFound", message });
}

export function preflightFails(scene: Scene): ProtectionVerdict | undefined {
  const facts = enableFacts(scene);
  if (facts === undefined) return undefined;
  const preflight = preflightEnable(facts);
  const errors = preflight.filter(({ severity }) => severity === "Error");
  const [first] = errors;
  if (first === undefined) return undefined;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more, in status.preflight)` : "";
  const message = `${first.sentence} ${first.remedy}${more}`;
  return stuck(scene, { reason: "PreflightFailed", message, more: { preflight } });
}

export function notEnabled(scene: Scene): ProtectionVerdict | undefined {
  const request = enableRequest(scene);
  const itemId = scene.bound?.itemId;
  if (scene.item !== undefined || request === undefined || itemId === undefined) return undefined;
  const { resourceGroupId, networkId } = request.target;
  const sentence = `Enable replication of ${machineName(scene)} to resource group ${nameOf(resourceGroupId)}, network ${nameOf(networkId ?? "")}, with policy ${scene.resource.spec.policy}.`;
  const facts = enableFacts(scene);
  const preflight = facts === undefined ? [] : preflightEnable(facts);
  const verdict = propose(withRequest(scene, request), { do: "Enable", itemId, request }, sentence);
  return preflight.length === 0 ? verdict : { ...verdict, status: { ...verdict.status, preflight } };
}

/** What the request decides is bound with the intent, in the same write. */
function withRequest(scene: Scene, request: EnableRequest): Scene {
  if (scene.bound === undefined) return scene;
  const bound: Bound = {
    ...scene.bound,
    policyId: request.policyId,
    processServerId: request.processServerId,
    target: defined<NonNullable<Bound["target"]>>({
      ...(scene.bound.target ?? {}),
      vmName: request.target.vmName,
      diskType: request.diskType as "Premium_LRS",
      tags: request.tags,
    }),
  };
  return { ...scene, bound };
}

function enableRequest(scene: Scene): EnableRequest | undefined {
  const { machine, wanted, world, resource } = scene;
  const { all } = wanted;
  const policyId = world.policy?.status?.azureId;
  const processServer = processServerId(scene);
  const { resourceGroup, cacheStorageAccount } = all;
  if (machine === undefined || policyId === undefined || processServer === undefined) return undefined;
  if (resourceGroup === undefined || cacheStorageAccount === undefined) return undefined;
  const infrastructure = infrastructureOf(scene);
  return defined<EnableRequest>({
    itemName: scene.bound?.itemName ?? itemNameOf(resource),
    machineId: machine.id,
    policyId,
    processServerId: processServer,
    runAsAccountId: infrastructure === undefined ? undefined : runAsAccountId(all.runAsAccount, infrastructure),
    cacheStorageAccountId: cacheStorageAccount,
    diskType: all.diskType ?? DEFAULT_DISK_TYPE,
    includeDisks: includedDisks(scene, machine),
    target: targetOf(scene, machine, resourceGroup),
    replicationGroup: resource.spec.replicationGroup,
    tags: tagsOf(resource),
  });
}

function targetOf({ wanted }: Scene, machine: SourceMachine, resourceGroup: string): EnableRequest["target"] {
  const { all } = wanted;
  const rest = defined<TargetSettings>({
    vmName: undefined,
    resourceGroupId: undefined,
    vmSize: all.vmSize,
    networkId: all.network,
    subnet: all.subnet,
    testNetworkId: all.testNetwork,
    testSubnet: all.testSubnet,
    availabilityZone: all.availabilityZone,
    availabilitySetId: all.availabilitySet,
    licenseType: all.licenseType,
    bootDiagnosticsStorageAccountId: all.bootDiagnosticsStorageAccount,
  });
  return { ...rest, vmName: all.vmName ?? vmNameFor(machine.name), resourceGroupId: resourceGroup };
}

/** Without any there is nothing to say: an empty list would need the newer version of Azure's API for nothing. */
function tagsOf({ spec }: Scene["resource"]): EnableRequest["tags"] {
  const { tags } = spec.target ?? {};
  return tags === undefined || Object.keys(tags).length === 0 ? undefined : tags;
}

/** Ids of the disks to replicate; undefined for all of them, when the manifest chooses none. */
export function includedDisks({ resource }: Scene, machine: SourceMachine): readonly string[] | undefined {
  const { disks } = resource.spec;
  if (disks === undefined) return undefined;
  const lower = (list: readonly string[] | undefined) => list?.map((name) => name.toLowerCase());
  const [include, exclude] = [lower(disks.include), lower(disks.exclude) ?? []];
  const isMeant = (disk: SourceMachine["disks"][number]) =>
    include === undefined
      ? !names(disk).some((name) => exclude.includes(name))
      : names(disk).some((name) => include.includes(name));
  return machine.disks.filter(isMeant).map(({ id }) => id);
}

/** The one used before, else the one of the machine's appliance, else a healthy one. */
function processServerId(scene: Scene): string | undefined {
  const servers = infrastructureOf(scene)?.fabric.processServers ?? [];
  const { bound, machine } = scene;
  const found =
    servers.find(({ id }) => id === bound?.processServerId) ??
    servers.find(({ name }) => name.toLowerCase() === machine?.appliance?.toLowerCase()) ??
    servers.find(({ health }) => health === "Normal") ??
    servers[0];
  return found?.id;
}
