// Start: one test failover for one preview and one at a time for one machine, whoever presses, however often.
import { afterEach, describe, expect, test } from "vitest";
import { testfailover } from "../../../bot/commands/testfailover.ts";
import type { TestFailover } from "../../../crds/types.ts";
import { RejectedError, UnavailableError } from "../../../kube/errors.ts";
import { at, network, protectionOf, runOf, status } from "../build.ts";
import { buttonsOf, CHANNEL, type Scene, type SceneParts, sceneOf, wordsOf } from "./scene.ts";

const NAME = "web01-20261123-9f3c";
const web01 = protectionOf({ spec: { testNetwork: { network: network("dr-test") } } });

let open: Scene | undefined;
afterEach(() => open?.stop());

async function scene(parts: Partial<SceneParts> = {}): Promise<Scene> {
  open = await sceneOf({ commands: [testfailover], protections: [web01], ...parts });
  return open;
}

/** What the Start button of a preview says. */
async function startOf({ ask }: Scene, line = "testfailover web01", more = {}): Promise<string> {
  return buttonsOf(await ask(line, more)).Start ?? "";
}

const press = ({ ask }: Scene, line: string, more = {}) =>
  ask(line, { source: "button", id: "feed000000000000", ...more });

const STARTED = `Started: the card is in <#${CHANNEL}>. It follows the test failover of *web01*, \`${NAME}\`: what is asked of Azure, and what Azure says.`;

