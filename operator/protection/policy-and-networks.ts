// Checks of what the manifest names: the policy, and networks that must not meet. Pure.
import { isReady, why } from "../../crds/conditions.ts";
import { sameId } from "../operation.ts";
import { machineName } from "./scene.ts";
import { stuck, waits } from "./status.ts";
import { listed, nameOf } from "./words.ts";
import type { ProtectionVerdict, Scene } from "./world.ts";

export function policyMissing(scene: Scene): ProtectionVerdict | undefined {
  const { world, resource } = scene;
  if (world.policy !== undefined) return undefined;
  const message = `There is no ReplicationPolicy "${resource.spec.policy}" in namespace ${resource.metadata.namespace}. Create it, or set spec.policy to one that exists: kubectl get rpol -n ${resource.metadata.namespace}`;
  return stuck(scene, { reason: "PolicyNotFound", message });
}

export function policyOfOtherVault(scene: Scene): ProtectionVerdict | undefined {
  const { world, vault } = scene;
  const theirs = world.policy?.status?.vault;
  if (theirs === undefined || theirs === vault?.metadata.name) return undefined;
  const message = `ReplicationPolicy ${world.policy?.metadata.name} belongs to RecoveryVault ${theirs}, and this protection to ${vault?.metadata.name}. Name a policy of the same vault.`;
  return stuck(scene, { reason: "PolicyOfOtherVault", message });
}

/** Azure refuses a policy that the container does not have (78253), so the mapping is waited for. */
export function policyNotReady(scene: Scene): ProtectionVerdict | undefined {
  const { world, vault } = scene;
  const { policy } = world;
  if (policy === undefined || (isReady(policy) && policy.status?.azureId !== undefined)) return undefined;
  const told = why(policy);
  if (told?.reason === "ObserveOnly" && vault?.spec.mode === "Observe") return observedToo(scene);
  const state = told?.message ?? "The operator has not looked at it yet.";
  const message = `${machineName(scene)} is protected as soon as ReplicationPolicy ${policy.metadata.name} is ready. ${state}`;
  return waits(scene, { reason: "WaitingForPolicy", message });
}

/** In mode Observe the policy does not come by itself, so there is nothing that this could wait for. */
function observedToo(scene: Scene): ProtectionVerdict {
  const sentence = `Enable replication of ${machineName(scene)} with policy ${scene.resource.spec.policy}, once that is in Azure.`;
  const message = `The vault's mode is Observe, so nothing was written to Azure. In mode Manage: ${sentence}`;
  return stuck(scene, { reason: "ObserveOnly", message, more: { wouldDo: [sentence] } });
}

function productionNetwork({ wanted, item }: Scene): string | undefined {
  return wanted.named.network ?? item?.target.networkId ?? wanted.all.network;
}

/** A real failover into a drill network would put production where it is cut off. */
export function targetIsTestNetwork(scene: Scene): ProtectionVerdict | undefined {
  const network = productionNetwork(scene);
  const isForTests = scene.vault?.spec.testNetworks?.some((one) => sameId(one, network)) ?? false;
  if (network === undefined || !isForTests) return undefined;
  const message = `${machineName(scene)} would fail over into ${nameOf(network)}, which RecoveryVault ${scene.vault?.metadata.name} lists as a test network. Set spec.target.network to the network where the machine is to work after a failover.`;
  return stuck(scene, { reason: "TargetIsTestNetwork", message });
}

/** What a drill needs to stay apart from production. */
export function testNetworkWrong(scene: Scene): ProtectionVerdict | undefined {
  const { wanted, vault } = scene;
  const network = wanted.all.testNetwork;
  if (network === undefined) return undefined;
  if (sameId(network, productionNetwork(scene))) {
    const message = `The test network ${nameOf(network)} is the network that ${machineName(scene)} fails over to: a drill there would meet production. Set spec.testNetwork.network to an isolated network.`;
    return stuck(scene, { reason: "TestNetworkIsTarget", message });
  }
  const allowed = vault?.spec.testNetworks ?? [];
  if (allowed.some((one) => sameId(one, network))) return undefined;
  const choice = allowed.length === 0 ? "It lists none" : `It lists ${listed(allowed.map(nameOf))}`;
  const message = `The test network ${nameOf(network)} is not one of the test networks of RecoveryVault ${vault?.metadata.name}. ${choice}. Choose one of them in spec.testNetwork, or ask whoever manages the vault to add it to spec.testNetworks.`;
  return stuck(scene, { reason: "NotATestNetwork", message });
}
