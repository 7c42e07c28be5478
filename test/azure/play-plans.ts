// The life of two recovery plans for the conformance suite: drilled, cleaned up, failed over, committed, cancelled.
import { enable } from "./play-item.ts";
import { FABRIC, type Found, networkId, type Row, type Stage, VAULT } from "./stage.ts";

const PLAN = `${VAULT}/replicationRecoveryPlans/shop`;
const BACK = `${VAULT}/replicationRecoveryPlans/back`;

const boot = (ids: readonly string[], actions: object = {}) => ({
  groupType: "Boot",
  replicationProtectedItems: ids.map((id) => ({ id, virtualMachineId: "9564a42b-620d-531d-9f35-eb9617659b5b" })),
  startGroupActions: [],
  endGroupActions: [],
  ...actions,
});

const body = (groups: readonly object[]) => ({
  properties: {
    primaryFabricId: FABRIC,
    recoveryFabricId: "Microsoft Azure",
    failoverDeploymentModel: "ResourceManager",
    groups,
  },
});

const action = (actionName: string, customDetails: object) => ({
  actionName,
  failoverTypes: ["TestFailover", "UnplannedFailover"],
  failoverDirections: ["PrimaryToRecovery"],
  customDetails,
});

const ACTIONS = {
  startGroupActions: [
    action("ring the owner", { instanceType: "ManualActionDetails", description: "Ring the owner." }),
  ],
  endGroupActions: [
    action("open the firewall", {
      instanceType: "AutomationRunbookActionDetails",
      runbookId: "/subscriptions/1/runbooks/open",
      timeout: "PT10M",
      fabricLocation: "Recovery",
    }),
    action("warm the cache", {
      instanceType: "ScriptActionDetails",
      path: "C:\\warm.ps1",
      timeout: "PT10M",
      fabricLocation: "Recovery",
    }),
  ],
};

const POINT = [{ instanceType: "InMageRcm", recoveryPointType: "Latest", useMultiVmSyncPoint: "false" }];

const DRILL = {
  properties: {
    failoverDirection: "PrimaryToRecovery",
    networkType: "VmNetworkAsInput",
    networkId: networkId("dr-test"),
    providerSpecificDetails: POINT,
  },
};

const FAILOVER = {
  properties: {
    failoverDirection: "PrimaryToRecovery",
    sourceSiteOperations: "NotRequired",
    providerSpecificDetails: POINT,
  },
};

async function seeRun({ send }: Stage, plan: string, what: string): Promise<string> {
  const answer = (await send(`the plan: ${what}`, "GET", plan)) as Row;
  const { jobId } = answer.properties.currentScenario as { jobId: string };
  await send(`its job: ${what}`, "GET", jobId);
  return jobId;
}

/** Starts something of a plan that waits for the manual action, does it, and lets it end. */
async function run(stage: Stage, what: string, content?: object): Promise<void> {
  const { send, advance } = stage;
  await send(what, "POST", `${PLAN}/${what}`, content);
  advance(60);
  const job = await seeRun(stage, PLAN, `${what} that waits`);
  await send("the manual action", "POST", `${job}/resume`, { properties: { comments: "rang" } });
  await seeRun(stage, PLAN, `${what} that goes on`);
  advance(4000);
  await seeRun(stage, PLAN, `${what} at its end`);
}

/** The plan `shop` has a machine that fails its failovers, so that its runs end in part; `back` can be cancelled. */
export async function playPlans(stage: Stage, found: Found): Promise<void> {
  const { send, advance } = stage;
  const fails = await enable(stage, found, "app05-fails-failover");
  const works = await enable(stage, found, "app01");
  const cancels = `${found.container}/replicationProtectedItems/db04-cancellable-failover`;
  advance(86_400);
  await send("a plan", "PUT", PLAN, body([boot([fails])]));
  await send("another plan", "PUT", BACK, body([boot([cancels])]));
  advance(2);
  await send("other groups", "PATCH", PLAN, { properties: { groups: [boot([works], ACTIONS), boot([fails])] } });
  advance(2);
  await send("plans", "GET", `${VAULT}/replicationRecoveryPlans`);
  await send("the plan", "GET", PLAN);
  await run(stage, "testFailover", DRILL);
  await send("its clean-up", "POST", `${PLAN}/testFailoverCleanup`, { properties: { comments: "well" } });
  advance(600);
  await seeRun(stage, PLAN, "cleaned up");
  await run(stage, "unplannedFailover", FAILOVER);
  await send("its commit", "POST", `${PLAN}/failoverCommit`);
  advance(600);
  await seeRun(stage, PLAN, "committed");
  await send("no way back", "POST", `${PLAN}/reProtect`);
  const back = { properties: { failoverDirection: "RecoveryToPrimary", providerSpecificDetails: [] } };
  await send("no planned way", "POST", `${PLAN}/plannedFailover`, back);
  await send("a failover", "POST", `${BACK}/unplannedFailover`, FAILOVER);
  advance(4000);
  await send("its cancel", "POST", `${BACK}/failoverCancel`);
  advance(600);
  await send("a test failover", "POST", `${BACK}/testFailover`, DRILL);
  advance(4000);
  const job = await seeRun(stage, BACK, "waits for its clean-up");
  await send("a cancel of its job", "POST", `${job}/cancel`);
  advance(600);
  await send("the plan's end", "DELETE", BACK);
  advance(2);
}
