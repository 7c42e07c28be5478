// Counts by facts after objects came, changed, went and were replaced, as a copy of them tells it.
import { afterEach, beforeEach, expect, test } from "vitest";
import type { PhysicalMachineProtectionStatus } from "../../crds/types.ts";
import { countByFacts } from "../../operator/count-by-facts.ts";
import type { Counted } from "../../operator/fleet.ts";
import { type FedCopies, startFedCopies } from "./fed-copies.ts";
import { protection } from "./protection/builders.ts";

let fed: FedCopies;
let counted: () => readonly Counted<string | undefined>[];

beforeEach(async () => {
  fed = await startFedCopies();
  counted = countByFacts(fed.copies.protections, ({ status }) => status?.rpoBand);
});

afterEach(() => fed.stop());

const named = (name: string, rpoBand?: PhysicalMachineProtectionStatus["rpoBand"], uid = `uid-${name}`) =>
  protection({ metadata: { name, uid }, status: rpoBand === undefined ? {} : { rpoBand } });

const tell = (type: "ADDED" | "MODIFIED" | "DELETED", object: ReturnType<typeof named>) =>
  fed.tell("protections", type, object);

/** As `facts: count`. */
const told = () => counted().map(({ facts, count }) => `${facts}: ${count}`);

test("objects with the same facts are counted together", async () => {
  await tell("ADDED", named("web01", "≤5m"));
  await tell("ADDED", named("web02", "≤5m"));
  await tell("ADDED", named("web03"));
  expect(told()).toEqual(["≤5m: 2", "undefined: 1"]);
});

test("one whose facts change is counted under the new ones alone, and what nobody has is not there", async () => {
  await tell("ADDED", named("web01", "≤5m"));
  await tell("MODIFIED", named("web01", "≤1h"));
  expect(told()).toEqual(["≤1h: 1"]);
});

test("one that goes is counted no more, whatever it said last", async () => {
  await tell("ADDED", named("web01", "≤5m"));
  await tell("ADDED", named("web02", "≤5m"));
  await tell("DELETED", named("web01", "≤1h"));
  expect(told()).toEqual(["≤5m: 1"]);
});

test("another one of the same name takes the place of the first", async () => {
  await tell("ADDED", named("web01", "≤5m"));
  await tell("ADDED", named("web01", "≤15m", "uid-another"));
  expect(told()).toEqual(["≤15m: 1"]);
});

test("what is there already when counting begins is counted", async () => {
  await tell("ADDED", named("web01", "≤5m"));
  const late = countByFacts(fed.copies.protections, ({ status }) => status?.rpoBand);
  expect(late()).toEqual([{ facts: "≤5m", count: 1 }]);
});
