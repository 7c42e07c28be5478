// Owns which machine a request is about: by its item, its job, or itself.
import { lastSegment } from "./arm.ts";
import { textAt } from "./body.ts";
import type { Call } from "./call.ts";
import { itemNamed } from "./items.ts";
import { machineById } from "./machines.ts";
import { get } from "./timeline.ts";

/** An enable names the machine in its body only; so does adding one to a configuration server, by its name. */
const wanted = (call: Call): string | undefined => {
  const discovered = textAt(call.body, "properties", "providerSpecificDetails", "fabricDiscoveryMachineId");
  const id = discovered ?? textAt(call.body, "properties", "protectableItemId");
  return id === undefined
    ? textAt(call.body, "properties", "friendlyName")
    : machineById(call.world, lastSegment(id))?.name;
};

/** The display name of the machine that a request is about; undefined when it is about none. */
export function machineOf(call: Call): string | undefined {
  const { world, names } = call;
  const after = (word: string): string | undefined => new RegExp(`/${word}/([^/]+)`, "i").exec(call.path)?.[1];
  const item = itemNamed(world, names.item ?? after("replicationProtectedItems") ?? "");
  if (item !== undefined) return item.machineName;
  const machine = names.machine ?? names.protectable;
  if (machine !== undefined) return machineById(world, machine)?.name;
  const job = get(world.jobs, names.job ?? names.id ?? "");
  return job?.target.type === "ProtectionEntity" ? job.target.name : wanted(call);
}
