// What people in Slack may do, asked with the bot's own account on the real API server, as RBAC there says.
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRights, type Right, type Rights } from "../../../bot/authorize.ts";
import { createGroups } from "../../../bot/groups.ts";
import type { Person } from "../../../bot/people.ts";
import { createKubeClient, type KubeClient } from "../../../kube/client.ts";
import { systemClock } from "../../../kube/clock.ts";
import { controlPlane, testNamespace, uniqueName } from "../../control-plane/for-tests.ts";
import { createFakeLogger } from "../../kube/fake-logger.ts";

const TEAM = "T024BE7LD";
const person = (id: string): Person => ({ id, teamId: TEAM, guest: false, bot: false, deactivated: false });
const ann = person("U024BE7LH");
const lead = person("U0LEADER01");
const viewer = person("U0VIEWER01");
const stranger = person("U0STRANGER");

const logger = createFakeLogger();
let client: KubeClient;
let kubeconfig: string;
let rights: Rights;
/** Bindings of this test, and those of examples/chat; and a namespace with neither. */
let namespace: string;
let dr: string;
let other: string;

beforeAll(async () => {
  const { kubectlOrThrow, serviceAccountKubeconfig } = controlPlane();
  [namespace, dr, other] = await Promise.all([testNamespace("bot"), testNamespace("dr-team"), testNamespace("bot")]);
  await kubectlOrThrow(["create", "role", "judge", "--verb=patch", "--resource=testfailovers", "-n", namespace]);
  await kubectlOrThrow(["create", "rolebinding", "j", "--role=judge", `--user=slack:${ann.id}`, "-n", namespace]);
  await applyChatRights(dr);
  kubeconfig = await serviceAccountKubeconfig("asr-chatops", "asr-chatops-bot");
  client = createKubeClient({ kubeconfig: { path: kubeconfig }, userAgent: "bot-test/1", logger });
  const people = { members: async () => [lead.id] };
  const groupsOf = createGroups({ people, groups: { S0614TZR7: "slack:dr-leads" }, logger });
  rights = createRights({ client, groupsOf, workspace: () => TEAM, clock: systemClock, logger });
});
afterAll(() => client.close());

/** The example as it is, but in a namespace of this test, and with a name of its own where it has none. */
async function applyChatRights(into: string): Promise<void> {
  const example = await readFile(new URL("../../../examples/chat/10-rights.yaml", import.meta.url), "utf8");
  const renamed = example
    .replaceAll("namespace: dr-team", `namespace: ${into}`)
    .replaceAll("name: slack-dr-team-machines", `name: ${uniqueName("slack-machines")}`);
  await controlPlane().kubectlOrThrow(["apply", "-f", "-"], { input: renamed });
}

const drill: Omit<Right, "namespace"> = { verb: "create", resource: "testfailovers" };
const extend: Omit<Right, "namespace"> = { verb: "patch", resource: "testfailovers" };
const list: Omit<Right, "namespace"> = { verb: "list", resource: "testfailovers" };
const protect: Omit<Right, "namespace"> = { verb: "create", resource: "physicalmachineprotections" };
const unprotect: Omit<Right, "namespace"> = { verb: "delete", resource: "physicalmachineprotections" };

describe("a user slack:<id> with one verb in one namespace", () => {
  test("has that verb, on any run there", async () => {
    expect(await rights.may(ann, { ...extend, namespace })).toBe(true);
    expect(await rights.may(ann, { ...extend, namespace, name: "web01-1" })).toBe(true);
  });

  test("has no other verb, no other resource, no other namespace, and nothing cluster-wide", async () => {
    for (const right of [drill, list, protect]) expect(await rights.may(ann, { ...right, namespace })).toBe(false);
    expect(await rights.may(ann, { ...extend, namespace: other })).toBe(false);
    expect(await rights.may(ann, { ...extend, namespace: dr })).toBe(false);
    expect(await rights.may(ann, extend)).toBe(false);
  });

  test("shares it with nobody", async () => {
    expect(await rights.may(stranger, { ...extend, namespace })).toBe(false);
  });
});

describe("with the bindings of examples/chat", () => {
  const machines: Right = { verb: "list", resource: "discoveredmachines" };

  test("the group slack:dr-leads drills and protects in dr-team, and nowhere else", async () => {
    for (const right of [drill, extend, list, protect, unprotect]) {
      expect(await rights.may(lead, { ...right, namespace: dr })).toBe(true);
      expect(await rights.may(lead, { ...right, namespace: other })).toBe(false);
    }
    expect(await rights.may(lead, machines)).toBe(true);
  });

  test("a viewer looks, and changes nothing", async () => {
    expect(await rights.may(viewer, { ...list, namespace: dr })).toBe(true);
    expect(await rights.may(viewer, { verb: "get", resource: "physicalmachineprotections", namespace: dr })).toBe(true);
    expect(await rights.may(viewer, machines)).toBe(true);
    for (const right of [drill, extend, protect, unprotect]) {
      expect(await rights.may(viewer, { ...right, namespace: dr })).toBe(false);
    }
  });

  test("nobody else may even look", async () => {
    expect(await rights.may(stranger, { ...list, namespace: dr })).toBe(false);
    expect(await rights.may(stranger, machines)).toBe(false);
  });

  test("nobody's right to drill comes from the bot's own", async () => {
    const whoami = ["auth", "can-i", "create", "testfailovers", "-n", other];
    expect((await controlPlane().kubectl(whoami, { kubeconfig })).stdout.trim()).toBe("yes");
    expect(await rights.may(stranger, { ...drill, namespace: other })).toBe(false);
  });
});

test("every question was answered", () => {
  expect(logger.messages("warn")).toEqual([]);
});

test("an account that may not ask denies, and the API server's sentence is in the log", async () => {
  const { kubectlOrThrow, serviceAccountKubeconfig } = controlPlane();
  await kubectlOrThrow(["create", "serviceaccount", "mute", "-n", namespace]);
  const path = await serviceAccountKubeconfig(namespace, "mute");
  const said = createFakeLogger();
  const mute = createKubeClient({ kubeconfig: { path }, userAgent: "bot-test/1", logger: said });
  const options = { groupsOf: async () => [], workspace: () => TEAM, clock: systemClock, logger: said };
  expect(await createRights({ client: mute, ...options }).may(ann, { ...extend, namespace })).toBe(false);
  expect(String(said.entries[0]?.fields.err)).toContain(`cannot create resource "subjectaccessreviews"`);
  await mute.close();
});
