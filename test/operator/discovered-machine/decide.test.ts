// Which DiscoveredMachines are written, kept as missing or removed, and what they tell.
import { describe, expect, test } from "vitest";
import type { DiscoveredMachine } from "../../../crds/types.ts";
import type { SourceMachine } from "../../../operator/azure/site-recovery.ts";
import { type Facts, machinesToWrite, slugOf, type Wanted } from "../../../operator/discovered-machine/decide.ts";
import { resourceName } from "../../../operator/discovered-machine/names.ts";
import { iso, machine, machineIdOf, minutes, NOW, SITE_ID } from "../vault/sights.ts";

function factsOf(machines: readonly SourceMachine[], more: Partial<Facts> = {}): Facts {
  return {
    vault: { name: "contoso", uid: "uid-contoso" },
    siteId: SITE_ID,
    discovery: { complete: true, at: NOW, machines },
    existing: [],
    ownerOf: () => undefined,
    nameOf: (id, name) => `${name}-${id.length}`,
    now: NOW,
    ...more,
  };
}

/** The resource as the cluster has it after the write. */
function written({ name, labels, status }: Wanted): DiscoveredMachine {
  return {
    apiVersion: "asr-chatops.io/v1alpha1",
    kind: "DiscoveredMachine",
    metadata: {
      name,
      labels,
      uid: `uid-${name}`,
      resourceVersion: "1",
      generation: 1,
      creationTimestamp: "2026-09-01T00:00:00Z",
    },
    status,
  };
}

const wantedOf = (...machines: SourceMachine[]) => machinesToWrite(factsOf(machines)).apply;
const existing = (...machines: SourceMachine[]) => wantedOf(...machines).map(written);
const web01 = machine("web01");
const web02 = machine("web02");

describe("the machines that the appliances see", () => {
  test("are written with everything that is known of them", () => {
    const rich = machine("web01", {
      fqdn: "web01.contoso.com",
      biosId: "4C4C4544",
      operatingSystem: { type: "Microsoft Windows", name: "Windows Server 2022", version: "10.0" },
      cores: 4,
      memoryMegabytes: 8192,
      firmware: "UEFI",
      disks: [{ id: "0", name: "Disk 0", sizeBytes: 128 * 2 ** 30, osDisk: true }],
      nics: [{ macAddress: "00:50:56:93:78:90", addresses: ["10.1.0.4"], network: "lan" }],
      appliance: "dr-appliance-1",
      errors: ["The disks could not be read."],
    });
    expect(wantedOf(rich)).toEqual([
      {
        name: resourceNameOf("web01"),
        labels: { "asr-chatops.io/vault": "contoso" },
        owner: { name: "contoso", uid: "uid-contoso" },
        status: {
          vault: "contoso",
          id: machineIdOf("web01"),
          name: "web01",
          fqdn: "web01.contoso.com",
          addresses: ["10.1.0.4"],
          os: { type: "Windows", name: "Windows Server 2022", version: "10.0" },
          cores: 4,
          memoryMegabytes: 8192,
          firmware: "UEFI",
          biosId: "4C4C4544",
          disks: [{ id: "0", name: "Disk 0", sizeBytes: 128 * 2 ** 30, osDisk: true }],
          nics: [{ macAddress: "00:50:56:93:78:90", addresses: ["10.1.0.4"], network: "lan" }],
          appliance: "dr-appliance-1",
          site: SITE_ID,
          errors: ["The disks could not be read."],
        },
      },
    ]);
  });

  test("are not written again when nothing changed", () => {
    expect(machinesToWrite(factsOf([web01, web02], { existing: existing(web01, web02) }))).toEqual({
      apply: [],
      remove: [],
    });
  });

  test("are written again when one fact changed, and only the one that changed", () => {
    const { apply } = machinesToWrite(
      factsOf([machine("web01", { addresses: ["10.1.0.9"] }), web02], { existing: existing(web01, web02) }),
    );
    expect(apply.map(({ status }) => [status.name, status.addresses])).toEqual([["web01", ["10.1.0.9"]]]);
  });

  test("are written again when somebody edited one", () => {
    const edited = existing(web01).map((one) => ({ ...one, status: { ...one.status, name: "hacked" } }) as typeof one);
    expect(machinesToWrite(factsOf([web01], { existing: edited })).apply[0]?.status.name).toBe("web01");
  });

  test("are written again when somebody took the label off", () => {
    const bare = existing(web01).map((one) => ({ ...one, metadata: { ...one.metadata, labels: {} } }));
    expect(machinesToWrite(factsOf([web01], { existing: bare })).apply).toHaveLength(1);
  });

  test("keep their resource when they are renamed", () => {
    const { apply } = machinesToWrite(
      factsOf([{ ...web01, name: "web01-new" }], { existing: existing(web01), nameOf: () => "another-name" }),
    );
    expect(apply.map(({ name, status }) => [name, status.name])).toEqual([[resourceNameOf("web01"), "web01-new"]]);
  });

  test("are known again though Azure writes the id in other case", () => {
    const shouting = { ...web01, id: web01.id.toUpperCase() };
    const { apply } = machinesToWrite(factsOf([shouting], { existing: existing(web01) }));
    expect(apply.map(({ name }) => name)).toEqual([resourceNameOf("web01")]);
  });

  test("name the protection that owns them", () => {
    const ownerOf = (id: string) => (id === web01.id ? { namespace: "dr-team", name: "web01" } : undefined);
    const { apply } = machinesToWrite(factsOf([web01, web02], { existing: existing(web01, web02), ownerOf }));
    expect(apply.map(({ status }) => [status.name, status.protectedBy])).toEqual([
      ["web01", { namespace: "dr-team", name: "web01" }],
    ]);
  });
});

