// Differences that an update mends, what the update sends, and defaults that were bound once.
import { describe, expect, test } from "vitest";
import { differences, updateOf } from "../../../operator/protection/difference.ts";
import { wantedOf } from "../../../operator/protection/wanted.ts";
import { bound, item, look, PROD_NETWORK, protection, TARGET_GROUP, TEST_NETWORK, there, vault } from "./builders.ts";

const MAC = "00-50-56-93-78-90";
const wants = (
  spec: Parameters<typeof protection>[0] extends infer P ? (P extends { spec?: infer S } ? S : never) : never,
) => wantedOf(protection(spec === undefined ? {} : { spec }), vault());
const fields = (wanted: ReturnType<typeof wants>, patch = {}) =>
  differences(item(patch), wanted).map(({ field }) => field);

describe("an item differs", () => {
  test("in nothing when ids differ in case only", () => {
    expect(fields(wants({ target: { network: PROD_NETWORK.toUpperCase(), vmSize: "standard_d2s_V5" } }))).toEqual([]);
  });

  test("in nothing when Azure calls no licence by another of its names", () => {
    const wanted = wants({ target: { licenseType: "NoLicenseType" } });
    expect(fields(wanted)).toEqual([]);
    expect(fields(wanted, { target: { ...item().target, licenseType: "NotSpecified" } })).toEqual([]);
    expect(fields(wanted, { target: { ...item().target, licenseType: "WindowsServer" } })).toEqual([
      "target.licenseType",
    ]);
  });

  test("in a subnet when any adapter that the manifest does not name has another", () => {
    expect(fields(wants({ target: { subnet: "db" } }))).toEqual(["target.subnet"]);
    expect(fields(wants({ target: { subnet: "db" }, nics: [{ macAddress: MAC, subnet: "web" }] }))).toEqual([]);
  });

  test("in an adapter's fields, whatever separates the MAC address", () => {
    expect(fields(wants({ nics: [{ macAddress: MAC, staticIp: "10.2.0.9", subnet: "web" }] }))).toEqual([
      `nics[${MAC}].staticIp`,
    ]);
  });
});

describe("an update", () => {
  test("sends everything that the item has, with what is wanted put in", () => {
    const wanted = wants({ target: { vmSize: "Standard_D8s_v5" }, nics: [{ macAddress: MAC, staticIp: "10.2.0.9" }] });
    expect(updateOf(item(), wanted)).toEqual({
      target: {
        vmName: "web01",
        vmSize: "Standard_D8s_v5",
        resourceGroupId: TARGET_GROUP,
        networkId: PROD_NETWORK,
        testNetworkId: TEST_NETWORK,
      },
      nics: [
        {
          nicId: "00:50:56:93:78:90",
          primary: true,
          include: true,
          subnet: "web",
          testSubnet: "web",
          staticIp: "10.2.0.9",
        },
      ],
    });
  });

  test("makes one adapter primary and all others not", () => {
    const nics = [
      { nicId: "00:00:00:00:00:01", primary: true, include: true },
      { nicId: "00:00:00:00:00:02", primary: false, include: true },
    ];
    const sent = updateOf(item({ nics }), wants({ nics: [{ macAddress: "00:00:00:00:00:02", primary: true }] }));
    expect(sent.nics.map(({ primary }) => primary)).toEqual([false, true]);
  });

  test("puts an availability set out where a zone is wanted", () => {
    const target = { ...item().target, availabilitySetId: "/x/availabilitySets/a" };
    const sent = updateOf(item({ target }), wants({ target: { availabilityZone: "2" } }));
    expect(sent.target.availabilityZone).toBe("2");
    expect(sent.target.availabilitySetId).toBeUndefined();
  });

  test("sent once leaves no difference", () => {
    const wanted = wants({
      target: { vmSize: "Standard_D8s_v5", subnet: "db" },
      testNetwork: { network: TEST_NETWORK, subnet: "t" },
    });
    const sent = updateOf(item(), wanted);
    expect(differences(item({ target: sent.target, nics: sent.nics }), wanted)).toEqual([]);
  });
});

describe("tags, which Azure takes with the enable and is not asked for again", () => {
  const verdictOf = (sent: Record<string, string> | undefined, owner?: string) =>
    look({
      resource: {
        spec: { target: owner === undefined ? {} : { tags: { owner } } },
        status: { bound: { ...bound, target: { ...bound.target, ...(sent && { tags: sent }) } } },
      },
      azure: { item: there() },
    });

  test.each([
    ["as they were sent: nothing to tell", { owner: "shop" }, "shop", undefined],
    ["others than were sent", { owner: "shop" }, "ops", { wanted: "owner=ops", actual: "owner=shop" }],
    ["none that were sent, since the item was there before", undefined, "shop", { actual: "not sent" }],
    ["left out of the manifest", { owner: "shop" }, undefined, undefined],
  ])("%s", (_, sent, owner, drift) => {
    const verdict = verdictOf(sent, owner);
    const expected = drift && [{ field: "target.tags", reason: "NotRead", ...drift }];
    expect(verdict.status.drift ?? []).toMatchObject(expected ?? []);
    expect(verdict.status.drift?.length ?? 0).toBe(drift === undefined ? 0 : 1);
    expect(verdict.conditions.find(({ type }) => type === "Ready")?.status).toBe("True");
    expect(verdict.status.bound?.target?.tags).toEqual(sent);
  });
});

describe("the vault's defaults", () => {
  const other = `${PROD_NETWORK}-new`;
  const changed = vault({ defaults: { target: { network: other, subnet: "web" } } });
  const facts = (annotations: Record<string, string>) =>
    look({
      resource: { status: { bound }, metadata: { annotations } },
      world: { binding: { vault: changed } },
      azure: { item: there() },
    });

  test("are bound once: a later change shows as drift, and Ready stays", () => {
    const facts = look({ resource: { status: { bound } }, azure: { item: there() }, world: {} });
    expect(facts.status.drift).toBeUndefined();
    const verdict = look({
      resource: { status: { bound } },
      world: { binding: { vault: changed } },
    });
    expect(verdict.status.drift).toMatchObject([
      { field: "target.network", wanted: other, actual: PROD_NETWORK, reason: "DefaultChanged" },
    ]);
    expect(verdict.status.bound?.target?.network).toBe(PROD_NETWORK);
  });

  test("are followed while the annotation asks for it", () => {
    expect(facts({ "asr-chatops.io/apply-defaults": "2026-11-23" }).action).toMatchObject({ do: "Update" });
    expect(facts({ "asr-chatops.io/apply-defaults": "2026-11-23" }).status.bound?.target?.network).toBe(other);
  });

  test("of an adopted item give way to what Azure has", () => {
    const target = { ...item().target, networkId: other };
    const verdict = look({ azure: { item: there({ target }) } });
    expect(verdict.status.bound).toMatchObject({ itemCreatedByUs: false, target: { network: other } });
  });

  test("give no subnet to a network that the manifest chose", () => {
    expect(wants({ target: { network: other } }).all.subnet).toBeUndefined();
    expect(wants({}).all.subnet).toBe("web");
  });
});
