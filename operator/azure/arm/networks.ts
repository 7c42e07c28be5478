// A virtual network with its subnets and how many addresses of each are taken.
import type { VirtualNetwork } from "../site-recovery.ts";
import type { ArmContext } from "./context.ts";
import { API_VERSIONS, getJson, pathOf } from "./raw.ts";
import { lastSegment, list, present, record, text, texts } from "./values.ts";

/** @throws TransientError, StalledError */
export async function virtualNetwork(
  context: ArmContext,
  id: string,
  signal?: AbortSignal,
): Promise<VirtualNetwork | undefined> {
  const body = await getJson(
    context,
    { what: `the virtual network ${lastSegment(id)}`, signal },
    { path: pathOf(id, "Microsoft.Network", ["virtualNetworks"]), apiVersion: API_VERSIONS.network },
  );
  if (body === undefined) return undefined;
  return {
    id: text(record(body).id) ?? id,
    location: text(record(body).location) ?? "",
    subnets: list(record(record(body).properties).subnets).map(subnetOf),
  };
}

function subnetOf(row: unknown): VirtualNetwork["subnets"][number] {
  const properties = record(record(row).properties);
  return {
    name: text(record(row).name) ?? "",
    usedAddresses: list(properties.ipConfigurations).length,
    ...present({ addressPrefix: text(properties.addressPrefix) ?? texts(properties.addressPrefixes)[0] }),
  };
}
