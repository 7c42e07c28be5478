// Every card, notice and alert worth a look, as of one day: docs/gallery.md is rendered from this.
import { alertsOf, closingMessage, overMessage } from "../../bot/alerts.ts";
import type { Message } from "../../bot/cards/message.ts";
import { runCard } from "../../bot/cards/run.ts";
import type { Fleet, RunFacts, Surroundings } from "../../bot/notice.ts";
import { runNotices } from "../../bot/notices.ts";
import type { Condition } from "../../crds/types.ts";
import {
  ASKER,
  at,
  COLLEAGUE,
  condition,
  iso,
  over,
  protectionOf,
  type RunParts,
  runOf,
  stalled,
  status,
  vaultOf,
  wellBut,
} from "./build.ts";

export interface Exhibit {
  readonly title: string;
  readonly caption: string;
  readonly message: Message;
}

export function surroundingsAt(time: string, asOf = time, silent = false): Surroundings {
  return { clusterName: "prod-mgmt", now: at(time), freshness: { asOf: at(asOf), silent } };
}

const web01 = protectionOf({
  spec: { drillEveryDays: 90, target: { vmSize: "Standard_D16s_v5" } },
  status: { conditions: wellBut() },
});

/** What is known of a drill of web01 at a time. */
export function factsAt(time: string, run: RunParts, more: Partial<RunFacts> = {}): RunFacts {
  const { protection = web01 } = more;
  return { ...surroundingsAt(time), deleted: false, mayRepeat: false, ...more, protection, run: runOf(run) };
}

const passed = { result: "Passed", by: ASKER, note: "login page answers, batch queue empty" } as const;

interface Picture {
  readonly title: string;
  readonly caption: string;
  readonly facts: RunFacts;
}

const cards: readonly Picture[] = [
  {
    title: "Just asked for",
    caption: "The operator has not looked yet.",
    facts: factsAt("10:30", {}),
  },
  {
    title: "Waiting",
    caption: "Made by a manifest, with what it waits for.",
    facts: factsAt("10:31", { spec: { startBy: iso("11:30") }, status: status.pending }),
  },
  {
    title: "Starting",
    caption: "Azure's own task, and what usually comes.",
    facts: factsAt("10:33", { status: status.starting }),
  },
  {
    title: "Running",
    caption: "Look at it, and say how it is.",
    facts: factsAt("10:43", { status: status.running }),
  },
  {
    title: "Running, with a verdict",
    caption: "Somebody looked. The machine stays until its time is over.",
    facts: factsAt("10:58", { spec: { verdict: passed }, status: status.running }),
  },
  {
    title: "Running, simulated, and the operator is silent",
    caption: "The card opens with the warning: what follows is old.",
    facts: factsAt(
      "11:05",
      { status: { ...status.running, simulated: true } },
      { freshness: { asOf: at("10:48"), silent: true } },
    ),
  },
  {
    title: "Cleaning up",
    caption: "After Clean up now.",
    facts: factsAt("11:55", {
      spec: { cleanUp: { after: "2h", now: true }, verdict: passed },
      status: status.cleaningUp,
    }),
  },
  {
    title: "The clean-up failed",
    caption: "Red, and it says what it costs not to act.",
    facts: factsAt("11:43", { status: status.cleanUpFailed }),
  },
  {
    title: "Succeeded",
    caption: "The record of the drill, with what the person said who looked.",
    facts: factsAt("11:57", {
      spec: { notes: "Quarterly rehearsal.", verdict: passed },
      status: status.succeeded,
    }),
  },
  {
    title: "Succeeded, nobody looked",
    caption: "The verdict can still be given, once.",
    facts: factsAt("11:57", { status: status.succeeded }),
  },
  {
    title: "Succeeded in Azure, but it did not work",
    caption: "The verdict decides the colour.",
    facts: factsAt("11:57", {
      spec: { verdict: { result: "Failed", by: COLLEAGUE, note: "no route to the database" } },
      status: status.succeeded,
    }),
  },
  {
    title: "Failed",
    caption: "Azure's words, Azure's advice, and what can be done here.",
    facts: factsAt("10:38", { status: status.failed }),
  },
  {
    title: "Cancelled, too late",
    caption: "It waited until its time was over.",
    facts: factsAt("11:31", {
      spec: { startBy: iso("11:30") },
      status: {
        ...status.cancelled,
        endReason: "TooLate",
        conditions: over(
          "Cancelled",
          "It could not start by 23 Nov 11:30 UTC, the latest time that was asked for. Nothing was started in Azure. It last waited for this: web01 is in use by dr-team/web01-drill-2. Ask for it anew, with more time, if it is still wanted.",
          "TooLate",
        ),
      },
    }),
  },
  {
    title: "Not started: the vault is only observed",
    caption: "What mode Manage would do.",
    facts: factsAt("10:31", {
      status: {
        ...status.checking,
        wouldDo: ["Start a test failover of web01 into dr-test from the latest recovery point."],
        conditions: stalled("ObserveOnly", "The vault's mode is Observe, so nothing was written to Azure."),
      },
    }),
  },
  {
    title: "Stuck: a check found something",
    caption: "Each finding with its remedy.",
    facts: factsAt("10:32", {
      status: {
        ...status.checking,
        findings: [
          {
            id: "NoFreeAddress",
            sentence: "Subnet web of dr-test has no free address.",
            remedy: "Free one, or choose another subnet in spec.testNetwork.",
            severity: "Error",
          },
        ],
        conditions: stalled("PreflightFailed", "Subnet web of dr-test has no free address."),
      },
    }),
  },
  {
    title: "The resource was deleted while it ran",
    caption: "What may be left is not kept back.",
    facts: factsAt("10:50", { status: status.running }, { deleted: true }),
  },
];

