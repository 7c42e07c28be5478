// What the SDK does not cover, through its client's own pipeline: same token, same wire, own api-versions.
import type { FullOperationResponse, OperationOptions } from "@azure/core-client";
import type { PipelineResponse } from "@azure/core-rest-pipeline";
import { createPipelineRequest, RestError } from "@azure/core-rest-pipeline";
import { StalledError, TransientError } from "../../errors.ts";
import type { ArmContext } from "./context.ts";
import type { Asking } from "./reading.ts";
import { read } from "./reading.ts";
import { list, present, record, text } from "./values.ts";

/**
 * Versions as published in Azure/azure-rest-api-specs, folder `stable` of each provider: OffAzure `migrate.json`
 * 2023-06-06, Site Recovery `service.json` as the SDK has it and its next one, Compute `virtualMachine.json` 2024-07-01, Network `virtualNetwork.json` 2024-05-01, RecoveryServices
 * `vaults.json` 2024-04-01.
 */
export const API_VERSIONS = {
  siteRecovery: "2023-06-01",
  /** Has fields that the SDK's version drops. */
  newerSiteRecovery: "2024-04-01",
  offAzure: "2023-06-06",
  compute: "2024-07-01",
  network: "2024-05-01",
  recoveryServices: "2024-04-01",
} as const;

export interface Target {
  /** ARM id, with a sub-resource if any. */
  readonly path: string;
  readonly apiVersion: string;
  readonly query?: Readonly<Record<string, string>>;
}

/** The parsed body of a GET; undefined for a 404. */
export function getJson(context: ArmContext, asking: Asking, target: Target): Promise<unknown> {
  return read(context, asking, async ({ abortSignal }) =>
    parsedBody(await send(context, "GET", urlOf(context, target), abortSignal)),
  );
}

/** A POST that starts nothing to follow, under the rules of reads. Answers false for a 404. */
export async function post(context: ArmContext, asking: Asking, target: Target): Promise<boolean> {
  const done = await read(context, { ...asking, kind: "writes" }, async ({ abortSignal }) => {
    await send(context, "POST", urlOf(context, target), abortSignal);
    return true;
  });
  return done ?? false;
}

/**
 * For `sendWrite`: one request whose body keeps fields that the SDK's serializer would drop. Like the SDK's own methods it
 * shows the answer to `onResponse`, also one that cannot be understood.
 */
export async function sendJson(
  context: ArmContext,
  { abortSignal, onResponse, requestOptions }: OperationOptions,
  target: Target & { readonly method: "PUT" | "PATCH" },
  body: object,
): Promise<void> {
  const request = createPipelineRequest({
    url: urlOf(context, target),
    method: target.method,
    body: JSON.stringify(body),
    ...present({ abortSignal }),
  });
  const headers = { accept: "application/json", "content-type": "application/json", ...requestOptions?.customHeaders };
  for (const [name, value] of Object.entries(headers)) request.headers.set(name, value);
  try {
    const response = await context.client.sendRequest(request);
    onResponse?.(response as FullOperationResponse, undefined);
  } catch (error) {
    const { response } = record(error);
    if (response !== undefined) onResponse?.(response as FullOperationResponse, undefined);
    throw error;
  }
}

/** The path of something below a container, from names that Azure or a person gave. */
export function pathBelow(
  { vaultId }: ArmContext,
  { fabric, container }: { readonly fabric: string; readonly container: string },
  type: string,
  name: string,
): string {
  const [fabricPart, containerPart, namePart] = [fabric, container, name].map(encodeURIComponent);
  return `${vaultId}/replicationFabrics/${fabricPart}/replicationProtectionContainers/${containerPart}/${type}/${namePart}`;
}

/** All pages of a list of another provider. */
export async function* jsonPages(
  context: ArmContext,
  asking: Asking,
  target: Target,
): AsyncGenerator<readonly unknown[]> {
  let url: string | undefined = urlOf(context, target);
  while (url !== undefined) {
    const from: string = url;
    const body = await read(context, asking, async ({ abortSignal }) =>
      parsedBody(await send(context, "GET", from, abortSignal)),
    );
    if (body === undefined) throw new StalledError("NotFound", `Azure knows no list of ${asking.what}.`);
    if (!Array.isArray(record(body).value))
      throw new TransientError(`Azure's answer about ${asking.what} was not a list.`);
    url = text(record(body).nextLink);
    if (url === from) throw new TransientError(`The list of ${asking.what} has no end.`);
    yield list(record(body).value);
  }
}

/** Only ids of the expected form become requests: some come from people's manifests. */
export function pathOf(id: string, provider: string, types: readonly string[]): string {
  const shape = types.map((type) => `/${type}/[^/?#%\\s]+`).join("");
  const expected = new RegExp(
    `^/subscriptions/[^/?#%\\s]+/resourceGroups/[^/?#%\\s]+/providers/${provider}${shape}$`,
    "i",
  );
  if (expected.test(id) && !id.includes("/../")) return id;
  throw new StalledError("InvalidRequest", `"${id}" is not the Azure id of a ${provider}/${types.join("/")}.`);
}

function urlOf({ endpoint }: ArmContext, { path, apiVersion, query }: Target): string {
  return `${endpoint}${path}?${new URLSearchParams({ "api-version": apiVersion, ...query })}`;
}

async function send(
  context: ArmContext,
  method: "GET" | "POST",
  url: string,
  abortSignal: AbortSignal,
): Promise<PipelineResponse> {
  const request = createPipelineRequest({ url, method, abortSignal });
  request.headers.set("accept", "application/json");
  const response = await context.client.sendRequest(request);
  if (response.status >= 200 && response.status < 300) return response;
  throw new RestError(`HTTP ${response.status}`, { statusCode: response.status, request, response });
}

function parsedBody(response: PipelineResponse): unknown {
  const body = (response as { parsedBody?: unknown }).parsedBody;
  if (typeof body !== "object" || body === null) throw new TransientError("Azure's answer was not JSON.");
  return body;
}
