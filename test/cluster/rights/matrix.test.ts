// Who × verb × thing, as the API server itself answers: no right is missing, and none is there that the table has not.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { KubeClient } from "../../../kube/client.ts";
import { controlPlane, testNamespace, uniqueName } from "../../control-plane/for-tests.ts";
import { bindRoles, CAST_NAMES, castOf } from "../../rights/cast.ts";
import { EXPECTED, readTable } from "../../rights/expected.ts";
import { attributesOf, type Reviewing, reviewRow } from "../../rights/reviews.ts";
import { EXAMPLES } from "../../rights/source.ts";
import { adminClient } from "../../stack/stack.ts";

const { who, rows } = readTable(EXPECTED);
const names = rows.map(([where, what]) => `${where} ${what}`);
let client: KubeClient;
let unique: string;
let reviewing: Reviewing;

beforeAll(async () => {
  const api = controlPlane();
  client = adminClient(api.kubeconfigPath);
  const namespaces = {
    team: await testNamespace("team"),
    other: await testNamespace("other"),
    own: EXAMPLES.namespace,
  };
  unique = uniqueName("machines");
  await bindRoles(api, EXAMPLES, { ...namespaces, unique });
  reviewing = { client, cast: castOf(EXAMPLES), namespaces };
});

afterAll(async () => {
  await controlPlane().kubectlOrThrow(["delete", "clusterrolebinding", unique]);
  await client?.close();
});

test.each(rows.map((row, at) => [names[at], row] as const))("%s", async (_, row) => {
  expect(row).toHaveLength(who.length + 2);
  expect(await reviewRow(reviewing, who, row)).toEqual(row);
});

describe("the table", () => {
  test("is about everybody, and about nothing twice", () => {
    expect(who).toEqual(CAST_NAMES);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });

  test("has every resource that a rule of ours names", async () => {
    const rules = (await EXAMPLES.manifests()).flatMap((one) => (one as { rules?: readonly Rule[] }).rules ?? []);
    const inTable = new Set(rows.map(([where, what]) => keyOf(attributesOf(where, what, reviewing.namespaces))));
    const named = rules.flatMap(({ apiGroups, resources }) =>
      apiGroups.flatMap((group) => resources.map((resource) => `${group} ${resource}`)),
    );
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((one) => !inTable.has(one))).toEqual([]);
  });
});

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
}

const keyOf = ({ group, resource, subresource }: ReturnType<typeof attributesOf>): string =>
  `${group} ${[resource, subresource].filter(Boolean).join("/")}`;
