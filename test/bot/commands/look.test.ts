// /asr status, machines and policies: what is there, as of when, without a write.
import { afterEach, describe, expect, test } from "vitest";
import type { Answer } from "../../../bot/command.ts";
import { machines } from "../../../bot/commands/machines.ts";
import { policies } from "../../../bot/commands/policies.ts";
import { status as look } from "../../../bot/commands/status.ts";
import { condition, iso, network, protectionOf, runOf, stalled, status, vaultOf, wellBut } from "../build.ts";
import { buttons, problems, words } from "../read.ts";
import { type Asking, type AskingParts, askingOf, machineOf, policyOf } from "./facts.ts";

let open: Asking | undefined;
afterEach(() => open?.stop());

async function messageOf(line: string, more: Partial<AskingParts> = {}) {
  open = await askingOf({ commands: [look, machines, policies], vaults: [vaultOf()], ...more });
  const answer: Answer = await open.ask(line);
  expect(open.writes).toEqual([]);
  if (!("message" in answer)) throw new Error("It answered with a form");
  expect(problems(answer.message)).toEqual([]);
  return answer.message;
}
const said = async (line: string, more: Partial<AskingParts> = {}) => words(await messageOf(line, more));

describe("/asr status", () => {
  test("says that all is well, how much there is, and as of when", async () => {
    expect(await said("status", { protections: [protectionOf()], machines: [machineOf("app01")] })).toBe(
      [
        "🟢 *dr-team*: nothing needs attention.",
        "1 protection in place · 0 drills under way · 1 machine that nobody protects",
        "prod-mgmt · as of 10:42 UTC · dr-team",
      ].join("\n"),
    );
  });

  const over = condition("WithinRpo", "False", ["Exceeded", "The RPO is above the threshold of 15m."], "10:30");
  test.each<[string, Partial<AskingParts>, RegExp]>([
    [
      "an RPO over its threshold",
      { protections: [protectionOf({ metadata: { name: "sql01" }, status: { conditions: wellBut(over) } })] },
      /needs attention\n• 🟠 sql01: RPO over/,
    ],
    [
      "a run that is stuck",
      { runs: [runOf({ status: { ...status.running, conditions: stalled("Failed", "Azure says <!channel>.") } })] },
      /needs attention\n• 🔴 `[^`]+`: Azure says &lt;!channel&gt;\./,
    ],
    [
      "a run that goes on",
      { runs: [runOf({ status: status.running })] },
      /nothing needs attention\.\n• 🔵 test failover of \*web01\*: running \(/,
    ],
    [
      "an operator that is silent",
      { vaults: [vaultOf({ status: { lastContactTime: iso("10:31") } })] },
      /needs attention\n• 🟠 The operator has not spoken/,
    ],
    ["a simulator", { vaults: [vaultOf({ status: { simulated: true } })] }, /\*Simulated\*/],
  ])("shows %s", async (_, more, what) => {
    expect(await said("status", more)).toMatch(what);
  });

  test("says nothing of other namespaces", async () => {
    const theirs = { metadata: { name: "alien01", namespace: "shop" } };
    const text = await said("status", {
      protections: [protectionOf({ ...theirs, status: { conditions: wellBut(over) } })],
      runs: [runOf({ ...theirs, status: status.running })],
    });
    expect(text).not.toMatch(/alien01/);
    expect(text).toMatch(/nothing needs attention/);
  });
});

describe("/asr status web01", () => {
  test("is one card: state, health, RPO, last drill, agent, test network, as of", async () => {
    const protection = protectionOf({
      spec: { drillEveryDays: 90, testNetwork: { network: network("dr-test") } },
      status: {
        lastDrill: { time: "2026-10-13T09:00:00Z", phase: "Succeeded", verdict: "Passed", by: "slack:U0COLLEAG1" },
        agent: { version: "9.62", latestVersion: "9.63", rebootNeeded: true },
        disks: [{ id: "d1", name: "sdc", state: "New" }],
      },
    });
    const message = await messageOf("status web01", { protections: [protection] });
    expect(words(message)).toBe(
      [
        "🟢 *web01*: *Protected*",
        "Health Normal · RPO ≤5m · policy `gold`",
        "Last drill 13 Oct 2026: Succeeded, verdict Passed by <@U0COLLEAG1>. One is due every 90 days.",
        "Mobility agent 9.62 · 9.63 is available · *a restart of the machine is needed*",
        "*Disks that do not replicate:* `sdc` (new)",
        "Drills run in network *dr-test*.",
        "contoso · prod-mgmt · as of 10:42 UTC · dr-team/web01",
      ].join("\n"),
    );
    expect(buttons(message)).toMatchObject({ "Test failover…": "testfailover web01 -n dr-team" });
  });

  test("tells Azure's words and advice when it is unwell", async () => {
    const healthErrors = [
      { code: "78188", message: "No points for <!here>.", recommendedAction: "Look at the agent." },
    ];
    const conditions = wellBut(condition("Healthy", "False", ["Critical", "78188"]));
    const text = await said("status web01", {
      protections: [protectionOf({ status: { replicationHealth: "Critical", healthErrors, conditions } })],
    });
    expect(text).toMatch(/^🟠 \*web01\*/);
    expect(text).toMatch(/• 78188: No points for &lt;!here&gt;\. Azure recommends: Look at the agent\./);
  });

  test("offers no second test failover while one is under way", async () => {
    const message = await messageOf("status web01", {
      protections: [protectionOf()],
      runs: [runOf({ status: status.running })],
    });
    expect(Object.keys(buttons(message))).not.toContain("Test failover…");
    expect(words(message)).toMatch(/A test failover is under way/);
  });

  test("opens with a warning when the operator is silent", async () => {
    const text = await said("status web01", {
      protections: [protectionOf()],
      vaults: [vaultOf({ status: { lastContactTime: iso("10:31") } })],
    });
    expect(text).toMatch(/^⚠️ \*The operator has not spoken for more than ten minutes\.\*/);
  });

  test("of a run is its card", async () => {
    const run = runOf({ status: status.running });
    expect(await said(`status ${run.metadata.name}`, { runs: [run], protections: [protectionOf()] })).toMatch(
      /web01 test failover: running/,
    );
  });

  test("of a machine that nobody protects offers to protect it", async () => {
    const seen = machineOf("app01", { os: { type: "Linux", name: "Ubuntu 22.04" }, cores: 4, memoryMegabytes: 8192 });
    const message = await messageOf("status app01", { machines: [seen] });
    expect(words(message)).toMatch(/^⚪ \*app01\* is not protected\.\nUbuntu 22\.04 · 4 cores · 8 GiB memory/);
    expect(buttons(message)).toEqual({ "Protect…": "protect app01 -n dr-team" });
  });

  test("of a machine that another namespace protects does not", async () => {
    const seen = machineOf("app01", { protectedBy: { namespace: "shop", name: "app01" } });
    const message = await messageOf("status app01", { machines: [seen] });
    expect(words(message)).toMatch(/is protected in another namespace: `shop\/app01`/);
    expect(buttons(message)).toEqual({});
  });
});

describe("/asr machines", () => {
  const seen = [
    machineOf("web01", {
      os: { type: "Linux", name: "RHEL 9" },
      disks: [{ id: "1", sizeBytes: 64 * 1024 ** 3 }],
      protectedBy: { namespace: "dr-team", name: "web01" },
    }),
    machineOf("app01", { missingSince: "2026-11-20T00:00:00Z" }),
    machineOf("app02"),
  ];

  test("lists each with its system, disks, protection, and since when it is missing", async () => {
    expect((await said("machines", { machines: seen })).split("\n").slice(0, 4)).toEqual([
      "The appliances see *3 machines*; nobody protects 2 of them.",
      "• *app01* · unknown system · not protected · not seen since 20 Nov 2026",
      "• *app02* · unknown system · not protected",
      "• *web01* · RHEL 9 · 1 disk, 64 GiB · protected by `dr-team/web01`",
    ]);
  });

  test("--unprotected leaves the others out", async () => {
    const text = await said("machines --unprotected", { machines: seen });
    expect(text).toMatch(/\*app02\*/);
    expect(text).not.toMatch(/\*web01\*/);
  });

  test("offers to protect what is seen and free", async () => {
    expect(buttons(await messageOf("machines", { machines: seen }))).toEqual({
      "Protect app02": "protect app02 -n dr-team",
    });
  });

  test("shows thirty, and says how many more", async () => {
    const many = Array.from({ length: 33 }, (_, index) => machineOf(`m${String(index).padStart(2, "0")}`));
    const text = await said("machines", { machines: many });
    expect(text.match(/^• /gm)).toHaveLength(30);
    expect(text).toMatch(/… and 3 more: `kubectl get dmach`/);
  });

  test("fits into Slack with the longest names there are, and pings nobody", async () => {
    const many = Array.from({ length: 40 }, (_, index) =>
      machineOf(`<!channel>${"&".repeat(300)}${index}`, {}, `m${index}`),
    );
    expect(await said("machines", { machines: many })).not.toMatch(/<!channel>/);
  });

  test("says what to do when none is seen", async () => {
    expect(await said("machines")).toMatch(/^No appliance of a vault that \*dr-team\* may use sees a machine yet/);
  });
});

describe("/asr policies", () => {
  test("lists each with what it keeps, makes and is used by", async () => {
    const ready = [condition("Ready", "True", ["Ready", "Azure has it."])];
    expect(
      await said("policies", { policies: [policyOf("gold", {}, { machinesUsing: 2, conditions: ready })] }),
    ).toMatch(
      /^🟢 \*gold\* · in Azure · keeps 24h · crash-consistent every 5m · app-consistent every 1h · RPO threshold 15m · 2 machines/,
    );
  });

  test("says what is wrong with one that somebody must mend", async () => {
    const broken = policyOf(
      "gold",
      { appConsistentFrequency: "0s" },
      { conditions: stalled("Refused", "Azure says no.") },
    );
    const text = await said("policies", { policies: [broken] });
    expect(text).toMatch(/^🔴 \*[^*]+\* · needs somebody · .*no app-consistent points.*\n {3}Azure says no\./);
  });

  test("says that there is none", async () => {
    expect(await said("policies")).toMatch(/^There is no ReplicationPolicy in \*dr-team\*/);
  });
});
