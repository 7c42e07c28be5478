// Microsoft Entra's token endpoint, and the node's own, as a double of the HTTP client that the identity library uses.
import type { HttpClient } from "@azure/core-rest-pipeline";
import { createHttpHeaders } from "@azure/core-rest-pipeline";

export interface TokenRequest {
  readonly host: string;
  readonly path: string;
  /** The form of a POST, the query of a GET. */
  readonly fields: URLSearchParams;
}

export interface Entra extends HttpClient {
  readonly asked: readonly TokenRequest[];
  /** The next answers: a token, an error of Entra's by number and sentence, a status alone, or no connection. */
  answer(next: "token" | "unreachable" | number | readonly [code: number, sentence: string]): void;
}

/** Differs from try to try, as Entra's own does. */
const trace = (attempt: number) =>
  `Trace ID: ${id(attempt)} Correlation ID: ${id(attempt + 1)} Timestamp: 2026-11-23 10:00:0${attempt}Z`;

const id = (number: number) => `9b8fe8ac-fae1-4ac3-b0fd-32dd8fa0270${number % 10}`;

export function createEntra(): Entra {
  const asked: TokenRequest[] = [];
  let next: Parameters<Entra["answer"]>[0] = "token";
  const body = (): readonly [status: number, body: object | string] => {
    if (next === "token")
      return [200, { token_type: "Bearer", expires_in: 3599, access_token: `token ${asked.length}` }];
    if (typeof next === "number") return [next, "busy"];
    const [code, sentence] = next as readonly [number, string];
    const error_description = `AADSTS${code}: ${sentence} ${trace(asked.length)}`;
    return [401, { error: "invalid_client", error_description, error_codes: [code] }];
  };
  return {
    asked,
    answer: (one) => {
      next = one;
    },
    sendRequest: async (request) => {
      if (next === "unreachable") throw Object.assign(new Error("getaddrinfo ENOTFOUND"), { code: "ENOTFOUND" });
      const { host, pathname, searchParams } = new URL(request.url);
      const form = typeof request.body === "string" ? new URLSearchParams(request.body) : searchParams;
      asked.push({ host, path: pathname, fields: form });
      const [status, answer] = body();
      const bodyAsText = typeof answer === "string" ? answer : JSON.stringify(answer);
      const headers = createHttpHeaders({ "content-type": "application/json" });
      return { status, headers, request, bodyAsText };
    },
  };
}
