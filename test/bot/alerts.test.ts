// What is alerted of vaults, appliances, machines and drills: when, once for each cause, and what is said once it is over.
import { describe, expect, test } from "vitest";
import { alertsOf, closingMessage, overMessage } from "../../bot/alerts.ts";
import type { Fleet } from "../../bot/notice.ts";
import type { Condition, PhysicalMachineProtectionStatus, RecoveryVaultStatus } from "../../crds/types.ts";
import { at, condition, iso, protectionOf, stalled, vaultOf, wellBut } from "./build.ts";
import { surroundingsAt } from "./gallery.ts";
import { buttons, problems, words } from "./read.ts";

const NOW = surroundingsAt("10:42");
const found = (fleet: Partial<Fleet>, around = NOW) => alertsOf({ vaults: [], protections: [], ...fleet }, around);

const machine = (name: string, conditions: readonly Condition[], status: PhysicalMachineProtectionStatus = {}) =>
  protectionOf({ metadata: { name }, status: { conditions: wellBut(...conditions), ...status } });
const vault = (status: RecoveryVaultStatus) => vaultOf({ status });

const rpo = condition("WithinRpo", "False", ["Exceeded", "The RPO is above the policy's threshold of 15m."], "10:38");
const critical = condition("Healthy", "False", ["Critical", "90060: Silent."], "10:38");
const warning = condition("Healthy", "False", ["Warning", "An agent is old."], "10:38");
const resync = condition("Replicating", "False", ["ResyncRequired", "Azure asks for a resynchronisation."], "10:38");
const stuck = (reason: string) => condition("Stalled", "True", [reason, "Because of that."], "10:38");
const working = (reason: string) => condition("Reconciling", "True", [reason, "By itself."], "10:38");
const overdue = condition("Drilled", "False", ["DrillOverdue", "Too long ago."], "09:00");
const deaf = vault({
  appliances: [{ name: "dr-appliance-1", processServerId: "ps-1", heartbeatStale: true, lastHeartbeat: iso("10:24") }],
});

describe("a machine is alerted for", () => {
  const title = (conditions: readonly Condition[]) =>
    found({ protections: [machine("sql01", conditions)] }).map((one) => one.title);
  test.each([
    ["nothing when it is well", [], []],
    ["an RPO that is too high", [rpo], ["sql01: RPO over 15 min"]],
    ["critical health", [critical], ["sql01: replication health Critical"]],
    ["no mere warning", [warning], []],
    ["not replicating", [resync], ["sql01: does not replicate"]],
    [
      "nothing while it is being enabled",
      [condition("Replicating", "False", ["NotReplicating", "x"]), working("Enabling")],
      [],
    ],
    ["not replicating while Azure is not read", [resync, working("AzureUnavailable")], ["sql01: does not replicate"]],
    ["nothing twice when Stalled says it", [resync, stuck("NotReplicating")], ["sql01: stuck (not replicating)"]],
    ["nothing after a failover", [condition("Replicating", "False", ["FailedOver", "x"])], []],
    ["being stuck", [stuck("NotDiscovered")], ["sql01: stuck (not discovered)"]],
    ["nothing that somebody wants: Observe", [stuck("ObserveOnly")], []],
    ["nothing that somebody wants: suspended", [stuck("Suspended")], []],
    ["each of several causes", [rpo, critical], ["sql01: replication health Critical", "sql01: RPO over 15 min"]],
  ])("%s", (_, conditions, titles) => {
    expect(title(conditions)).toEqual(titles);
  });

  test("this transition, since then", () => {
    const [alert] = found({ protections: [machine("sql01", [rpo])] });
    expect(alert?.key).toBe(`uid-sql01/WithinRpo/False/${iso("10:38")}`);
    expect(alert?.since).toEqual(at("10:38"));
  });

  test("with how bad it is and where to look", () => {
    const [alert] = found({ protections: [machine("sql01", [rpo], { rpoBand: "≤1h", machine: "sql01" })] });
    const said = words(alert?.message ?? { text: "", blocks: [] });
    expect(said).toContain("🟠 *sql01: RPO over 15 min* for 4 minutes\nIt is between 15 min and 1 h now.");
    expect(said).toContain("prod-mgmt · as of 10:42 UTC · dr-team");
    expect(alert && buttons(alert.message).Details).toBe("status sql01 -n dr-team");
  });

  test("with Azure's cause and action, the worst first", () => {
    const healthErrors = [
      { code: "161011", message: "Never drilled." },
      { code: "1", message: "Old agent.", severity: "Warning" },
      {
        code: "90060",
        message: "Silent.",
        possibleCauses: "Stopped.",
        recommendedAction: "Start it.",
        severity: "Error",
      },
    ];
    const [alert] = found({ protections: [machine("sql01", [critical], { healthErrors })] });
    const said = words(alert?.message ?? { text: "", blocks: [] });
    expect(said).toContain(
      "Azure says (90060): Silent.\nWhat Azure recommends: Start it.\nPossible causes: Stopped.\nAnd 1 more",
    );
  });

  test("a threshold that the words do not have is not made up", () => {
    const bare = { ...rpo, message: "Too high." };
    expect(found({ protections: [machine("sql01", [bare])] })[0]?.title).toBe("sql01: RPO over its policy's threshold");
  });
});

