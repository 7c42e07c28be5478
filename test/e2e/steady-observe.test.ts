// Mode Observe, end to end: nothing is written to Azure, everything says what Manage would do, and Manage goes on.
import { afterAll, beforeAll, expect, test } from "vitest";
import { isReady } from "../../crds/conditions.ts";
import { eventually } from "./eventually.ts";
import { drill, protection } from "./shop.ts";
import {
  expectNoComplaint,
  type Ground,
  PORTAL_POLICY,
  phaseIs,
  policyManifest,
  reasonIs,
  startGround,
  vaultManifest,
} from "./steady-ground.ts";

const MINUTES = 60_000;

let ground: Ground;

beforeAll(async () => {
  ground = await startGround(["--speed", "240"]);
  const { simulator } = ground.stack;
  await ground.protectInPortal("seen");
  await simulator.tell("machines", { name: "missing" });
  await simulator.tell("machines", { name: "later" });
  await ground.apply(
    await vaultManifest({ mode: "Observe" }),
    policyManifest("portal", { azureName: PORTAL_POLICY }),
    policyManifest("gold", { deletionPolicy: "Delete" }),
    protection("seen", { policy: "portal", deletionPolicy: "StopReplication" }),
    protection("missing", { policy: "portal" }),
    protection("later", { policy: "gold" }),
    drill("rehearsal", "seen", { cleanUp: { after: "45m" } }),
  );
}, 5 * MINUTES);

afterAll(async () => {
  await ground?.stop();
});

const mode = (wanted: "Observe" | "Manage") => ground.patch("recoveryvaults", "contoso", { spec: { mode: wanted } });

test("what Azure has as wanted is Ready, and held by no finalizer", async () => {
  const seen = await eventually(
    "seen is Ready",
    () => ground.protection("seen"),
    (found) => found !== undefined && isReady(found),
  );
  expect(seen?.metadata.finalizers ?? []).toEqual([]);
  const portal = await eventually(
    "portal is Ready",
    () => ground.policy("portal"),
    (found) => found !== undefined && isReady(found),
  );
  expect(portal?.metadata.finalizers ?? []).toEqual([]);
});

test("what differs is Stalled: ObserveOnly, and says what Manage would do", async () => {
  expect(await reasonIs(() => ground.policy("gold"), "ObserveOnly")).toMatch(
    /nothing was written.*policy dr-team-gold/s,
  );
  expect(await reasonIs(() => ground.protection("missing"), "ObserveOnly")).toMatch(/Enable replication of missing/);
  expect(await reasonIs(() => ground.protection("later"), "ObserveOnly")).toMatch(/Enable replication of later.*gold/s);
  expect(await reasonIs(() => ground.run("rehearsal"), "ObserveOnly")).toMatch(/Start a test failover/);
  const told = [await ground.policy("gold"), await ground.protection("later"), await ground.run("rehearsal")];
  expect(told.map((one) => one?.status?.wouldDo?.length)).toEqual([1, 1, 1]);
});

test("deleting is not held up by a vault that may only be looked at", async () => {
  await ground.kubectl("delete", "pmp", "seen", "-n", "dr-team", "--timeout=20s");
  await ground.apply(protection("seen", { policy: "portal" }));
});

test("Azure received no write", async () => {
  expect(await ground.writes()).toEqual([]);
});

test(
  "in Manage everything goes on; back in Observe a due clean-up is told and not made, until it is Manage again",
  async () => {
    await mode("Manage");
    await phaseIs(ground, "rehearsal", "Running");
    await reasonIs(() => ground.policy("gold"), "AsWanted");
    await reasonIs(() => ground.protection("missing"), "Enabling");
    await reasonIs(() => ground.protection("later"), "Enabling");

    await mode("Observe");
    const before = await eventually(
      "the vault is observed",
      () => ground.vault("contoso"),
      (vault) => vault?.status?.observedGeneration === vault?.metadata.generation,
    ).then(() => ground.writes());
    expect(await reasonIs(() => ground.run("rehearsal"), "ObserveOnly")).toMatch(/due.*still.*costs money.*Manage/s);
    expect((await ground.run("rehearsal"))?.status?.wouldDo?.[0]).toMatch(/Clean up/);
    expect(await ground.writes()).toEqual(before);

    await mode("Manage");
    await phaseIs(ground, "rehearsal", "Succeeded");
    expect(await ground.writesTo("^POST .*/testFailoverCleanup$")).toEqual({ accepted: 1, refused: 0 });
  },
  3 * MINUTES,
);

test("conditions kept their meaning at every moment, and the operator's rights were enough", () => {
  expect(ground.contract.seen()).toBeGreaterThan(20);
  expectNoComplaint(ground);
});
