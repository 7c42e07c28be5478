// Which machine a manifest means, what it may have meant, and who owns it.
import { describe, expect, test } from "vitest";
import { vmNameFor } from "../../../operator/protection/bind.ts";
import { findMachine, indexMachines } from "../../../operator/protection/machine.ts";
import { nearest } from "../../../operator/protection/nearest.ts";
import { machineKeys, ownerOf, rivalKeys } from "../../../operator/protection/owner.ts";
import { durationSeconds, inWords } from "../../../operator/protection/words.ts";
import { bound, ITEM_ID, MACHINE_ID, machine, protection } from "./builders.ts";

const db = machine({
  id: `${MACHINE_ID}-db`,
  name: "db01",
  fqdn: "db01.contoso.com",
  addresses: ["10.1.0.5"],
  biosId: "B2",
});
const twin = machine({ id: `${MACHINE_ID}-twin`, fqdn: "web01.other.com", addresses: ["10.1.0.6"], biosId: "B3" });
const index = indexMachines([machine(), db, twin]);

describe("a machine", () => {
  test.each([
    [{ fqdn: "WEB01.contoso.com" }, MACHINE_ID],
    [{ ipAddress: "10.1.0.5" }, db.id],
    [{ biosId: "b2" }, db.id],
    [{ id: MACHINE_ID.toUpperCase() }, MACHINE_ID],
    [{ name: "DB01" }, db.id],
  ])("is found by %o", (named, id) => {
    expect(findMachine(named, undefined, index)).toMatchObject({ found: { id } });
  });

  test("is ambiguous when two have the name", () => {
    expect(findMachine({ name: "web01" }, undefined, index)).toEqual({ several: [machine(), twin] });
  });

  test("that is bound is found by its id, whatever the manifest says", () => {
    expect(findMachine({ name: "web01" }, db.id, index)).toMatchObject({ found: { name: "db01" } });
  });

  test("that is not there comes with the nearest name", () => {
    expect(findMachine({ name: "bd01" }, undefined, index)).toEqual({ none: true, didYouMean: "db01" });
    expect(findMachine({ name: "mail7" }, undefined, index)).toEqual({ none: true });
    expect(findMachine({ ipAddress: "10.1.0.9" }, undefined, index)).toEqual({ none: true });
  });

  test("with markup in its name is only data", () => {
    const odd = machine({ name: "<img src=x>" });
    expect(findMachine({ name: "<img src=x>" }, undefined, indexMachines([odd]))).toEqual({ found: odd });
  });
});

describe("the nearest name", () => {
  test.each([
    ["wbe01", ["web01", "db01"], "web01"],
    ["ora01", ["ora1"], "ora1"],
    ["web01", ["Web02"], "Web02"],
    ["a", ["b"], "b"],
    ["web01", ["mail", "database01"], undefined],
    ["web01", [], undefined],
  ])("to %s among %o is %s", (word, names, expected) => expect(nearest(word, names)).toBe(expected));
});

describe("the owner", () => {
  const older = protection({ metadata: { uid: "b", creationTimestamp: "2026-01-01T00:00:00Z" } });
  const sameSecond = protection({ metadata: { uid: "a", creationTimestamp: "2026-01-01T00:00:00Z" } });

  test("is the oldest, and of the same second the one with the smaller uid", () => {
    expect(ownerOf(protection(), [older])).toBe(older);
    expect(ownerOf(older, [protection()])).toBe(older);
    expect(ownerOf(older, [sameSecond])).toBe(sameSecond);
  });

  test.each([
    ["by the name it uses", protection()],
    ["by the address it uses", protection({ spec: { machine: { ipAddress: "10.1.0.4" } } })],
    ["by the machine it is bound to", protection({ spec: { machine: { name: "x" } }, status: { bound } })],
  ])("is found among others %s", (_, other) => {
    const keys = rivalKeys(machine(), ITEM_ID);
    expect(machineKeys(other).some((key) => keys.includes(key))).toBe(true);
  });
});

test.each([
  ["web01.contoso.com", "web01"],
  ["my_server 7", "my-server-7"],
  ["-x-", "x"],
  ["<b>", "b"],
  ["___", "machine"],
])("the machine %s is called %s in Azure", (name, expected) => expect(vmNameFor(name)).toBe(expected));

test.each([
  ["15m", 900],
  ["1h30m", 5400],
  ["0s", 0],
  ["soon", undefined],
])("the duration %s has %s seconds", (text, seconds) => expect(durationSeconds(text)).toBe(seconds));

test("a reason reads as words", () => expect(inWords("NotDiscovered")).toBe("Not discovered"));
