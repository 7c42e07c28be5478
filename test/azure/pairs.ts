// Requests to the simulator with their answers, and the judge of whether both are as Microsoft describes them.
import { LiveValidator } from "oav";
import type { Simulator } from "../../simulator/server.ts";

/** The folder with Microsoft's API descriptions; empty when there is none. */
export const directory = process.env.ASR_SPEC_DIR ?? "";

/** The name of a suite that needs the descriptions, saying so when they are not there. */
export const suiteName = (what: string): string =>
  directory === "" ? `${what} (left out: ASR_SPEC_DIR names no folder with Microsoft's API descriptions)` : what;

/**
 * What the service itself does and its description does not have (recorded az CLI traffic, 2023): fields, and run-as
 * accounts whose names are whole GUIDs. Sizes of disks, which the description of OffAzure 2023-06-06 calls 32-bit
 * although no disk of today fits into that. And two kinds of a recovery plan's tasks, which the description has and the
 * validator does not find, since they stand between two discriminators.
 */
const KNOWN = [
  /OBJECT_ADDITIONAL_PROPERTIES .*\/providerSpecificDetails\/(status|associatedItemsCount|dataSourceType)$/,
  /OBJECT_ADDITIONAL_PROPERTIES .*\/protectedDisks\/\d+\/targetBlobUri$/,
  /^INVALID_FORMAT (\S*\/disks\/\d+\/maxSizeInBytes ?)+$/,
  /^PATTERN \/path\/accountName$/,
  /^DISCRIMINATOR_VALUE_NOT_FOUND (\/properties\/tasks\/\d+\/groupTaskCustomDetails(\/childTasks\/\d+\/customDetails)?\/instanceType ?)+$/,
];

export interface Pair {
  readonly what: string;
  readonly request: { method: string; url: string; body?: unknown };
  readonly response: { status: number; headers: Record<string, string>; body?: unknown };
}

/** A path with an api-version: its provider's, when it has none. */
function versioned(path: string): string {
  if (path.includes("api-version=")) return path;
  const version = path.includes("Microsoft.OffAzure") ? "2023-06-06" : "2023-06-01";
  return `${path}${path.includes("?") ? "&" : "?"}api-version=${version}`;
}

/** Sends requests and keeps each with its answer. */
export function recorder(simulator: Simulator) {
  const pairs: Pair[] = [];
  async function send(what: string, method: string, path: string, body?: unknown): Promise<unknown> {
    const url = versioned(path);
    const headers = { authorization: "Bearer any", "content-type": "application/json" };
    const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) };
    const answer = await fetch(simulator.url + url, init);
    const text = await answer.text();
    const json: unknown = text === "" ? undefined : JSON.parse(text);
    const response = { status: answer.status, headers: Object.fromEntries(answer.headers) };
    pairs.push({
      what,
      request: { method, url, ...(body !== undefined && { body }) },
      response: { ...response, ...(json !== undefined && { body: json }) },
    });
    return json;
  }
  return { pairs, send };
}

export type Send = ReturnType<typeof recorder>["send"];

/** Why a pair does not conform, one line for each reason; and the operation that it is. */
export interface Judgement {
  readonly operation: string;
  readonly objections: readonly string[];
}

export async function createJudge(): Promise<(pair: Pair) => Promise<Judgement>> {
  const validator = new LiveValidator(
    {
      directory,
      git: { shouldClone: false },
      swaggerPathsPattern: [
        "specification/recoveryservicessiterecovery/**/stable/2023-06-01/service.json",
        "specification/recoveryservicessiterecovery/**/stable/2024-04-01/service.json",
        "specification/migrate/**/stable/2023-06-06/migrate.json",
      ],
      excludedSwaggerPathsPattern: [],
      isPathCaseSensitive: false,
      loadValidatorInInitialize: false,
      loadValidatorInBackground: false,
    },
    () => undefined,
  );
  await validator.initialize();
  return async ({ request, response }) => {
    const url = `https://management.azure.com${request.url}`;
    const { requestValidationResult, responseValidationResult } = await validator.validateLiveRequestResponse({
      liveRequest: {
        method: request.method,
        url,
        query: { "api-version": new URL(url).searchParams.get("api-version") ?? "" },
        headers: { "content-type": "application/json" },
        body: (request.body ?? {}) as Record<string, unknown>,
      },
      liveResponse: {
        statusCode: String(response.status),
        headers: response.headers,
        ...(response.body !== undefined && { body: response.body as Record<string, unknown> }),
      },
    });
    const results = [requestValidationResult, responseValidationResult];
    const unknown = results
      .filter((result) => result.isSuccessful === undefined)
      .map((r) => String(r.runtimeException?.message));
    const errors = results.flatMap((result) =>
      result.errors.map((error) => `${error.code} ${error.pathsInPayload.join(" ")}`),
    );
    const objections = [...unknown, ...errors.filter((line) => !KNOWN.some((known) => known.test(line)))];
    return { operation: responseValidationResult.operationInfo.operationId, objections };
  };
}
