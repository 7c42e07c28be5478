// What a test failover is asked for with: flags checked against the protection and its vault, and back to a line. Pure.
import type { PhysicalMachineProtection, RecoveryVault, TestFailoverRecoveryPoint } from "../crds/types.ts";
import { durationSeconds } from "./cards/duration.ts";
import { bold, code } from "./cards/text.ts";
import { lastPart } from "./cards/told.ts";
import { type Copies, type Line, UsageError } from "./command.ts";
import { nearest } from "./nearest.ts";
import { commandLine } from "./parse.ts";
import { findProtection } from "./target.ts";

/** The recovery points by the word that people type. */
export const POINTS = {
  latest: "Latest",
  processed: "LatestProcessed",
  app: "LatestAppConsistent",
  crash: "LatestCrashConsistent",
} as const satisfies Record<string, TestFailoverRecoveryPoint["type"]>;

export type Point = keyof typeof POINTS;

export interface DrillRequest {
  readonly protection: PhysicalMachineProtection;
  readonly vault: RecoveryVault | undefined;
  readonly point: Point;
  /** As the resource holds it: `2h`, or `Never`. */
  readonly cleanUpAfter: string;
  /** ARM id, when the person chose it. */
  readonly network: string | undefined;
  readonly notes: string | undefined;
}

const CLEAN_UP_AFTER = "2h";
const SHORTEST_SECONDS = 15 * 60;
const LONGEST_SECONDS = 168 * 3600;

/** Throws UsageError for what can be seen to be wrong before anybody is asked. */
export function drillRequest({ words, flags }: Line, namespace: string, copies: Copies): DrillRequest {
  const protection = findProtection(words[0] ?? "", namespace, copies);
  const vault = vaultOf(protection, copies);
  return thatFitsAButton({
    protection,
    vault,
    point: pointOf(flags.point ?? "latest"),
    cleanUpAfter: cleanUpAfterOf(flags["cleanup-after"] ?? CLEAN_UP_AFTER),
    network: flags.network === undefined ? undefined : networkOf(flags.network, protection, vault),
    notes: flags.notes,
  });
}

/** The line that asks for the same again, also from a channel that is about another namespace. */
export function drillLine(request: DrillRequest, more: Readonly<Record<string, string>> = {}): Line {
  const { protection, point, cleanUpAfter, network, notes } = request;
  const { name, namespace } = protection.metadata;
  return {
    verb: "testfailover",
    words: [name],
    flags: {
      ...(point !== "latest" && { point }),
      ...(cleanUpAfter !== CLEAN_UP_AFTER && { "cleanup-after": cleanUpAfter }),
      ...(network !== undefined && { network }),
      ...(notes !== undefined && { notes }),
      ...more,
    },
    ...(namespace !== undefined && { namespace }),
  };
}

/** The vault that the protection is bound to, else the one it names, else the only one its namespace may use. */
export function vaultOf({ metadata, spec, status }: PhysicalMachineProtection, copies: Copies) {
  const name = status?.bound?.vault ?? spec.vault;
  if (name !== undefined) return copies.vaults.get(name);
  const allowed = copies.vaults.list().filter((one) => one.spec.allowedNamespaces.includes(metadata.namespace ?? ""));
  return allowed.length === 1 ? allowed[0] : undefined;
}

/** Where the run goes: the network that was chosen, else the protection's own. */
export function testNetworkOf({ network, protection }: Pick<DrillRequest, "network" | "protection">) {
  return network ?? ownTestNetwork(protection)?.network;
}

/** The subnet, when the network is the protection's own: for another one nobody said. */
export function testSubnetOf({ network, protection }: Pick<DrillRequest, "network" | "protection">) {
  const own = ownTestNetwork(protection);
  return network === undefined || sameId(network, own?.network) ? own?.subnet : undefined;
}

function ownTestNetwork({ spec, status }: PhysicalMachineProtection) {
  return spec.testNetwork ?? status?.bound?.testNetwork;
}

/** The network that the machine fails over to for real, when it is known. */
export function productionNetworkOf({ spec, status }: PhysicalMachineProtection): string | undefined {
  return status?.bound?.target?.network ?? spec.target?.network;
}

/** ARM ids differ in case between answers of Azure and still are the same. */
export function sameId(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && one.toLowerCase() === other?.toLowerCase();
}

/** The Start button holds the whole line: Slack lets it be 2,000 characters long, the flag of the preview included. */
const MOST_LINE = 1960;
const MOST_NOTES = 1024;

function thatFitsAButton(request: DrillRequest): DrillRequest {
  const length = Array.from(request.notes ?? "").length;
  if (length > MOST_NOTES) {
    throw new UsageError(`The notes have ${length} characters; ${MOST_NOTES} is the most. Nothing was started.`);
  }
  if (commandLine(drillLine(request)).length <= MOST_LINE) return request;
  throw new UsageError(
    `The notes are too long to fit behind a button of Slack. Make them shorter, or give them with ${code("/asr cleanup")} at the end. Nothing was started.`,
  );
}

function pointOf(word: string): Point {
  const wanted = word.toLowerCase();
  const known = Object.keys(POINTS) as Point[];
  const found = known.find((one) => one === wanted || POINTS[one].toLowerCase() === wanted);
  if (found !== undefined) return found;
  const near = nearest(wanted, known);
  const guess = near === undefined ? "" : ` Did you mean ${code(near)}?`;
  throw new UsageError(
    `I know no recovery point ${code(word)}.${guess} ${code("--point")} takes ${known.map(code).join(", ")}.`,
  );
}

function cleanUpAfterOf(word: string): string {
  const wanted = word.toLowerCase();
  if (wanted === "never") return "Never";
  const seconds = durationSeconds(wanted);
  if (seconds !== undefined && seconds >= SHORTEST_SECONDS && seconds <= LONGEST_SECONDS) return wanted;
  throw new UsageError(
    `${code("--cleanup-after")} takes 15 minutes to 168 hours, in hours and minutes, such as ${code("2h")} or ${code("90m")}; or ${code("never")}, and then somebody has to clean up by hand. I cannot read ${code(word)}.`,
  );
}

function networkOf(word: string, protection: PhysicalMachineProtection, vault: RecoveryVault | undefined): string {
  if (vault === undefined) {
    throw new UsageError(
      `${bold(protection.metadata.name)} has no vault yet, so I do not know which networks are for drills. Leave ${code("--network")} away, or try again when it has one.`,
    );
  }
  const known = vault.spec.testNetworks ?? [];
  const found = known.filter((id) => sameId(id, word) || sameId(lastPart(id), word));
  const [network, ...others] = found;
  if (network === undefined) throw notForDrills(word, vault, known);
  if (others.length > 0) {
    throw new UsageError(
      `${found.length} test networks are called ${bold(word)}. Name one by its id: ${found.map(code).join(", ")}.`,
    );
  }
  return network;
}

function notForDrills(word: string, vault: RecoveryVault, known: readonly string[]): UsageError {
  const names = known.map((id) => bold(lastPart(id))).join(", ");
  const near = nearest(word, known.map(lastPart));
  const guess = near === undefined ? "" : ` Did you mean ${bold(near)}?`;
  const list = known.length === 0 ? "It has none yet." : `Those are ${names}.`;
  return new UsageError(
    `${bold(word)} is not one of the test networks of ${bold(vault.metadata.name)}.${guess} ${list} Whoever manages the vault can add one to ${code("spec.testNetworks")}.`,
  );
}
