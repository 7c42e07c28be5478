// Who asked for a protection cannot be forged: the admission policy about the annotation on the real API server.
import { beforeAll, describe, expect, test } from "vitest";
import { controlPlane, testNamespace, uniqueName } from "../../control-plane/for-tests.ts";
import { create, manifest, patch, type Writer } from "./manifests.ts";

const ANNOTATION = "asr-chatops.io/requested-by";
const USER = "jane@example.org";
const slackUser = "slack:U024BE7LH";
type Caller = Omit<Writer, "namespace">;
const asAdmin: Caller = {};
const asUser: Caller = { args: ["--as", USER] };
let asBot: Caller;
let namespace: string;
let admin: string;
let botName: string;

beforeAll(async () => {
  const api = controlPlane();
  namespace = await testNamespace("crds");
  const whoami = ["auth", "whoami", "--output=jsonpath={.status.userInfo.username}"];
  admin = await api.kubectlOrThrow(whoami);
  const users = [`--user=${USER}`, `--user=${slackUser}`];
  const role = "asr-chatops-protect";
  await api.kubectlOrThrow(["create", "rolebinding", "protect", `--clusterrole=${role}`, "-n", namespace, ...users]);
  const kubeconfig = await api.serviceAccountKubeconfig("asr-chatops", "asr-chatops-bot");
  asBot = { kubeconfig };
  botName = await api.kubectlOrThrow(whoami, { kubeconfig });
});

function protect(requestedBy: string | undefined, caller: Caller, name = uniqueName("web")): Promise<string> {
  const bare = manifest("PhysicalMachineProtection", {}, name);
  const annotations = { "example.org/team": "shop", ...(requestedBy !== undefined && { [ANNOTATION]: requestedBy }) };
  return create({ ...bare, metadata: { name, annotations } }, { namespace, ...caller });
}

describe("a protection that is annotated as requested by", () => {
  test("nobody is accepted from anybody, with and without other annotations", async () => {
    for (const caller of [asAdmin, asUser, asBot]) {
      expect(await protect(undefined, caller)).toBe("");
      const bare = manifest("PhysicalMachineProtection", {}, uniqueName("bare"));
      expect(await create(bare, { namespace, ...caller })).toBe("");
    }
  });

  test("the caller is accepted", async () => {
    expect(await protect(USER, asUser)).toBe("");
    expect(await protect(admin, asAdmin)).toBe("");
    expect(await protect(botName, asBot)).toBe("");
  });

  test("a person in Slack is accepted from the bot", async () => {
    expect(await protect(slackUser, asBot)).toBe("");
  });

  test("a person in Slack is refused from everybody but the bot, even from a cluster user of that very name", async () => {
    for (const caller of [asAdmin, asUser, { args: ["--as", slackUser] }]) {
      expect(await protect(slackUser, caller)).toContain("only the bot writes slack: names");
    }
  });

  test("somebody else is refused, with both names and what to do, from the bot too", async () => {
    const refusal = await protect("boss@example.org", asUser);
    expect(refusal).toContain(`${ANNOTATION} says "boss@example.org" and you are "${USER}"`);
    expect(refusal).toContain("leave it out or write your own user name");
    for (const caller of [asAdmin, asBot]) expect(await protect(USER, caller)).toContain("leave it out");
  });
});

describe("the requester of a stored protection", () => {
  const annotate = (name: string, requestedBy: string | null, caller: Caller) =>
    patch(`pmp/${name}`, { metadata: { annotations: { [ANNOTATION]: requestedBy } } }, { namespace, ...caller });

  test("cannot be added, changed or removed, not even by the requester, an admin or the bot", async () => {
    await protect(undefined, asUser, "nameless");
    await protect(USER, asUser, "named");
    await protect(slackUser, asBot, "chatted");
    const said = "cannot be added, changed or removed: it records who asked";
    expect(await annotate("nameless", USER, asUser)).toContain(said);
    expect(await annotate("nameless", slackUser, asBot)).toContain(said);
    expect(await annotate("named", "boss@example.org", asUser)).toContain(said);
    expect(await annotate("named", null, asAdmin)).toContain(said);
    expect(await annotate("chatted", "slack:U0OTHER01", asBot)).toContain(said);
    const all = { metadata: { annotations: null } };
    expect(await patch("pmp/chatted", all, { namespace, ...asAdmin })).toContain(said);
  });

  test("cannot be changed by way of the status", async () => {
    await protect(slackUser, asBot, "by-status");
    const change = { metadata: { annotations: { [ANNOTATION]: USER } }, status: { observedGeneration: 1 } };
    await patch("pmp/by-status", change, { namespace, args: ["--subresource=status"] });
    const read = ["get", "pmp", "by-status", "-n", namespace, "--output=jsonpath={.metadata.annotations}"];
    expect(JSON.parse(await controlPlane().kubectlOrThrow(read))[ANNOTATION]).toBe(slackUser);
  });

  test("does not keep others from changing the rest, and goes with the protection", async () => {
    await protect(slackUser, asBot, "shared");
    expect(await patch("pmp/shared", { spec: { suspend: true } }, { namespace, ...asUser })).toBe("");
    const annotations = { "example.org/team": "ops" };
    expect(await patch("pmp/shared", { metadata: { annotations } }, { namespace, ...asAdmin })).toBe("");
    const gone = await controlPlane().kubectl(["delete", "pmp", "shared", "-n", namespace, "--as", USER]);
    expect(gone.stderr).toBe("");
  });
});
