// Claims are in memory only: after a start they are taken again from what the statuses say, before anyone works.
import type { PhysicalMachineProtection, TestFailover } from "../crds/types.ts";
import { keyOf } from "../kube/keys.ts";
import { type Claimant, type Claims, RANKS } from "./azure/claims.ts";
import type { Copies } from "./copies.ts";

/** Phases in which a run holds its machine. */
const HOLDING: ReadonlySet<string> = new Set(["Starting", "Running", "CleaningUp"]);

interface Vault {
  readonly name: string;
  readonly claims: Claims;
}

/** Every run that may have something in Azure, and every intent of a protection, holds its item again. */
export function retakeClaims(
  { name, claims }: Vault,
  { protections, runs }: Pick<Copies, "protections" | "runs">,
): void {
  for (const run of runs.byIndex("vault", name))
    take(claims, itemOfRun(run), claimantOf(run, "test failover", RANKS.drill));
  for (const protection of protections.byIndex("vault", name)) {
    const rank = protection.status?.operation?.kind === "Disable" ? RANKS.disable : RANKS.update;
    take(claims, itemOfIntent(protection), claimantOf(protection, "protection", rank));
  }
}

function take(claims: Claims, itemId: string | undefined, claimant: Claimant): void {
  if (itemId !== undefined) claims.take(itemId, claimant);
}

function itemOfRun({ status }: TestFailover): string | undefined {
  return HOLDING.has(status?.phase ?? "") ? status?.target?.itemId : undefined;
}

function itemOfIntent({ status }: PhysicalMachineProtection): string | undefined {
  return status?.operation?.target;
}

function claimantOf(object: TestFailover | PhysicalMachineProtection, what: string, rank: number): Claimant {
  return { owner: object.metadata.uid, name: `${what} ${keyOf(object)}`, rank };
}
