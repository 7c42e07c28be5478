// Somebody at the portal: changes a protected item in the simulated Azure, as the portal's own requests do.
import { eventually } from "./eventually.ts";
import { type Ground, PORTAL } from "./steady-ground.ts";

export interface Target {
  readonly size: string;
  readonly name: string;
}

interface Details {
  readonly targetVmSize: string;
  readonly targetVmName: string;
}

interface Item {
  readonly properties: { readonly allowedOperations: readonly string[]; readonly providerSpecificDetails: Details };
}

async function call<T>(ground: Ground, itemId: string, init: RequestInit, action = ""): Promise<T> {
  const headers = {
    authorization: "Bearer portal",
    "content-type": "application/json",
    "x-ms-client-request-id": PORTAL,
  };
  const url = `${ground.stack.simulator.url}${itemId}${action}?api-version=2025-08-01`;
  const answer = await fetch(url, { ...init, headers });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${init.method} ${itemId}${action} answered ${answer.status}: ${text}`);
  return (text === "" ? {} : JSON.parse(text)) as T;
}

/** Fails the machine over and commits, which takes Azure a quarter of an hour. */
export async function migrate(ground: Ground, itemId: string): Promise<void> {
  const providerSpecificDetails = { instanceType: "InMageRcm", performShutdown: "false" };
  const properties = {
    failoverDirection: "PrimaryToRecovery",
    sourceSiteOperations: "NotRequired",
    providerSpecificDetails,
  };
  await call(ground, itemId, { method: "POST", body: JSON.stringify({ properties }) }, "/unplannedFailover");
  await eventually(
    "the failover may be committed",
    () => call<Item>(ground, itemId, { method: "GET" }),
    (item) => item.properties.allowedOperations.includes("Commit"),
  );
  await call(ground, itemId, { method: "POST" }, "/failoverCommit");
}

/** Size and name of the machine in Azure, as the item has them now. */
export async function readTarget(ground: Ground, itemId: string): Promise<Target> {
  const { properties } = await call<Item>(ground, itemId, { method: "GET" });
  const { targetVmSize, targetVmName } = properties.providerSpecificDetails;
  return { size: targetVmSize, name: targetVmName };
}

/** Accepted when it resolves; Azure takes its time to do it. */
export async function changeTarget(ground: Ground, itemId: string, { size, name }: Target): Promise<void> {
  const { properties } = await call<Item>(ground, itemId, { method: "GET" });
  const providerSpecificDetails = {
    ...properties.providerSpecificDetails,
    instanceType: "InMageRcm",
    targetVmSize: size,
    targetVmName: name,
  };
  await call(ground, itemId, { method: "PATCH", body: JSON.stringify({ properties: { providerSpecificDetails } }) });
}
