// Start, pressed by two: one test failover at a time for one machine, whoever presses, and at the same moment too.
import { afterEach, describe, expect, test } from "vitest";
import { testfailover } from "../../../bot/commands/testfailover.ts";
import type { TestFailover } from "../../../crds/types.ts";
import { COLLEAGUE, network, protectionOf, runOf, status } from "../build.ts";
import { buttonsOf, CHANNEL, type Scene, type SceneParts, sceneOf, wordsOf } from "./scene.ts";

const NAME = "web01-20261123-9f3c";
const web01 = protectionOf({ spec: { testNetwork: { network: network("dr-test") } } });
const COLLEAGUES_ID = "ab12000000000000";
const colleague = { id: "U0COLLEAG1", teamId: "T1", guest: false, bot: false, deactivated: false };

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

describe("a second person", () => {
  test("who presses Start after the first is refused, with a link to the first one's run", async () => {
    const one = await scene();
    const [mine, theirs] = [await startOf(one), await startOf(one, "testfailover web01", { id: COLLEAGUES_ID })];
    await press(one, mine);
    const answer = await press(one, theirs, { person: colleague });
    expect(wordsOf(answer)).toMatch(
      /^\*web01\* already has a test failover under way, started by <@U024BE7LH> 0 seconds ago: <https:.*\|its card>/,
    );
    expect(one.server.runs.size).toBe(1);
  });

  test("is refused also when the watch has not told of the first one's run", async () => {
    const one = await scene({ unseen: [runOf({ spec: { requestedBy: COLLEAGUE }, status: status.running })] });
    const start = await startOf(one, "testfailover web01", { id: COLLEAGUES_ID });
    expect(wordsOf(await press(one, start))).toMatch(
      /^\*web01\* already has a test failover running, started by <@U0COLL/,
    );
    expect(one.server.writes).toEqual([]);
  });

  test("may start when the first one's run is of another machine, or is over", async () => {
    const others = [runOf({ metadata: { name: "a" }, spec: { protection: "web02" }, status: status.running })];
    const one = await scene({ runs: [...others, runOf({ metadata: { name: "b" }, status: status.cancelled })] });
    expect(wordsOf(await press(one, await startOf(one)))).toBe(STARTED);
  });

  test.each([
    ["the first one's run is the older", false],
    ["the second one's run is the older", true],
  ])("at the same moment: %s; it stays, and the other is cancelled before it runs", async (_, reversed) => {
    const one = await scene();
    const mine = await startOf(one);
    const theirs = await startOf(one, "testfailover web01", { id: COLLEAGUES_ID });
    const presses = [() => press(one, mine), () => press(one, theirs, { person: colleague })];
    const order = reversed ? presses.toReversed() : presses;
    const answers = await Promise.all(order.map((go) => go()));
    expect(answers.map((answer) => wordsOf(answer).split(" ")[0])).toEqual(["Started:", "*web01*"]);
    const [kept, gone] = reversed ? ["web01-20261123-ab12", NAME] : [NAME, "web01-20261123-ab12"];
    expect(one.server.runs.get(kept)?.spec.cleanUp.now).toBeUndefined();
    expect(one.server.runs.get(gone)?.spec.cleanUp.now).toBe(true);
  });

  test("at the same moment, and the operator looks at the second run before its creator does: still one", async () => {
    const one = await scene();
    const mine = await startOf(one);
    const theirs = await startOf(one, "testfailover web01", { id: COLLEAGUES_ID });
    let lists = 0;
    one.server.meet = ({ method }) => {
      const second = one.server.runs.get("web01-20261123-ab12");
      if (method !== "GET" || second === undefined || ++lists !== 2) return;
      one.server.runs.set(second.metadata.name, { ...second, status: status.checking });
    };
    const answers = await Promise.all([press(one, mine), press(one, theirs, { person: colleague })]);
    expect(answers.map((answer) => wordsOf(answer).split(" ")[0])).toEqual(["Started:", "*web01*"]);
    expect(one.server.runs.get("web01-20261123-ab12")?.spec.cleanUp.now).toBe(true);
  });

  test("who was refused like that and presses again is refused again, and nothing is written twice", async () => {
    const one = await scene();
    const mine = await startOf(one);
    const theirs = await startOf(one, "testfailover web01", { id: COLLEAGUES_ID });
    await Promise.all([press(one, mine), press(one, theirs)]);
    expect(wordsOf(await press(one, theirs))).toMatch(/already has a test failover under way, started by/);
    expect(one.server.writes).toEqual(["POST", "POST", "PATCH web01-20261123-ab12"]);
  });
});

describe("a run that has begun in Azure", () => {
  test("is not ended by another press, though an older one waits that was applied", async () => {
    const one = await scene();
    const start = await startOf(one);
    await press(one, start);
    const made = one.server.runs.get(NAME) as TestFailover;
    one.server.runs.set(NAME, { ...made, status: status.running });
    const applied = runOf({ metadata: { name: "applied", creationTimestamp: "2026-11-23T10:42:59Z" } });
    one.server.runs.set("applied", applied);
    expect(wordsOf(await press(one, start))).toBe(STARTED);
    expect(one.server.runs.get(NAME)?.spec.cleanUp.now).toBeUndefined();
  });
});
