// From what somebody asked to what they hear: who is let in, what is understood, what is allowed, and how it fails.
import { afterEach, describe, expect, test } from "vitest";
import { createAnswerer } from "../../bot/answerer.ts";
import type { Asked } from "../../bot/asked.ts";
import type { Decision } from "../../bot/authorize.ts";
import type { Command, Desk } from "../../bot/command.ts";
import { commands } from "../../bot/commands.ts";
import { type People, PeopleUnavailableError, type Person } from "../../bot/people.ts";
import { NO_PLACES } from "../../bot/places.ts";
import { RejectedError, UnavailableError } from "../../kube/errors.ts";
import { createFakeLogger } from "../kube/fake-logger.ts";
import { protectionOf, vaultOf } from "./build.ts";
import { type Asking, askingOf } from "./commands/facts.ts";
import { problems, words } from "./read.ts";

const ANN: Person = { id: "U024BE7LH", teamId: "T1", guest: false, bot: false, deactivated: false };
const ASKED: Asked = {
  user: ANN.id,
  team: "T1",
  channel: "C0DRILLS01",
  text: "status",
  source: "typed",
  id: "9f3c1a2b00000001",
};

let open: Asking | undefined;
afterEach(() => open?.stop());

interface Parts {
  readonly person?: Partial<Person> | "nobody" | "not known";
  readonly workspace?: string | undefined;
  readonly decision?: Decision;
  readonly list?: readonly Command[];
  readonly asked?: Partial<Asked>;
}

/** What Ann hears, and what the log says of it. */
async function heard(parts: Parts) {
  const { person = {}, decision = "allowed", list = commands, asked = {} } = parts;
  const workspace = "workspace" in parts ? parts.workspace : "T1";
  open = await askingOf({ commands: list, vaults: [vaultOf()], protections: [protectionOf()] });
  const people: People = {
    person: async () => {
      if (person === "not known") throw new PeopleUnavailableError("Slack is away");
      return person === "nobody" ? undefined : { ...ANN, ...person };
    },
    members: async () => [],
  };
  const rights = { decide: async () => decision, may: async () => decision === "allowed" };
  const desk: Desk = { ...open.desk, rights, commands: list, grantedBy: "S0DRLEADS1" };
  const logger = createFakeLogger();
  const counted: string[] = [];
  const count = { inc: ({ outcome }: { outcome: string }) => void counted.push(outcome) };
  const answer = createAnswerer({
    ...{ desk, people, places: NO_PLACES, workspace: () => workspace, logger },
    commands: count,
  });
  const answered = await answer({ ...ASKED, ...asked });
  if (!("message" in answered)) throw new Error("It answered with a form");
  const hidden = ["<!subteam^S0DRLEADS1>"];
  const text = words(answered.message);
  return { text: text.replace(hidden[0] ?? "", "@dr-leads"), message: answered.message, logger, counted };
}

describe("whoever is not of the workspace is refused, whatever they may in Kubernetes:", () => {
  test.each<[string, Parts, RegExp]>([
    ["a guest", { person: { guest: true } }, /Guests of this workspace may not use me/],
    ["somebody of another workspace", { person: { teamId: "T2" } }, /I serve another workspace than yours/],
    ["a delivery from another workspace", { asked: { team: "T2" } }, /I serve another workspace than yours/],
    ["a bot", { person: { bot: true } }, /a person has to ask/],
    ["somebody who was deactivated", { person: { deactivated: true } }, /deactivated/],
    ["somebody whom Slack does not know", { person: "nobody" }, /Slack knows nobody of your id/],
    ["somebody while Slack does not say who they are", { person: "not known" }, /Slack does not tell me who you are/],
    [
      "somebody before the bot's own workspace is known",
      { workspace: undefined },
      /Slack does not tell me who you are/,
    ],
  ])("%s", async (_name, parts, sentence) => {
    expect((await heard(parts)).text).toMatch(sentence);
  });

  test("but a delivery that does not say a workspace is judged by the person's", async () => {
    expect((await heard({ asked: { team: undefined } })).text).toMatch(/dr-team/);
  });
});

