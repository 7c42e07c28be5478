// The preview of a test failover, seen by whoever asked: what would happen, as of when, and what it costs. Pure.
import { conditionOf } from "../../crds/conditions.ts";
import type { PhysicalMachineProtection } from "../../crds/types.ts";
import { type Preview, writtenPreview } from "../drill-names.ts";
import {
  type DrillRequest,
  drillLine,
  type Point,
  productionNetworkOf,
  sameId,
  testNetworkOf,
  testSubnetOf,
} from "../drill-request.ts";
import type { Surroundings } from "../notice.ts";
import { commandLine } from "../parse.ts";
import { durationSeconds } from "./duration.ts";
import { footer } from "./footer.ts";
import type { Message } from "./message.ts";
import { warningsFor } from "./preview-warnings.ts";
import { actions, bold, button, esc, lengthOf, message, say, section } from "./text.ts";
import { lastPart, plainly, told, when } from "./told.ts";

export interface PreviewFacts extends Surroundings {
  readonly request: DrillRequest;
  readonly preview: Preview;
  /** Which channel would have the card. */
  readonly channel: string;
  /** Whether the bot is in it; `undefined` when Slack does not say. */
  readonly member: boolean | undefined;
  /** It stands for one that was pressed too late. */
  readonly insteadOfExpired: boolean;
}

export function previewMessage(facts: PreviewFacts): Message {
  const { request } = facts;
  const name = request.protection.metadata.name;
  const late = facts.insteadOfExpired
    ? ["That preview was older than 15 minutes, so nothing was started. This is how it is now."]
    : [];
  const said = [bold(`Test failover of ${name}?`), pointAndState(facts), network(request), time(request)].join("\n");
  const warnings = [...silence(facts), ...membership(facts), ...warningsFor(request)].map((one) => `⚠️ ${one}`);
  const warned = warnings.length === 0 ? [] : [warnings.join("\n")];
  const paragraphs = [...late, said, ...warned];
  return message(plainly(paragraphs), [
    ...paragraphs.map(section),
    ...actions(previewButtons(request, facts.preview)),
    footer(facts, {
      vault: request.vault?.metadata.name,
      more: [request.protection.metadata.namespace ?? "", "expires in 15 min"],
      simulated: request.protection.status?.simulated === true,
      near: facts.now,
    }),
  ]);
}

function previewButtons(request: DrillRequest, preview: Preview) {
  const line = (flags: Readonly<Record<string, string>>) => commandLine(drillLine(request, flags));
  return [
    button("Start", line({ preview: writtenPreview(preview) }), { style: "primary" }),
    button("Change…", line({ change: "" })),
    button("Cancel", line({ cancel: "" })),
  ];
}

/** From which point, in the words of a sentence that begins with "From". */
const POINT_WORDS: Readonly<Record<Point, string>> = {
  latest: "the latest recovery point: Azure first processes what it has received",
  processed: "the newest recovery point that is processed already, which starts fastest",
  app: "the newest application-consistent recovery point",
  crash: "the newest crash-consistent recovery point",
};

function pointAndState({ request, now }: PreviewFacts): string {
  const { protection, point } = request;
  const { rpoBand, replicationHealth } = protection.status ?? {};
  const known = [
    rpoBand === undefined ? "RPO not known" : `RPO ${rpoWords(rpoBand)}`,
    replicationHealth === undefined || replicationHealth === "None" ? [] : `health ${esc(replicationHealth)}`,
    lastDrill(protection, now),
  ].flat();
  return `From ${POINT_WORDS[point]}. ${known.join(", ")}.`;
}

/** The band as said aloud: "at most 5 min", "over 4 h". */
function rpoWords(band: string): string {
  const [, sign = "", value = "", unit = ""] = /^([≤>])(\d+)([mh])$/.exec(band) ?? [];
  if (sign === "") return esc(band);
  return `${sign === "≤" ? "at most" : "over"} ${value} ${unit === "m" ? "min" : "h"}`;
}

function lastDrill(protection: PhysicalMachineProtection, now: Date): string {
  const { lastDrill: last } = protection.status ?? {};
  const overdue = conditionOf(protection, "Drilled")?.reason === "DrillOverdue" ? ", the next is overdue" : "";
  if (last === undefined) return `never drilled${overdue}`;
  const ago = lengthOf((now.getTime() - Date.parse(last.time)) / 1000);
  const how = last.verdict ?? last.phase;
  return `last drill ${ago} ago${how === undefined ? "" : `: ${esc(how)}`}${overdue}`;
}

function network(request: DrillRequest): string {
  const id = testNetworkOf(request);
  if (id === undefined) return "Into no network yet. Replication goes on meanwhile.";
  const subnet = testSubnetOf(request);
  const production = productionNetworkOf(request.protection);
  const isolated = production !== undefined && !sameId(production, id) ? ": not the production network" : "";
  const part = subnet === undefined ? "" : `, subnet ${bold(subnet)}`;
  return `Into network ${bold(lastPart(id))}${part}${isolated}. Replication goes on meanwhile.`;
}

function time({ protection, cleanUpAfter, notes }: DrillRequest): string {
  const seconds = durationSeconds(cleanUpAfter);
  const end =
    seconds === undefined
      ? "it then stays until somebody cleans it up"
      : `cleaned up by itself ${lengthOf(seconds)} after that`;
  const cost =
    protection.status?.simulated === true
      ? "A simulator plays Azure: no machine is made, and nothing costs money."
      : "The test machine costs money while it runs.";
  const said = notes === undefined ? "" : `\nNotes: “${told(notes, 900)}”`;
  return `Takes 10 to 20 minutes to boot; ${end}. ${cost}${said}`;
}

function silence({ freshness, now }: PreviewFacts): readonly string[] {
  if (!freshness.silent) return [];
  if (freshness.asOf === undefined) return ["The operator has not spoken yet, so nothing here is checked with Azure."];
  const seconds = (now.getTime() - freshness.asOf.getTime()) / 1000;
  return [
    `The operator has not spoken for ${lengthOf(seconds)}: what I show is as of ${when(freshness.asOf, now)}, and a run would wait until it is back.`,
  ];
}

function membership({ channel, member }: PreviewFacts): readonly string[] {
  return member === false ? [notMember(channel)] : [];
}

/** Start is refused while the bot cannot post there; it can be pressed again once it can. */
export function outsideMessage(request: DrillRequest, preview: Preview, channel: string): Message {
  return say(`${notMember(channel)} Nothing was started.`, previewButtons(request, preview));
}

function notMember(channel: string): string {
  return `I am not in <#${channel}>, so nobody would see the run. Invite me (\`/invite @asr\`), then press Start.`;
}
