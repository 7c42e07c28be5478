// The answer to `/asr status web01`: one protected machine on one card. Pure.
import { conditionOf, isTrue, why } from "../../crds/conditions.ts";
import type { HealthError, PhysicalMachineProtection, TestFailover } from "../../crds/types.ts";
import type { Surroundings } from "../notice.ts";
import { commandLine } from "../parse.ts";
import { footer } from "./footer.ts";
import type { Message } from "./message.ts";
import { paragraphs } from "./paragraphs.ts";
import { portalButton } from "./portal.ts";
import { actions, bold, button, code, count, esc, message, who } from "./text.ts";
import { day, lastPart, named, plainly, timeIn, told } from "./told.ts";

export interface ProtectionFacts extends Surroundings {
  readonly protection: PhysicalMachineProtection;
  /** Its test failover that has not ended. */
  readonly running: TestFailover | undefined;
}

export function protectionMessage(facts: ProtectionFacts): Message {
  const { protection, running, freshness, now } = facts;
  const { status, metadata } = protection;
  const lines = [
    ...(freshness.silent
      ? ["⚠️ *The operator has not spoken for more than ten minutes.* This may be out of date."]
      : []),
    title(protection),
    ...reason(protection),
    health(protection),
    ...(status?.healthErrors ?? []).filter(isNews).slice(0, 3).map(healthError),
    ...(running === undefined ? [] : [`A test failover is under way: ${code(running.metadata.name)}.`]),
    lastDrill(protection),
    ...agent(protection),
    ...disks(protection),
    ...network(protection),
    ...allowed(protection),
    ...drift(protection),
  ];
  const busy = running !== undefined || status?.protectionState === undefined;
  return message(plainly(lines), [
    ...paragraphs(lines),
    ...actions([...(busy ? [] : [drill(protection)]), ...portalButton(status?.portalLink)]),
    footer(facts, {
      vault: status?.bound?.vault ?? protection.spec.vault,
      more: [`${metadata.namespace}/${metadata.name}`],
      simulated: status?.simulated === true,
      near: now,
    }),
  ]);
}

function drill({ metadata: { name, namespace } }: PhysicalMachineProtection) {
  const line = { verb: "testfailover", words: [name], flags: {}, ...(namespace !== undefined && { namespace }) };
  return button("Test failover…", commandLine(line));
}

function title(protection: PhysicalMachineProtection): string {
  const { status, metadata } = protection;
  const machine = named(status?.machine ?? metadata.name);
  return `${sign(protection)} ${bold(machine)}: ${bold(status?.stateDescription ?? "not looked at yet")}`;
}

function sign(protection: PhysicalMachineProtection): string {
  if (isTrue(protection, "Stalled")) return "🔴";
  if (!isTrue(protection, "Ready")) return "🔵";
  const bad = ["Healthy", "WithinRpo", "Replicating"].some((type) => conditionOf(protection, type)?.status === "False");
  return bad ? "🟠" : "🟢";
}

/** Ready says only what the title says. */
function reason(protection: PhysicalMachineProtection): readonly string[] {
  const said = isTrue(protection, "Ready") ? undefined : why(protection)?.message;
  return said === undefined ? [] : [told(said, 900)];
}

function health({ status, spec }: PhysicalMachineProtection): string {
  return [
    `Health ${esc(status?.replicationHealth ?? "not known")}`,
    `RPO ${esc(status?.rpoBand ?? "not known")}`,
    `policy ${code(spec.policy)}`,
  ].join(" · ");
}

/** That no drill ever succeeded is said by the line about the last one. */
const NEVER_DRILLED = "161011";

function isNews({ code: number }: HealthError): boolean {
  return number !== NEVER_DRILLED;
}

function healthError({ code: number, message: said, recommendedAction }: HealthError): string {
  const advice = recommendedAction === undefined ? "" : ` Azure recommends: ${told(recommendedAction, 400)}`;
  return `• ${esc(named(number))}: ${told(said, 400)}${advice}`;
}

function lastDrill({ status, spec }: PhysicalMachineProtection): string {
  const { lastDrill: last } = status ?? {};
  const every = spec.drillEveryDays === undefined ? "" : ` One is due every ${count(spec.drillEveryDays, "day")}.`;
  const at = timeIn(last?.time);
  if (last === undefined || at === undefined) return `Never rehearsed, as far as is known.${every}`;
  const verdict = last.verdict === undefined ? "no verdict" : `verdict ${last.verdict} by ${who(last.by)}`;
  return `Last drill ${day(at)}: ${esc(last.phase ?? "ended")}, ${verdict}.${every}`;
}

function agent({ status }: PhysicalMachineProtection): readonly string[] {
  const { version, latestVersion, rebootNeeded, heartbeatStale, expiry } = status?.agent ?? {};
  if (version === undefined) return [];
  const until = timeIn(expiry);
  const parts = [
    `Mobility agent ${esc(named(version))}`,
    ...(latestVersion === undefined || latestVersion === version ? [] : [`${esc(named(latestVersion))} is available`]),
    ...(until === undefined ? [] : [`supported until ${day(until)}`]),
    ...(heartbeatStale === true ? ["*not heard for some minutes*"] : []),
    ...(rebootNeeded === true ? ["*a restart of the machine is needed*"] : []),
  ];
  return [parts.join(" · ")];
}

function disks({ status }: PhysicalMachineProtection): readonly string[] {
  const left = (status?.disks ?? []).filter(({ state }) => state !== "Protected");
  if (left.length === 0) return [];
  const names = left
    .slice(0, 8)
    .map(({ name, id, state }) => `${code(named(name ?? id))} (${state === "New" ? "new" : "excluded"})`);
  return [`*Disks that do not replicate:* ${names.join(", ")}`];
}

function network({ status, spec }: PhysicalMachineProtection): readonly string[] {
  const test = status?.bound?.testNetwork ?? spec.testNetwork;
  return test?.network === undefined ? [] : [`Drills run in network ${bold(named(lastPart(test.network)))}.`];
}

/** What Azure would take now, of what people ask for; in the words of this chat. */
const OPERATIONS: readonly (readonly [RegExp, string])[] = [
  [/^TestFailover$/i, "a test failover"],
  [/^TestFailoverCleanup$/i, "the clean-up of a test failover"],
  [/^(Unplanned)?Failover$/i, "a failover"],
  [/^Commit/i, "the commit of a failover"],
  [/^ChangePit$/i, "a change of the recovery point"],
  [/^DisableProtection$/i, "the end of replication"],
];

function allowed({ status }: PhysicalMachineProtection): readonly string[] {
  if (status?.allowedOperations === undefined) return [];
  const words = OPERATIONS.filter(([name]) => status.allowedOperations?.some((one) => name.test(one)));
  return [
    words.length === 0
      ? "Azure allows nothing on it now."
      : `Azure allows now: ${words.map(([, said]) => said).join(", ")}.`,
  ];
}

function drift({ status }: PhysicalMachineProtection): readonly string[] {
  const differing = (status?.drift ?? []).slice(0, 5).map(({ field }) => code(named(field)));
  return differing.length === 0 ? [] : [`Azure differs from the manifest in ${differing.join(", ")}.`];
}
