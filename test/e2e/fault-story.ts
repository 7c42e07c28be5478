// The lives that the operator is disturbed in: machines enabled, drilled, meddled with and given up; and how all ended.
import { PhysicalMachineProtectionKind, TestFailoverKind } from "../../crds/types.ts";
import type { KubeObject } from "../../kube/types.ts";
import { LAG_SECONDS, type Lab } from "./crash-lab.ts";
import { drill, giveUp, protection, TEAM } from "./shop.ts";

/** What is left of one story: each object as people read it, and what Azure was asked. */
export interface Ending {
  readonly objects: Readonly<Record<string, unknown>>;
  readonly calls: readonly string[];
}

type Part = (lab: Lab, machine: string) => Promise<void>;

/** What happens to one machine each. The last takes the longest: two hours of Azure's. */
const PARTS: readonly (readonly [string, Part])[] = [
  ["drilled", drilled],
  ["forgotten", forgotten],
  ["hurried", hurried],
  ["given-up", givenUp],
  ["new", newcomer],
];

export const PART_NAMES = PARTS.map(([name]) => name);

/** Everything in it is named `<name>-…`. Resolves when its last run and protection has come to its end. */
export async function playStory(lab: Lab, name: string, { whole }: { readonly whole: boolean }): Promise<void> {
  const parts = whole ? PARTS : PARTS.slice(0, -1);
  await Promise.all(parts.map(([part, play]) => play(lab, `${name}-${part}`)));
}

/** Whatever has not shown in Azure's lists for so long is not there: they lag, and are read every five minutes. */
const LISTED_SECONDS = LAG_SECONDS + 500;

/** In the portal; known to the operator before the protection is. Else what it is bound to depends on who was faster. */
async function protectedLongAgo(lab: Lab, machine: string): Promise<void> {
  await lab.stack.simulator.tell("machines", { name: machine });
  await lab.stack.simulator.tell("items", { machine });
  await azureSeconds(lab, LISTED_SECONDS);
  await create(lab, PhysicalMachineProtectionKind, protection(machine));
  await lab.operator.until(() => lab.protections.get(`${TEAM}/${machine}`)?.status?.bound?.itemId !== undefined);
}

async function azureSeconds(lab: Lab, seconds: number): Promise<void> {
  const now = async () => Date.parse((await lab.stack.simulator.ask<{ now: string }>("clock")).now);
  const until = (await now()) + seconds * 1000;
  await lab.operator.until(async () => (await now()) >= until);
}

/** Protected in the portal long ago; a drill to its end. */
async function drilled(lab: Lab, machine: string): Promise<void> {
  await protectedLongAgo(lab, machine);
  await create(lab, TestFailoverKind, drill(`${machine}-drill`, machine));
  await ended(lab, machine);
}

/** Its drill is deleted while the test machine runs. */
async function forgotten(lab: Lab, machine: string): Promise<void> {
  await protectedLongAgo(lab, machine);
  await create(lab, TestFailoverKind, drill(`${machine}-drill`, machine, { cleanUp: { after: "48h" } }));
  await lab.operator.until(() => lab.run(`${machine}-drill`)?.status?.phase === "Running");
  await lab.stack.client.delete(TestFailoverKind, { namespace: TEAM, name: `${machine}-drill` });
  await lab.operator.until(() => lab.run(`${machine}-drill`) === undefined);
}

/** Somebody cannot wait for its clean-up. */
async function hurried(lab: Lab, machine: string): Promise<void> {
  const name = `${machine}-drill`;
  await protectedLongAgo(lab, machine);
  await create(lab, TestFailoverKind, drill(name, machine, { cleanUp: { after: "48h" } }));
  await lab.operator.until(() => lab.run(name)?.status?.phase === "Running");
  await lab.stack.client.patch(TestFailoverKind, { namespace: TEAM, name }, { spec: { cleanUp: { now: true } } });
  await ended(lab, machine);
}

/** Protected in the portal, and given up with its recovery points. */
async function givenUp(lab: Lab, machine: string): Promise<void> {
  await protectedLongAgo(lab, machine);
  await giveUp(lab, machine);
}

/** Enabled by us, drilled, and given up. */
async function newcomer(lab: Lab, machine: string): Promise<void> {
  await lab.stack.simulator.tell("machines", { name: machine });
  await create(lab, PhysicalMachineProtectionKind, protection(machine, { deletionPolicy: "StopReplication" }));
  await create(lab, TestFailoverKind, drill(`${machine}-drill`, machine));
  await ended(lab, machine);
  await gone(lab, machine);
}

type Kind = typeof PhysicalMachineProtectionKind | typeof TestFailoverKind;

const create = (lab: Lab, kind: Kind, object: object) => lab.stack.client.create(kind, object as KubeObject);

const ended = (lab: Lab, machine: string) =>
  lab.operator.until(() => lab.run(`${machine}-drill`)?.status?.endedAt !== undefined);

async function gone(lab: Lab, name: string): Promise<void> {
  await lab.stack.client.delete(PhysicalMachineProtectionKind, { namespace: TEAM, name });
  await lab.operator.until(() => lab.protections.get(`${TEAM}/${name}`) === undefined);
}

/** How the story stands now. */
export async function endingOf(lab: Lab, name: string): Promise<Ending> {
  const { items } = await lab.state();
  const writes = await lab.writes();
  const known = items.map((item): [string, string] => [item.name, item.machineName ?? item.name]);
  const plain = (text: string) =>
    plainOf(
      known.reduce((left, [item, machine]) => left.replaceAll(item, machine), text),
      name,
    );
  const own = [...lab.protections.list(), ...lab.runs.list()].filter(({ metadata }) =>
    metadata.name.startsWith(`${name}-`),
  );
  return {
    objects: Object.fromEntries(
      own.map(({ kind, metadata, status }) => [
        plain(`${kind} ${metadata.name}`),
        JSON.parse(plain(JSON.stringify(status ?? {})), undrawn),
      ]),
    ),
    calls: writes
      .filter(({ source }) => source !== "portal")
      .map(({ method, path, outcome }) => plain(`${outcome} ${method} ${path}`))
      .filter((call) => call.includes("STORY-"))
      .sort(),
  };
}

/** Without what differs from one life to the next: the story's name, times and ids. */
function plainOf(text: string, name: string): string {
  return text
    .replaceAll(`${name}-`, "STORY-")
    .replaceAll(/\d{4}-\d\d-\d\d(T[\d:.]+Z)?/g, "TIME")
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "ID");
}

/** Durations and times of another form, and what Azure draws for each machine. */
const DRAWN = new Set(["cleansUpAtText", "minutesUntilUp", "rpoAtStartSeconds", "rpoBand", "addresses"]);

function undrawn(key: string, value: unknown): unknown {
  if (DRAWN.has(key)) return undefined;
  if (key === "lastDrill") return withoutGone(value as LastDrill);
  return key === "conditions" ? byType(value as readonly { readonly type: string }[]) : value;
}

type LastDrill = { readonly time: string; readonly run?: string };

/** The run that was deleted is known by name only if the protection was looked at between its end and its going. */
function withoutGone({ time, run, ...rest }: LastDrill): object {
  return run === undefined || run.includes("forgotten") ? { time } : { time, run, ...rest };
}

/** Conditions are a map by type; the order is that in which they first came to be. */
function byType<T extends { readonly type: string }>(conditions: readonly T[]): readonly T[] {
  return conditions.toSorted((one, other) => (one.type < other.type ? -1 : 1));
}
