// /asr testfailover up to the preview: what it shows, and what it refuses before anything exists.
import { afterEach, describe, expect, test } from "vitest";
import { testfailover } from "../../../bot/commands/testfailover.ts";
import type { DiscoveredMachine } from "../../../crds/types.ts";
import { at, COLLEAGUE, network, protectionOf, runOf, status, vaultOf } from "../build.ts";
import { buttonsOf, type Scene, type SceneParts, sceneOf, web01, wordsOf } from "./scene.ts";

let open: Scene | undefined;
afterEach(() => open?.stop());

async function scene(parts: Partial<SceneParts> = {}): Promise<Scene> {
  open = await sceneOf({ commands: [testfailover], protections: [web01()], ...parts });
  return open;
}

const preview = async (parts: Partial<SceneParts> = {}, line = "testfailover web01") =>
  wordsOf(await (await scene(parts)).ask(line));

describe("a preview", () => {
  test("says from which point, into which network, how long and at what cost", async () => {
    expect(await preview()).toBe(
      [
        "Test failover of web01?",
        "From the latest recovery point: Azure first processes what it has received. RPO at most 5 min, health Normal, last drill 41 days ago: Passed.",
        "Into network dr-test, subnet web: not the production network. Replication goes on meanwhile.",
        "Takes 10 to 20 minutes to boot; cleaned up by itself 2 h after that. The test machine costs money while it runs.",
      ].join("\n"),
    );
  });

  test("writes nothing", async () => {
    await preview();
    expect(open?.server.writes).toEqual([]);
  });

  test("says where, as of when, and how long it can be pressed", async () => {
    const answer = await (await scene()).ask("testfailover web01");
    const last = "message" in answer ? JSON.stringify(answer.message.blocks.at(-1)) : "";
    expect(last).toMatch(/contoso · prod-mgmt · as of <!date\^\d+\^\{time\}\|10:42 UTC> · dr-team · expires in 15 min/);
  });

  test("has Start, Change and Cancel, which hold the whole line", async () => {
    const answer = await (await scene()).ask(
      'drill web01 --point app --cleanup-after 4H --network DR-LAB --notes "a & b"',
    );
    const asked = `testfailover web01 --point app --cleanup-after 4h --network ${network("dr-lab")} --notes "a &amp; b"`;
    expect(buttonsOf(answer)).toEqual({
      Start: `${asked} --preview 9f3c1a2b.${at("10:43").getTime() / 1000} -n dr-team`,
      "Change…": `${asked} --change -n dr-team`,
      Cancel: `${asked} --cancel -n dr-team`,
    });
  });

  test("that is asked for twice by a redelivery is the same preview", async () => {
    const { ask } = await scene();
    expect(buttonsOf(await ask("testfailover web01"))).toEqual(buttonsOf(await ask("testfailover web01")));
  });

  test.each([
    ["an application-consistent point", "--point app", /^From the newest application-consistent recovery point\./m],
    ["the point in Azure's word", "--point LatestProcessed", /^From the newest recovery point that is processed/m],
    ["a clean-up that never comes", "--cleanup-after never", /it then stays until somebody cleans it up\./],
    ["another network, whose subnet nobody said", "--network dr-lab", /^Into network dr-lab: not the production/m],
    ["notes, which ping nobody", "--notes 'all &lt;!channel&gt;'", /^Notes: “all &lt;!channel&gt;”$/m],
  ])("with %s says so", async (_, flags, words) => {
    expect(await preview({}, `testfailover web01 ${flags}`)).toMatch(words);
  });

  test("of a machine with a run's name is of that run's machine", async () => {
    const runs = [runOf({ status: status.failed })];
    expect(await preview({ runs }, "testfailover web01-20261123-9f3c")).toMatch(/^Test failover of web01\?/);
  });

  test("that is cancelled starts nothing", async () => {
    const { ask, server } = await scene();
    const answer = await ask("testfailover web01 --cancel", { source: "button" });
    expect(wordsOf(answer)).toBe("Cancelled. Nothing was started.");
    expect(server.writes).toEqual([]);
  });
});

