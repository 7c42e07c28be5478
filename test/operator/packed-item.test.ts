// What an item is when it was packed and made again, and what is held of ids and many items.
import { describe, expect, test } from "vitest";
import { createIdMap } from "../../operator/azure/id-map.ts";
import { createItemStore } from "../../operator/azure/item-store.ts";
import { createPacker, unpack } from "../../operator/azure/packed-item.ts";
import type { ProtectedItem } from "../../operator/azure/site-recovery.ts";
import { item, machineIdOf, NOW } from "./vault/sights.ts";

const full: Partial<ProtectedItem> = {
  protectionStateDescription: "Geschützt",
  currentJob: { scenario: "TestFailover", jobId: "5c0aae95-9e3c-41de-9709-d20c8fd081ab", startedAt: NOW },
  healthErrors: [{ code: "95117", message: "web01 is not heard.", severity: "Critical" }],
  lastTestFailover: NOW,
  rpoSeconds: 189,
  agent: { version: "9.63", lastHeartbeat: NOW, upgradeable: false, upgradeBlockedBy: [] },
  disks: [{ id: "/dev/sda", name: "/dev/sda", osDisk: true, capacityBytes: 137_438_953_472 }],
  nics: [{ nicId: "00:15:5d:00:00:06", primary: true, include: true, staticIp: "10.1.0.4" }],
  target: { vmName: "web01", vmSize: "Standard_D2s_v5" },
};

describe("an item that was packed", () => {
  test.each<[string, ProtectedItem]>([
    ["with the least that it has", item("web01")],
    ["with everything", item("web01", full)],
    ["with a name like a number", item("189", { rpoSeconds: 189 })],
    ["with a name of other letters", item("büro-服务器")],
    ["with ids that end in a slash", item("web01", { id: "/items/", machineId: "/" })],
    ["with an id and names that differ", item("web01", { name: "guid", friendlyName: "WEB01" })],
  ])("comes back equal: %s", (_, value) => {
    const pack = createPacker();
    pack(item("another", full));
    expect(unpack(pack(value))).toStrictEqual(value);
  });

  test("shares with others all but what is its own", () => {
    const pack = createPacker();
    const [one, other] = [
      pack(item("web01", full)),
      pack(item("web02", { ...full, target: { vmName: "web02", vmSize: "Standard_D2s_v5" } })),
    ];
    expect(other.form).toBe(one.form);
    expect(unpack(other).healthErrors).toBe(unpack(one).healthErrors);
  });

  test("is right also where there are more forms than are kept", () => {
    const pack = createPacker(2);
    const items = ["a", "b", "c", "a"].map((state) => item("web01", { protectionState: state }));
    expect(items.map((one) => unpack(pack(one)))).toStrictEqual(items);
  });
});

test.each([
  [[180, undefined, 900, 0], 900],
  [[undefined, 0], 0],
  [[undefined], undefined],
  [[], undefined],
])("of items with the RPOs %j the worst is %j", (rpos, worst) => {
  const store = createItemStore();
  const items = rpos.map((rpoSeconds, at) => item(`web${at}`, rpoSeconds === undefined ? {} : { rpoSeconds }));
  store.takeList(items.map(store.row), { ms: 0, at: NOW });
  expect(store.worstRpoSeconds()).toBe(worst);
});

test("things are found by an id in any case, and leave nothing behind", () => {
  const things = createIdMap<number>();
  things.set(machineIdOf("web01"), 1);
  things.set(machineIdOf("WEB01"), 2);
  things.set("web02", 3);
  expect([things.size, things.get(machineIdOf("Web01").toUpperCase()), things.get("WEB02")]).toEqual([2, 2, 3]);
  for (const id of [machineIdOf("web01"), "web02", "never"]) things.delete(id);
  expect([things.size, [...things.values()]]).toEqual([0, []]);
});
