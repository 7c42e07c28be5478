// A virtual machine in Azure with its size, power state and private addresses: the test machine of a drill.
import type { VirtualMachine } from "../site-recovery.ts";
import type { ArmContext } from "./context.ts";
import { API_VERSIONS, getJson, pathOf } from "./raw.ts";
import { lastSegment, list, present, record, text } from "./values.ts";

/** @throws TransientError, StalledError; a NIC that is gone meanwhile only lacks in the addresses */
export async function virtualMachine(
  context: ArmContext,
  id: string,
  signal?: AbortSignal,
): Promise<VirtualMachine | undefined> {
  const body = await getJson(
    context,
    { what: `the virtual machine ${lastSegment(id)}`, signal },
    {
      path: pathOf(id, "Microsoft.Compute", ["virtualMachines"]),
      apiVersion: API_VERSIONS.compute,
      query: { $expand: "instanceView" },
    },
  );
  if (body === undefined) return undefined;
  const properties = record(record(body).properties);
  const nicIds = list(record(properties.networkProfile).networkInterfaces).flatMap((nic) => text(record(nic).id) ?? []);
  const addresses = await Promise.all(nicIds.map((nicId) => addressesOf(context, nicId, signal)));
  return {
    id: text(record(body).id) ?? id,
    name: text(record(body).name) ?? lastSegment(id),
    addresses: addresses.flat(),
    ...present({
      size: text(record(properties.hardwareProfile).vmSize),
      powerState: powerState(record(properties.instanceView).statuses),
    }),
  };
}

function powerState(statuses: unknown): string | undefined {
  const codes = list(statuses).flatMap((status) => text(record(status).code) ?? []);
  return codes.find((code) => code.startsWith("PowerState/"))?.slice("PowerState/".length);
}

async function addressesOf(context: ArmContext, nicId: string, signal?: AbortSignal): Promise<readonly string[]> {
  const body = await getJson(
    context,
    { what: `the network interface ${lastSegment(nicId)}`, signal },
    { path: pathOf(nicId, "Microsoft.Network", ["networkInterfaces"]), apiVersion: API_VERSIONS.network },
  );
  const configurations = list(record(record(body).properties).ipConfigurations);
  return configurations.flatMap((one) => text(record(record(one).properties).privateIPAddress) ?? []);
}