describe("before a preview is refused", () => {
  const machine: DiscoveredMachine = {
    apiVersion: "asr-chatops.io/v1alpha1",
    kind: "DiscoveredMachine",
    metadata: { ...protectionOf().metadata, name: "ora01-1a2b3c4d", uid: "uid-ora01" },
    status: { vault: "contoso", id: "machine-1", name: "ora01" },
  };
  const sameNames = [network("dr-test"), network("dr-test").replace("dr-rg", "other-rg")];

  const refused: readonly (readonly [string, string, RegExp, Partial<SceneParts>?])[] = [
    ["a name that is nothing's", "wbe01", /I know no “wbe01” in \*dr-team\*\. Did you mean \*web01\*\?/],
    ["a name that would ping", "&lt;!channel&gt;", /^I know no “&lt;!channel&gt;” in/],
    ["a machine without protection", "ora01", /\*ora01\* is not protected/, { machines: [machine] }],
    [
      "a name of two protections",
      "shop.example",
      /Several protections are about \*shop\.example\*: `web01`, `web02`/,
      {
        protections: [
          web01({ spec: { machine: { fqdn: "shop.example" } } }),
          web01({ metadata: { name: "web02" }, spec: { machine: { fqdn: "shop.example" } } }),
        ],
      },
    ],
    ["a point that is none", "web01 --point ap", /no recovery point `ap`.* Did you mean `app`\?/],
    ["a clean-up too soon", "web01 --cleanup-after 14m", /takes 15 minutes to 168 hours.*`14m`/],
    ["a clean-up too late", "web01 --cleanup-after 169h", /takes 15 minutes to 168 hours/],
    ["a clean-up in days", "web01 --cleanup-after 2d", /takes 15 minutes to 168 hours/],
    [
      "a network that is not for drills",
      "web01 --network dr-tset",
      /\*dr-tset\* is not one of the test networks of \*contoso\*\. Did you mean \*dr-test\*\? Those are \*dr-test\*, \*dr-lab\*/,
    ],
    [
      "a network of which there are two",
      "web01 --network dr-test",
      /2 test networks are called \*dr-test\*/,
      { vaults: [vaultOf({ spec: { testNetworks: sameNames } })] },
    ],
    ["a network without a vault", "web01 --network dr-test", /\*web01\* has no vault yet/, { vaults: [] }],
    ["notes over the resource's limit", `web01 --notes ${"x".repeat(1025)}`, /1025 characters; 1024 is the most/],
    ["notes over a button's limit", `web01 --notes '${"&amp;".repeat(500)}'`, /too long to fit behind a button/],
  ];
  for (const [what, words, sentence, parts] of refused) {
    test(what, async () => {
      const { ask, server } = await scene(parts);
      await expect(ask(`testfailover ${words}`)).rejects.toThrow(sentence);
      expect(server.writes).toEqual([]);
    });
  }

  test("notes of 1,024 plain characters fit", async () => {
    expect(await preview({}, `testfailover web01 --notes ${"x".repeat(1024)}`)).toMatch(/^Notes: /m);
  });

  test("a second drill, with a link to the first, who started it, and until when it runs", async () => {
    const runs = [runOf({ spec: { requestedBy: COLLEAGUE }, status: status.running })];
    const one = await scene({ runs });
    one.now = at("11:11");
    const answer = await one.ask("testfailover web01");
    expect(wordsOf(answer)).toMatch(
      /^\*web01\* already has a test failover running, started by <@U0COLLEAG1> 40 minutes ago: <https:\/\/example.slack.com\/archives\/C1\/web01-20261123-9f3c\|its card>\. It cleans up at <!date\^\d+\^\{time\}\|12:42 UTC>\. Nothing was started\.$/,
    );
    expect(Object.keys(buttonsOf(answer))).toEqual(["Open card"]);
  });

  test.each([
    ["is not up yet", runOf({ status: status.starting }), /under way.*It cleans up `2h` after its machine is up\./],
    ["stays", runOf({ spec: { cleanUp: { after: "Never" } }, status: status.starting }), /It stays until somebody/],
    [
      "is being cleaned up",
      runOf({ status: status.cleaningUp }),
      /that is being cleaned up.*Ask again when it is gone/,
    ],
    [
      "is called off",
      runOf({ spec: { cleanUp: { after: "2h", now: true } }, status: status.checking }),
      /It has been called off; ask again/,
    ],
    ["was applied", runOf({ metadata: { name: "uncarded" }, spec: { requestedBy: "jane" } }), /by jane .* `uncarded`/],
  ])("a second drill while the first %s", async (_, run, words) => {
    expect(await preview({ runs: [run] })).toMatch(words);
  });

  test("but not a drill after one that is over", async () => {
    expect(await preview({ runs: [runOf({ status: status.succeeded })] })).toMatch(/^Test failover of web01\?/);
  });
});

describe("Change…", () => {
  test("opens a form that is filled in as the preview was, and leads to another preview", async () => {
    const { ask } = await scene();
    const answer = await ask('testfailover web01 --point app --cleanup-after 90m --notes "first" --change -n dr-team', {
      source: "button",
    });
    if (!("form" in answer)) throw new Error("No form");
    expect(answer.form).toMatchObject({
      title: "Test failover",
      submit: "Preview",
      line: "testfailover web01 -n dr-team",
    });
    const inputs = answer.form.blocks.flatMap((block) => (block.type === "input" ? [block] : []));
    expect(inputs.map(({ block_id }) => block_id)).toEqual(["point", "cleanup-after", "notes"]);
    expect(inputs.map(({ element }) => element)).toMatchObject([
      { action_id: "value", initial_option: { value: "app" } },
      { action_id: "value", initial_option: { value: "90m" } },
      { action_id: "value", initial_value: "first" },
    ]);
  });

  test("keeps the network that was chosen", async () => {
    const { ask } = await scene();
    const answer = await ask("testfailover web01 --network dr-lab --change", { source: "button" });
    expect("form" in answer && answer.form.line).toBe(`testfailover web01 --network ${network("dr-lab")} -n dr-team`);
  });

  test("offers each time once, Never last", async () => {
    const { ask } = await scene();
    const answer = await ask("testfailover web01 --cleanup-after never --change", { source: "button" });
    const words = JSON.stringify("form" in answer && answer.form.blocks[2]);
    expect([...words.matchAll(/"value":"(\w+)"/g)].map(([, value]) => value)).toEqual(
      ["1h", "2h", "4h", "8h", "24h", "72h", "168h", "Never", "Never"], // the last is the one that is chosen
    );
  });
});
