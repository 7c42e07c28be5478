// Every operation that the simulator has, asked for at least once, against Microsoft's own API description.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exampleFleet } from "../../simulator/example-fleet.ts";
import { LEFT_OUT } from "../../simulator/left-out.ts";
import { readMachine } from "../../simulator/read-fleet.ts";
import { ROUTES } from "../../simulator/routes.ts";
import { type Simulator, startSimulator } from "../../simulator/server.ts";
import { createJudge, directory, type Judgement, type Pair, recorder, suiteName } from "./pairs.ts";
import { playPlans } from "./play-plans.ts";
import { endVault, playVault, seeJobs } from "./play-vault.ts";

/** Machines beside the example's, for what takes a scenario. */
const MORE = [
  ...["db01-needs-resync", "db02-old-agent", "db03-resolvable-error", "db04-cancellable-failover"],
  "app05-fails-failover",
];

function fleetOfAll() {
  const fleet = { ...exampleFleet(), appliances: ["dr-appliance-1", "dr-appliance-2"] };
  const more = MORE.map((name, index) => readMachine({ name, ipAddress: `192.0.2.${100 + index}` }, fleet));
  return { ...fleet, machines: [...fleet.machines, ...more] };
}

const DESCRIPTION =
  "specification/recoveryservicessiterecovery/resource-manager/Microsoft.RecoveryServices/stable/2023-06-01/service.json";

interface Definition {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly allOf?: readonly { readonly $ref: string }[];
}

/** The fields of a definition and of those that it builds on. */
function fieldsOf(definitions: Readonly<Record<string, Definition>>, name: string): string[] {
  const { properties = {}, allOf = [] } = definitions[name] ?? {};
  const bases = allOf.map(({ $ref }) => $ref.slice($ref.lastIndexOf("/") + 1));
  return [...Object.keys(properties), ...bases.flatMap((base) => fieldsOf(definitions, base))];
}

/** Every object in an answer whose kind is one of these, at whichever depth. */
function ofKind(value: unknown, kinds: readonly string[]): Record<string, unknown>[] {
  if (typeof value !== "object" || value === null) return [];
  const below = Object.values(value).flatMap((each) => ofKind(each, kinds));
  const { instanceType } = value as { instanceType?: string };
  return kinds.includes(instanceType ?? "") ? [value as Record<string, unknown>, ...below] : below;
}

/** Refused on purpose: the descriptions know no answer of the kind, only the request can be held against them. */
const REFUSED = ["no way back", "no planned way"];

describe.skipIf(directory === "")(suiteName("every operation of the simulator"), () => {
  let simulator: Simulator;
  const judged: (Pair & Judgement)[] = [];

  beforeAll(async () => {
    simulator = await startSimulator({
      start: new Date("2026-11-23T08:00:00Z"),
      seed: "vault",
      fleet: fleetOfAll(),
      pageSize: 1000,
    });
    const { pairs, send } = recorder(simulator);
    const stage = { send, advance: simulator.advance };
    const found = await playVault(stage);
    await playPlans(stage, found);
    await seeJobs(stage);
    await endVault(stage, found);
    const judge = await createJudge();
    for (const pair of pairs) judged.push({ ...pair, ...(await judge(pair)) });
  });
  afterAll(() => simulator.close());

  test("conforms, request by request", () => {
    const found = judged.flatMap(({ what, request, response, objections }) => {
      const lines = objections.filter((line) => !(REFUSED.includes(what) && line.startsWith("INVALID_RESPONSE_CODE")));
      return lines.length === 0 ? [] : [`${what}: ${request.method} ${response.status}: ${lines.join("; ")}`];
    });
    expect(found).toEqual([]);
    expect(judged.length).toBeGreaterThan(250);
  });

  test("answers the kinds of tasks that the validator does not find with the fields of their definitions", () => {
    const { definitions } = JSON.parse(readFileSync(join(directory, DESCRIPTION), "utf8")) as {
      definitions: Record<string, Definition>;
    };
    const kinds = ["RecoveryPlanGroupTaskDetails", "VirtualMachineTaskDetails"];
    const found = judged.flatMap(({ response }) => ofKind(response.body, kinds));
    const unknown = found.flatMap((details) => {
      const known = fieldsOf(definitions, String(details.instanceType));
      return Object.keys(details).filter((field) => !known.includes(field));
    });
    expect(unknown).toEqual([]);
    expect(new Set(found.map(({ instanceType }) => instanceType))).toEqual(new Set(kinds));
  });

  test("is among the requests, but for those that the descriptions do not have", () => {
    const seen = new Set(judged.map(({ operation }) => operation));
    const others =
      /^(Vaults_Get|OperationStatus_Get|VirtualMachines_|NetworkInterfaces_|VirtualNetworks_|StorageAccounts_|ResourceGroups_)/;
    expect(ROUTES.map(({ operation }) => operation).filter((each) => !others.test(each) && !seen.has(each))).toEqual(
      [],
    );
    expect([...seen].filter((operation) => operation in LEFT_OUT)).toEqual([]);
  });

  test("is taken, save those that a physical server is always refused", () => {
    const refused = simulator.writes().filter(({ outcome }) => outcome !== "accepted");
    expect(refused.map(({ operation }) => operation).sort()).toEqual([
      "ReplicationProtectedItems_PlannedFailover",
      "ReplicationProtectedItems_Reprotect",
      "ReplicationRecoveryPlans_PlannedFailover",
      "ReplicationRecoveryPlans_Reprotect",
    ]);
  });
});
