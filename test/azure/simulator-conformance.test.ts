// Every request that the tests' plays send and every answer of the simulator, against Microsoft's own API description.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { ROUTES as OPERATORS_ROUTES, routeOf } from "../../operator/azure/arm/routes.ts";
import { find, ROUTES, segmentsOf } from "../../simulator/routes.ts";
import { ALLOWED, type Deviation, deviationOf, REFUSED, UNDESCRIBED } from "./allowed.ts";
import { createJudge, directory, type Judgement, type Pair, suiteName } from "./pairs.ts";
import { PLAYS } from "./plays.ts";

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

const pathOf = ({ request }: Pair): string => new URL(request.url, "http://simulator").pathname;

/** The simulator's own name for what was asked. */
const routed = (pair: Pair): string =>
  find(pair.request.method, segmentsOf(pathOf(pair)) ?? [])?.route.operation ?? `no route: ${pathOf(pair)}`;

/** What was meant, or the scenario of the machine that it was meant for. */
const sceneOf = (what: string): string => /\bm\d+-([\w-]+)/.exec(what)?.[1] ?? what;

const shown = (pair: Pair): string => `${pair.what}: ${pair.request.method} ${routed(pair)} ${pair.response.status}`;

/** Pairs that say the same are one. */
const sameness = ({ request, response }: Pair): string =>
  JSON.stringify([request.method, request.url, request.body, response.status, response.body]);

function distinct(pairs: readonly Pair[]): readonly Pair[] {
  return [...new Map(pairs.map((pair) => [sameness(pair), pair])).values()];
}

if (directory === "") process.stdout.write(`Conformance: ${suiteName("requests and answers")}.\n`);

describe.skipIf(directory === "")(suiteName("requests and answers"), () => {
  const judged: (Pair & Judgement & { readonly route: string })[] = [];
  let judge: Awaited<ReturnType<typeof createJudge>>;

  beforeAll(async () => {
    judge = await createJudge();
    for (const play of Object.values(PLAYS)) {
      for (const pair of distinct(await play())) judged.push({ ...pair, ...(await judge(pair)), route: routed(pair) });
    }
  });

  const refused = () => judged.filter(({ response }) => response.status >= 400);
  const described = () => judged.filter(({ route }) => !UNDESCRIBED.has(route));

  test("conform, pair by pair, but for what is allowed to differ", () => {
    const objections = described().flatMap((pair) => {
      const lines = pair.lines.filter((line) => deviationOf(pair, line) === undefined);
      return lines.length === 0 ? [] : [`${shown(pair)}: ${lines.join("; ")}`];
    });
    expect(objections).toEqual([]);
    const operations = new Set(described().map(({ operation }) => operation)).size;
    const all = `${described().length} distinct pairs of ${operations} operations`;
    process.stdout.write(`Conformance: ${all}, ${refused().length} of them refusals.\n`);
    expect(described().length - refused().length).toBeGreaterThan(500);
  });

  test("need everything that is allowed to differ", () => {
    const needed = new Set(described().flatMap((pair) => pair.lines.map((line) => deviationOf(pair, line))));
    expect(ALLOWED.filter((one: Deviation) => !needed.has(one)).map(({ why }) => why)).toEqual([]);
  });

  test("use every operation of the simulator", () => {
    const used = new Set(judged.map(({ route }) => route));
    expect(ROUTES.map(({ operation }) => operation).filter((operation) => !used.has(operation))).toEqual([]);
    expect([...used].filter((route) => route.startsWith("no route"))).toEqual([]);
  });

  test("use every call of the operator", () => {
    const used = new Set(judged.map((pair) => routeOf(pair.request.method, pathOf(pair))?.name));
    expect(OPERATORS_ROUTES.map(({ name }) => name).filter((name) => !used.has(name))).toEqual([]);
  });

  test("are of the operation that the simulator's route says, unless no description has it", () => {
    const other = judged.filter(({ route, operation }) => route !== operation).map(({ route }) => route);
    expect([...new Set(other)].sort()).toEqual([...UNDESCRIBED].sort());
  });

  test("have refusals where they were meant, and nowhere else", () => {
    const found = Map.groupBy(refused(), ({ route }) => route);
    const scenes = [...found].map(([route, pairs]) => [
      route,
      [...new Set(pairs.map(({ response, what }) => `${response.status} ${sceneOf(what)}`))].sort(),
    ]);
    const expected = Object.entries(REFUSED).map(([route, each]) => [route, [...each].sort()]);
    expect(Object.fromEntries(scenes)).toEqual(Object.fromEntries(expected));
  });

  test("are told apart from answers that do not conform", async () => {
    const item = judged.find(({ what }) => what === "items of the vault");
    const wrong = JSON.parse(
      JSON.stringify(item?.response.body).replace('"protectionState":"Protected"', '"protectionState":7'),
    );
    const other = item && (await judge({ ...item, response: { ...item.response, body: wrong } }));
    const lines = other?.lines.filter((line) => deviationOf(item as Pair, line) === undefined);
    expect(lines).toEqual([expect.stringMatching(/^INVALID_TYPE .*protectionState$/)]);
  });

  test("have the fields of their definitions in the kinds of tasks that the validator does not find", () => {
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
});
