// What the view's store holds for one protected item: rows of the simulator, through the adapter, after a collection.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { silentLogger } from "../../kube/logger.ts";
import { createSiteRecovery } from "../../operator/azure/arm/site-recovery.ts";
import { createItemStore, type ItemStore, type Row } from "../../operator/azure/item-store.ts";
import { createStillClock } from "../azure/still-clock.ts";
import type { FleetGround } from "./fleet-ground.ts";

/** Bytes for each item of the ground's vault. The list is read twice: what the first one leaves is code and caches. */
export async function bytesOfAnItem({ url, vaultId }: FleetGround["simulator"]): Promise<number> {
  const [, , subscriptionId = "", , resourceGroup = ""] = vaultId.split("/");
  const port = createSiteRecovery({
    ...{ subscriptionId, resourceGroup, vaultName: vaultId.split("/").at(-1) ?? "" },
    ...{ cloud: "Public", access: { simulatorUrl: url }, clock: createStillClock(), logger: silentLogger },
    limits: { readMs: 60_000, writeMs: 1000 },
  });
  const fill = async (store: ItemStore) => {
    const rows: Row[] = [];
    for await (const page of port.items()) rows.push(...page.map(store.row));
    store.takeList(rows, { ms: 0, at: new Date() });
    return rows.length;
  };
  try {
    await fill(createItemStore());
    const before = heapBytes();
    const store = createItemStore();
    const count = await fill(store);
    // Asking the store afterwards keeps it until then.
    return (heapBytes() - before) / count + (store.suspect() ?? 0);
  } finally {
    port.close();
  }
}

function heapBytes(): number {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  for (let times = 0; times < 4; times++) collect();
  return process.memoryUsage().heapUsed;
}
