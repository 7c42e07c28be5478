// Machines that a configuration server knows: how one is added, when it is listed, and what is known of it.
import { describe, expect, test } from "vitest";
import { protectableView } from "../../../simulator/classic/protectable.ts";
import { containerPath, providerName } from "../../../simulator/fabric.ts";
import { connectAppliance, machineNamed } from "../../../simulator/machines.ts";
import { protectMachineInPortal } from "../../../simulator/vault.ts";
import type { World } from "../../../simulator/world.ts";
import { item, job, worldOf as modernizedWorld, never, refusal, seconds, started } from "../build.ts";
import { classicWorld, discover, enable, mapped, send } from "./build.ts";

const machine = (world: World, name = "added01") => machineNamed(world, name) ?? never();
const shown = (world: World, name = "added01") => protectableView(world, machine(world, name), world.now).properties;

describe("adding a machine", () => {
  test("gives the container back, and lists the machine minutes after its job's end", () => {
    const world = classicWorld();
    const adding = started(discover(world));
    expect(adding.resource).toBe(containerPath(world.fleet));
    seconds(world, 59);
    expect(machineNamed(world, "added01")).toBeUndefined();
    seconds(world, 1);
    expect(job(world, adding).state).toBe("Succeeded");
    expect(machine(world).listed).toBe(false);
    seconds(world, 239);
    expect(machine(world).listed).toBe(false);
    seconds(world, 1);
    expect(machine(world)).toMatchObject({ listed: true, os: "Linux", nics: [{ ipAddress: "192.0.2.90" }] });
  });

  test("lists it sooner when somebody refreshes the provider", () => {
    const world = classicWorld();
    started(discover(world));
    seconds(world, 60);
    const provider = providerName(world.fleet, "config-server-1");
    const looking = started(send(world, "ReplicationRecoveryServicesProviders_RefreshProvider", provider));
    seconds(world, 60);
    expect(job(world, looking).state).toBe("Succeeded");
    expect(machine(world).listed).toBe(true);
  });

  test.each([
    ["no name", { friendlyName: "" }, 400],
    ["an IPv6 address", { ipAddress: "2001:db8::1" }, 400],
    ["an address that is none", { ipAddress: "192.0.2.256" }, 400],
    ["another system", { osType: "Solaris" }, 400],
    ["a name that is known", { friendlyName: "WEB01" }, 409],
  ])("is refused with %s", (_, properties, status) => {
    expect(refusal(discover(classicWorld("web01"), properties)).status).toBe(status);
  });

  test("fails while the configuration server is not heard", () => {
    const world = classicWorld();
    connectAppliance(world, "config-server-1", false);
    seconds(world, 1200);
    const adding = started(discover(world));
    seconds(world, 60);
    expect(job(world, adding)).toMatchObject({ state: "Failed", errors: [{ code: "SimulatedApplianceSilent" }] });
    expect(machineNamed(world, "added01")).toBeUndefined();
  });

  test("is nothing that a replication appliance can be told", () => {
    expect(refusal(discover(modernizedWorld("web01")))).toMatchObject({ status: 409 });
  });
});

describe("an added machine", () => {
  const added = () => {
    const world = mapped("web01");
    started(discover(world));
    seconds(world, 300);
    return world;
  };

  test("has no agent and no disks that anybody knows, until it is protected", () => {
    const world = added();
    const details = { agentInstalled: "false", diskDetails: [], discoveryType: "Physical" };
    expect(shown(world)).toMatchObject({ protectionStatus: "Unprotected", customDetails: details });
    started(enable(world, "added01"));
    seconds(world, 1650);
    expect(shown(world)).toMatchObject({
      protectionStatus: "Protected",
      replicationProtectedItemId: expect.stringMatching(/replicationProtectedItems\/added01$/),
      customDetails: { agentInstalled: "true", diskDetails: [{ diskName: "/dev/sda", diskSizeInMB: "65536" }] },
    });
  });

  test("has an agent too when somebody protects it in the portal", () => {
    const world = added();
    expect(protectMachineInPortal(world, "added01")).toBe(true);
    expect(shown(world)).toMatchObject({ protectionStatus: "Protected", customDetails: { agentInstalled: "true" } });
  });

  test("cannot have one of its disks chosen", () => {
    const disksToInclude = [{ diskId: "/dev/sda" }];
    expect(refusal(enable(added(), "added01", { details: { disksToInclude } })).message).toContain("disksToInclude");
  });

  test("needs an account for its agent: without one the job fails with 95107", () => {
    const world = added();
    const enabling = started(enable(world, "added01", { details: { runAsAccountId: undefined } }));
    seconds(world, 1650);
    expect(job(world, enabling)).toMatchObject({ state: "Failed", errors: [{ code: "95107" }] });
  });
});

test("a machine is Unprotected again when its item is gone", () => {
  const world = mapped("web01");
  started(enable(world, "web01"));
  expect(shown(world, "web01").protectionStatus).toBe("Protected");
  started(send(world, "ReplicationProtectedItems_Purge", item(world, "web01").name));
  seconds(world, 2);
  const { protectionStatus, replicationProtectedItemId } = shown(world, "web01");
  expect({ protectionStatus, replicationProtectedItemId }).toEqual({ protectionStatus: "Unprotected" });
});
