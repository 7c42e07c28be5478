// Resume or list again, at once or later: the answer to every way in which a list or a watch can end.
import { describe, expect, test } from "vitest";
import { errorFromStatus, UnavailableError } from "../../kube/errors.ts";
import { decodeLine } from "../../kube/watch-event.ts";
import { type Answer, answerTo, type Ending } from "../../kube/watch-policy.ts";
import { bookmark, line, listLines, thing } from "./things.ts";

const http = (code: number, reason: string, retryAfterSeconds?: number): Ending => ({
  end: "failed",
  error: errorFromStatus({ code, reason, details: retryAfterSeconds === undefined ? {} : { retryAfterSeconds } }),
});
const told = (code: number, reason: string): Ending => ({ end: "told", error: errorFromStatus({ code, reason }) });
const tooLarge = errorFromStatus({
  code: 504,
  reason: "Timeout",
  details: { causes: [{ reason: "ResourceVersionTooLarge" }] },
});

const table: [string, Ending, Partial<Answer>][] = [
  [
    "a watch that ran its time goes on at once",
    { end: "closed", afterMs: 300_000 },
    { connect: "timeout", wait: "no" },
  ],
  ["a watch of a second goes on at once", { end: "closed", afterMs: 1_000 }, { wait: "no" }],
  [
    "a shorter one waits, whatever it told: a thousand of them would be a storm",
    { end: "closed", afterMs: 999 },
    { wait: "backoff" },
  ],
  [
    "a reset resumes after a pause",
    { end: "failed", error: new UnavailableError("reset") },
    { connect: "reset", wait: "backoff" },
  ],
  [
    "HTTP 429 resumes, not before it is told",
    http(429, "TooManyRequests", 9),
    { connect: "http_429", wait: "backoff", atLeastSeconds: 9 },
  ],
  ["ERROR 429 resumes after a pause", told(429, "TooManyRequests"), { connect: "http_429", wait: "backoff" }],
  ["HTTP 500 resumes after a pause", http(500, "InternalError"), { connect: "http_5xx", wait: "backoff" }],
  ["HTTP 504 resumes after a pause", http(504, "Timeout"), { connect: "http_5xx", wait: "backoff" }],
  ["ERROR 504 Timeout resumes after a pause", told(504, "Timeout"), { connect: "error_event", wait: "backoff" }],
  ["401 resumes after a pause", http(401, "Unauthorized"), { connect: "http_4xx", wait: "backoff" }],
  ["403 resumes after a pause", http(403, "Forbidden"), { connect: "http_4xx", wait: "backoff" }],
  [
    "404, a kind that is not served, resumes after a pause",
    http(404, "NotServed"),
    { connect: "http_4xx", wait: "backoff" },
  ],
  [
    "a watch that tells of older things than it was asked for lists again: the server went back in time",
    { end: "rewound" },
    { relist: "rv_ahead", wait: "ifRepeated" },
  ],
  [
    "a copy that our writes contradict lists again at once",
    { end: "doubted" },
    { relist: "doubted", wait: "ifRepeated" },
  ],
  ["HTTP 410 lists again at once", http(410, "Expired"), { relist: "expired", wait: "ifRepeated" }],
  ["ERROR 410 lists again at once", told(410, "Expired"), { relist: "expired", wait: "ifRepeated" }],
  [
    "ERROR 500 lists again: an event may be lost",
    told(500, "InternalError"),
    { relist: "error_event", wait: "backoff" },
  ],
  ["an ERROR of another kind lists again", told(418, ""), { relist: "error_event", wait: "backoff" }],
  ["a resourceVersion that is refused lists again", http(400, "BadRequest"), { relist: "refused", wait: "backoff" }],
  [
    "a resourceVersion from the future lists again, HTTP",
    { end: "failed", error: tooLarge },
    { relist: "too_large", wait: "backoff" },
  ],
  [
    "a resourceVersion from the future lists again, ERROR",
    { end: "told", error: tooLarge },
    { relist: "too_large", wait: "backoff" },
  ],
  [
    "a line that cannot be read lists again: it may hide an event",
    { end: "undecodable" },
    { relist: "undecodable", wait: "ifRepeated" },
  ],
  [
    "silence, and the server knows what we know: goes on at once",
    { end: "silent", inRow: 1, probe: "fine" },
    { connect: "inactive", wait: "no" },
  ],
  [
    "silence, and the server does not answer: resumes after a pause",
    { end: "silent", inRow: 1, probe: "failed" },
    { connect: "inactive", wait: "backoff" },
  ],
  [
    "silence, and the server knows less than we do: lists again",
    { end: "silent", inRow: 1, probe: "behind" },
    { relist: "rv_ahead" },
  ],
  ["the third silence in a row lists again", { end: "silent", inRow: 3, probe: "fine" }, { relist: "silent" }],
  [
    "a list that failed is tried again for the same reason",
    { end: "listFailed", relist: "expired", error: new UnavailableError("busy", { code: 429, retryAfterSeconds: 2 }) },
    { relist: "expired", wait: "backoff", atLeastSeconds: 2 },
  ],
];

describe("when a list or watch ends", () => {
  test.each(table)("%s", (_, ending, expected) => {
    const answer = answerTo(ending);
    expect(answer).toMatchObject(expected);
    expect(answer.relist).toBe(expected.relist);
  });
});

describe("a line of a watch", () => {
  test.each([
    ["an object", line("ADDED", thing("a", 5)), { type: "ADDED", object: thing("a", 5), resourceVersion: "5" }],
    ["a bookmark", bookmark(9), { type: "BOOKMARK", resourceVersion: "9", endsList: false }],
    ["the end of a list", listLines(9).trim(), { type: "BOOKMARK", resourceVersion: "9", endsList: true }],
    ["an error", line("ERROR", { code: 410 }), { type: "ERROR", status: { code: 410 } }],
    ["a type of the future", line("SHADOWED", thing("a", 5)), { type: "unknown", name: "SHADOWED" }],
    ["half a line", '{"type":"ADDED","obj', { type: "undecodable" }],
    ["no JSON object", "42", { type: "undecodable" }],
    ["no type", JSON.stringify({ object: thing("a", 1) }), { type: "undecodable" }],
    ["no object", JSON.stringify({ type: "ADDED" }), { type: "undecodable" }],
    ["an object without a name", line("ADDED", { metadata: { resourceVersion: "1" } }), { type: "undecodable" }],
    ["an object without a resourceVersion", line("ADDED", { metadata: { name: "a" } }), { type: "undecodable" }],
  ])("with %s is understood", (_, text, expected) => {
    expect(decodeLine(text)).toEqual(expected);
  });
});
