// Why there was no token, or why Azure did not take it: which part of the identity a person must mend.
import { steadyWords } from "./steady-words.ts";

/** Errors of Microsoft's identity library: no token, so nothing was asked. */
const NO_TOKEN = new Set(["CredentialUnavailableError", "AuthenticationRequiredError", "AuthenticationError"]);

/** The same errors when the place where tokens are made could not be reached, or was too busy. */
const PASSING =
  /ENOTFOUND|EAI_AGAIN|ECONN|ETIMEDOUT|network[_ ]error|timed? ?out|temporarily_unavailable|AADSTS90033\b/i;

const ELSE = "Check the vault's spec.identity, and its secret or federated credential.";

/** By what Microsoft Entra says (its published error codes) and what the identity library says of files and variables. */
const REMEDIES: readonly [RegExp, string][] = [
  [
    /AADSTS7000222\b/,
    "The client secret has expired: make a new one in Microsoft Entra and put it into the vault's Secret. It is read again by itself.",
  ],
  [
    /AADSTS7000215\b/,
    "Microsoft Entra does not know this client secret: put the secret's value, not its id, into the vault's Secret. It is read again by itself.",
  ],
  [/AADSTS(90002|900023)\b/, "There is no such tenant: correct spec.identity.tenantId of the vault."],
  [
    /AADSTS700016\b/,
    "The tenant has no such application: correct spec.identity.clientId or spec.identity.tenantId of the vault.",
  ],
  [/AADSTS7000112\b/, "The application is disabled in Microsoft Entra: enable it there."],
  [/AADSTS53003\b/, "A conditional access policy keeps it out: exempt it there."],
  [
    /AADSTS(70021|70021[1-3])\b/,
    "No federated credential of the application fits: its issuer, its subject (the operator's service account) and its audience must be this cluster's.",
  ],
  [
    /AADSTS700024\b|valid time range|not yet valid|\bnbf\b/i,
    "Clocks differ: set the clock of the node that the operator runs on.",
  ],
  [
    /ENOENT|federatedTokenFilePath|AZURE_FEDERATED_TOKEN_FILE/,
    "The pod has no federated token: the webhook of Microsoft Entra Workload ID did not prepare it. Check the pod's label and the service account's annotation (docs/azure-setup.md).",
  ],
  [
    /ManagedIdentityCredential|identity not found/i,
    "The node has no such managed identity: assign it to the node, or correct spec.identity.clientId of the vault.",
  ],
];

/** What keeps the operator from signing in, in a sentence that stays the same from try to try; else undefined. */
export function signInTrouble(networkCode: string | undefined, said: string): string | undefined {
  if (!NO_TOKEN.has(networkCode ?? "") || PASSING.test(said)) return undefined;
  const remedy = REMEDIES.find(([shape]) => shape.test(said))?.[1] ?? ELSE;
  return `The operator got no token from Azure: ${steady(said)} ${remedy}`;
}

/** Entra's own sentence, without the trace of each try. */
function steady(said: string): string {
  const words = /AADSTS\d+:.*/s.exec(said)?.[0] ?? said;
  const sentence = steadyWords(words);
  return /[.!]$/.test(sentence) ? sentence : `${sentence}.`;
}

/** Why ARM did not take a token that Entra gave (HTTP 401), by its code and message. */
export function tokenRemedy(code: string, message: string): string {
  if (/Tenant$/i.test(code) || /wrong issuer/i.test(message)) {
    return "The token is of another tenant than the subscription: correct spec.identity.tenantId of the vault.";
  }
  if (/^ExpiredAuthenticationToken$/i.test(code) || /not yet valid|lifetime|expired|\bnbf\b/i.test(message)) {
    return "Where this stays, clocks differ: set the clock of the node that the operator runs on.";
  }
  return ELSE;
}