describe("an appliance without heartbeat", () => {
  const machines = [machine("sql01", [rpo, critical]), machine("web01", [resync]), machine("web02", [])];

  test("is one alert for all machines behind it", () => {
    const alerts = found({ vaults: [deaf], protections: machines });
    expect(alerts.map(({ title }) => title)).toEqual(["Appliance dr-appliance-1: no heartbeat"]);
    expect(alerts[0]?.key).toBe("uid-contoso/appliance/dr-appliance-1/2026-11-23T10:24:00.000Z");
    expect(words(alerts[0]?.message ?? { text: "", blocks: [] })).toContain(
      "🔴 *Appliance dr-appliance-1: no heartbeat* for 18 minutes\n3 protected machines behind it cannot replicate",
    );
  });

  test("does not explain what a person must mend elsewhere", () => {
    const alerts = found({ vaults: [deaf], protections: [machine("sql01", [rpo, stuck("PolicyNotFound")])] });
    expect(alerts.map(({ title }) => title)).toContain("sql01: stuck (policy not found)");
  });

  test("explains nothing of machines behind another one", () => {
    const two = vault({
      appliances: [
        { name: "a", processServerId: "ps-1", heartbeatStale: true, lastHeartbeat: iso("10:24") },
        { name: "b", processServerId: "PS-2", heartbeatStale: false },
      ],
    });
    const other = machine("sql02", [rpo], { bound: { vault: "contoso", itemId: "/i", processServerId: "ps-2" } });
    const alerts = found({ vaults: [two], protections: [machine("sql01", [rpo]), other] });
    expect(alerts.map(({ title }) => title)).toEqual(["Appliance a: no heartbeat", "sql02: RPO over 15 min"]);
  });
});

describe("a vault is alerted for", () => {
  test.each([
    ["nothing when it answers", {}, []],
    ["nothing while it is read for the first time", { conditions: [working("Connecting")] }, []],
    ["being stuck", { conditions: stalled("Forbidden", "No right.") }, ["Vault contoso: stuck (forbidden)"]],
    [
      "Azure that does not answer",
      { conditions: [condition("Ready", "False", ["AzureUnavailable", "Azure has not answered since 10:00."])] },
      ["Vault contoso: Azure does not answer"],
    ],
    [
      "a drill from elsewhere",
      { unmanagedDrills: [{ item: "/items/shop-web07", machine: "web07" }] },
      ["web07: a drill that was started elsewhere"],
    ],
  ] satisfies [string, RecoveryVaultStatus, string[]][])("%s", (_, status, titles) => {
    expect(found({ vaults: [vault(status)] }).map(({ title }) => title)).toEqual(titles);
  });

  test("a drill from elsewhere has one key as long as it is there", () => {
    const vaults = [vault({ unmanagedDrills: [{ item: "/items/shop-web07", machine: "web07" }] })];
    const [first, later] = [found({ vaults })[0], found({ vaults }, surroundingsAt("11:42"))[0]];
    expect(first?.key).toBe("uid-contoso/unmanaged/shop-web07");
    expect(later?.key).toBe(first?.key);
  });
});

describe("the operator's silence", () => {
  const silent = surroundingsAt("10:00", "09:48", true);

  test("is one alert, as of its last word", () => {
    const [alert, ...others] = found({ vaults: [vaultOf()] }, silent);
    expect(others).toEqual([]);
    expect(alert?.key).toBe("silence/2026-11-23T09:48:00.000Z");
    expect(alert?.message.text).toContain(
      "⚪ The operator has not spoken for 12 minutes: what I show is as of 09:48 UTC.",
    );
  });

  test("takes nothing back of what was wrong then", () => {
    expect(found({ vaults: [vaultOf()], protections: [machine("sql01", [rpo])] }, silent)).toHaveLength(2);
  });

  test("is not alleged when the operator says that Azure is silent", () => {
    const unavailable = vault({ conditions: [condition("Ready", "False", ["AzureUnavailable", "No answer."])] });
    expect(found({ vaults: [unavailable] }, silent).map(({ title }) => title)).toEqual([
      "Vault contoso: Azure does not answer",
    ]);
  });

  test("counts from the vault's creation when it never spoke", () => {
    const never = { ...silent, freshness: { asOf: undefined, silent: true } };
    expect(found({ vaults: [vaultOf({ status: {} })] }, never)[0]?.since).toEqual(at("07:00"));
  });
});

test("overdue drills are one calm alert for each namespace", () => {
  const shop = protectionOf({ metadata: { name: "cart", namespace: "shop" }, status: { conditions: [overdue] } });
  const alerts = found({ protections: [machine("web01", [overdue]), machine("sql01", [overdue]), shop] });
  expect(alerts.map(({ title, key }) => [title, key])).toEqual([
    ["dr-team: drills are overdue", "dr-team/Drilled/False/overdue"],
    ["shop: drills are overdue", "shop/Drilled/False/overdue"],
  ]);
  expect(alerts[0]?.message.text).toContain("2 machines not rehearsed in time: sql01, web01.");
  expect(alerts[0]?.message.text.startsWith("⚪")).toBe(true);
});

