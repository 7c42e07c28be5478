// Who asked and who judged cannot be forged: the admission policy on the real API server.
import { beforeAll, describe, expect, test } from "vitest";
import { controlPlane, testNamespace, uniqueName } from "../../control-plane/for-tests.ts";
import { create, type Fields, manifest, patch } from "./manifests.ts";

const USER = "jane@example.org";
const BOT = "system:serviceaccount:asr-chatops:asr-chatops-bot";
const slackUser = "slack:U024BE7LH";
let namespace: string;
let admin: string;

interface Caller {
  readonly args: readonly string[];
  readonly kubeconfig?: string;
}
const asAdmin: Caller = { args: [] };
const asUser: Caller = { args: ["--as", USER] };
let asBot: Caller;
let asOtherAccount: Caller;

beforeAll(async () => {
  const api = controlPlane();
  namespace = await testNamespace("crds");
  const whoami = ["auth", "whoami", "--output=jsonpath={.status.userInfo.username}"];
  admin = await api.kubectlOrThrow(whoami);
  const accounts = [BOT, `system:serviceaccount:${namespace}:pipeline`];
  const role = uniqueName("drills");
  await api.kubectlOrThrow(["create", "clusterrole", role, "--verb=create,patch,get", "--resource=testfailovers"]);
  const users = [USER, slackUser, ...accounts].map((name) => `--user=${name}`);
  await api.kubectlOrThrow(["create", "rolebinding", role, `--clusterrole=${role}`, "-n", namespace, ...users]);
  await api.kubectlOrThrow(["create", "serviceaccount", "pipeline", "-n", namespace]);
  asBot = { args: [], kubeconfig: await api.serviceAccountKubeconfig("asr-chatops", "asr-chatops-bot") };
  asOtherAccount = { args: [], kubeconfig: await api.serviceAccountKubeconfig(namespace, "pipeline") };
});

const start = (spec: Fields, caller: Caller, name = uniqueName("run")) =>
  create(manifest("TestFailover", spec, name), { namespace, ...caller });

describe("a run that names as its requester", () => {
  test("nobody is accepted from anybody", async () => {
    for (const caller of [asAdmin, asUser, asBot, asOtherAccount]) expect(await start({}, caller)).toBe("");
  });

  test("the caller is accepted", async () => {
    expect(await start({ requestedBy: USER }, asUser)).toBe("");
    expect(await start({ requestedBy: admin }, asAdmin)).toBe("");
  });

  test("a person in Slack is accepted from the bot", async () => {
    expect(await start({ requestedBy: slackUser, keepDays: 30 }, asBot)).toBe("");
  });

  test("somebody else is refused, with both names and what to do", async () => {
    const refusal = await start({ requestedBy: "boss@example.org" }, asUser);
    expect(refusal).toContain('spec.requestedBy says "boss@example.org" and you are "jane@example.org"');
    expect(refusal).toContain("leave requestedBy out or write your own user name");
  });

  test("somebody else is refused from a cluster admin too", async () => {
    expect(await start({ requestedBy: USER }, asAdmin)).toContain("leave requestedBy out");
  });

  test("a cluster user is refused from the bot, which may name itself", async () => {
    for (const name of [USER, admin])
      expect(await start({ requestedBy: name }, asBot)).toContain("leave requestedBy out");
    expect(await start({ requestedBy: BOT }, asBot)).toBe("");
  });

  test("a person in Slack is refused from everybody but the bot", async () => {
    for (const caller of [asAdmin, asUser, asOtherAccount]) {
      expect(await start({ requestedBy: slackUser }, caller)).toContain("only the bot writes slack: names");
    }
  });

  test("a person in Slack is refused from a cluster user of that very name", async () => {
    const refusal = await start({ requestedBy: slackUser }, { args: ["--as", slackUser] });
    expect(refusal).toContain("only the bot writes slack: names");
  });

  test("a person in Slack is refused from an account called asr-chatops-bot in another namespace", async () => {
    const name = `system:serviceaccount:${namespace}:asr-chatops-bot`;
    const api = controlPlane();
    await api.kubectlOrThrow(["create", "rolebinding", "b", "--clusterrole=admin", "-n", namespace, `--user=${name}`]);
    await api.kubectlOrThrow(["create", "role", "t", "--verb=create", "--resource=testfailovers", "-n", namespace]);
    await api.kubectlOrThrow(["create", "rolebinding", "t", "--role=t", "-n", namespace, `--user=${name}`]);
    expect(await start({ requestedBy: slackUser }, { args: ["--as", name] })).toContain("only the bot writes");
  });
});

