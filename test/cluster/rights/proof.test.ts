// The cells of the rights matrix that matter most, by real requests: what is refused is refused, and what is stolen opens little.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { controlPlane, testNamespace, uniqueName } from "../../control-plane/for-tests.ts";
import { bindRoles, castOf } from "../../rights/cast.ts";
import type { Subject } from "../../rights/reviews.ts";
import { EXAMPLES } from "../../rights/source.ts";
import { create, manifest, patch } from "../crds/manifests.ts";

const OURS = ["rvault", "rpol", "pmp", "tfo"] as const;
const KINDS = {
  rvault: "RecoveryVault",
  rpol: "ReplicationPolicy",
  pmp: "PhysicalMachineProtection",
  tfo: "TestFailover",
} as const;
const SECRET = "eTBtLXNob3VsZC1ub3QtcmVhZC1tZQ==";
const own = EXAMPLES.namespace;
const cast = castOf(EXAMPLES);

let team: string;
let other: string;
/** Of what is in no namespace. */
let unique: string;
let operator: string;
let bot: string;

const kubectl = (args: readonly string[], options?: Parameters<ReturnType<typeof controlPlane>["kubectl"]>[1]) =>
  controlPlane().kubectl(args, options);
const refusal = async (args: readonly string[], kubeconfig?: string) =>
  (await kubectl(args, kubeconfig === undefined ? {} : { kubeconfig })).stderr;

/** kubectl as one of the cast: the API server sees nobody else then. */
const as = ({ user, groups = [] }: Subject): readonly string[] => [
  ...["--as", user],
  ...[...groups, "system:authenticated"].map((group) => `--as-group=${group}`),
];

beforeAll(async () => {
  const api = controlPlane();
  [team, other] = await Promise.all([testNamespace("team"), testNamespace("other")]);
  unique = uniqueName("proof");
  await bindRoles(api, EXAMPLES, { team, other, unique });
  operator = await api.serviceAccountKubeconfig(own, EXAMPLES.operator);
  bot = await api.serviceAccountKubeconfig(own, EXAMPLES.bot);
  for (const [name, namespace] of [
    ["asr-chatops-slack", own],
    ["asr-chatops-azure", own],
    ["theirs", team],
  ] as const) {
    const secret = { apiVersion: "v1", kind: "Secret", metadata: { name, namespace }, data: { clientSecret: SECRET } };
    await api.kubectlOrThrow(["apply", "-f", "-"], { input: JSON.stringify(secret) });
  }
  const samples = ["ReplicationPolicy", "PhysicalMachineProtection", "TestFailover"];
  for (const kind of samples) expect(await create(manifest(kind), { namespace: team })).toBe("");
  expect(await create(manifest("RecoveryVault", {}, unique), { namespace: team })).toBe("");
});

afterAll(async () => {
  const api = controlPlane();
  await api.kubectlOrThrow(["delete", "clusterrolebinding", unique]);
  await api.kubectlOrThrow(["delete", "rvault", unique]);
  await api.kubectlOrThrow(["delete", "secret", "asr-chatops-slack", "asr-chatops-azure", "-n", own]);
});

const sample = (short: string): string => `${short}/${short === "rvault" ? unique : "sample"}`;

describe("Secrets", () => {
  test("the bot reads none, neither by name nor by list, in its own namespace or in others", async () => {
    for (const [namespace, name] of [
      [own, "asr-chatops-slack"],
      [own, "asr-chatops-azure"],
      [team, "theirs"],
    ] as const) {
      for (const what of [["secret", name], ["secrets"]]) {
        const answer = await kubectl(["get", ...what, "-n", namespace, "-o", "yaml"], { kubeconfig: bot });
        expect(answer.stderr).toContain("is forbidden");
        expect(answer.stdout).not.toContain(SECRET);
      }
    }
  });

  test("the operator reads the one that its Role names, and not the bot's tokens, nor a list, nor a team's", async () => {
    const read = (namespace: string, ...what: readonly string[]) =>
      kubectl(["get", ...what, "-n", namespace, "-o", "yaml"], { kubeconfig: operator });
    expect((await read(own, "secret", "asr-chatops-azure")).stdout).toContain(SECRET);
    for (const answer of [
      await read(own, "secret", "asr-chatops-slack"),
      await read(own, "secrets"),
      await read(team, "secret", "theirs"),
    ]) {
      expect(answer.stderr).toContain("is forbidden");
      expect(answer.stdout).not.toContain(SECRET);
    }
  });
});

