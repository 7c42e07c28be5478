// Azure's words are told without what is a password in them, and otherwise as they are.
import { describe, expect, test } from "vitest";
import { plain } from "../../operator/azure/arm/plain.ts";
import { scan } from "../security/scan.ts";

const part = (fields: object) => Buffer.from(JSON.stringify(fields)).toString("base64url");
const JWT = `${part({ alg: "RS256" })}.${part({ aud: "https://management.azure.com" })}.c2lnbmF0dXJl-cGxhbnRlZA`;
const SECRET = `Ab18Q~${"x_.~Y".repeat(7)}`;

describe("is left out", () => {
  test.each([
    ["a token that Azure did not take", `The access token ${JWT} is not valid.`, "The access token … is not valid."],
    ["a header", `Got 'Authorization: Bearer ${JWT}'.`, "Got 'Authorization: Bearer …'."],
    ["another token", "It was bearer 0123456789abcdefXYZ==, expired.", "It was bearer …, expired."],
    ["a client secret", `Invalid client secret '${SECRET}' provided.`, "Invalid client secret '…' provided."],
    ["a form", `grant_type=x&client_secret=hush&scope=y`, "grant_type=x&client_secret=…&scope=y"],
    ["a storage key", "AccountName=a;AccountKey=abc+/==;End=b", "AccountName=a;AccountKey=…;End=b"],
    [
      "a signed address",
      "See https://a.example/j.xlsx?sv=1&sig=a%3D or sig=b",
      "See https://a.example/j.xlsx or sig=…",
    ],
    ["a token that is cut off at the end", `${"a ".repeat(490)}${JWT}`, `${"a ".repeat(490)}…`],
  ])("%s", (_, said, told) => {
    expect(plain(said)).toBe(told);
    expect(scan([{ where: "a condition", text: plain(said) }])).toEqual([]);
  });
});

describe("stays", () => {
  test.each([
    "The machine eyjafjalla01.example.org is not discovered.",
    "The machines xoxb-01, bearer-01, sig01 and token-1234567890123456 have no heartbeat.",
    "The Bearer authentication-scheme-of-the-request is missing.",
    "The client '9b8fe8ac-fae1-4ac3-b0fd-32dd8fa02701' does not have authorization to perform action 'Microsoft.RecoveryServices/vaults/read'.",
    "See https://aka.ms/asr-errors for 28031.",
  ])("%s", (said) => {
    expect(plain(said)).toBe(said);
  });
});
