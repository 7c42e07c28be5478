// What each HTTP answer of the API server means for the caller.
import { describe, expect, test } from "vitest";
import {
  ConflictError,
  errorFromAnswer,
  errorFromTransport,
  RejectedError,
  UnavailableError,
} from "../../kube/errors.ts";

const status = (code: number, reason: string, more: object = {}) =>
  JSON.stringify({
    kind: "Status",
    apiVersion: "v1",
    status: "Failure",
    code,
    reason,
    message: `${reason}, said so`,
    ...more,
  });

const answer = (statusCode: number, text: string, retryAfter?: string) =>
  errorFromAnswer({ request: "GET /apis/example.org/v1/things", statusCode, text, retryAfter });

describe("an answer that is not 2xx", () => {
  test.each([
    [409, "Conflict", ConflictError],
    [409, "AlreadyExists", RejectedError],
    [408, "Timeout", UnavailableError],
    [410, "Expired", UnavailableError],
    [429, "TooManyRequests", UnavailableError],
    [500, "InternalError", UnavailableError],
    [503, "ServiceUnavailable", UnavailableError],
    [400, "BadRequest", RejectedError],
    [401, "Unauthorized", UnavailableError],
    [403, "Forbidden", RejectedError],
    [404, "NotFound", RejectedError],
    [422, "Invalid", RejectedError],
  ])("%i %s becomes a %o with the server's sentence", (code, reason, kind) => {
    const error = answer(code, status(code, reason));
    expect(error.constructor).toBe(kind);
    expect(error).toMatchObject({ code, reason, message: `${reason}, said so` });
  });

  test("a kind that is not served is not an absent object: try again, and say what may be missing", () => {
    const error = answer(404, "404 page not found\n");
    expect(error).toBeInstanceOf(UnavailableError);
    expect(error).toMatchObject({ code: 404, reason: "NotServed" });
    expect(error.message).toContain("/apis/example.org/v1/things");
    expect(error.message).toContain("CustomResourceDefinition");
  });

  test("the time to wait comes from the header, else from the body", () => {
    expect(answer(429, status(429, "TooManyRequests", { details: { retryAfterSeconds: 7 } }), "3")).toMatchObject({
      retryAfterSeconds: 3,
    });
    expect(answer(429, status(429, "TooManyRequests", { details: { retryAfterSeconds: 7 } }))).toMatchObject({
      retryAfterSeconds: 7,
    });
    expect(answer(503, "busy", "Mon, 23 Nov 2026 10:00:00 GMT")).toMatchObject({ retryAfterSeconds: undefined });
  });

  test("a resourceVersion from the future is recognised by its cause, whatever the reason says", () => {
    const details = { causes: [{ reason: "ResourceVersionTooLarge", message: "Too large resource version" }] };
    expect(answer(504, status(504, "Timeout", { details }))).toMatchObject({
      code: 504,
      reason: "ResourceVersionTooLarge",
    });
  });

  test("a proxy's page is quoted, shortened, under the name of what was asked", () => {
    const error = answer(502, `<html>${"x".repeat(5000)}`);
    expect(error.message).toMatch(/^GET \/apis\/example.org\/v1\/things answered 502 <html>x+$/);
    expect(error.message.length).toBeLessThan(300);
  });
});

describe("no answer", () => {
  test("a broken connection is unavailable and keeps its cause", () => {
    const cause = new Error("read ECONNRESET");
    const error = errorFromTransport("PATCH /x", cause);
    expect(error).toMatchObject({
      message: "PATCH /x got no complete answer: read ECONNRESET",
      cause,
      code: undefined,
    });
  });

  test("what is thrown without being an Error is named too", () => {
    expect(errorFromTransport("GET /x", "gone").message).toContain("gone");
  });
});
