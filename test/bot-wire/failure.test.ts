// How a call to Slack failed, for the statuses that the fake has no fault for.
import { WebAPIHTTPError } from "@slack/web-api";
import { expect, test } from "vitest";
import { failure } from "../../bot/slack/web.ts";

test.each([
  [400, { refused: "http_400" }],
  [404, { refused: "http_404" }],
  [408, { unknown: "HTTP 408" }],
  [502, { unknown: "HTTP 502" }],
  [503, { unknown: "HTTP 503" }],
])("HTTP %d", (status, outcome) => {
  expect(failure(new WebAPIHTTPError(status, "", {}, ""))).toEqual(outcome);
});

test("anything else is unknown: it may have arrived", () => {
  expect(failure(new TypeError("terminated"))).toEqual({ unknown: "terminated" });
  expect(failure("what?")).toEqual({ unknown: "what?" });
});
