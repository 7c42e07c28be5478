// The recorded life of a machine: our adapter says the right thing at each moment, and the simulator goes through the same.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ProtectedItem } from "../../operator/azure/site-recovery.ts";
import { item, look, told } from "../operator/protection/builders.ts";
import { itemId, ok, portTo } from "./port-under-test.ts";
import { MOMENTS, type Moment } from "./recorded.ts";
import { itemRow } from "./rows.ts";
import { type ScriptedServer, startScriptedServer } from "./scripted-server.ts";
import { enableRequest, findSite, nextWrite, SETTINGS, type Simulated, settled, startSimulated } from "./simulated.ts";
import { networkId } from "./stage.ts";

let server: ScriptedServer;
let port: ReturnType<typeof portTo>;

beforeAll(async () => {
  server = await startScriptedServer();
  port = portTo(server.url);
});
afterAll(async () => {
  port.close();
  await server.close();
});

/** The moment as the service wrote it: no field about a point before there is one. */
function rowAt(moment: Moment) {
  const properties = {
    protectionState: moment.state,
    protectionStateDescription: moment.description,
    activeLocation: moment.location,
    testFailoverState: moment.testFailover,
    allowedOperations: moment.allowed,
  };
  const row = itemRow("web01", properties, {
    instanceType: moment.instanceType ?? "InMageRcm",
    initialReplicationProgressPercentage: moment.percent,
  });
  const details: Record<string, unknown> = row.properties.providerSpecificDetails;
  if (moment.rpo === undefined)
    for (const field of ["lastRecoveryPointReceived", "lastRpoInSeconds"]) delete details[field];
  else details.lastRpoInSeconds = moment.rpo;
  return row;
}

async function readAt(moment: Moment): Promise<ProtectedItem> {
  server.answer(ok(rowAt(moment)));
  const read = await port.item(itemId("web01"));
  if (read === undefined) throw new Error("The item was not read.");
  return read;
}

/** What a protection of this machine says when Azure says this. */
function verdictAt(read: ProtectedItem) {
  const { lastRecoveryPoint: _, rpoSeconds: __, ...ours } = item();
  const { id, name, machineId, policyId, target, nics, disks } = ours;
  const seen: ProtectedItem = {
    ...read,
    id,
    name,
    target,
    nics,
    disks,
    ...(machineId && { machineId }),
    ...(policyId && { policyId }),
  };
  return look({ azure: { item: { state: "present", value: seen, at: new Date("2026-11-23T10:00:00Z") } } });
}

const COPYING = "Reconciling: InitialReplication";

/** Moment → what people read: the condition, and the state in words. */
const SAYS: Readonly<Record<string, readonly [condition: string, state: string]>> = {
  "the enable's operation has ended": [COPYING, "Initial replication"],
  "the first report came": [COPYING, "Initial replication 0 %"],
  "five minutes later": [COPYING, "Initial replication 0 %"],
  "the copy goes on": [COPYING, "Initial replication 64 %"],
  "the copy is there": [COPYING, "Initial replication, waiting for the first recovery point"],
  "the first point is waited for": [COPYING, "Initial replication, waiting for the first recovery point"],
  "it is protected": ["Ready: Protected", "Protected"],
  "a test machine waits": ["Ready: Protected", "Protected, drill running"],
  "it was just cleaned up": ["Ready: Protected", "Protected"],
  "it is failed over": ["Stalled: FailedOver", "Failed over, not committed"],
  "the failover is committed": ["Stalled: FailedOver", "Failed over"],
  "it is copied back": ["Stalled: FailedOver", "Failed over, replicated back"],
  "it is protected the other way round": ["Stalled: FailedOver", "Failed over, replicated back"],
};

describe("a protection, at the moment that", () => {
  test.each(MOMENTS.map((moment) => [moment.when, moment] as const))(
    "%s, says so and writes nothing",
    async (when, moment) => {
      const verdict = verdictAt(await readAt(moment));
      expect([told(verdict), verdict.status.stateDescription]).toEqual(SAYS[when]);
      expect(verdict.action).toBeUndefined();
    },
  );
});