describe("rights", () => {
  test("that are missing are named, with who grants them", async () => {
    const { text } = await heard({ decision: "denied", asked: { text: "testfailover web01" } });
    expect(text).toMatch(/You may not start a test failover in \*dr-team\*\./);
    expect(text).toMatch(/It needs `create` on `testfailovers\.asr-chatops\.io`/);
    expect(text).toMatch(/@dr-leads can grant it\./);
  });

  test("that cannot be found out are not called missing, and nothing is done", async () => {
    const { text } = await heard({ decision: "unknown", asked: { text: "testfailover web01" } });
    expect(text).toMatch(/does not tell me at the moment whether you may, so nothing was done/);
    expect(text).not.toMatch(/You may not/);
  });

  test("are asked for every press of a button anew", async () => {
    const pressed = { text: "cleanup web01 -n dr-team", source: "button" } as const;
    expect((await heard({ decision: "denied", asked: pressed })).text).toMatch(/You may not clean up a test failover/);
  });

  test("are not needed for help", async () => {
    expect((await heard({ decision: "denied", asked: { text: "help" } })).text).toMatch(/\/asr testfailover/);
  });
});

describe("a line", () => {
  test("with a slip in its name is offered again, mended", async () => {
    const { message } = await heard({ asked: { text: "status wbe01" } });
    expect(JSON.stringify(message.blocks)).toMatch(/"value":"status web01"/);
  });

  test("of a button is not mended: it could stop another machine's replication", async () => {
    const pressed = { text: "unprotect wbe01 --stop -n dr-team", source: "button" } as const;
    const { message } = await heard({ asked: pressed });
    expect(JSON.stringify(message.blocks)).not.toMatch(/--stop/);
    expect(words(message)).toMatch(/I know no “wbe01”/);
  });

  test.each(["unprotect web01 --stop", "testfailover web01 --preview 9f3c1a2b.1764040000"])(
    "that only a button may say is refused when it is typed: %s",
    async (text) => {
      expect((await heard({ asked: { text } })).text).toMatch(/is what a button says/);
    },
  );

  test("takes what a form was filled in with", async () => {
    const seen: unknown[] = [];
    const list = [{ ...command(async () => undefined), run: async ({ line }: { line: unknown }) => seen.push(line) }];
    const form = { text: "look web01", source: "form", values: { point: "app", words: "a note" } } as const;
    await heard({ list: list as unknown as Command[], asked: form }).catch(() => {});
    expect(seen).toEqual([{ verb: "look", words: ["web01", "a note"], flags: { point: "app" } }]);
  });
});

const command = (run: () => Promise<unknown>): Command => ({
  verbs: ["look"],
  takes: "<machine>",
  does: "Looks.",
  deed: "look",
  words: [0, 2],
  flags: [{ name: "point", takes: "app", does: "Which." }],
  examples: ["look"],
  needs: undefined,
  namespaced: false,
  run: run as Command["run"],
});

describe("what goes wrong is said:", () => {
  const fails = (error: unknown) => heard({ list: [command(() => Promise.reject(error))], asked: { text: "look" } });

  test("the API server's refusal, word for word and harmless", async () => {
    const { text, message } = await fails(new RejectedError("spec.notes: <!channel> is too long", 422, "Invalid"));
    expect(text).toMatch(/The cluster refused it, and nothing was done/);
    expect(text).toContain("spec.notes: &lt;!channel&gt; is too long");
    expect(problems(message)).toEqual([]);
  });

  test("a cluster that does not answer: it may have been done", async () => {
    const { text } = await fails(new UnavailableError("no answer"));
    expect(text).toMatch(/I cannot tell whether that was done/);
  });

  test("a bug: with the id that the log has, and nothing of the error", async () => {
    const { text, logger } = await fails(new TypeError("secret of the heap"));
    expect(text).toMatch(/a bug of mine.*`9f3c1a2b00000001`/);
    expect(text).not.toMatch(/secret/);
    expect(JSON.stringify(logger.entries.map(({ fields }) => fields.id))).toContain("9f3c1a2b00000001");
  });
});

describe("for the metrics it counts as", () => {
  const fails = (error: unknown) => ({
    list: [command(() => Promise.reject(error))],
    asked: { text: "look" },
  });
  const rows: readonly (readonly [outcome: string, parts: Parts])[] = [
    ["answered", {}],
    ["mistyped", { asked: { text: "testfailover" } }],
    ["mistyped", { asked: { text: "status wbe01" } }],
    ["refused", { decision: "denied", asked: { text: "testfailover web01" } }],
    ["refused", { person: "nobody" }],
    ["refused", fails(new RejectedError("spec.notes is too long", 422, "Invalid"))],
    ["unavailable", { decision: "unknown", asked: { text: "testfailover web01" } }],
    ["unavailable", { workspace: undefined }],
    ["unavailable", { person: "not known" }],
    ["unavailable", fails(new UnavailableError("no answer"))],
    ["bug", fails(new TypeError("undefined is not a function"))],
  ];
  test.each(rows)("%s: %j", async (outcome, parts) => {
    expect((await heard(parts)).counted).toEqual([outcome]);
  });
});