const notices: readonly Picture[] = [
  {
    title: "In the thread: the machine is up",
    caption: "Calls whoever asked, and says how to reach it.",
    facts: factsAt("10:43", { status: status.running }),
  },
  {
    title: "In the thread: verdict, and how it ended",
    caption: "Each is said once.",
    facts: factsAt("11:57", { spec: { verdict: passed }, status: status.succeeded }),
  },
  {
    title: "In the thread and the channel: failed",
    caption: "Everything that Azure says, and what support will ask for.",
    facts: factsAt("10:38", { status: status.failed }),
  },
  {
    title: "In the thread and the channel: the clean-up failed",
    caption: "Said once for each time that it gets stuck.",
    facts: factsAt("11:43", { status: status.cleanUpFailed }),
  },
];

const sql01 = (...conditions: readonly Condition[]) =>
  protectionOf({
    metadata: { name: "sql01" },
    status: {
      rpoBand: "≤1h",
      healthErrors: [
        {
          code: "90060",
          message: "The Mobility service on the machine has not been heard for 20 minutes.",
          possibleCauses: "The service is stopped, or a firewall blocks port 443.",
          recommendedAction: "Start the service svagents and check the way to the appliance.",
        },
      ],
      conditions: wellBut(...conditions),
    },
  });

const RPO_OVER = condition(
  "WithinRpo",
  "False",
  ["Exceeded", "The RPO (≤1h) is above the policy's threshold of 15m."],
  "10:38",
);

const stale = vaultOf({
  status: {
    appliances: [
      { name: "dr-appliance-1", processServerId: "ps-1", heartbeatStale: true, lastHeartbeat: iso("10:24") },
    ],
  },
});

const firstOf = (fleet: Partial<Fleet>, around = surroundingsAt("10:42")): Message => {
  const [alert] = alertsOf({ vaults: [], protections: [], ...fleet }, around);
  if (alert === undefined) throw new Error("The gallery shows an alert that is not made");
  return alert.message;
};

const CRITICAL = condition("Healthy", "False", ["Critical", "90060: The Mobility service is silent."], "10:38");
const ILL = { key: "uid-sql01/WithinRpo/False/t", title: "sql01: RPO over 15 min", since: at("10:38") };
const LATE = condition("Drilled", "False", ["DrillOverdue", "The last successful test failover was on 2026-08-02."]);

const alerts: readonly Exhibit[] = [
  {
    title: "Alert: RPO",
    caption: "After two minutes, once.",
    message: firstOf({ protections: [sql01(RPO_OVER)] }),
  },
  {
    title: "Alert: over",
    caption: "The same message, edited.",
    message: overMessage(ILL.title, at("10:38").getTime(), at("11:00").getTime()),
  },
  {
    title: "Alert: explained by another",
    caption: "Not green, since it is not well.",
    message: closingMessage(
      ILL,
      { vaults: [stale], protections: [sql01({ ...RPO_OVER, lastTransitionTime: "t" })] },
      surroundingsAt("10:42"),
    ),
  },
  {
    title: "Alert: health",
    caption: "Azure's cause and advice.",
    message: firstOf({ protections: [sql01(CRITICAL)] }),
  },
  {
    title: "Alert: an appliance is silent",
    caption: "One message for all machines behind it.",
    message: firstOf({ vaults: [stale], protections: [sql01(RPO_OVER), web01] }),
  },
  {
    title: "Alert: a drill from elsewhere",
    caption: "Reported, and not touched.",
    message: firstOf({
      vaults: [
        vaultOf({ status: { unmanagedDrills: [{ item: "/replicationProtectedItems/shop-web07", machine: "web07" }] } }),
      ],
    }),
  },
  {
    title: "Alert: drills are overdue",
    caption: "Calm, one for each namespace.",
    message: firstOf({ protections: [sql01(LATE)] }),
  },
  {
    title: "Alert: the operator is silent",
    caption: "What is shown is old.",
    message: firstOf({ vaults: [vaultOf()] }, surroundingsAt("10:00", "09:48", true)),
  },
];

export const gallery: readonly Exhibit[] = [
  ...cards.map(({ facts, ...words }) => ({ ...words, message: runCard(facts) })),
  ...notices.flatMap(({ facts, ...words }) => runNotices(facts).map(({ message }) => ({ ...words, message }))),
  ...alerts,
];
