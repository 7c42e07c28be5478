// Whom a right is asked for, in which words, for how long the answer counts, and who is denied without asking.
import { describe, expect, test } from "vitest";
import { createRights, type Right } from "../../bot/authorize.ts";
import { createGroups } from "../../bot/groups.ts";
import { PeopleUnavailableError, type Person } from "../../bot/people.ts";
import { clientOver } from "../../kube/client.ts";
import { RejectedError, UnavailableError } from "../../kube/errors.ts";
import type { HttpCall } from "../../kube/http.ts";
import { createFakeClock } from "../kube/fake-clock.ts";
import { createFakeLogger } from "../kube/fake-logger.ts";

const ann: Person = { id: "U024BE7LH", teamId: "T024BE7LD", guest: false, bot: false, deactivated: false };
const bob: Person = { ...ann, id: "U0G9QF9C6" };
const drill: Right = { verb: "create", resource: "testfailovers", namespace: "dr-team" };

type Answer = object | Error;

/** `answers`: what the API server says, the last of them again and again. `groups` may be changed while it runs. */
function setUp(answers: Answer[] = [{ allowed: true }], workspace: () => string | undefined = () => ann.teamId) {
  const sent: HttpCall[] = [];
  const clock = createFakeClock();
  const logger = createFakeLogger();
  const groups: Record<string, readonly string[]> = {};
  const send = async (call: HttpCall) => {
    sent.push(call);
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (answer instanceof Error) throw answer;
    return { kind: "SubjectAccessReview", metadata: {}, status: answer };
  };
  const http = { send, stream: () => Promise.reject(new Error("not watched")), close: async () => {} };
  const groupsOf = async ({ id }: Person) => groups[id] ?? [];
  const client = clientOver(http, "bot");
  const rights = createRights({ client, groupsOf, workspace, clock, logger });
  return { rights, sent, clock, logger, groups };
}

describe("a right", () => {
  test("is asked for as a review of the person in Slack and their groups", async () => {
    const { rights, sent, groups } = setUp();
    groups[ann.id] = ["slack:ops", "slack:dr-leads"];
    expect(await rights.may(ann, { ...drill, name: "web01-1" })).toBe(true);
    expect(sent).toHaveLength(1);
    expect(sent[0]?.path).toMatch(/^\/apis\/authorization\.k8s\.io\/v1\/subjectaccessreviews(\?|$)/);
    expect(sent[0]?.body).toMatchObject({
      spec: {
        user: "slack:U024BE7LH",
        groups: ["slack:dr-leads", "slack:ops"],
        resourceAttributes: {
          group: "asr-chatops.io",
          verb: "create",
          resource: "testfailovers",
          namespace: "dr-team",
          name: "web01-1",
        },
      },
    });
  });

  test("on what has no namespace is asked for without one", async () => {
    const { rights, sent } = setUp();
    await rights.may(ann, { verb: "list", resource: "discoveredmachines" });
    const resourceAttributes = { group: "asr-chatops.io", verb: "list", resource: "discoveredmachines" };
    expect(sent[0]?.body).toHaveProperty("spec.resourceAttributes", resourceAttributes);
  });

  test.each<[string, Answer, boolean]>([
    ["allowed", { allowed: true }, true],
    ["allowed although a rule could not be read", { allowed: true, evaluationError: "no such role" }, true],
    ["not allowed", { allowed: false }, false],
    ["denied by name", { allowed: false, denied: true, reason: "no" }, false],
    ["allowed and denied at once", { allowed: true, denied: true }, false],
    ["nothing", {}, false],
    ["not known, since a rule could not be read", { allowed: false, evaluationError: "no such role" }, false],
    ["that the bot may not ask", new RejectedError("forbidden", 403, "Forbidden"), false],
    ["nothing at all", new UnavailableError("connection refused"), false],
  ])("of which the API server says: %s", async (_, answer, expected) => {
    expect(await setUp([answer]).rights.may(ann, drill)).toBe(expected);
  });
});

