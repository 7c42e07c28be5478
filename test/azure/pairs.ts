// Requests to the simulator with their answers, and the judge of whether both are as Microsoft describes them.
import { LiveValidator } from "oav";
import type { Simulator } from "../../simulator/server.ts";

/** The folder with Microsoft's API descriptions; empty when there is none. */
export const directory = process.env.ASR_SPEC_DIR ?? "";

/** The name of a suite that needs the descriptions, saying so when they are not there. */
export const suiteName = (what: string): string =>
  directory === "" ? `${what} (left out: ASR_SPEC_DIR names no folder with Microsoft's API descriptions)` : what;

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

export interface Judgement {
  /** The operation in the description. */
  readonly operation: string;
  /** What the description says against the pair, one line for each reason. */
  readonly lines: readonly string[];
}

const DESCRIPTIONS = [
  "specification/recoveryservicessiterecovery/**/stable/2023-06-01/service.json",
  "specification/recoveryservicessiterecovery/**/stable/2024-04-01/service.json",
  "specification/migrate/**/stable/2023-06-06/migrate.json",
];

/** Microsoft's validator of live traffic, with the descriptions of everything that we use. */
export async function createValidator(): Promise<LiveValidator> {
  const options = {
    directory,
    git: { shouldClone: false },
    swaggerPathsPattern: DESCRIPTIONS,
    excludedSwaggerPathsPattern: [],
    isPathCaseSensitive: false,
    loadValidatorInInitialize: false,
    loadValidatorInBackground: false,
  };
  const validator = new LiveValidator(options, () => undefined);
  await validator.initialize();
  return validator;
}

export async function createJudge(): Promise<(pair: Pair) => Promise<Judgement>> {
  const validator = await createValidator();
  return async ({ request, response }) => {
    const url = new URL(`https://management.azure.com${request.url}`);
    const { requestValidationResult, responseValidationResult } = await validator.validateLiveRequestResponse({
      liveRequest: {
        method: request.method,
        url: url.href,
        query: Object.fromEntries(url.searchParams),
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
    const unknown = results.filter(({ isSuccessful }) => isSuccessful === undefined);
    return {
      operation: responseValidationResult.operationInfo.operationId,
      lines: [
        ...unknown.map(({ runtimeException }) => String(runtimeException?.message)),
        ...results.flatMap(({ errors }) =>
          errors.map(({ code, pathsInPayload }) => `${code} ${pathsInPayload.join(" ")}`),
        ),
      ],
    };
  };
}
