// Owns protectable items: the machines that a configuration server knows, how one is added, and how they are answered.
import { textAt } from "../body.ts";
import { guid } from "../chance.ts";
import { diskId, GIB } from "../disks.ts";
import { SECONDS } from "../durations.ts";
import { containerName, containerPath, fabricPath, friendlyContainer, itemPath, providerName } from "../fabric.ts";
import { isClassic } from "../fleet.ts";
import { machineFields } from "../fleet-defaults.ts";
import { fields } from "../fleet-fields.ts";
import { type Item, itemOfMachine } from "../items.ts";
import { endJob, type JobError, startJob } from "../jobs.ts";
import { addMachine, type Machine, machineById, machineNamed } from "../machines.ts";
import { accepted, conflict, invalid, type Result } from "../refusal.ts";
import { isSilent } from "../silence.ts";
import { change } from "../timeline.ts";
import { later, type World } from "../world.ts";
import { configurationServer } from "./names.ts";

export const protectablePath = (world: World, machine: Pick<Machine, "id">): string =>
  `${containerPath(world.fleet)}/replicationProtectableItems/${machine.id}`;

const TYPE = "Microsoft.RecoveryServices/vaults/replicationFabrics/replicationProtectionContainers";

const megabytes = (gibibytes: number): string => String((gibibytes * GIB) / 1024 ** 2);

const diskView = (machine: Machine, { name, sizeGiB, os }: Machine["disks"][number]) => ({
  diskId: diskId(machine, { name, sizeGiB, os }),
  diskName: name,
  diskSizeInMB: megabytes(sizeGiB),
  diskType: "Basic",
  diskConfiguration: "",
  volumeList: [],
});

/** What the Mobility agent tells: nothing of a machine that has none yet (the azurerm provider's words on disk ids). */
const agentFields = (machine: Machine) =>
  machine.withoutAgent === true
    ? { agentGeneratedId: "", agentInstalled: "false", agentVersion: "", diskDetails: [] }
    : {
        agentGeneratedId: guid("agent", machine.id),
        agentInstalled: "true",
        agentVersion: "9.63.7187.1",
        diskDetails: machine.disks.map((disk) => diskView(machine, disk)),
      };

/** `Unprotected` is in the official example; `Protected`, as long as it has an item, is the word beside it [unverified]. */
export const protectionOf = (item: Item | undefined): "Unprotected" | "Protected" =>
  item === undefined ? "Unprotected" : "Protected";

/** At a moment (milliseconds). The kind of its details is VMware's for a physical machine too; `discoveryType` tells them apart. */
export function protectableView(world: World, machine: Machine, at: number) {
  const item = itemOfMachine(world, machine.id, at);
  const server = configurationServer(world.fleet);
  return {
    id: protectablePath(world, machine),
    name: machine.id,
    type: `${TYPE}/replicationProtectableItems`,
    properties: {
      friendlyName: machine.name,
      protectionStatus: protectionOf(item),
      ...(item !== undefined && { replicationProtectedItemId: itemPath(world.fleet, item.name) }),
      recoveryServicesProviderId: `${fabricPath(world.fleet)}/replicationRecoveryServicesProviders/${providerName(world.fleet, server)}`,
      protectionReadinessErrors: [],
      supportedReplicationProviders: ["InMageAzureV2"],
      customDetails: {
        instanceType: "VMwareVirtualMachine",
        ...agentFields(machine),
        osType: machine.os,
        ipAddress: machine.nics[0]?.ipAddress ?? "",
        poweredOn: "true",
        vCenterInfrastructureId: "",
        discoveryType: "Physical",
        validationErrors: [],
      },
    },
  };
}

const NOT_HEARD: JobError = {
  code: "SimulatedApplianceSilent",
  message: "The configuration server has not been heard for more than 15 minutes.",
  possibleCauses: "The configuration server is switched off, or cannot reach Azure on port 443.",
  recommendedAction: "Check that the configuration server runs and can reach Azure.",
};

interface Wish {
  readonly name: string;
  readonly ipAddress: string;
  readonly os: "Windows" | "Linux";
}

const ADDRESS = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;

const isAddress = (text: string): boolean =>
  ADDRESS.exec(text)
    ?.slice(1)
    .every((part) => Number(part) < 256) ?? false;

function wishIn(body: unknown): Wish | Result {
  const [name, ipAddress] = ["friendlyName", "ipAddress"].map((field) => textAt(body, "properties", field) ?? "");
  const os = (["Windows", "Linux"] as const).find((each) => each === textAt(body, "properties", "osType"));
  if (name === undefined || name === "") return invalid("properties.friendlyName must be the name of the machine.");
  // IPv6 is not supported (Microsoft's support matrix).
  if (ipAddress === undefined || !isAddress(ipAddress)) return invalid("properties.ipAddress must be an IPv4 address.");
  return os === undefined ? invalid("properties.osType must be Windows or Linux.") : { name, ipAddress, os };
}

/** The machine is known, and in no list until somebody refreshes the provider, or some minutes have passed. */
function add(world: World, { name, ipAddress, os }: Wish): void {
  const known = addMachine(world, machineFields(fields({ name, ipAddress, os }, "machine"), world.fleet.appliances));
  change(world.machines, known.id, world.now, { withoutAgent: true, listed: false });
  if (known.scenarios.has("undiscovered")) return;
  later(world, SECONDS.listed, { what: `list ${name}`, run: (then) => show(then, known.id) });
}

function show(world: World, id: string): void {
  if (machineById(world, id)?.listed !== false) return;
  change(world.machines, id, world.now, { listed: true, discoveredAt: world.now });
}

/**
 * POST discoverProtectableItem: its operation gives the container back, not the machine, which is listed minutes later.
 * Times, the job's names, and that a known name is refused are ours [unverified].
 */
export function discover(world: World, _container: string, body: unknown): Result {
  if (!isClassic(world.fleet)) {
    return conflict("A replication appliance cannot be told to add a machine: add it there.", "OperationNotSupported");
  }
  const wish = wishIn(body);
  if ("refused" in wish || "accepted" in wish) return wish;
  if (machineNamed(world, wish.name) !== undefined) {
    return conflict(`The configuration server knows a machine '${wish.name}' already.`, "ProtectableItemExists");
  }
  const container = containerName(world.fleet);
  const job = startJob(world, {
    scenario: "DiscoverProtectableItem",
    friendlyName: "Discover protectable item",
    target: { id: guid("container", container), name: friendlyContainer(world), type: "ProtectionContainer" },
    resource: containerPath(world.fleet),
    tasks: [["DiscoverProtectableItemTask", "DiscoverProtectableItem", "Discover machine", SECONDS.discover]],
  });
  later(world, SECONDS.discover, {
    job: job.name,
    what: `discover ${wish.name}`,
    run: (then) => {
      const heard = !isSilent(then, configurationServer(then.fleet), then.now);
      if (heard) add(then, wish);
      endJob(then, job.name, heard ? "Succeeded" : "Failed", heard ? undefined : NOT_HEARD);
    },
  });
  return accepted(job);
}