test("a machine that was never drilled is not overdue", () => {
  expect(found({ protections: [machine("web01", [condition("Drilled", "False", ["NeverDrilled", "x"])])] })).toEqual(
    [],
  );
});

test("a simulator is named", () => {
  const [alert] = found({ protections: [machine("sql01", [rpo], { simulated: true })] });
  expect(words(alert?.message ?? { text: "", blocks: [] })).toContain("*Simulated*");
});

describe("once it is over", () => {
  const [since, until] = [at("10:38").getTime(), at("11:00").getTime()];
  test.each([
    ["sql01: RPO over 15 min", "🟢 sql01: RPO back under 15 min after 22 minutes"],
    ["sql01: replication health Critical", "🟢 sql01: replication health no longer Critical after 22 minutes"],
    ["Appliance a: no heartbeat", "🟢 Appliance a: heartbeat is back after 22 minutes"],
    ["The operator has not spoken", "🟢 The operator speaks again after 22 minutes"],
    ["x: stuck (not discovered)", "🟢 x: no longer stuck after 22 minutes"],
    ["<!channel> something else", "🟢 Over: &lt;!channel&gt; something else after 22 minutes"],
  ])("%s", (title, text) => {
    const message = overMessage(title, since, until);
    expect(message.text).toBe(text);
    expect(problems(message)).toEqual([]);
  });

  test("no title is without words for its end", () => {
    const fleet = {
      vaults: [deaf, vault({ conditions: stalled("Forbidden", "x"), unmanagedDrills: [{ item: "/i", machine: "m" }] })],
      protections: [machine("a", [rpo, critical, resync, stuck("NotAllowed"), overdue], { bound: { vault: "other" } })],
    };
    const titles = found(fleet, surroundingsAt("10:42", "10:00", true)).map(({ title }) => title);
    expect(titles).toHaveLength(9);
    expect(titles.filter((title) => overMessage(title, since, until).text.includes("Over: "))).toEqual([]);
  });
});

describe("an alert that is not made any more", () => {
  const told = (key: string, title = "sql01: RPO over 15 min") => ({ key, title, since: at("10:20") });
  const key = `uid-sql01/WithinRpo/False/${iso("10:38")}`;
  const close = (fleet: Partial<Fleet>, which = told(key)) =>
    closingMessage(which, { vaults: [], protections: [], ...fleet }, NOW).text;

  test.each([
    [
      "is green when it is well",
      close({ protections: [machine("sql01", [])] }),
      "🟢 sql01: RPO back under 15 min after 22 minutes",
    ],
    [
      "is not green when another one explains it",
      close({ vaults: [deaf], protections: [machine("sql01", [rpo])] }),
      "⚪ sql01: RPO over 15 min. It is part of this now: Appliance dr-appliance-1: no heartbeat.",
    ],
    [
      "is not green when the machine is not watched any more",
      close({}),
      "⚪ sql01: RPO over 15 min. It is not watched any more",
    ],
    [
      "is not green when nothing is known",
      close({ protections: [machine("sql01", [{ ...rpo, status: "Unknown" }])] }),
      "⚪ sql01: RPO over 15 min. It is not watched any more",
    ],
    [
      "is green when health is only a warning",
      close(
        { protections: [machine("sql01", [warning])] },
        told("uid-sql01/Healthy/False/t", "sql01: replication health Critical"),
      ),
      "🟢 sql01: replication health no longer Critical",
    ],
    [
      "is green when a stuck one goes on",
      close({ protections: [machine("sql01", [])] }, told("uid-sql01/Stalled/True/t", "sql01: stuck (not allowed)")),
      "🟢 sql01: no longer stuck",
    ],
    [
      "is green when the appliance is heard",
      close(
        { vaults: [vaultOf()] },
        told("uid-contoso/appliance/dr-appliance-1/t", "Appliance dr-appliance-1: no heartbeat"),
      ),
      "🟢 Appliance dr-appliance-1: heartbeat is back",
    ],
    [
      "is not green when the appliance is gone",
      close(
        { vaults: [vault({ appliances: [] })] },
        told("uid-contoso/appliance/dr-appliance-1/t", "Appliance dr-appliance-1: no heartbeat"),
      ),
      "⚪ Appliance dr-appliance-1: no heartbeat.",
    ],
    [
      "is green when the operator speaks",
      close({}, told("silence/t", "The operator has not spoken")),
      "🟢 The operator speaks again",
    ],
    [
      "is green when all were drilled",
      close({}, told("dr-team/Drilled/False/overdue", "dr-team: drills are overdue")),
      "🟢 dr-team: no drill is overdue any more",
    ],
  ])("%s", (_, said, expected) => {
    expect(said.startsWith(expected)).toBe(true);
  });
});
