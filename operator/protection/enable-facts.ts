// What the preflight of an enable looks at, taken from one look. Pure.
import { isTrue } from "../../crds/conditions.ts";
import type { Appliance, SourceMachine } from "../azure/site-recovery.ts";
import type { Infrastructure } from "../azure/view.ts";
import { defined } from "../defined.ts";
import type { EnableFacts } from "../preflight/enable.ts";
import type { NetworkUse } from "../preflight/networks.ts";
import type { StaticAddress } from "../preflight/static-addresses.ts";
import { vmNameFor } from "./bind.ts";
import { infrastructureOf } from "./scene.ts";
import type { Scene } from "./world.ts";

/** Undefined while there is not enough to look at. */
export function enableFacts(scene: Scene): EnableFacts | undefined {
  const { machine, world, resource, wanted } = scene;
  const { policy } = world;
  const infrastructure = infrastructureOf(scene);
  if (machine === undefined || policy === undefined || infrastructure === undefined) return undefined;
  const { all } = wanted;
  return {
    ...machineFacts(machine, all.vmName),
    ...defined<
      Pick<EnableFacts, "include" | "exclude" | "replicationGroup" | "targetNetwork" | "testNetwork" | "appliance">
    >({
      include: resource.spec.disks?.include,
      exclude: resource.spec.disks?.exclude,
      replicationGroup: resource.spec.replicationGroup,
      targetNetwork: all.network,
      testNetwork: all.testNetwork,
      appliance: applianceOf(machine, infrastructure),
    }),
    now: world.azure?.infrastructure.state === "present" ? world.azure.infrastructure.at : scene.now,
    vaultLocation: infrastructure.vault.location,
    networks: networkUses(scene),
    staticAddresses: staticAddressesOf(scene),
    policy: policy.metadata.name,
    mapped: isTrue(policy, "Ready"),
    multiVmSync: policy.status?.effective?.multiVmSync ?? policy.spec.multiVmSync,
  };
}

type MachineFacts = Pick<EnableFacts, "vmName" | "disks" | "addresses" | "discoveryErrors" | "osType" | "firmware">;

function machineFacts(machine: SourceMachine, vmName: string | undefined): MachineFacts {
  return defined<MachineFacts>({
    vmName: vmName ?? vmNameFor(machine.name),
    disks: machine.disks,
    addresses: machine.addresses,
    discoveryErrors: machine.errors,
    osType: machine.operatingSystem.type,
    firmware: machine.firmware,
  });
}

/** The one that sees the machine; the only one, when it does not say. */
function applianceOf({ appliance }: SourceMachine, { appliances }: Infrastructure): Appliance | undefined {
  const named = appliances.find(({ name }) => name.toLowerCase() === appliance?.toLowerCase());
  return named ?? (appliances.length === 1 ? appliances[0] : undefined);
}

/** One subnet for each adapter, so that room for all of them is looked for. */
function networkUses({ wanted, machine, world }: Scene): readonly NetworkUse[] {
  const { all, nics } = wanted;
  const use = (role: NetworkUse["role"], id: string | undefined, field: string): readonly NetworkUse[] => {
    const seen = id === undefined ? undefined : world.azure?.networks.get(id.toLowerCase());
    if (id === undefined || seen === undefined) return [];
    const isTest = role === "test network";
    const fallback = isTest ? all.testSubnet : all.subnet;
    const own = nics.filter(({ include }) => include !== false).map((nic) => (isTest ? nic.testSubnet : nic.subnet));
    const others = Math.max(0, Math.max(1, machine?.nics.length ?? 0) - nics.length);
    const subnets = [...own, ...Array.from({ length: others }, () => undefined)];
    return [{ role, field, id, seen, subnets: subnets.flatMap((subnet) => subnet ?? fallback ?? []) }];
  };
  return [
    ...use("network", all.network, "spec.target.network"),
    ...use("test network", all.testNetwork, "spec.testNetwork.network"),
  ];
}

function staticAddressesOf({ wanted }: Scene): readonly StaticAddress[] {
  const { all, nics } = wanted;
  return nics.flatMap((nic) => {
    const at = (key: "staticIp" | "testStaticIp", subnet: string | undefined, role: NetworkUse["role"]) => {
      const address = nic[key];
      if (address === undefined || subnet === undefined) return [];
      return [{ field: `spec.nics[${nic.macAddress}].${key}`, address, subnet, role }];
    };
    return [
      ...at("staticIp", nic.subnet ?? all.subnet, "network"),
      ...at("testStaticIp", nic.testSubnet ?? all.testSubnet, "test network"),
    ];
  });
}
