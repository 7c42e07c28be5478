// As of when what is shown is true, and when that is too long ago.
import { expect, test } from "vitest";
import { freshness } from "../../bot/freshness.ts";
import type { RecoveryVault } from "../../crds/types.ts";

const NOW = new Date("2026-11-23T10:00:00Z");
const at = (minutes: number, seconds = 0) => new Date(NOW.getTime() - (minutes * 60 + seconds) * 1000).toISOString();

function vault(createdAt: string, lastContactTime?: string): RecoveryVault {
  const metadata = { name: "contoso", uid: "u", resourceVersion: "1", generation: 1, creationTimestamp: createdAt };
  return {
    apiVersion: "asr-chatops.io/v1alpha1",
    kind: "RecoveryVault",
    metadata,
    spec: {} as RecoveryVault["spec"],
    ...(lastContactTime !== undefined && { status: { lastContactTime } }),
  };
}

test.each([
  ["no vault: nothing is known and nothing is late", [], undefined, false],
  ["heard a minute ago", [vault(at(900), at(1))], at(1), false],
  ["heard ten minutes ago, to the second", [vault(at(900), at(10))], at(10), false],
  ["heard a second more than ten minutes ago", [vault(at(900), at(10, 1))], at(10, 1), true],
  ["the newest of several counts", [vault(at(900), at(30)), vault(at(900), at(2))], at(2), false],
  ["one that never answered beside one that did", [vault(at(900)), vault(at(900), at(2))], at(2), false],
  ["made just now and never answered", [vault(at(3))], undefined, false],
  ["made long ago and never answered", [vault(at(11))], undefined, true],
  ["none ever answered: the oldest counts", [vault(at(3)), vault(at(11))], undefined, true],
  ["a clock that runs ahead", [vault(at(900), at(-2))], at(-2), false],
  ["a time that cannot be read is no contact", [vault(at(11), "yesterday")], undefined, true],
])("%s", (_sentence, vaults, asOf, silent) => {
  const expected = { asOf: asOf === undefined ? undefined : new Date(asOf), silent };
  expect(freshness(vaults, NOW)).toEqual(expected);
});
