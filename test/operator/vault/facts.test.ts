// What a RecoveryVault's status tells, and that it does not change when nothing happened.
import { describe, expect, test } from "vitest";
import { conclude } from "../../../operator/vault/conclude.ts";
import {
  censusOf,
  drilling,
  infrastructure,
  iso,
  item,
  look,
  machine,
  minutes,
  NOW,
  present,
  SITE_ID,
  seconds,
  told,
  VAULT_ID,
} from "./builders.ts";

describe("a vault's status", () => {
  test("tells what was found in Azure", () => {
    expect(look().status).toEqual({
      vaultId: VAULT_ID,
      location: "westeurope",
      lastContactTime: iso(NOW),
      architecture: "Modernized",
      fabric: "fabric1",
      container: "container1",
      serverSite: SITE_ID,
      processServerId: "ps-guid",
      appliances: [
        {
          name: "dr-appliance-1",
          id: "appliance-1",
          processServerId: "ps-guid",
          health: "Normal",
          version: "9.62",
          heartbeatStale: false,
          lastHeartbeat: iso(minutes(-1)),
        },
      ],
      runAsAccounts: [{ name: "linux-root", id: `${SITE_ID}/runAsAccounts/a1` }],
      counts: { discovered: 2, protected: 1, unprotected: 1, drilling: 0, unmanaged: 0 },
    });
  });

  test("says when a simulator plays Azure", () => {
    expect(look({ world: { simulated: true } }).status.simulated).toBe(true);
  });

  test("is the same again when nothing happened", () => {
    const { status } = look();
    const later = look({
      resource: { status: { ...status, observedGeneration: 1 } },
      azure: {
        lastAnswerAt: seconds(59),
        now: seconds(59),
        infrastructure: present(
          infrastructure({
            appliances: [
              {
                id: "appliance-1",
                name: "dr-appliance-1",
                health: "Normal",
                version: "9.62",
                lastHeartbeat: seconds(50),
                errors: [],
              },
            ],
          }),
        ),
      },
      world: { clusterNow: seconds(59) },
    });
    expect(later.status).toEqual(status);
  });
});

describe("the time of the last contact", () => {
  const before = { lastContactTime: iso(NOW) };

  test("moves once a minute", () => {
    const at = (count: number) =>
      look({ resource: { status: before }, azure: { lastAnswerAt: seconds(count) } }).status.lastContactTime;
    expect(at(59)).toBe(iso(NOW));
    expect(at(60)).toBe(iso(seconds(60)));
  });

  test("stays while nothing answers", () => {
    const { status } = look({
      resource: { status: before },
      azure: { lastAnswerAt: undefined },
      world: { clusterNow: minutes(30) },
    });
    expect(status.lastContactTime).toBe(iso(NOW));
  });

  test("is put right when a clock that was ahead wrote it", () => {
    const { status } = look({
      resource: { status: { lastContactTime: iso(minutes(60)) } },
      azure: { lastAnswerAt: NOW },
    });
    expect(status.lastContactTime).toBe(iso(NOW));
  });
});

describe("an appliance's heartbeat", () => {
  const beating = (minute: number) =>
    present(
      infrastructure({
        appliances: [{ id: "a", name: "a1", health: "Normal", lastHeartbeat: minutes(minute), errors: [] }],
      }),
    );
  const heartbeat = (minute: number, before?: { heartbeatStale: boolean; lastHeartbeat: string }) =>
    look({
      azure: { infrastructure: beating(minute) },
      resource: before === undefined ? {} : { status: { appliances: [{ name: "a1", ...before }] } },
    }).status.appliances?.[0];

  test("is stale after a quarter of an hour, and then says since when", () => {
    expect(heartbeat(-15)).toMatchObject({ heartbeatStale: false });
    expect(heartbeat(-16)).toMatchObject({ heartbeatStale: true, lastHeartbeat: iso(minutes(-16)) });
  });

  test("keeps its time until the judgement changes", () => {
    const before = { heartbeatStale: false, lastHeartbeat: iso(minutes(-40)) };
    expect(heartbeat(-1, before)).toMatchObject(before);
    expect(heartbeat(-20, before)).toMatchObject({ heartbeatStale: true, lastHeartbeat: iso(minutes(-20)) });
  });
});

describe("the counts", () => {
  test("tell drills and items that nobody here owns", () => {
    const items = censusOf([item("web01"), drilling("sql01"), item("old01")]);
    expect(look({ azure: { items } }).status.counts).toEqual({
      discovered: 2,
      protected: 3,
      unprotected: 1,
      drilling: 1,
      unmanaged: 2,
    });
  });

  test("stay as they were until the lists came through", () => {
    const counts = { discovered: 12, protected: 7, unprotected: 5, drilling: 1, unmanaged: 0 };
    const { status } = look({
      resource: { status: { counts } },
      azure: { items: undefined, discovery: { complete: false, machines: [machine("web01")] } },
    });
    expect(status.counts).toEqual(counts);
  });
});

describe("drills that were started elsewhere", () => {
  const items = censusOf([drilling("web01"), drilling("sql01")]);
  const drills = [{ item: drilling("sql01").id, machine: "sql01" }];

  test("are listed, ours are not", () => {
    const ourDrills = new Set([drilling("web01").id.toLowerCase()]);
    expect(look({ azure: { items, ourDrills } }).status.unmanagedDrills).toEqual(drills);
  });

  test("are no longer listed when they are cleaned up", () => {
    const { status } = look({
      resource: { status: { unmanagedDrills: drills } },
      azure: { items: censusOf([item("sql01")]) },
    });
    expect(status.unmanagedDrills).toBeUndefined();
  });

  test("stay listed until the items were listed again", () => {
    const { status } = look({ resource: { status: { unmanagedDrills: drills } }, azure: { items: undefined } });
    expect(status.unmanagedDrills).toEqual(drills);
  });
});

test("throttling is told while it lasts", () => {
  expect(look({ azure: { throttledUntil: minutes(2) } }).status.arm).toEqual({ throttledUntil: iso(minutes(2)) });
  expect(look({ resource: { status: { arm: { throttledUntil: iso(NOW) } } } }).status.arm).toBeUndefined();
});

describe("after the appliances were asked to look again", () => {
  const asked = look({ resource: { metadata: { annotations: { "asr-chatops.io/refresh": "now" } } } });

  test("the value is remembered", () => {
    const after = conclude(asked, { started: "refresh" });
    expect(after.status.lastRefresh).toBe("now");
    expect(told(after)).toBe("Ready: Connected");
  });

  test("without success it is not, and tried again in a minute", () => {
    const after = conclude(asked, { refused: "busy" });
    expect(after.status.lastRefresh).toBeUndefined();
    expect(after.next).toEqual({ afterSeconds: 60 });
  });
});