describe("a machine that is no longer seen", () => {
  const since = (when: Date, more: Partial<Facts> = {}) => {
    const missing = existing(web01).map(
      (one) => ({ ...one, status: { ...one.status, missingSince: iso(when) } }) as typeof one,
    );
    return machinesToWrite(factsOf([], { existing: missing, ...more }));
  };

  test("is kept and says since when", () => {
    const { apply, remove } = machinesToWrite(factsOf([web02], { existing: existing(web01, web02) }));
    expect(apply.map(({ status }) => [status.name, status.missingSince])).toEqual([["web01", iso(NOW)]]);
    expect(remove).toEqual([]);
  });

  test("is not written again while it stays away", () => {
    expect(since(minutes(-60))).toEqual({ apply: [], remove: [] });
  });

  test("is seen again without a trace", () => {
    const missing = existing(web01).map(
      (one) => ({ ...one, status: { ...one.status, missingSince: iso(NOW) } }) as typeof one,
    );
    const { apply } = machinesToWrite(factsOf([web01], { existing: missing }));
    expect(apply).toHaveLength(1);
    expect(apply[0]?.status).not.toHaveProperty("missingSince");
  });

  test("is removed after thirty days", () => {
    expect(since(minutes(-30 * 24 * 60)).remove).toEqual([]);
    expect(since(minutes(-30 * 24 * 60 - 1)).remove).toEqual([resourceNameOf("web01")]);
  });

  test("is not removed while a protection owns it", () => {
    const ownerOf = () => ({ namespace: "dr-team", name: "web01" });
    expect(since(minutes(-31 * 24 * 60), { ownerOf }).remove).toEqual([]);
  });

  test("means nothing while no list came through whole", () => {
    const discovery = { complete: false, machines: [] };
    expect(machinesToWrite(factsOf([], { discovery, existing: existing(web01) }))).toEqual({ apply: [], remove: [] });
  });
});

describe("what an appliance reports", () => {
  const markup = '<script>alert("x")</script>';

  test("is data: a name with markup stays as it is, and makes a harmless resource name", () => {
    const [wanted] = machinesToWrite(factsOf([machine(markup)], { nameOf: resourceName })).apply;
    expect(wanted?.status.name).toBe(markup);
    expect(wanted?.name).toMatch(/^script-alert-x-script-[0-9a-f]{8}$/);
  });

  test("is cut to what the schema takes, so that one machine does not stop the others", () => {
    const wild = machine("w".repeat(300), {
      addresses: Array.from({ length: 70 }, (_, index) => `10.0.0.${index}`),
      errors: ["e".repeat(5000)],
      cores: -1,
      memoryMegabytes: 1023.9,
    });
    const status = wantedOf(wild)[0]?.status;
    expect(status?.name).toHaveLength(256);
    expect(status?.addresses).toHaveLength(64);
    expect(status?.errors?.[0]).toHaveLength(4096);
    expect(status).not.toHaveProperty("cores");
    expect(status?.memoryMegabytes).toBe(1023);
  });

  test.each([
    ["Windows", "Windows"],
    ["windowsguest", "Windows"],
    ["LinuxGuest", "Linux"],
    ["Solaris", "Unknown"],
    [undefined, "Unknown"],
  ])("of the operating system as %s is told as %s", (said, type) => {
    const operatingSystem = said === undefined ? {} : { type: said };
    expect(wantedOf(machine("x", { operatingSystem }))[0]?.status.os?.type).toBe(type);
  });
});

describe("a resource's name", () => {
  test.each([
    ["web01", "web01"],
    ["WEB01.contoso.com", "web01-contoso-com"],
    ["--db_01--", "db-01"],
    ["東京", "machine"],
    ["", "machine"],
    [`${"a".repeat(53)}.b`, "a".repeat(53)],
  ])("of %s begins with %s", (name, slug) => {
    expect(slugOf(name)).toBe(slug);
  });

  test("is that of the id, whatever its case", () => {
    expect(resourceName("/Subscriptions/A", "web01")).toBe(resourceName("/subscriptions/a", "web01"));
    expect(resourceName("/subscriptions/b", "web01")).not.toBe(resourceName("/subscriptions/a", "web01"));
  });

  test("is one that Kubernetes takes", () => {
    expect(resourceName("/subscriptions/a", "x".repeat(300)).length).toBeLessThanOrEqual(63);
  });
});

function resourceNameOf(name: string): string {
  return `${name}-${machineIdOf(name).length}`;
}
