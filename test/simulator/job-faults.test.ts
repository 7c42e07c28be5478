// Faults of jobs: one that never ends, one that fails at a task, one that succeeds in part, and what they leave.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { listAt, textAt, valueAt } from "../../simulator/body.ts";
import { fleetOf, NETWORK, policyBody } from "./build.ts";
import { type Answered, type Client, enable, find, map, rows, startClient, VAULT } from "./client.ts";

let client: Client;
beforeAll(async () => {
  client = await startClient({ fleet: fleetOf("web01", "web02") });
});
beforeEach(() => client.control("POST", "reset"));
afterAll(() => client.close());

const inject = (fault: object) => client.control("POST", "faults", fault);

/** The job that an accepted write started, looked up by its operation's id. */
async function jobOf(answered: Answered): Promise<unknown> {
  const [id] = /[^/]+(?=\?)/.exec(answered.headers.get("azure-asyncoperation") ?? "") ?? [];
  return (await client.send("GET", `${VAULT}/replicationJobs/${id}`)).body;
}

const stateOf = (job: unknown) => [textAt(job, "properties", "state"), textAt(job, "properties", "stateDescription")];

const taskStates = (job: unknown) => (listAt(job, "properties", "tasks") ?? []).map((task) => textAt(task, "state"));

async function protectedItem(machine = "web01"): Promise<string> {
  await client.control("POST", "items", { machine });
  const found = rows(await client.send("GET", `${VAULT}/replicationProtectedItems`));
  const item = found.find((row) => textAt(row, "properties", "friendlyName") === machine);
  return textAt(item, "id") ?? "";
}

const drill = (item: string) =>
  client.send("POST", `${item}/testFailover`, {
    properties: {
      failoverDirection: "PrimaryToRecovery",
      networkType: "VmNetworkAsInput",
      networkId: NETWORK("dr-test"),
      providerSpecificDetails: { instanceType: "InMageRcm", networkId: NETWORK("dr-test") },
    },
  });

const allowed = async (item: string) =>
  valueAt((await client.send("GET", item)).body, "properties", "allowedOperations");

describe("a job that stalls", () => {
  test("stays in progress for ever, holds its item, and is the only one", async () => {
    const [item, other] = [await protectedItem("web01"), await protectedItem("web02")];
    await inject({ kind: "job-stalls", route: "testFailover", machine: "web01" });
    const [mine, others] = [await drill(item), await drill(other)];
    client.advance(86_400);
    expect(stateOf(await jobOf(mine))).toEqual(["InProgress", "InProgress"]);
    expect(await allowed(item)).toEqual([]);
    expect(stateOf(await jobOf(others))).toEqual(["Suspended", "WaitingForStopTestFailover"]);
    expect(client.simulator.writes()).toMatchObject([{ fault: "job-stalls", reply: "sent" }, {}]);
  });
});