const failover = (provider: object) => ({
  properties: {
    failoverDirection: "PrimaryToRecovery",
    providerSpecificDetails: { instanceType: "InMageRcm", ...provider },
  },
});

const DEEDS: Readonly<Record<string, readonly [call: string, body?: object]>> = {
  "test failover": [
    "testFailover",
    {
      properties: {
        ...failover({ networkId: networkId("dr-test") }).properties,
        networkType: "VmNetworkAsInput",
        networkId: networkId("dr-test"),
      },
    },
  ],
  "clean-up": ["testFailoverCleanup", { properties: { comments: "well" } }],
  failover: ["unplannedFailover", failover({ performShutdown: "false" })],
  commit: ["failoverCommit"],
};

/** As the portal would: without our adapter. */
async function doIt(url: string, deed: string): Promise<void> {
  const [call, body] = DEEDS[deed] ?? ["no such deed"];
  const headers = { authorization: "Bearer any", "content-type": "application/json" };
  const init = { method: "POST", headers, ...(body && { body: JSON.stringify(body) }) };
  const answer = await fetch(`${url}/${call}?api-version=2023-06-01`, init);
  if (answer.status !== 202) throw new Error(`${deed}: ${answer.status} ${await answer.text()}`);
}

async function enabled(simulated: Simulated): Promise<string> {
  const site = await findSite(simulated);
  await settled(simulated, await simulated.port.createPolicy(nextWrite(), "gold", SETTINGS), 1);
  const policyId = (await simulated.port.policy("gold"))?.id ?? "";
  await settled(simulated, await simulated.port.createMapping(nextWrite(), site.path, { name: "gold", policyId }), 1);
  const request = enableRequest(site, "web01", policyId);
  await settled(simulated, await simulated.port.enable(nextWrite(), site.path, request), 50);
  return `${site.container.id}/replicationProtectedItems/${request.itemName}`;
}

const stateOf = (read: ProtectedItem) => ({
  state: read.protectionState,
  location: read.activeLocation,
  testFailover: read.testFailoverState,
  allowed: read.allowedOperations,
  percent: read.initialReplicationPercentage ?? null,
});

/** What the adapter finds in an answer, by name; not what hangs on a drill's history or on this machine's settings. */
const shapeOf = (read: ProtectedItem): string[] =>
  Object.keys(read)
    .filter((field) => field !== "lastTestFailover" && field !== "currentJob" && field !== "protectionStateDescription")
    .sort();

describe("the simulator, driven in the same way at the same pace, at the moment that", () => {
  const physical = MOMENTS.filter(({ virtualOnly }) => virtualOnly === undefined);
  const played = new Map<string, ProtectedItem | undefined>();

  beforeAll(async () => {
    const simulated = await startSimulated();
    const itemPath = await enabled(simulated);
    for (const { when, after, seconds } of physical) {
      if (after !== undefined) await doIt(`${simulated.url}${itemPath}`, after);
      await simulated.advance(seconds);
      played.set(when, await simulated.port.item(itemPath));
    }
    await settled(simulated, await simulated.port.disable(nextWrite(), itemPath, "NotSpecified"), 10);
    played.set("the end", await simulated.port.item(itemPath));
    await simulated.close();
  });

  test.each(physical.map((moment) => [moment.when, moment] as const))(
    "%s, is in the same state with the same fields",
    async (when, moment) => {
      const [read, expected] = [played.get(when), await readAt(moment)];
      if (read === undefined) throw new Error("The item is gone.");
      expect(stateOf(read)).toEqual(stateOf(expected));
      expect(shapeOf(read)).toEqual(shapeOf(expected));
      expect(read.protectionStateDescription).toBe(moment.description ?? read.protectionStateDescription);
    },
  );

  test("replication was disabled, has no item any more", () => {
    expect(played.has("the end")).toBe(true);
    expect(played.get("the end")).toBeUndefined();
  });
});
