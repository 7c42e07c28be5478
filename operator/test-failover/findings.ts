// The preflight of a drill: reads what its rules need while the run is being checked, and applies them.
import type { Finding, PhysicalMachineProtection } from "../../crds/types.ts";
import type { ProtectedItem, VirtualNetwork } from "../azure/site-recovery.ts";
import type { Seen } from "../azure/view.ts";
import { preflightDrill } from "../preflight/drill.ts";
import { drillFacts } from "../preflight/drill-facts.ts";
import type { Look } from "./look.ts";
import { networkOf } from "./network.ts";

/** Nothing outside phase Checking, and nothing while the item or the vault is not known. */
export async function drillFindings(
  look: Look,
  item: Seen<ProtectedItem>,
  protection: PhysicalMachineProtection | undefined,
): Promise<readonly Finding[]> {
  const { run, view, signal } = look;
  const networkId = networkOf(run, protection);
  const infrastructure = view.infrastructure();
  if (run.status?.phase !== "Checking" || item.state !== "present" || networkId === undefined) return [];
  if (infrastructure.state !== "present") return [];
  const [network, sizes] = await Promise.all([
    lookAtNetwork(look, networkId),
    view.port.targetSizes(item.value.id, signal),
  ]);
  const facts = drillFacts({
    now: view.now(),
    item: item.value,
    readAt: item.at,
    vaultLocation: infrastructure.value.vault.location,
    networkId,
    network,
    sizes,
  });
  return preflightDrill(facts);
}

async function lookAtNetwork({ view, signal }: Look, id: string): Promise<Seen<VirtualNetwork>> {
  const value = await view.port.virtualNetwork(id, signal);
  return value === undefined ? { state: "absent", at: view.now() } : { state: "present", value, at: view.now() };
}
