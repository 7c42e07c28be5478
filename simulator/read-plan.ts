// Owns reading the groups of a recovery plan: members, actions, and the sentence that refuses what cannot be.
import { lastSegment } from "./arm.ts";
import { listAt, textAt, valueAt } from "./body.ts";
import { itemNamed } from "./items.ts";
import type { PlanAction, PlanGroup } from "./plans.ts";
import type { World } from "./world.ts";

/** Something in the groups that cannot be used; the message names it. */
export class UnusableGroup extends Error {
  override readonly name = "UnusableGroup";
}

const refuse = (where: string, must: string): never => {
  throw new UnusableGroup(`${where} must be ${must}.`);
};

/** Azure's limit on the machines of one plan (its page of limits, read second-hand). */
const MOST_MEMBERS = 100;

const KINDS: Readonly<Record<string, readonly [kind: PlanAction["kind"], text: string]>> = {
  ManualActionDetails: ["manual", "description"],
  AutomationRunbookActionDetails: ["runbook", "runbookId"],
  ScriptActionDetails: ["script", "path"],
};

const textsAt = (input: unknown, field: string): string[] =>
  (listAt(input, field) ?? []).filter((each) => typeof each === "string");

function action(input: unknown, where: string): PlanAction {
  const details = valueAt(input, "customDetails");
  const [kind, text] = KINDS[textAt(details, "instanceType") ?? ""] ?? [];
  if (kind === undefined || text === undefined) {
    return refuse(`${where}.customDetails.instanceType`, `one of ${Object.keys(KINDS).join(", ")}`);
  }
  const timeout = textAt(details, "timeout");
  const location = textAt(details, "fabricLocation");
  return {
    name: textAt(input, "actionName") ?? refuse(`${where}.actionName`, "given"),
    failoverTypes: textsAt(input, "failoverTypes"),
    directions: textsAt(input, "failoverDirections"),
    kind,
    text: textAt(details, text) ?? "",
    ...(timeout !== undefined && { timeout }),
    ...(location !== undefined && { location }),
  };
}

const actions = (input: unknown, field: string, where: string): PlanAction[] =>
  (listAt(input, field) ?? []).map((each, index) => action(each, `${where}.${field}[${index}]`));

function member(world: World, input: unknown, where: string): string {
  const item = itemNamed(world, lastSegment(textAt(input, "id") ?? ""));
  return item?.name ?? refuse(`${where}.id`, "the id of a protected item of this vault");
}

function group(world: World, input: unknown, where: string): PlanGroup {
  const types = ["Shutdown", "Failover", "Boot"] as const;
  const type = types.find((each) => each === textAt(input, "groupType"));
  const inputs = listAt(input, "replicationProtectedItems") ?? [];
  return {
    type: type ?? refuse(`${where}.groupType`, `one of ${types.join(", ")}`),
    items: inputs.map((each, index) => member(world, each, `${where}.replicationProtectedItems[${index}]`)),
    before: actions(input, "startGroupActions", where),
    after: actions(input, "endGroupActions", where),
  };
}

const empty = (type: PlanGroup["type"]): PlanGroup => ({ type, items: [], before: [], after: [] });

/**
 * The groups that a body gives. A group `Shutdown` and a group `Failover` are put before the others when there is none
 * (recorded az CLI traffic, 2023). Throws `UnusableGroup`.
 */
export function readGroups(world: World, body: unknown): PlanGroup[] {
  const inputs = listAt(body, "properties", "groups");
  if (inputs === undefined) return refuse("properties.groups", "a list");
  const groups = inputs.map((input, index) => group(world, input, `properties.groups[${index}]`));
  const members = groups.flatMap(({ items }) => items);
  if (members.length > MOST_MEMBERS) refuse("properties.groups", `of ${MOST_MEMBERS} machines at most`);
  const again = members.find((name, index) => members.indexOf(name) !== index);
  if (again !== undefined) refuse("properties.groups", `without the same machine twice: '${again}'`);
  const first = (["Shutdown", "Failover"] as const).map(
    (type) => groups.find((each) => each.type === type) ?? empty(type),
  );
  return [...first, ...groups.filter((each) => each.type === "Boot")];
}
