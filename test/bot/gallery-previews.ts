// What somebody sees before and right after a drill is started, for the gallery: the real messages, from fixed facts.
import { drillsMessage } from "../../bot/cards/drills.ts";
import type { Message } from "../../bot/cards/message.ts";
import { outsideMessage, type PreviewFacts, previewMessage } from "../../bot/cards/preview.ts";
import { secondDrill } from "../../bot/cards/second-drill.ts";
import { started } from "../../bot/cards/started.ts";
import type { DrillRequest } from "../../bot/drill-request.ts";
import { freshness } from "../../bot/freshness.ts";
import {
  ASKER,
  at,
  COLLEAGUE,
  condition,
  iso,
  network,
  type ProtectionParts,
  protectionOf,
  runOf,
  status,
  type VaultParts,
  vaultOf,
  wellBut,
} from "./build.ts";

export interface Picture {
  readonly title: string;
  readonly caption: string;
  readonly message: Message;
}

const CHANNEL = "C0DRILLS01";
const LINK = "https://example.slack.com/archives/C0DRILLS01/p1763893860000000";
const NOW = at("10:43");

function requestOf(protection: ProtectionParts = {}, vault: VaultParts = {}): DrillRequest {
  return {
    protection: protectionOf({
      ...protection,
      spec: {
        target: { network: network("production") },
        testNetwork: { network: network("dr-test"), subnet: "web" },
        ...protection.spec,
      },
      status: {
        lastDrill: { time: "2026-10-13T09:00:00Z", phase: "Succeeded", verdict: "Passed" },
        ...protection.status,
      },
    }),
    vault: vaultOf({ ...vault, spec: { testNetworks: [network("dr-test")], ...vault.spec } }),
    point: "latest",
    cleanUpAfter: "2h",
    network: undefined,
    notes: undefined,
  };
}

function preview(request: DrillRequest, more: Partial<PreviewFacts> = {}): Message {
  return previewMessage({
    request,
    preview: { id: "9f3c1a2b", issued: NOW },
    channel: CHANNEL,
    member: true,
    insteadOfExpired: false,
    clusterName: "prod-mgmt",
    now: NOW,
    freshness: freshness(request.vault === undefined ? [] : [request.vault], NOW),
    ...more,
  });
}

const sick: ProtectionParts = {
  spec: { drillEveryDays: 30 },
  status: {
    replicationHealth: "Critical",
    rpoBand: ">4h",
    healthErrors: [{ code: "78188", message: "No app-consistent recovery point for the last 4 hours." }],
    conditions: wellBut(condition("Drilled", "False", ["DrillOverdue", "The last was on 2026-10-13."])),
  },
};

const overdue = (name: string, reason: string) =>
  protectionOf({
    metadata: { name },
    spec: { drillEveryDays: 90 },
    status: {
      lastSuccessfulDrillTime: "2026-07-26T09:00:00Z",
      conditions: wellBut(condition("Drilled", "False", [reason, ""])),
    },
  });

const history = [
  runOf({ status: status.running }),
  runOf({
    metadata: { name: "app07-20261121-51c0" },
    spec: { protection: "app07", requestedBy: COLLEAGUE, verdict: { result: "Passed", by: ASKER } },
    status: { ...status.succeeded, target: { protection: "app07" }, endedAt: "2026-11-21T15:20:00Z" },
  }),
  runOf({
    metadata: { name: "sql01-20261122-77ab" },
    spec: { protection: "sql01" },
    status: { ...status.failed, target: { protection: "sql01" }, endedAt: "2026-11-22T13:40:00Z" },
  }),
];

export const previews: readonly Picture[] = [
  {
    title: "Preview",
    caption: "What would happen, before anything does. Only who asked sees it.",
    message: preview(requestOf()),
  },
  {
    title: "Preview with choices",
    caption: "Another recovery point, no end by itself, and notes for the record.",
    message: preview({ ...requestOf(), point: "app", cleanUpAfter: "Never", notes: "quarterly drill, ticket 4711" }),
  },
  {
    title: "Preview with warnings",
    caption: "The bot is not in the channel, the machine is unwell, and its drill is overdue.",
    message: preview(requestOf(sick), { member: false }),
  },
  {
    title: "Preview that would start nothing",
    caption: "The vault is in Observe, a simulator plays Azure, and the operator has been silent for 12 minutes.",
    message: preview(
      requestOf(
        { status: { simulated: true } },
        { spec: { mode: "Observe" }, status: { lastContactTime: iso("10:31") } },
      ),
    ),
  },
  {
    title: "Start, pressed too late",
    caption: "The preview was older than 15 minutes: another one comes instead.",
    message: preview(requestOf(), { insteadOfExpired: true }),
  },
  {
    title: "Start, where the bot cannot post",
    caption: "Nobody would see the run.",
    message: outsideMessage(requestOf(), { id: "9f3c1a2b", issued: NOW }, CHANNEL),
  },
  {
    title: "A second drill of the same machine",
    caption: "Refused, with the way to the one that runs.",
    message: secondDrill({
      run: runOf({ spec: { requestedBy: COLLEAGUE }, status: status.running }),
      link: LINK,
      now: at("11:11"),
    }),
  },
  {
    title: "Started",
    caption: "The resource exists. What Azure says to it is on the card.",
    message: started(runOf(), CHANNEL),
  },
  {
    title: "Drills",
    caption: "History, and machines that nobody has rehearsed for too long.",
    message: drillsMessage({
      namespace: "dr-team",
      runs: history,
      protections: [protectionOf(), overdue("sql01", "DrillOverdue"), overdue("ora01", "NeverDrilled")],
      clusterName: "prod-mgmt",
      now: NOW,
      freshness: freshness([vaultOf()], NOW),
    }),
  },
];
