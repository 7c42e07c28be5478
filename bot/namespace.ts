// Which namespace a request is about: what is said, else what its channel is for, else the only one there is. Pure.
import type { RecoveryVault } from "../crds/types.ts";
import { bold, code } from "./cards/text.ts";
import { type Line, UsageError } from "./command.ts";
import { nearest } from "./nearest.ts";

export interface NamespaceFacts {
  readonly line: Line;
  /** Where it was asked. */
  readonly channel: string;
  /** Channel id → namespace. */
  readonly channels: Readonly<Record<string, string>>;
  readonly vaults: readonly RecoveryVault[];
}

/** Throws UsageError, listing those that some vault allows, when it is not clear. */
export function namespaceOf({ line, channel, channels, vaults }: NamespaceFacts): string {
  const allowed = [...new Set(vaults.flatMap(({ spec }) => spec.allowedNamespaces))].sort();
  const said = line.namespace;
  if (said !== undefined) return known(said, allowed);
  const [only, ...others] = allowed;
  const found = channels[channel] ?? (others.length === 0 ? only : undefined);
  if (found !== undefined) return found;
  if (only === undefined) {
    throw new UsageError(
      `No RecoveryVault lets a namespace in yet. Whoever runs the platform adds one to ${code("spec.allowedNamespaces")}.`,
    );
  }
  throw new UsageError(`Which namespace? Add ${code(`-n ${only}`)}. There are ${listed(allowed)}.`);
}

function known(said: string, allowed: readonly string[]): string {
  if (allowed.includes(said)) return said;
  const near = nearest(said, allowed);
  const guess = near === undefined ? "" : ` Did you mean ${code(`-n ${near}`)}?`;
  const there = allowed.length === 0 ? "No vault lets one in yet." : `There are ${listed(allowed)}.`;
  throw new UsageError(`No vault lets namespace ${code(said)} in.${guess} ${there}`);
}

const MOST = 20;

function listed(names: readonly string[]): string {
  const more = names.length > MOST ? [`${names.length - MOST} more`] : [];
  return [...names.slice(0, MOST).map(bold), ...more].join(", ");
}
