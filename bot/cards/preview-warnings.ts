// What somebody should know before a test failover is started: one sentence each, the weightiest first. Pure.
import { isReady, why } from "../../crds/conditions.ts";
import type { PhysicalMachineProtection, RecoveryVault } from "../../crds/types.ts";
import { type DrillRequest, productionNetworkOf, sameId, testNetworkOf } from "../drill-request.ts";
import { bold } from "./text.ts";
import { lastPart, told } from "./told.ts";

const MOST = 500;
const NOT_LOOKED = "The operator has not looked at it yet.";

type Warning = (request: DrillRequest) => string | undefined;

/** A run that meets one of these would wait, and be cancelled when it may no longer start. */
const blocking: readonly Warning[] = [observed, goingAway, managedElsewhere, suspended, failedOver, foreignDrill];
/** Said when none of those already explains it. */
const further: readonly Warning[] = [vaultNotReady, notReady];
const always: readonly Warning[] = [noNetwork, notForDrills, isProduction, unhealthy];

export function warningsFor(request: DrillRequest): readonly string[] {
  const all = (warnings: readonly Warning[]) => warnings.flatMap((warning) => warning(request) ?? []);
  const blocked = all(blocking);
  return [...blocked, ...(blocked.length === 0 ? all(further) : []), ...all(always)];
}

const named = ({ metadata }: PhysicalMachineProtection | RecoveryVault): string => bold(metadata.name);

function observed({ vault }: DrillRequest): string | undefined {
  if (vault?.spec.mode !== "Observe") return undefined;
  return `${named(vault)} is in Observe mode: the run would be checked, and nothing would be started in Azure.`;
}

function goingAway({ protection }: DrillRequest): string | undefined {
  if (protection.metadata.deletionTimestamp === undefined) return undefined;
  return `${named(protection)} is being deleted, so nothing would be started.`;
}

function managedElsewhere({ protection }: DrillRequest): string | undefined {
  const owner = protection.status?.managedBy;
  if (owner === undefined) return undefined;
  return `${bold(`${owner.namespace}/${owner.name}`)}, which is older, manages this machine. Nothing would be started from here.`;
}

function suspended({ protection }: DrillRequest): string | undefined {
  if (!protection.spec.suspend) return undefined;
  return `${named(protection)} is suspended: nothing new is written to Azure for it. The run would wait an hour for that to change, and then be cancelled.`;
}

function failedOver({ protection }: DrillRequest): string | undefined {
  if (protection.status?.activeLocation !== "Recovery") return undefined;
  return `${named(protection)} runs in Azure after a failover: there is nothing to rehearse from.`;
}

function foreignDrill({ protection, vault }: DrillRequest): string | undefined {
  const item = protection.status?.bound?.itemId;
  if (!vault?.status?.unmanagedDrills?.some((drill) => sameId(drill.item, item))) return undefined;
  return `A test failover of ${named(protection)} that was started elsewhere holds the machine. The run would wait until it is cleaned up there.`;
}

function vaultNotReady({ vault }: DrillRequest): string | undefined {
  if (vault === undefined) return "The vault of this machine is not known, so the run would wait for it.";
  if (isReady(vault)) return undefined;
  return `The vault ${named(vault)} is not Ready. ${told(why(vault)?.message ?? NOT_LOOKED, MOST)}`;
}

function notReady({ protection }: DrillRequest): string | undefined {
  if (isReady(protection)) return undefined;
  return `${named(protection)} is not Ready. ${told(why(protection)?.message ?? NOT_LOOKED, MOST)}`;
}

function noNetwork(request: DrillRequest): string | undefined {
  if (testNetworkOf(request) !== undefined) return undefined;
  return `No test network is known for ${named(request.protection)}, so nothing would be started. Name one with \`--network\`.`;
}

function notForDrills(request: DrillRequest): string | undefined {
  const { vault } = request;
  const network = testNetworkOf(request);
  if (network === undefined || vault === undefined) return undefined;
  if (vault.spec.testNetworks?.some((id) => sameId(id, network))) return undefined;
  return `${bold(lastPart(network))} is not one of the test networks of ${named(vault)}, so nothing would be started. Name another with \`--network\`.`;
}

function isProduction(request: DrillRequest): string | undefined {
  const network = testNetworkOf(request);
  if (network === undefined || !sameId(network, productionNetworkOf(request.protection))) return undefined;
  return `${bold(lastPart(network))} is the network that ${named(request.protection)} fails over to for real, so nothing would be started there.`;
}

function unhealthy({ protection }: DrillRequest): string | undefined {
  const { replicationHealth, healthErrors } = protection.status ?? {};
  if (replicationHealth === undefined || replicationHealth === "Normal" || replicationHealth === "None")
    return undefined;
  const [first] = healthErrors ?? [];
  const because = first === undefined ? "" : `: ${first.message} (${first.code})`;
  return `Replication health is ${told(`${replicationHealth}${because}`, MOST)}`;
}
