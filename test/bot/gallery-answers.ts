// What is answered to one person, for the gallery: the real messages, from fixed facts.
import { helpMessage, helpOf } from "../../bot/cards/help.ts";
import { machineMessage } from "../../bot/cards/machine.ts";
import { machinesMessage } from "../../bot/cards/machines.ts";
import type { Message } from "../../bot/cards/message.ts";
import { overviewMessage } from "../../bot/cards/overview.ts";
import { policiesMessage } from "../../bot/cards/policies.ts";
import { protectAsked, protectPreview } from "../../bot/cards/protect.ts";
import { protectionMessage } from "../../bot/cards/protection.ts";
import { clusterSilent, mistyped, noRight, refusedByCluster, stranger, WHO_ARE_YOU } from "../../bot/cards/refusals.ts";
import { unprotectPreview } from "../../bot/cards/unprotect.ts";
import { UsageError } from "../../bot/command.ts";
import { commands } from "../../bot/commands.ts";
import { freshness } from "../../bot/freshness.ts";
import { at, condition, network, protectionOf, runOf, status, vaultOf, wellBut } from "./build.ts";
import { machineOf, policyOf } from "./commands/facts.ts";

export interface Answered {
  readonly title: string;
  readonly caption: string;
  readonly message: Message;
}

const NOW = at("10:43");
const vault = vaultOf({
  spec: {
    defaults: {
      runAsAccount: "linux-root",
      target: { network: network("production") },
      testNetwork: { network: network("dr-test") },
    },
  },
});
const around = { clusterName: "prod-mgmt", now: NOW, freshness: freshness([vault], NOW), namespace: "dr-team" };
const ubuntu = { os: { type: "Linux", name: "Ubuntu 22.04" }, cores: 4, memoryMegabytes: 16384 } as const;
const disks = [{ id: "sda", sizeBytes: 128 * 1024 ** 3 }];
const app01 = machineOf("app01", { ...ubuntu, disks, addresses: ["10.1.0.9"] });
const owned = machineOf("web01", { ...ubuntu, disks, protectedBy: { namespace: "dr-team", name: "web01" } });
const vanished = machineOf("old07", { os: { type: "Windows" }, missingSince: "2026-11-20T08:00:00Z" });

const web01 = protectionOf({
  spec: { drillEveryDays: 90, testNetwork: { network: network("dr-test"), subnet: "web" } },
  status: {
    lastDrill: { time: "2026-10-13T09:00:00Z", phase: "Succeeded", verdict: "Passed", by: "slack:U0COLLEAG1" },
    agent: { version: "9.62.1", latestVersion: "9.63.0", expiry: "2027-03-31T00:00:00Z" },
  },
});
const sick = protectionOf({
  metadata: { name: "sql01" },
  status: {
    replicationHealth: "Critical",
    rpoBand: ">4h",
    healthErrors: [
      {
        code: "78188",
        message: "No crash-consistent recovery point for the last four hours.",
        recommendedAction: "See whether the machine changes more data than its way to Azure carries.",
      },
    ],
    disks: [{ id: "sdc", name: "sdc", state: "New" }],
    conditions: wellBut(condition("Healthy", "False", ["Critical", "78188"])),
  },
});

const helps = commands.filter(({ verbs }) => verbs[0] === "testfailover").map(helpOf);

export const answers: readonly Answered[] = [
  { title: "Help", caption: "Every command.", message: helpMessage(commands) },
  ...helps.map((message) => ({
    title: "Help with one command",
    caption: "Usage, flags and the right it needs.",
    message,
  })),
  {
    title: "Status",
    caption: "What needs attention, then how much there is.",
    message: overviewMessage({
      ...around,
      protections: [web01, sick],
      runs: [runOf({ status: status.running })],
      alerts: [{ key: "1", since: at("10:31"), title: "sql01: replication health Critical", message: stranger("bot") }],
      free: 212,
      simulated: false,
    }),
  },
  {
    title: "Status, all well",
    caption: "Nothing more than that, in a trial with the simulator.",
    message: overviewMessage({ ...around, protections: [web01], runs: [], alerts: [], free: 1, simulated: true }),
  },
  {
    title: "Status of a machine",
    caption: "State, RPO, health, last drill, agent, as of when.",
    message: protectionMessage({ ...around, protection: web01, running: undefined }),
  },
  {
    title: "Status of a machine that is unwell",
    caption: "Azure's words, and what it recommends.",
    message: protectionMessage({ ...around, protection: sick, running: undefined }),
  },
  {
    title: "Status of a machine that nobody protects",
    caption: "What the appliance sees, and the way on.",
    message: machineMessage({ ...around, machine: app01 }),
  },
  {
    title: "Machines",
    caption: "What the appliances see.",
    message: machinesMessage({ ...around, machines: [app01, vanished, owned], unprotected: false, simulated: false }),
  },
  {
    title: "Policies",
    caption: "How far back one can go.",
    message: policiesMessage({
      ...around,
      policies: [
        policyOf(
          "gold",
          {},
          { machinesUsing: 2, conditions: [condition("Ready", "True", ["Ready", "Azure has it."])] },
        ),
      ],
    }),
  },
  {
    title: "Protect",
    caption: "What would happen, before anything does.",
    message: protectPreview({
      request: { machine: app01, vault, policy: "gold", policies: ["gold"], runAs: undefined, nameIsShared: false },
      namespace: "dr-team",
      id: "9f3c1a2b",
      simulated: false,
    }),
  },
  {
    title: "Protect, pressed",
    caption: "The resource exists. It is protected when Azure says so.",
    message: protectAsked(protectionOf({ metadata: { name: "app01" } })),
  },
  {
    title: "Unprotect",
    caption: "What is at stake, for a machine that Argo CD applies.",
    message: unprotectPreview({
      protection: protectionOf({ metadata: { annotations: { "argocd.argoproj.io/tracking-id": "dr:web01" } } }),
      running: undefined,
    }),
  },
  {
    title: "Without the right",
    caption: "What it needs, and who can grant it.",
    message: noRight({
      deed: "start a test failover",
      right: { verb: "create", resource: "testfailovers", namespace: "dr-team" },
      groups: ["slack:viewers"],
      grantedBy: "U0COLLEAG1",
    }),
  },
  {
    title: "A slip",
    caption: "The line that was probably meant is a button.",
    message: mistyped(
      new UsageError("`testfialover` is not a command. Did you mean `/asr testfailover web01`?", "testfailover web01"),
    ),
  },
  { title: "A guest", caption: "Refused, whatever was asked.", message: stranger("guest") },
  { title: "Slack does not say who asks", caption: "Denied until it does.", message: WHO_ARE_YOU },
  {
    title: "The cluster refuses",
    caption: "The API server's sentence, word for word.",
    message: refusedByCluster(
      'The PhysicalMachineProtection "web01" is invalid: the test network must not be the network that web01 fails over to',
    ),
  },
  { title: "The cluster does not answer", caption: "What is not known is not claimed.", message: clusterSilent() },
];