describe("statuses", () => {
  /** A write of the status and nothing before it: kubectl patch would read it first, and be refused that. */
  const applied = (short: (typeof OURS)[number], caller: { args?: readonly string[]; kubeconfig?: string }) => {
    const { args = [], ...options } = caller;
    const [kind, name] = [KINDS[short], sample(short).split("/")[1]];
    const body = { apiVersion: "asr-chatops.io/v1alpha1", kind, metadata: { name }, status: { observedGeneration: 1 } };
    const command = ["apply", "--server-side", "--force-conflicts", "--subresource=status", "-n", team, "-f", "-"];
    return kubectl([...command, ...args], { ...options, input: JSON.stringify(body) });
  };

  test.each(OURS)("of %s are written by nobody but the operator", async (short) => {
    const people = [cast.viewer, cast.drills, cast.protect, cast.jane, cast.neighbour, cast.nobody];
    for (const caller of [...people.map((person) => ({ args: as(person) })), { kubeconfig: bot }]) {
      expect((await applied(short, caller)).stderr).toMatch(/cannot patch resource "[a-z]+\/status"/);
    }
    expect((await applied(short, { kubeconfig: operator })).stderr).toBe("");
  });

  test("given along with a manifest are dropped", async () => {
    const name = uniqueName("claims");
    const status = { phase: "Succeeded", observedGeneration: 1 };
    const forged = { ...manifest("TestFailover", {}, name), status };
    expect(await create(forged, { namespace: team, args: as(cast.jane) })).toBe("");
    const stored = await controlPlane().kubectlOrThrow(["get", "tfo", name, "-n", team, "-o", "jsonpath={.status}"]);
    expect(stored).not.toContain("Succeeded");
  });
});

describe("the operator's token", () => {
  const asOperator = () => ({ namespace: team, kubeconfig: operator });

  test.each([
    ["rvault", { allowedNamespaces: ["kube-public"] }],
    ["rvault", { mode: "Manage" }],
    ["rpol", { recoveryPointRetention: "72h" }],
    ["pmp", { deletionPolicy: "StopReplication" }],
    ["tfo", { notes: "nothing happened" }],
    ["tfo", { verdict: { result: "Passed" } }],
    ["tfo", { cleanUp: { now: true } }],
  ])("changes of a %s nothing that people declared: %j", async (short, spec) => {
    expect(await patch(sample(short), { spec }, asOperator())).toContain("the operator changes no spec");
  });

  test.each(OURS)("changes no annotation and no label of a %s, and has its finalizer there", async (short) => {
    const words = "the operator changes no annotations and no labels";
    const asks = { annotations: { "asr-chatops.io/detach": "true" } };
    expect(await patch(sample(short), { metadata: asks }, asOperator())).toContain(words);
    expect(await patch(sample(short), { metadata: { labels: { a: "b" } } }, asOperator())).toContain(words);
    for (const finalizers of [["asr-chatops.io/azure"], null])
      expect(await patch(sample(short), { metadata: { finalizers } }, asOperator())).toBe("");
  });

  test("asks for nothing and takes nothing away but the record of a drill whose time is over", async () => {
    for (const kind of ["ReplicationPolicy", "PhysicalMachineProtection", "TestFailover"])
      expect(await create(manifest(kind, {}, "theirs"), asOperator())).toContain("is forbidden");
    for (const short of ["rvault", "rpol", "pmp"])
      expect(await refusal(["delete", sample(short), "-n", team], operator)).toContain("cannot delete resource");
    expect(await refusal(["delete", "tfo/sample", "-n", team], operator)).toContain("the operator deletes no run");
  });
});

describe("people", () => {
  const run = () => manifest("TestFailover", {}, uniqueName("run"));

  test("drill where they have the role, and nowhere else", async () => {
    for (const person of [cast.drills, cast.jane]) {
      expect(await create(run(), { namespace: team, args: as(person) })).toBe("");
      expect(await create(run(), { namespace: other, args: as(person) })).toContain("is forbidden");
      expect(await create(run(), { namespace: own, args: as(person) })).toContain("is forbidden");
    }
    for (const person of [cast.viewer, cast.protect, cast.neighbour, cast.nobody])
      expect(await create(run(), { namespace: team, args: as(person) })).toContain("is forbidden");
  });

  test("without any right read nothing", async () => {
    for (const short of [...OURS, "dmach"])
      expect(await refusal(["get", short, "-n", team, ...as(cast.nobody)])).toContain("cannot list resource");
  });

  test("with a team's rights change no vault, no role, and mint no token of the bot's", async () => {
    const { user, groups } = cast.jane;
    const jane = as({ user, ...(groups !== undefined && { groups }) });
    const spec = { allowedNamespaces: [team] };
    expect(await patch(sample("rvault"), { spec }, { namespace: team, args: jane })).toContain("is forbidden");
    expect(await refusal(["create", "token", EXAMPLES.bot, "-n", own, ...jane])).toContain("cannot create resource");
    const bind = [
      "create",
      "rolebinding",
      "more",
      "-n",
      team,
      "--clusterrole=cluster-admin",
      "--user=jane@example.org",
    ];
    expect(await refusal([...bind, ...jane])).toContain("cannot create resource");
  });

  test("name nobody else as who asked: not as a member of the team, not as the bot, not as a cluster admin", async () => {
    const forged = (requestedBy: string) => manifest("TestFailover", { requestedBy }, uniqueName("forged"));
    const slack = cast.drills.user;
    const words = "leave requestedBy out or write your own user name";
    const jane = { namespace: team, args: as(cast.jane) };
    for (const name of [slack, cast.neighbour.user]) expect(await create(forged(name), jane)).toContain(words);
    expect(await create(forged(cast.jane.user), jane)).toBe("");
    for (const name of [slack, cast.jane.user])
      expect(await create(forged(name), { namespace: team })).toContain(words);
    expect(await create(forged(cast.jane.user), { namespace: team, kubeconfig: bot })).toContain(words);
    expect(await create(forged(slack), { namespace: team, kubeconfig: operator })).toContain("is forbidden");
  });
});
