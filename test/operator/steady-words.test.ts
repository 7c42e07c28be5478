// Azure's sentence about the same trouble stays the same from try to try.
import { describe, expect, test } from "vitest";
import { steadyWords } from "../../operator/azure/arm/steady-words.ts";

const A = "9b8fe8ac-fae1-4ac3-b0fd-32dd8fa02701";
const B = "1c7fe8ac-fae1-4ac3-b0fd-32dd8fa02702";

describe("of one try is left out", () => {
  test.each<[string, string, string]>([
    [
      "when a token ended",
      "The access token expiry UTC time '11/28/2026 11:16:55 PM' is earlier than current UTC time '11/28/2026 11:21:55 PM'.",
      "The access token expiry UTC time is earlier than current UTC time.",
    ],
    [
      "what Entra traces",
      `AADSTS7000222: The provided client secret keys are expired. Trace ID: ${A} Correlation ID: ${B} Timestamp: 2026-11-23 10:00:01Z`,
      "AADSTS7000222: The provided client secret keys are expired.",
    ],
    [
      "what ARM's diagnostics say",
      `Encountered internal server error. Diagnostic information: timestamp '2026-11-23T10:00:01Z', tracking id '${A}', request correlation id '${B}'.`,
      "Encountered internal server error. Diagnostic information.",
    ],
    [
      "how long to wait",
      "Too many requests for subscription 's'. Please try again after '17' seconds.",
      "Too many requests for subscription 's'. Please try again.",
    ],
    ["Site Recovery's own id", `The vault is busy. ActivityId: ${A}`, "The vault is busy."],
    ["a request's id, in a sentence", `Please contact support. Request ID is '${A}'.`, "Please contact support."],
  ])("%s", (_, said, words) => {
    expect(steadyWords(said)).toBe(words);
  });
});

describe("what says something stays", () => {
  test.each([
    "The subscription 'f0f1e2d3-0000-4ac3-b0fd-32dd8fa02701' could not be found.",
    `The client '${A}' with object id '${B}' does not have authorization to perform action 'Microsoft.RecoveryServices/vaults/read'.`,
    "Retry after 11/29/2026.",
    "It is activity identified by nothing.",
    "",
  ])("%s", (said) => {
    expect(steadyWords(said)).toBe(said);
  });
});
