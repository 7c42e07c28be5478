// The network that a drill runs in: one of the vault's test networks, and never production's. Pure.
import { sameId } from "../operation.ts";
import { itemOf } from "./item.ts";
import { bodyOf, type Phase, stuck } from "./status.ts";
import { machineOf, nameOf } from "./words.ts";
import type { Run, RunVerdict, World } from "./world.ts";

type Protection = World["protection"];

/** Where the run goes: its own network, else the protection's. */
export function networkOf(run: Run, protection: Protection): string | undefined {
  return run.spec.network ?? protection?.spec.testNetwork?.network ?? protection?.status?.bound?.testNetwork?.network;
}

/** Objects unless the network is known, isolated, and meant for drills. */
export function networkWrong(run: Run, world: World, phase: Phase): RunVerdict | undefined {
  const wrong = (reason: string, message: string) => stuck(bodyOf(run, world), phase, { reason, message });
  const network = networkOf(run, world.protection);
  if (network === undefined) {
    return wrong(
      "NoTestNetwork",
      `No test network is known for ${run.spec.protection}. Set spec.testNetwork of the protection, or create a TestFailover with spec.network.`,
    );
  }
  if (sameId(network, productionNetwork(world))) {
    return wrong(
      "TestNetworkIsTarget",
      `${nameOf(network)} is the network that ${machineOf(run, world)} fails over to, and a drill there could disturb production. Set an isolated network in spec.testNetwork of the protection, or create a TestFailover with another spec.network.`,
    );
  }
  const allowed = world.vault?.testNetworks ?? [];
  if (allowed.some((one) => sameId(one, network))) return undefined;
  return wrong("NotATestNetwork", notAllowed(nameOf(network), world.vault?.name ?? "", allowed));
}

function notAllowed(network: string, vault: string, allowed: readonly string[]): string {
  const names = allowed.map(nameOf).join(", ");
  const known = allowed.length === 0 ? "; it has none yet" : `; those are ${names}`;
  return `${network} is not one of the test networks of RecoveryVault ${vault}${known}. Choose one of them, or ask whoever manages the vault to add it to spec.testNetworks.`;
}

function productionNetwork(world: World): string | undefined {
  const { spec, status } = world.protection ?? {};
  return itemOf(world.item)?.target.networkId ?? status?.bound?.target?.network ?? spec?.target?.network;
}
