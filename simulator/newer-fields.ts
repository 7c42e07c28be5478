// Owns the settings that only api-version 2024-04-01 has: kept as they were given, and answered when there are any.
import { listAt, textAt, valueAt } from "./body.ts";
import type { TargetSettings } from "./items.ts";

const TAGS = ["targetVmTags", "targetNicTags", "targetManagedDiskTags"] as const;
const BOTH = [...TAGS, "sqlServerLicenseType"] as const;

/** What only a request that enables may say; an update cannot change it. */
const AT_ENABLE = ["seedManagedDiskTags", "targetVmSecurityProfile"] as const;

export type NewerFields = Readonly<Record<string, unknown>>;

const given = (details: unknown, names: readonly string[]): NewerFields =>
  Object.fromEntries(
    names
      .map((name) => [name, valueAt(details, name)] as const)
      .filter(([, value]) => value !== undefined && value !== null),
  );

/** The fields that a request which enables has. */
export const newerAtEnable = (details: unknown): NewerFields => given(details, [...BOTH, ...AT_ENABLE]);

/** The fields after an update: what it leaves out is emptied, as with the older ones. */
export const newerAtUpdate = (before: TargetSettings, details: unknown): NewerFields => ({
  ...given(before.newer, AT_ENABLE),
  ...given(details, BOTH),
});

/** The tags of the virtual machine that a failover makes. */
export function tagsOf(target: TargetSettings): Record<string, string> {
  const given = valueAt(target.newer, "targetVmTags");
  const tags = listAt(target.newer, "targetVmTags");
  // A classic provider's are an object, not a list (OpenAPI 2023-06-01).
  if (tags === undefined)
    return Object.fromEntries(Object.entries(given ?? {}).map(([name, tag]) => [name, String(tag)]));
  return Object.fromEntries(tags.map((tag) => [textAt(tag, "tagName") ?? "", textAt(tag, "tagValue") ?? ""]));
}
