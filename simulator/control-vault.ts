// Owns the part of `/_simulator/` that is about one vault: machines, appliances, and somebody at work in the portal.
import type { Answer } from "./answer.ts";
import { networkPath } from "./azure.ts";
import { textAt, valueAt } from "./body.ts";
import { bad, type Control, type ControlCall, ok } from "./control-call.ts";
import { FleetError } from "./fleet-fields.ts";
import { addMachine, connectAppliance, removeMachine } from "./machines.ts";
import { readMachine } from "./read-fleet.ts";
import type { Result } from "./refusal.ts";
import { worldsOf } from "./simulation.ts";
import { cleanUpInPortal, drillInPortal, protectMachineInPortal, purgeInPortal } from "./vault.ts";
import { worldWith } from "./vaults.ts";
import type { World } from "./world.ts";

/** The vault that is named; else the one whose appliances know the machine. */
const worldOf = ({ simulation, chosen }: ControlCall, machine: string): World =>
  chosen ?? worldWith(worldsOf(simulation), machine);

function orObjection(answer: () => Answer): Answer {
  try {
    return answer();
  } catch (error) {
    if (error instanceof FleetError) return bad(error.message);
    throw error;
  }
}

const postMachine = (call: ControlCall): Answer =>
  orObjection(() => {
    const world = worldOf(call, textAt(call.body, "name") ?? "");
    const machine = addMachine(world, readMachine(call.body, world.fleet));
    return ok({ name: machine.name, id: machine.id });
  });

function postRemoval(call: ControlCall): Answer {
  const name = textAt(call.body, "name") ?? "";
  const removed = removeMachine(worldOf(call, name), name, valueAt(call.body, "keepAsDeleted") === true);
  return removed ? ok({ removed: name }) : bad(`name must be that of a discovered machine, not "${name}"`);
}

const machineIn = ({ body }: ControlCall): string => textAt(body, "machine") ?? "";

const postItem = (call: ControlCall): Answer =>
  orObjection(() => {
    const machine = machineIn(call);
    return protectMachineInPortal(worldOf(call, machine), machine)
      ? ok({ protected: machine })
      : bad(`machine must be that of a discovered machine, not "${machine}"`);
  });

const noItem = (machine: string): Answer => bad(`machine must be that of a protected item, not "${machine}"`);

function postItemRemoval(call: ControlCall): Answer {
  const machine = machineIn(call);
  return purgeInPortal(worldOf(call, machine), machine) ? ok({ removed: machine }) : noItem(machine);
}

function postAppliance({ simulation, chosen, body }: ControlCall): Answer {
  const name = textAt(body, "name") ?? (chosen ?? simulation.world).fleet.appliances[0] ?? "";
  const connected = valueAt(body, "connected") !== false;
  const worlds = chosen === undefined ? worldsOf(simulation) : [chosen];
  const found = worlds.filter((world) => connectAppliance(world, name, connected));
  return found.length > 0 ? ok({ name, connected }) : bad("name must be that of an appliance");
}

function portal(result: Result | undefined, machine: string): Answer {
  if (result === undefined) return noItem(machine);
  return "refused" in result
    ? { status: 409, body: { error: result.refused.message } }
    : ok({ jobId: result.accepted.name });
}

function postDrill(call: ControlCall): Answer {
  const machine = machineIn(call);
  const world = worldOf(call, machine);
  const wanted = textAt(call.body, "network");
  const network = world.fleet.networks.find((each) => each.name.toLowerCase() === wanted?.toLowerCase());
  return portal(drillInPortal(world, machine, network ? networkPath(world, network) : wanted), machine);
}

function postCleanup(call: ControlCall): Answer {
  const machine = machineIn(call);
  return portal(cleanUpInPortal(worldOf(call, machine), machine, call.body), machine);
}

export const VAULT_CONTROLS: Readonly<Record<string, Control>> = {
  "POST machines": { what: "adds a machine: {name, ...} as in a fleet file", handle: postMachine },
  "POST machines/remove": { what: "{name, keepAsDeleted?} removes a machine from its appliance", handle: postRemoval },
  "POST items": { what: "{machine} was protected in the portal a day ago", handle: postItem },
  "POST items/remove": {
    what: "{machine} its item vanishes, as when it is purged in the portal",
    handle: postItemRemoval,
  },
  "POST appliances": {
    what: "{name?, connected} disconnects an appliance, or connects it again",
    handle: postAppliance,
  },
  "POST drills": { what: "{machine, network?} somebody starts a test failover in the portal", handle: postDrill },
  "POST cleanups": { what: "{machine, comments?} somebody cleans one up in the portal", handle: postCleanup },
};
