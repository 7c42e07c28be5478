// A vault's verdict after its view has looked, as the reconciler finds it.
import type { RecoveryVault } from "../../crds/types.ts";
import type { PollingView } from "../../operator/azure/vault-view.ts";
import { decide } from "../../operator/vault/decide.ts";
import type { VaultVerdict } from "../../operator/vault/world.ts";
import type { StillClock } from "./still-clock.ts";

export async function verdictOf(resource: RecoveryVault, view: PollingView, clock: StillClock): Promise<VaultVerdict> {
  await view.pollInfrastructure().catch(() => {});
  await view.pollItems().catch(() => {});
  const now = clock.now();
  return decide(resource, {
    clusterNow: now,
    simulated: false,
    access: { state: "open" },
    azure: {
      now,
      infrastructure: view.infrastructure(),
      discovery: view.discovery(),
      items: view.listed() ? view.census() : undefined,
      ownedItems: new Set(),
      ourDrills: new Set(),
      lastAnswerAt: now,
      askedSince: now,
      throttledUntil: undefined,
      writesBarred: view.writesBarred(),
    },
    dependents: [],
    machines: 0,
  });
}
