// A client of the simulator as tests use it: real requests over a real socket, a clock moved by hand.
import { listAt, textAt } from "../../simulator/body.ts";
import { type SimulatorOptions, startSimulator } from "../../simulator/server.ts";
import { mappingBody, policyBody } from "./build.ts";

export const SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000000";
export const VAULT = `${SUBSCRIPTION}/resourceGroups/dr-rg/providers/Microsoft.RecoveryServices/vaults/contoso-dr`;

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  /** undefined when it was empty */
  readonly body: unknown;
}

export type Client = Awaited<ReturnType<typeof startClient>>;

const withVersion = (path: string): string =>
  path.includes("api-version=") ? path : `${path}${path.includes("?") ? "&" : "?"}api-version=2023-06-01`;

/** Starts a simulator whose clock stands at 2026-11-23 08:00 UTC and only moves by `advance`. */
export async function startClient(options: SimulatorOptions = {}) {
  const simulator = await startSimulator({ start: new Date("2026-11-23T08:00:00Z"), seed: "test", ...options });

  async function raw(method: string, path: string, init: RequestInit = {}): Promise<Answered> {
    const response = await fetch(path.startsWith("http") ? path : simulator.url + path, { method, ...init });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === "" ? undefined : JSON.parse(text) };
  }

  /** A request to Azure, with a token and an api-version. */
  const send = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    raw(method, withVersion(path), {
      headers: { authorization: "Bearer any", "content-type": "application/json", ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });

  const control = (method: string, path: string, body?: unknown) =>
    raw(method, `/_simulator/${path}`, body === undefined ? {} : { body: JSON.stringify(body) });

  return { simulator, raw, send, control, advance: simulator.advance, close: simulator.close };
}

/** The rows of a list's answer. */
export const rows = (answered: Answered): readonly unknown[] => listAt(answered.body, "value") ?? [];

/** The ids that a client finds out before it writes. */
export async function find(client: Client) {
  const [fabric] = rows(await client.send("GET", `${VAULT}/replicationFabrics`));
  const fabricId = textAt(fabric, "id") ?? "";
  const site = textAt(fabric, "properties", "customDetails", "physicalSiteId") ?? "";
  const [container] = rows(await client.send("GET", `${fabricId}/replicationProtectionContainers`));
  const [provider] = rows(await client.send("GET", `${fabricId}/replicationRecoveryServicesProviders`));
  return {
    fabric: fabricId,
    site,
    container: textAt(container, "id") ?? "",
    processServer: textAt(provider, "properties", "machineId") ?? "",
  };
}

/** Makes the policy `gold` and its mapping. */
export async function map(client: Client): Promise<void> {
  const { container } = await find(client);
  await client.send("PUT", `${VAULT}/replicationPolicies/gold`, policyBody());
  client.advance(2);
  await client.send("PUT", `${container}/replicationProtectionContainerMappings/gold`, mappingBody());
  client.advance(10);
}

/** Sends the enable of a machine under its own name; answers the item's path. */
export async function enable(client: Client, machine: string) {
  const { container, site, processServer } = await find(client);
  const machines = rows(await client.send("GET", `${site}/machines`));
  const found = machines.find((each) => textAt(each, "properties", "displayName") === machine);
  const path = `${container}/replicationProtectedItems/${machine}`;
  const answered = await client.send("PUT", path, {
    properties: {
      policyId: `${VAULT}/replicationPolicies/gold`,
      providerSpecificDetails: {
        instanceType: "InMageRcm",
        fabricDiscoveryMachineId: textAt(found, "id"),
        processServerId: processServer,
        targetResourceGroupId: `${SUBSCRIPTION}/resourceGroups/dr-target-rg`,
        disksDefault: {
          diskType: "Premium_LRS",
          logStorageAccountId: `${SUBSCRIPTION}/resourceGroups/dr-rg/providers/Microsoft.Storage/storageAccounts/drcache001`,
        },
      },
    },
  });
  return { path, answered };
}
