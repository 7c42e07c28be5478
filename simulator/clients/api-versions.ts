// Owns which api-versions are answered: all stable ones of Site Recovery from one on, alike; others as ARM refuses them.
import { type Answer, armError } from "../answer.ts";

/** The version that the simulator is held to, and the oldest that is answered when nothing else is said. */
export const OLDEST_API_VERSION = "2023-06-01";

/**
 * Providers that have an oldest version, with versions that are known; later stable ones are answered all the same.
 * Of the other providers, whose answers have not changed, clients use many.
 */
const KNOWN = new Map([
  ["microsoft.recoveryservices", ["2026-02-01", "2025-08-01", "2025-01-01", "2024-10-01", "2024-04-01", "2023-06-01"]],
  ["microsoft.offazure", ["2023-06-06"]],
]);

/** Some versions of Microsoft.Resources, which refuses what is no version at all. */
const RESOURCES = ["2024-11-01", "2024-07-01", "2024-03-01", "2023-07-01", "2022-09-01", "2021-04-01"];

const isDate = (text: string): boolean => {
  const time = Date.parse(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
};

/** The names at odd places below the provider are the type: `vaults/replicationFabrics`. */
const typeOf = (below: readonly string[]): string => below.filter((_, index) => index % 2 === 0).join("/");

/**
 * The refusal of a request's api-version; undefined when it is answered. ARM itself says that a version is invalid,
 * for a resource group or what is no version at all; about a provider's types it says that there is no provider. The
 * forms are those in issues about Azure's command line; which of the two a preview gets is not documented.
 */
export function refusedVersion(
  version: string | null,
  segments: readonly string[],
  oldest: string,
): Answer | undefined {
  if (version === null || version === "") {
    const message = "The api-version query parameter (?api-version=) is required for all requests.";
    return armError(400, "MissingApiVersionParameter", message);
  }
  const [name = "", ...below] = segments.slice(segments.findIndex((each) => each.toLowerCase() === "providers") + 1);
  const known = KNOWN.get(name.toLowerCase());
  if (known !== undefined && (!isDate(version) || version < oldest)) {
    const what = `No registered resource provider found for location '' and API version '${version}'`;
    const supported = known.filter((each) => each >= oldest).join(", ");
    const message = `${what} for type '${typeOf(below)}'. The supported api-versions are '${supported}'.`;
    return armError(400, "NoRegisteredProviderFound", message);
  }
  if (isDate(version.replace(/-preview$/, ""))) return undefined;
  const message = `The api-version '${version}' is invalid. The supported versions are '${RESOURCES.join(",")}'.`;
  return armError(400, "InvalidApiVersionParameter", message);
}
