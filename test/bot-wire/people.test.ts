// Who somebody is, asked of Slack over the real library and remembered for a minute.
import { describe, expect, test } from "vitest";
import { PeopleUnavailableError } from "../../bot/people.ts";
import { createPeople } from "../../bot/slack/people.ts";
import { createWeb } from "../../bot/slack/web.ts";
import { createFakeClock } from "../kube/fake-clock.ts";
import { startSlack, WORKSPACE } from "../slack/rig.ts";
import type { Fault, SlackFake } from "../slack/types.ts";
import { createLog } from "./rig.ts";

const ADA = "U0ADA00001";
const LEADS = "S0LEADS001";

async function startPeople() {
  const robot = { id: "U0ROBOT001", name: "robot", bot: true };
  const slack = await startSlack({ people: [...WORKSPACE.people, robot] });
  const clock = createFakeClock();
  const web = createWeb(slack.botToken, { apiUrl: slack.apiUrl, logger: createLog().logger });
  return { slack, clock, people: createPeople(web, clock) };
}

const calls = (slack: SlackFake, method: string) => slack.transcript.filter(({ name }) => name === method).length;

const nothing = { guest: false, bot: false, deactivated: false };

describe("a person", () => {
  test.each([
    ["of the workspace", ADA, { ...nothing, teamId: "T0FAKE0001" }],
    ["who is a guest", "U0GUEST001", { ...nothing, teamId: "T0FAKE0001", guest: true }],
    ["who is deactivated", "U0GONE0001", { ...nothing, teamId: "T0FAKE0001", deactivated: true }],
    ["who is none but a bot", "U0ROBOT001", { ...nothing, teamId: "T0FAKE0001", bot: true }],
    ["of another workspace", "U0STRANGE1", { ...nothing, teamId: "T0OTHER001" }],
  ])("%s", async (_, id, facts) => {
    const { slack, people } = await startPeople();
    expect(await people.person(id)).toEqual({ id, ...facts });
    expect(slack.problems).toEqual([]);
  });

  test("whom Slack does not know", async () => {
    const { people } = await startPeople();
    expect(await people.person("U0NOBODY01")).toBeUndefined();
  });

  test("whom Slack does not show to the bot is nobody", async () => {
    const { slack, people } = await startPeople();
    slack.fault("users.info", { kind: "ok-false", error: "user_not_visible" });
    expect(await people.person(ADA)).toBeUndefined();
  });
});

describe("a user group", () => {
  test("has members", async () => {
    const { slack, people } = await startPeople();
    expect(await people.members(LEADS)).toEqual(["U0BOB00001"]);
    expect(slack.problems).toEqual([]);
  });

  test("that there is not is not an empty one: a look-up that fails denies", async () => {
    const { people } = await startPeople();
    await expect(people.members("S0NOWHERE1")).rejects.toThrow(PeopleUnavailableError);
  });
});

const FAULTS: readonly [string, Fault][] = [
  ["does not answer", { kind: "drop-before" }],
  ["is in trouble", { kind: "http-500" }],
  ["says to wait", { kind: "rate-limited", retryAfterSeconds: 1 }],
  ["does not let the bot ask", { kind: "ok-false", error: "missing_scope" }],
];

describe.each([
  ["person", "users.info", ADA],
  ["members", "usergroups.users.list", LEADS],
] as const)("an answer about %s", (ask, method, id) => {
  test.each(FAULTS)("is not there while Slack %s, and that is not remembered", async (_, fault) => {
    const { slack, people } = await startPeople();
    slack.fault(method, fault);
    await expect(people[ask](id)).rejects.toThrow(PeopleUnavailableError);
    expect(calls(slack, method)).toBe(1);
    expect(await people[ask](id)).toBeDefined();
    expect(calls(slack, method)).toBe(2);
  });

  test("is kept for a minute", async () => {
    const { slack, clock, people } = await startPeople();
    await people[ask](id);
    await clock.advance(59_999);
    await people[ask](id);
    expect(calls(slack, method)).toBe(1);
    await clock.advance(1);
    await people[ask](id);
    expect(calls(slack, method)).toBe(2);
  });

  test("is shared by those who ask at the same moment", async () => {
    const { slack, people } = await startPeople();
    const answers = await Promise.all([people[ask](id), people[ask](id), people[ask](id)]);
    expect(new Set(answers).size).toBe(1);
    expect(calls(slack, method)).toBe(1);
  });

  test("that fails, fails for all who asked at that moment", async () => {
    const { slack, people } = await startPeople();
    slack.fault(method, { kind: "http-500" });
    const answers = await Promise.allSettled([people[ask](id), people[ask](id)]);
    expect(answers.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(calls(slack, method)).toBe(1);
  });
});