describe("a job that fails at a task", () => {
  test("has ended its tasks before it, and leaves a drill without machine as if it had not been", async () => {
    const item = await protectedItem();
    await inject({ kind: "job-fails", task: 2 });
    const answered = await drill(item);
    client.advance(3600);
    const job = await jobOf(answered);
    expect(stateOf(job)).toEqual(["Failed", "Failed"]);
    expect(taskStates(job)).toEqual(["Succeeded", "Failed", "NotStarted", "NotStarted"]);
    expect(await allowed(item)).toContain("TestFailover");
  });

  test("leaves what it made before: a test machine has to be cleaned up", async () => {
    const item = await protectedItem();
    await inject({ kind: "job-fails", task: 4 });
    const answered = await drill(item);
    client.advance(3600);
    expect(taskStates(await jobOf(answered))).toEqual(["Succeeded", "Succeeded", "Succeeded", "Failed"]);
    expect(await allowed(item)).toEqual(["TestFailoverCleanup"]);
  });

  test("fails in its last task when it has fewer", async () => {
    const item = await protectedItem();
    await inject({ kind: "job-fails", task: 99 });
    const answered = await drill(item);
    client.advance(3600);
    expect(taskStates(await jobOf(answered)).at(-1)).toBe("Failed");
  });

  test("is an operation that failed, with the error", async () => {
    await inject({ kind: "job-fails" });
    const answered = await client.send("PUT", `${VAULT}/replicationPolicies/gold`, policyBody());
    client.advance(10);
    expect(await client.send("GET", answered.headers.get("azure-asyncoperation") ?? "")).toMatchObject({
      status: 200,
      body: { status: "Failed", error: { code: "SimulatedFault" } },
    });
    expect((await client.send("GET", `${VAULT}/replicationPolicies/gold`)).status).toBe(404);
  });

  test("leaves a failed enable that can be disabled, and an item that a clean-up did not free of its drill", async () => {
    await map(client);
    await inject({ kind: "job-fails", method: "PUT", machine: "web02" });
    const enabled = await enable(client, "web02");
    client.advance(3600);
    expect(await client.send("GET", enabled.path)).toMatchObject({
      body: { properties: { protectionState: "EnablingFailed", allowedOperations: ["DisableProtection"] } },
    });
    const item = await protectedItem();
    await drill(item);
    client.advance(3600);
    await inject({ kind: "job-fails", route: "testFailoverCleanup" });
    const cleaned = await client.send("POST", `${item}/testFailoverCleanup`, { properties: { comments: "" } });
    client.advance(3600);
    expect(stateOf(await jobOf(cleaned))).toEqual(["Failed", "Failed"]);
    expect(await allowed(item)).toEqual(["TestFailoverCleanup"]);
  });

  test("of a recovery plan ends in the plan's first task", async () => {
    const item = await protectedItem();
    const { fabric } = await find(client);
    const plan = `${VAULT}/replicationRecoveryPlans/shop`;
    const group = {
      groupType: "Boot",
      replicationProtectedItems: [{ id: item }],
      startGroupActions: [],
      endGroupActions: [],
    };
    await client.send("PUT", plan, {
      properties: {
        ...{ primaryFabricId: fabric, recoveryFabricId: "Microsoft Azure", failoverDeploymentModel: "ResourceManager" },
        groups: [group],
      },
    });
    client.advance(60);
    await inject({ kind: "job-fails", route: "ReplicationRecoveryPlans_TestFailover" });
    const answered = await client.send("POST", `${plan}/testFailover`, {
      properties: {
        failoverDirection: "PrimaryToRecovery",
        networkType: "VmNetworkAsInput",
        networkId: NETWORK("dr-test"),
        providerSpecificDetails: [{ instanceType: "InMageRcm", recoveryPointType: "Latest" }],
      },
    });
    expect(answered.status).toBe(202);
    client.advance(3600);
    const job = await jobOf(answered);
    expect(stateOf(job)).toEqual(["Failed", "Failed"]);
    expect(taskStates(job)[0]).toBe("Failed");
    expect(await allowed(item)).toContain("TestFailover");
  });
});

describe("a job that ends in part", () => {
  test("has succeeded, says how in its description, and has an error", async () => {
    await inject({ kind: "job-partial", route: "ReplicationPolicies_Create" });
    const answered = await client.send("PUT", `${VAULT}/replicationPolicies/gold`, policyBody());
    client.advance(10);
    const job = await jobOf(answered);
    expect(stateOf(job)).toEqual(["Succeeded", "PartiallySucceeded"]);
    expect(listAt(job, "properties", "errors")).toHaveLength(1);
    expect((await client.send("GET", answered.headers.get("location") ?? "")).status).toBe(200);
  });

  test("ends so after its clean-up, when it is a drill's", async () => {
    const item = await protectedItem();
    await inject({ kind: "job-partial", route: "testFailover" });
    const drilled = await drill(item);
    client.advance(3600);
    expect(stateOf(await jobOf(drilled))).toEqual(["Suspended", "WaitingForStopTestFailover"]);
    await client.send("POST", `${item}/testFailoverCleanup`, { properties: { comments: "" } });
    client.advance(3600);
    expect(stateOf(await jobOf(drilled))).toEqual(["Succeeded", "PartiallySucceeded"]);
  });
});

describe("a fault of a job", () => {
  test("is kept when the write was refused, and is not for reads", async () => {
    await inject({ kind: "job-fails" });
    await client.send("GET", VAULT);
    await client.send("PUT", `${VAULT}/replicationPolicies/gold`, {});
    expect(await client.control("GET", "faults")).toMatchObject({
      body: { faults: [{ kind: "job-fails", times: 1 }] },
    });
  });

  test("goes together with one of the answer", async () => {
    await inject({ kind: "job-stalls", method: "PUT" });
    await inject({ kind: "lost-reply", method: "PUT" });
    await expect(client.send("PUT", `${VAULT}/replicationPolicies/gold`, policyBody())).rejects.toThrow();
    client.advance(3600);
    const [job] = rows(await client.send("GET", `${VAULT}/replicationJobs`));
    expect(stateOf(job)).toEqual(["InProgress", "InProgress"]);
    expect(client.simulator.writes()).toMatchObject([{ fault: "lost-reply", outcome: "accepted" }]);
  });
});
