// What must be true once the demo was played: of the channel, of the records in the cluster, and of what reached Azure.
import { isReady } from "../../crds/conditions.ts";
import {
  type PhysicalMachineProtection,
  PhysicalMachineProtectionKind,
  type TestFailover,
  TestFailoverKind,
} from "../../crds/types.ts";
import { CHANNELS, type ChatStack, PEOPLE } from "../stack/chat.ts";
import type { ReceivedWrite } from "../stack/simulator.ts";

export interface Finding {
  readonly sentence: string;
  readonly true: boolean;
}

const NAMESPACE = "dr-team";

export async function verify(stack: ChatStack): Promise<readonly Finding[]> {
  const runs = (await stack.client.list<TestFailover>(TestFailoverKind, { namespace: NAMESPACE })).items;
  return [
    ...inTheCluster(runs),
    ...(await app01(stack)),
    ...inTheChannel(stack, runs),
    ...(await inAzure(stack, runs)),
  ];
}

const of = (runs: readonly TestFailover[], protection: string, phase: string): readonly TestFailover[] =>
  runs.filter(({ spec, status }) => spec.protection === protection && status?.phase === phase);

function inTheCluster(runs: readonly TestFailover[]): readonly Finding[] {
  const asker = `slack:${PEOPLE.asker}`;
  const [drill, ...others] = of(runs, "web01", "Succeeded");
  const failed = of(runs, "app02-fails-test-failover", "Failed");
  const { testMachine, recoveryPoint, rpoAtStartSeconds } = drill?.status ?? {};
  return [
    { sentence: "nothing was started for Sam", true: runs.every(({ spec }) => spec.requestedBy !== stranger) },
    {
      sentence: "there is one record of Asha's drill, and it succeeded",
      true: drill !== undefined && others.length === 0,
    },
    {
      sentence: "it says who asked, and who judged",
      true: drill?.spec.requestedBy === asker && drill.spec.verdict?.by === asker,
    },
    { sentence: "it has the test machine's address", true: (testMachine?.addresses ?? []).length > 0 },
    {
      sentence: "it has the recovery point, and the RPO at the start",
      true: recoveryPoint?.time !== undefined && rpoAtStartSeconds !== undefined,
    },
    {
      sentence: "the drill that Azure refused is on record with Azure's code",
      true: failed[0]?.status?.failure?.code === "28031",
    },
  ];
}

const stranger = `slack:${PEOPLE.stranger}`;

async function app01({ client }: ChatStack): Promise<readonly Finding[]> {
  const ref = { namespace: NAMESPACE, name: "app01" };
  const found = await client.get<PhysicalMachineProtection>(PhysicalMachineProtectionKind, ref);
  const by = found?.metadata.annotations?.["asr-chatops.io/requested-by"];
  return [
    { sentence: "app01 is protected", true: found !== undefined && isReady(found) },
    { sentence: "it says who asked for that", true: by === `slack:${PEOPLE.asker}` },
  ];
}

function inTheChannel({ slack, bots }: ChatStack, runs: readonly TestFailover[]): readonly Finding[] {
  const said = slack
    .messages(CHANNELS.drills)
    .filter(({ user, threadTs }) => user === slack.botUserId && threadTs === undefined);
  const cards = runs.map(({ metadata }) =>
    said.filter(({ blocks }) => JSON.stringify(blocks).includes(`run ${metadata.name} `)),
  );
  const drill = runs.findIndex(({ spec, status }) => spec.protection === "web01" && status?.phase === "Succeeded");
  const answering = bots.filter(({ lines }) => lines.some((line) => line.includes('"msg":"asked"')));
  return [
    {
      sentence: `each of the ${runs.length} runs has one card in the channel`,
      true: cards.every((found) => found.length === 1),
    },
    { sentence: "a card is edited in place", true: (cards[drill]?.[0]?.edits ?? 0) >= 3 },
    { sentence: "both replicas of the bot answered", true: answering.length === bots.length },
    { sentence: "Slack had nothing to object to", true: slack.problems.length === 0 },
  ];
}

/** A run that Azure was asked for has the time; it may be asked for between the look at the runs and at the log. */
async function inAzure({ simulator, client }: ChatStack, runs: readonly TestFailover[]): Promise<readonly Finding[]> {
  const { writes } = await simulator.ask<{ writes: readonly ReceivedWrite[] }>("writes");
  const findings = ["web01", "app02-fails-test-failover"].map(async (name): Promise<Finding> => {
    const ref = { namespace: NAMESPACE, name };
    const found = await client.get<PhysicalMachineProtection>(PhysicalMachineProtectionKind, ref);
    const path = `/${found?.status?.bound?.itemName}/testFailover`.toLowerCase();
    const sent = writes.filter((one) => one.method === "POST" && one.path.toLowerCase().split("?")[0]?.endsWith(path));
    const asked = runs.filter(({ spec }) => spec.protection === name);
    const started = asked.filter(({ status }) => status?.startedAt !== undefined);
    return {
      sentence: `Azure was asked once for each drill of ${name}`,
      true: sent.length >= Math.max(1, started.length) && sent.length <= asked.length,
    };
  });
  return Promise.all(findings);
}
