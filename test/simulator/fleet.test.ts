// The fleet file: what is filled in, and the sentence for what cannot be.
import { describe, expect, test } from "vitest";
import { exampleFleet } from "../../simulator/example-fleet.ts";
import { resourceGroups } from "../../simulator/fleet.ts";
import { machineId, readFleet, siteName } from "../../simulator/read-fleet.ts";

describe("a fleet file", () => {
  test("may be as short as one machine's name", () => {
    const fleet = readFleet({ machines: [{ name: "web01" }] });
    expect(fleet).toMatchObject({
      vaultName: "contoso-dr",
      appliances: ["dr-appliance-1"],
      machines: [{ name: "web01", fqdn: "web01.contoso.example", os: "Linux", appliance: "dr-appliance-1" }],
    });
    expect(fleet.machines[0]?.disks).toEqual([{ name: "/dev/sda", sizeGiB: 64, os: true }]);
    expect(fleet.machines[0]?.nics).toHaveLength(1);
  });

  test("makes the first disk start the machine when none says that it does", () => {
    const disks = [{ name: "a" }, { name: "b" }];
    expect(readFleet({ machines: [{ name: "m", disks }] }).machines[0]?.disks.map((disk) => disk.os)).toEqual([
      true,
      false,
    ]);
  });

  test.each([
    ["text in place of a fleet", "hello", "the fleet must be an object with fields"],
    ["nothing", undefined, "the fleet must be an object with fields"],
    ["a machine without a name", { machines: [{}] }, "machines[0].name must be a text that is not empty"],
    ["machines that are no list", { machines: "web01" }, "machines must be a list"],
    [
      "a disk of no size",
      { machines: [{ name: "a", disks: [{ name: "sda", sizeGiB: 0 }] }] },
      "machines[0].disks[0].sizeGiB must be a number above 0",
    ],
    [
      "a field that is mistyped",
      { machines: [{ name: "a", memory: 4 }] },
      /^machines\[0\]\.memory is not a known field; known are name, fqdn/,
    ],
    ["an unknown system", { machines: [{ name: "a", os: "BeOS" }] }, "machines[0].os must be one of Linux, Windows"],
    [
      "two machines of one name",
      { machines: [{ name: "web01" }, { name: "WEB01" }] },
      'machines[1].name: "WEB01" is there twice',
    ],
    [
      "a machine behind an appliance that there is not",
      { machines: [{ name: "a", appliance: "other" }] },
      "machines[0].appliance must be one of dr-appliance-1",
    ],
    [
      "a subnet that is no range",
      { networks: [{ name: "n", subnets: [{ name: "web", addressPrefix: "ten" }] }] },
      "networks[0].subnets[0].addressPrefix must look like 10.0.0.0/24",
    ],
    [
      "two disks that start the machine",
      { machines: [{ name: "a", disks: [1, 2].map((n) => ({ name: `d${n}`, os: true })) }] },
      "machines[0].disks must have one disk with os: true, not several",
    ],
  ])("is refused with the field's name: %s", (_, content, message) => {
    expect(() => readFleet(content)).toThrow(message);
  });
});

describe("the example fleet", () => {
  test("has a dozen machines and more, the networks, accounts and groups that the examples name", () => {
    const fleet = exampleFleet();
    expect(fleet.machines.length).toBeGreaterThanOrEqual(12);
    expect(fleet.networks.map((network) => network.name)).toEqual(["prod-net", "dr-test"]);
    expect(fleet.runAsAccounts.map((account) => account.name)).toEqual(["linux-root", "windows-admin"]);
    expect(resourceGroups(fleet)).toEqual(["dr-rg", "dr-target-rg"]);
  });

  test("has a machine with markup in its name, and one with four disks", () => {
    const { machines } = exampleFleet();
    expect(machines.some((machine) => machine.name.includes("<b>"))).toBe(true);
    expect(machines.find((machine) => machine.name === "sql02")?.disks).toHaveLength(4);
  });

  test("has the same ids at every start", () => {
    expect(machineId(exampleFleet(), "web01")).toBe(machineId(exampleFleet(), "WEB01"));
    expect(siteName(exampleFleet())).toMatch(/^[a-zA-Z0-9-]{3,24}$/);
  });
});
