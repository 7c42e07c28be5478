// Changing a protected item and letting it go.
import { describe, expect, test } from "vitest";
import { allowedOperations } from "../../simulator/items.ts";
import { list } from "../../simulator/timeline.ts";
import { itemView } from "../../simulator/view-item.ts";
import type { World } from "../../simulator/world.ts";
import {
  enableOf,
  failOver,
  GROUP,
  item,
  job,
  mapped,
  NETWORK,
  protectedWorld,
  refusal,
  seconds,
  send,
  started,
} from "./build.ts";

const patch = (details: object) => ({
  properties: { providerSpecificDetails: { instanceType: "InMageRcm", ...details } },
});
const update = "ReplicationProtectedItems_Update";
const disable = "ReplicationProtectedItems_Delete";

describe("changing an item", () => {
  test("replaces its target at the job's end: what is left out is emptied, save name, size and group", () => {
    const world = protectedWorld("web01");
    const before = item(world, "web01").target;
    started(
      send(world, update, "web01", patch({ targetNetworkId: NETWORK("prod-net"), targetVmSize: "Standard_D8s_v5" })),
    );
    expect(item(world, "web01").target).toEqual(before);
    expect(allowedOperations(item(world, "web01"), world.now)).toEqual([]);
    seconds(world, 40);
    expect(item(world, "web01").target).toMatchObject({
      vmName: "web01",
      vmSize: "Standard_D8s_v5",
      resourceGroupId: GROUP.replace("dr-rg", "dr-target-rg"),
      networkId: NETWORK("prod-net"),
      testNetworkId: "",
    });
    expect(allowedOperations(item(world, "web01"), world.now)).toContain("TestFailover");
  });

  test("sets a network card's subnets and addresses", () => {
    const world = protectedWorld("web01");
    const nicId = item(world, "web01").nics[0]?.id;
    const card = {
      nicId,
      isPrimaryNic: "true",
      targetSubnetName: "web",
      testSubnetName: "db",
      testStaticIPAddress: "10.9.2.9",
    };
    started(send(world, update, "web01", patch({ vmNics: [card] })));
    seconds(world, 40);
    expect(item(world, "web01").nics).toMatchObject([
      { primary: true, selected: true, targetSubnet: "web", testSubnet: "db", testAddress: "10.9.2.9" },
    ]);
  });

  test.each([
    ["a network that there is not", { targetNetworkId: "/nowhere/virtualNetworks/none" }],
    ["a card that the machine does not have", { vmNics: [{ nicId: "none", isPrimaryNic: "true" }] }],
    ["another provider", { instanceType: "A2A" }],
    ["a name that no machine may have", { targetVmName: "web 01" }],
  ])("is refused with 400 for %s", (_, details) => {
    expect(refusal(send(protectedWorld("web01"), update, "web01", patch(details)))).toMatchObject({ status: 400 });
  });

  test.each([
    ["target", "prod-net", "db"],
    ["test", "dr-test", "none"],
  ])("is refused for a %s subnet that the network has not", (which, network, subnet) => {
    const world = protectedWorld("web01");
    const card = { nicId: item(world, "web01").nics[0]?.id, isPrimaryNic: "true", [`${which}SubnetName`]: subnet };
    const details = { [`${which}NetworkId`]: NETWORK(network), vmNics: [card] };
    expect(refusal(send(world, update, "web01", patch(details))).message).toContain(`${which}SubnetName`);
  });

  test("is refused when no card would be the primary one", () => {
    const world = protectedWorld("web01");
    const body = patch({ vmNics: [{ nicId: item(world, "web01").nics[0]?.id, isPrimaryNic: "false" }] });
    expect(refusal(send(world, update, "web01", body)).message).toContain("primary");
  });

  test("is refused while the machine is being enabled, and possible during initial replication", () => {
    const world = mapped("web01");
    started(enableOf(world, "web01"));
    expect(refusal(send(world, update, "web01", patch({})))).toMatchObject({ status: 409 });
    seconds(world, 1700);
    started(send(world, update, "web01", patch({})));
  });
});

describe("disabling an item", () => {
  test("takes 68 seconds, as recorded, and leaves nothing", () => {
    const world = protectedWorld("web01");
    const disabling = started(send(world, disable, "web01", { properties: {} }));
    seconds(world, 67);
    expect(list(world.items)).toHaveLength(1);
    seconds(world, 1);
    expect(list(world.items)).toEqual([]);
    expect(job(world, disabling)).toMatchObject({ scenario: "DisableDr", state: "Succeeded" });
  });

  test("that is not there is a 404", () => {
    expect(refusal(send(mapped(), disable, "none"))).toMatchObject({ status: 404 });
  });

  test("fails the first time for a machine that says so", () => {
    const world = protectedWorld("web01-fails-disable");
    const first = started(send(world, disable, "web01-fails-disable"));
    seconds(world, 100);
    expect(job(world, first).state).toBe("Failed");
    started(send(world, disable, "web01-fails-disable"));
    seconds(world, 100);
    expect(list(world.items)).toEqual([]);
  });

  test("makes room to protect the machine anew", () => {
    const world = protectedWorld("web01");
    started(send(world, disable, "web01"));
    seconds(world, 100);
    started(enableOf(world, "web01"));
  });
});

describe("purging an item", () => {
  test("works while an operation runs, whose job it cancels", () => {
    const world = mapped("web01");
    const enabling = started(enableOf(world, "web01"));
    started(send(world, "ReplicationProtectedItems_Purge", "web01"));
    seconds(world, 5);
    expect(list(world.items)).toEqual([]);
    expect(job(world, enabling).state).toBe("Cancelled");
  });
});

describe("what the API of 2024 has beside", () => {
  const tag = (tagName: string) => [{ tagName, tagValue: "shop" }];
  const newer = { targetVmTags: tag("owner"), seedManagedDiskTags: tag("cost"), sqlServerLicenseType: "AHUB" };
  const shown = (world: World) =>
    Object.fromEntries(
      Object.entries(itemView(world, item(world, "web01"), world.now).properties.providerSpecificDetails).filter(
        ([field]) => /Tags$|sqlServer/.test(field),
      ),
    );

  test("is kept from the request that enables, and not there without", () => {
    const world = mapped("web01", "web02");
    started(enableOf(world, "web01", newer));
    expect(shown(world)).toEqual(newer);
    const plain = protectedWorld("web01");
    expect(shown(plain)).toEqual({});
  });

  test("is emptied by an update that leaves it out, save what only enabling can say", () => {
    const world = mapped("web01");
    started(enableOf(world, "web01", newer));
    seconds(world, 86_400);
    started(send(world, update, "web01", patch({ targetNicTags: tag("nic") })));
    seconds(world, 40);
    expect(shown(world)).toEqual({ targetNicTags: tag("nic"), seedManagedDiskTags: tag("cost") });
  });

  test("puts the machine's tags on what a failover makes", () => {
    const world = mapped("web01");
    started(enableOf(world, "web01", newer));
    seconds(world, 86_400);
    started(failOver(world, "web01"));
    seconds(world, 700);
    expect(list(world.virtualMachines)).toMatchObject([{ name: "web01", tags: { owner: "shop" } }]);
  });
});