describe("an answer", () => {
  test.each([true, false])("of %s counts for a minute", async (allowed) => {
    const { rights, sent, clock } = setUp([{ allowed }, { allowed: !allowed }]);
    expect(await rights.may(ann, drill)).toBe(allowed);
    await clock.advance(59_999);
    expect(await rights.may(ann, drill)).toBe(allowed);
    expect(sent).toHaveLength(1);
    await clock.advance(1);
    expect(await rights.may(ann, drill)).toBe(!allowed);
  });

  test.each<[string, Person, Right]>([
    ["person", bob, drill],
    ["verb", ann, { ...drill, verb: "patch" }],
    ["resource", ann, { ...drill, resource: "physicalmachineprotections" }],
    ["namespace", ann, { ...drill, namespace: "shop" }],
    ["name", ann, { ...drill, name: "web01-1" }],
  ])("counts for no other %s", async (_, person, right) => {
    const { rights } = setUp([{ allowed: true }, { allowed: false }]);
    expect(await rights.may(ann, drill)).toBe(true);
    expect(await rights.may(person, right)).toBe(false);
    expect(await rights.may(ann, drill)).toBe(true);
  });

  test("does not outlive a change of the person's groups", async () => {
    const { rights, groups } = setUp([{ allowed: true }, { allowed: false }]);
    groups[ann.id] = ["slack:dr-leads"];
    expect(await rights.may(ann, drill)).toBe(true);
    groups[ann.id] = [];
    expect(await rights.may(ann, drill)).toBe(false);
  });

  test("is shared by those who ask at the same moment", async () => {
    const { rights, sent } = setUp();
    expect(await Promise.all([rights.may(ann, drill), rights.may(ann, drill)])).toEqual([true, true]);
    expect(sent).toHaveLength(1);
  });

  test.each<[string, Answer]>([
    ["no connection", new UnavailableError("connection refused")],
    ["a refusal", new RejectedError("forbidden", 403, "Forbidden")],
    ["rules that could not be read", { allowed: false, evaluationError: "no such role" }],
  ])("that there was none, for %s, denies, is logged, and is not kept", async (_, failure) => {
    const { rights, logger } = setUp([failure, { allowed: true }]);
    expect(await rights.may(ann, drill)).toBe(false);
    expect(logger.entries).toMatchObject([
      { level: "warn", message: "right not found out, denied", fields: { user: "slack:U024BE7LH", right: drill } },
    ]);
    expect(await rights.may(ann, drill)).toBe(true);
  });
});

describe("denied without asking:", () => {
  test.each<[string, Person, string | undefined]>([
    ["a guest", { ...ann, guest: true }, ann.teamId],
    ["a bot", { ...ann, bot: true }, ann.teamId],
    ["somebody deactivated", { ...ann, deactivated: true }, ann.teamId],
    ["somebody of another workspace", { ...ann, teamId: "T0OTHER01" }, ann.teamId],
    ["somebody of no workspace", { ...ann, teamId: "" }, ""],
    ["everybody while our own workspace is not known", ann, undefined],
    ["nobody in particular", { ...ann, id: "" }, ann.teamId],
  ])("%s", async (_, person, workspace) => {
    const { rights, sent, logger } = setUp([{ allowed: true }], () => workspace);
    expect(await rights.may(person, drill)).toBe(false);
    expect(sent).toEqual([]);
    expect(logger.entries).toEqual([]);
  });
});

describe("the groups of a person", () => {
  const people = (members: Record<string, readonly string[]>) => ({
    members: async (group: string) => {
      const ids = members[group];
      if (ids === undefined) throw new PeopleUnavailableError("Slack did not say");
      return ids;
    },
  });
  const mapped = { S1: "slack:ops", S2: "slack:dr-leads", S3: "slack:ops" };

  test.each<[string, Record<string, readonly string[]>, readonly string[]]>([
    ["are those whose user group they are in", { S1: [bob.id], S2: [ann.id, bob.id], S3: [] }, ["slack:dr-leads"]],
    ["are none without a user group", { S1: [bob.id], S2: [], S3: [] }, []],
    ["are named once and in order", { S1: [ann.id], S2: [ann.id], S3: [ann.id] }, ["slack:dr-leads", "slack:ops"]],
  ])("%s", async (_, members, expected) => {
    const logger = createFakeLogger();
    expect(await createGroups({ people: people(members), groups: mapped, logger })(ann)).toEqual(expected);
    expect(logger.entries).toEqual([]);
  });

  test("leave out what Slack does not tell, which is logged", async () => {
    const logger = createFakeLogger();
    const groupsOf = createGroups({ people: people({ S1: [ann.id], S3: [] }), groups: mapped, logger });
    expect(await groupsOf(ann)).toEqual(["slack:ops"]);
    expect(logger.entries).toMatchObject([{ level: "warn", fields: { slackGroup: "S2" } }]);
  });

  test("are nobody's when none is mapped", async () => {
    const groupsOf = createGroups({ people: people({}), groups: {}, logger: createFakeLogger() });
    expect(await groupsOf(ann)).toEqual([]);
  });
});