describe("Start", () => {
  test("makes what the preview showed, in the name of who pressed", async () => {
    const one = await scene();
    const start = await startOf(
      one,
      'testfailover web01 --point crash --cleanup-after 90m --network dr-lab --notes "n"',
    );
    expect(wordsOf(await press(one, start))).toBe(STARTED);
    expect(one.server.writes).toEqual(["POST"]);
    expect(one.server.runs.get(NAME)).toMatchObject({
      metadata: {
        namespace: "dr-team",
        annotations: { "asr-chatops.io/channel": CHANNEL, "asr-chatops.io/preview": "9f3c1a2b" },
      },
      spec: {
        protection: "web01",
        recoveryPoint: { type: "LatestCrashConsistent" },
        network: network("dr-lab"),
        startBy: "2026-11-23T11:43:00Z",
        cleanUp: { after: "90m" },
        notes: "n",
        requestedBy: "slack:U024BE7LH",
        keepDays: 365,
      },
    });
  });

  test("leaves out what nobody said: the operator knows the protection's network", async () => {
    const one = await scene();
    await press(one, await startOf(one));
    const spec = one.server.runs.get(NAME)?.spec ?? {};
    expect(spec).not.toHaveProperty("network");
    expect(spec).not.toHaveProperty("notes");
  });

  test("in a conversation between two puts the card into the default channel", async () => {
    const one = await scene();
    one.members.add("C0DEFAULT1");
    const start = await startOf(one, "testfailover web01", { channel: "D0PRIVATE1" });
    expect(wordsOf(await press(one, start, { channel: "D0PRIVATE1" }))).toMatch(/in <#C0DEFAULT1>/);
  });

  test("pressed fifteen minutes later still starts", async () => {
    const one = await scene();
    const start = await startOf(one);
    one.now = at("10:58");
    expect(wordsOf(await press(one, start))).toBe(STARTED);
  });

  test("never says that Azure has started anything", async () => {
    const one = await scene();
    expect(wordsOf(await press(one, await startOf(one)))).not.toMatch(/success|done|running|is up/i);
  });
});

describe("one run for one preview:", () => {
  test("pressed twice at once, both are answered the same", async () => {
    const one = await scene();
    const start = await startOf(one);
    const answers = await Promise.all([press(one, start), press(one, start, { id: "beef000000000000" })]);
    expect(answers.map(wordsOf)).toEqual([STARTED, STARTED]);
    expect([...one.server.runs.keys()]).toEqual([NAME]);
  });

  test("pressed again later, whether the watch has told of it or not", async () => {
    const one = await scene();
    const start = await startOf(one);
    await press(one, start);
    expect(wordsOf(await press(one, start))).toBe(STARTED);
    await one.watch();
    expect(wordsOf(await press(one, start))).toBe(STARTED);
    expect(one.server.writes).toEqual(["POST"]);
  });

  test("the command delivered twice, both previews pressed", async () => {
    const one = await scene();
    const [first, again] = [await startOf(one), await startOf(one)];
    await press(one, first);
    expect(wordsOf(await press(one, again))).toBe(STARTED);
    expect(one.server.runs.size).toBe(1);
  });

  test("the answer of the API server was lost, and Start is pressed again", async () => {
    const one = await scene();
    const start = await startOf(one);
    one.server.lose = ({ method }) => {
      if (method === "POST") throw new UnavailableError("POST got no complete answer");
    };
    await expect(press(one, start)).rejects.toThrow(UnavailableError);
    expect(wordsOf(await press(one, start))).toBe(STARTED);
    expect([...one.server.runs.keys()]).toEqual([NAME]);
  });

  test("pressed again after the run is over offers to ask anew", async () => {
    const one = await scene();
    const start = await startOf(one);
    await press(one, start);
    const made = one.server.runs.get(NAME) as TestFailover;
    one.server.runs.set(NAME, { ...made, status: status.failed });
    const answer = await press(one, start);
    expect(wordsOf(answer)).toBe(`This preview was used already. Its test failover \`${NAME}\` is over: Failed.`);
    expect(buttonsOf(answer)).toEqual({ "Ask anew": "testfailover web01 -n dr-team" });
  });

  test("another preview of the day began with the same four digits: the name is longer", async () => {
    const other = runOf({
      metadata: { annotations: { "asr-chatops.io/preview": "9f3cffff" } },
      status: status.succeeded,
    });
    const one = await scene({ runs: [other] });
    const start = await startOf(one);
    const answers = await Promise.all([press(one, start), press(one, start)]);
    expect(answers.map(wordsOf)).toEqual(Array(2).fill(STARTED.replace(NAME, "web01-20261123-9f3c1a2b")));
    expect([...one.server.runs.keys()]).toEqual([NAME, "web01-20261123-9f3c1a2b"]);
  });

  test("both names are taken by others: nothing is started, and that is said", async () => {
    const taken = ["9f3c", "9f3c1a2b"].map((digits) =>
      runOf({ metadata: { name: `web01-20261123-${digits}` }, status: status.succeeded }),
    );
    const one = await scene({ runs: taken });
    await expect(press(one, await startOf(one))).rejects.toMatchObject({
      name: "UsageError",
      suggestion: "testfailover web01 -n dr-team",
    });
  });
});

describe("too late:", () => {
  test.each([
    ["a preview that is older than 15 minutes", (line: string) => line],
    ["a preview from the future", (line: string) => line.replace(/\.\d+/, `.${at("18:00").getTime() / 1000}`)],
    ["a preview that is none", (line: string) => line.replace(/--preview \S+/, "--preview nonsense")],
  ])("%s is shown anew, with a new id, and nothing is started", async (_, mangle) => {
    const one = await scene();
    const start = mangle(await startOf(one));
    one.now = at("10:58:01");
    const answer = await press(one, start);
    expect(wordsOf(answer)).toMatch(
      /^That preview was older than 15 minutes, so nothing was started\. This is how it is now\.\nTest failover of web01\?/,
    );
    expect(buttonsOf(answer).Start).toBe(
      `testfailover web01 --preview feed0000.${at("10:58:01").getTime() / 1000} -n dr-team`,
    );
    expect(one.server.writes).toEqual([]);
  });

  test("a preview that started a run in time is answered by that run", async () => {
    const one = await scene();
    const start = await startOf(one);
    await press(one, start);
    one.now = at("11:30");
    expect(wordsOf(await press(one, start))).toBe(STARTED);
  });
});

describe("the bot is not in the channel:", () => {
  test("Start is refused, with Start to press again once it is", async () => {
    const one = await scene();
    const start = await startOf(one);
    one.members.delete(CHANNEL);
    const answer = await press(one, start);
    expect(wordsOf(answer)).toMatch(/^I am not in <#C0DRILLS01>.* Nothing was started\.$/);
    expect(one.server.writes).toEqual([]);
    one.members.add(CHANNEL);
    expect(wordsOf(await press(one, buttonsOf(answer).Start ?? ""))).toBe(STARTED);
  });
});

describe("the API server", () => {
  test("refuses: its sentence reaches whoever words errors", async () => {
    const one = await scene();
    const start = await startOf(one);
    const no = new RejectedError("spec.network: Invalid value: must be an ARM id", 422, "Invalid");
    one.server.meet = ({ method }) => {
      if (method === "POST") throw no;
    };
    await expect(press(one, start)).rejects.toBe(no);
  });

  test("cannot be asked: nothing is started, and the error says try again", async () => {
    const one = await scene();
    const start = await startOf(one);
    one.server.meet = () => {
      throw new UnavailableError("no answer");
    };
    await expect(press(one, start)).rejects.toThrow(UnavailableError);
    expect(one.server.runs.size).toBe(0);
  });

  test("does not list after the run was made: the run exists, and that is told", async () => {
    const one = await scene();
    const start = await startOf(one);
    one.server.meet = ({ method }) => {
      if (method === "GET" && one.server.runs.size > 0) throw new UnavailableError("no answer");
    };
    expect(wordsOf(await press(one, start))).toBe(STARTED);
  });
});
