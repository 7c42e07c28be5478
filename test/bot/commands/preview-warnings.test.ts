// What a preview warns of, and that it warns of nothing else.
import { afterEach, describe, expect, test } from "vitest";
import { testfailover } from "../../../bot/commands/testfailover.ts";
import type { RecoveryVault } from "../../../crds/types.ts";
import { condition, iso, network, type ProtectionParts, protectionOf, stalled, vaultOf, wellBut } from "../build.ts";
import { CHANNEL, type Scene, type SceneParts, sceneOf, vault, web01, wordsOf } from "./scene.ts";

let open: Scene | undefined;
afterEach(() => open?.stop());

async function scene(parts: Partial<SceneParts> = {}): Promise<Scene> {
  open = await sceneOf({ commands: [testfailover], protections: [web01()], ...parts });
  return open;
}

const preview = async (parts: Partial<SceneParts> = {}) =>
  wordsOf(await (await scene(parts)).ask("testfailover web01"));

describe("a preview warns when", () => {
  const warned = (protection: ProtectionParts, theirs: RecoveryVault = vault) => ({
    protections: [web01(protection)],
    vaults: [theirs],
  });
  const testNetworks = [network("dr-test")];
  const rows: readonly [string, Partial<SceneParts>, RegExp][] = [
    [
      "the vault is in Observe",
      warned({}, vaultOf({ spec: { mode: "Observe", testNetworks } })),
      /contoso is in Observe mode: .* nothing would be started/,
    ],
    [
      "the operator is silent",
      warned({}, vaultOf({ spec: { testNetworks }, status: { lastContactTime: iso("10:31") } })),
      /has not spoken for 12 minutes: what I show is as of 10:31 UTC/,
    ],
    ["the protection is suspended", warned({ spec: { suspend: true } }), /web01 is suspended/],
    ["the protection goes", warned({ metadata: { deletionTimestamp: iso("10:40") } }), /web01 is being deleted/],
    [
      "the machine has failed over",
      warned({ status: { activeLocation: "Recovery" } }),
      /runs in Azure after a failover/,
    ],
    [
      "another protection manages the machine",
      warned({ status: { managedBy: { namespace: "shop", name: "web01" } } }),
      /shop\/web01, which is older, manages this machine/,
    ],
    [
      "it is not Ready",
      warned({ status: { conditions: stalled("Failed", "Initial replication 64 % for <!here>.") } }),
      /web01 is not Ready\. Initial replication 64 % for &lt;!here&gt;\./,
    ],
    [
      "its health is not Normal",
      warned({
        status: { replicationHealth: "Critical", healthErrors: [{ code: "78188", message: "No recovery points." }] },
      }),
      /Replication health is Critical: No recovery points\. \(78188\)/,
    ],
    [
      "a drill that was started elsewhere holds the machine",
      warned(
        {},
        vaultOf({
          spec: { testNetworks },
          status: { unmanagedDrills: [{ item: protectionOf().status?.bound?.itemId?.toUpperCase() ?? "" }] },
        }),
      ),
      /started elsewhere holds the machine/,
    ],
    ["there is no test network", { protections: [protectionOf()] }, /No test network is known for web01/],
    [
      "its test network is not for drills",
      warned({ spec: { testNetwork: { network: network("other") } } }),
      /other is not one of the test networks of contoso/,
    ],
    [
      "its test network is production's",
      warned({ spec: { target: { network: network("DR-TEST") } } }),
      /dr-test is the network that web01 fails over to for real/,
    ],
    [
      "the next drill is overdue",
      warned({ status: { conditions: wellBut(condition("Drilled", "False", ["DrillOverdue", "Long ago."])) } }),
      /last drill 41 days ago: Passed, the next is overdue\./,
    ],
    ["it is simulated", warned({ status: { simulated: true } }), /A simulator plays Azure: .* nothing costs money/],
    ["nobody ever drilled it", { protections: [protectionOf()] }, /never drilled\./],
  ];
  test.each(rows)("%s", async (_, parts, words) => {
    expect(await preview(parts)).toMatch(words);
  });

  test("the bot is not in the channel", async () => {
    const { ask, members } = await scene();
    members.delete(CHANNEL);
    expect(wordsOf(await ask("testfailover web01"))).toMatch(
      /I am not in <#C0DRILLS01>, so nobody would see the run\. Invite me \(`\/invite @asr`\), then press Start\./,
    );
  });

  test("the bot is not in the default channel, for what is asked in a conversation between two", async () => {
    const { ask } = await scene();
    expect(wordsOf(await ask("testfailover web01", { channel: "D0PRIVATE1" }))).toMatch(/I am not in <#C0DEFAULT1>/);
  });
});

describe("nothing is warned of when", () => {
  test("all is well", async () => {
    expect(await preview()).not.toMatch(/⚠️/);
  });

  test("Slack does not say whether the bot is in the channel", async () => {
    const one = await scene();
    const desk = { ...one.desk, chat: { ...one.desk.chat, isMember: async () => undefined } };
    const line = { verb: "testfailover", words: ["web01"], flags: {} };
    const person = { id: "U1", teamId: "T1", guest: false, bot: false, deactivated: false };
    const request = { person, line, channel: "C1", namespace: "dr-team", source: "typed", id: "0".repeat(16) } as const;
    expect(wordsOf(await testfailover.run(request, desk))).not.toMatch(/⚠️/);
  });
});