describe("the requester of a stored run", () => {
  test("cannot be added, changed or removed, not even by the requester", async () => {
    await start({}, asUser, "nameless");
    await start({ requestedBy: USER }, asUser, "named");
    const change = (run: string, requestedBy: string | null) =>
      patch(`tfo/${run}`, { spec: { requestedBy } }, { namespace, ...asUser });
    expect(await change("nameless", USER)).toContain("requestedBy cannot be added, changed or removed");
    expect(await change("named", "boss@example.org")).toContain("requestedBy cannot be added, changed or removed");
    expect(await change("named", null)).toContain("requestedBy cannot be added, changed or removed");
  });

  test("does not keep others from changing notes and metadata", async () => {
    await start({ requestedBy: USER }, asUser, "shared");
    expect(await patch("tfo/shared", { spec: { notes: "seen" } }, { namespace, ...asOtherAccount })).toBe("");
    expect(await patch("tfo/shared", { metadata: { labels: { a: "b" } } }, { namespace, ...asAdmin })).toBe("");
  });
});

describe("a verdict", () => {
  const judge = (run: string, verdict: Fields, caller: Caller) =>
    patch(`tfo/${run}`, { spec: { verdict } }, { namespace, ...caller });

  test("is accepted without a name, with the caller's own, and from the bot with a person in Slack", async () => {
    for (const [run, by, caller] of [
      ["a", null, asUser],
      ["b", USER, asUser],
      ["c", slackUser, asBot],
    ] as const) {
      await start({}, asAdmin, run);
      expect(await judge(run, { result: "Passed", by }, caller)).toBe("");
    }
  });

  test("in somebody else's name is refused, at creation and later", async () => {
    await start({}, asAdmin, "forged");
    const said = 'spec.verdict.by says "boss@example.org" and you are';
    expect(await judge("forged", { result: "Passed", by: "boss@example.org" }, asUser)).toContain(said);
    expect(await start({ verdict: { result: "Passed", by: "boss@example.org" } }, asAdmin)).toContain(said);
    const asSlack = await judge("forged", { result: "Passed", by: slackUser }, asUser);
    expect(asSlack).toContain("only the bot writes slack: names");
  });

  test("in a cluster user's name is refused from the bot, which may name itself", async () => {
    await start({}, asAdmin, "judged");
    const forged = await judge("judged", { result: "Passed", by: USER }, asBot);
    expect(forged).toContain(`spec.verdict.by says "${USER}" and you are "${BOT}"`);
    expect(await judge("judged", { result: "Passed", by: BOT }, asBot)).toBe("");
  });

  test("that somebody else gave cannot be turned round under their name", async () => {
    await start({}, asAdmin, "turned");
    expect(await judge("turned", { result: "Passed", by: USER }, asUser)).toBe("");
    expect(await judge("turned", { result: "Failed" }, asAdmin)).toContain("leave verdict.by out or write your own");
    expect(await judge("turned", { result: "Failed", by: admin }, asAdmin)).toBe("");
  });

  test("that is stored does not keep others from changing notes", async () => {
    await start({ verdict: { result: "Passed", by: USER } }, asUser, "noted");
    expect(await patch("tfo/noted", { spec: { notes: "seen" } }, { namespace, ...asAdmin })).toBe("");
  });
});
