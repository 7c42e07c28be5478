// Who plays in the fault suite: machines of their own for each case, and what each operation is called in Azure's log.
import type { ReceivedWrite } from "../../stack/simulator.ts";
import { drill, protection, TEAM } from "../shop.ts";
import type { Stage } from "./stage.ts";

export const OPERATIONS = {
  enable: { route: "ReplicationProtectedItems_Create", call: /^PUT .*\/replicationProtectedItems\/([^/]+)$/i },
  drill: { route: "ReplicationProtectedItems_TestFailover", call: /^POST .*\/([^/]+)\/testFailover$/i },
  cleanUp: {
    route: "ReplicationProtectedItems_TestFailoverCleanup",
    call: /^POST .*\/([^/]+)\/testFailoverCleanup$/i,
  },
} as const;

export type OperationName = keyof typeof OPERATIONS;

/** The calls of each intent, in order: whether Azure took them. */
export type Calls = readonly (readonly ("taken" | "not taken")[])[];

/** Azure took the first call. */
export const ONCE: Calls = [["taken"]];
/** It did not, nobody could tell, and after settling the same intent was sent once more. */
export const ONCE_MORE: Calls = [["not taken", "taken"]];
/** It said no, and was asked anew later. */
export const ANEW: Calls = [["not taken"], ["taken"]];

/** It took the first, whose job failed, and was asked anew later. */
export const TWICE: Calls = [["taken"], ["taken"]];

/** What reached Azure about this item, by intent. */
export function callsOf(writes: readonly ReceivedWrite[], operation: OperationName, itemName: string): Calls {
  const intents = new Map<string, ("taken" | "not taken")[]>();
  for (const { method, path, clientRequestId = "", outcome } of writes) {
    const found = OPERATIONS[operation].call.exec(`${method} ${path.split("?", 1)[0]}`)?.[1];
    if (found?.toLowerCase() !== itemName.toLowerCase()) continue;
    const calls = intents.get(clientRequestId) ?? [];
    intents.set(clientRequestId, calls);
    calls.push(outcome === "accepted" ? "taken" : "not taken");
  }
  return [...intents.values()];
}

export const FOUND = "found";

/** The policy that an item made in the portal has. */
export const foundPolicy = {
  apiVersion: "asr-chatops.io/v1alpha1",
  kind: "ReplicationPolicy",
  metadata: { name: FOUND, namespace: TEAM },
  spec: { vault: "contoso", azureName: "24-hour-retention-policy", recoveryPointRetention: "24h" },
};

/** Servers that the appliance sees; those in `ready` were protected in the portal a day ago. */
export async function addMachines(
  { tell }: Stage,
  { fresh = [], ready = [] }: { readonly fresh?: readonly string[]; readonly ready?: readonly string[] },
): Promise<void> {
  for (const name of [...fresh, ...ready]) await tell("machines", { name });
  for (const machine of ready) await tell("items", { machine });
}

/** A protection of each, and a drill of the machines that are protected already. */
export async function begin(
  { apply }: Stage,
  { fresh = [], ready = [] }: { readonly fresh?: readonly string[]; readonly ready?: readonly string[] },
): Promise<void> {
  await apply(
    foundPolicy,
    ...fresh.map((machine) => protection(machine)),
    ...ready.flatMap((machine) => [protection(machine, { policy: FOUND }), drill(machine, machine)]),
  );
}

/** The name of the machine's item in Azure. */
export async function itemOf({ state }: Stage, machine: string): Promise<string> {
  const found = (await state()).items.find(({ machineName }) => machineName === machine);
  if (found === undefined) throw new Error(`${machine} has no protected item`);
  return found.name;
}
