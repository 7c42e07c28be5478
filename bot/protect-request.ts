// What a machine is to be protected with: flags checked against the namespace, and what nobody has said yet. Pure.
import type { DiscoveredMachine, RecoveryVault } from "../crds/types.ts";
import { bold, code } from "./cards/text.ts";
import { type Copies, type Line, UsageError } from "./command.ts";
import { nearest } from "./nearest.ts";
import { commandLine } from "./parse.ts";
import { findTarget } from "./target.ts";

export interface ProtectRequest {
  readonly machine: DiscoveredMachine;
  readonly vault: RecoveryVault;
  /** `undefined`: several would do, and nobody said which. */
  readonly policy: string | undefined;
  /** Those that would do. */
  readonly policies: readonly string[];
  /** `undefined`: the vault's default, and without one the agent is installed by other means. */
  readonly runAs: string | undefined;
  /** Several machines of the vault have its name: it has to be named by its id. */
  readonly nameIsShared: boolean;
}

/** Throws UsageError for what can be seen to be wrong before anybody is asked. */
export function protectRequest({ words, flags }: Line, namespace: string, copies: Copies): ProtectRequest {
  const machine = freeMachine(words[0] ?? "", namespace, copies);
  const vault = copies.vaults.get(machine.status?.vault ?? "");
  if (vault === undefined) throw new UsageError(`The vault of ${bold(nameOf(machine))} is gone.`);
  const policies = copies.policies
    .byIndex("namespace", namespace)
    .filter(({ spec }) => spec.vault === undefined || spec.vault === vault.metadata.name)
    .map(({ metadata }) => metadata.name)
    .sort();
  return {
    machine,
    vault,
    policies,
    policy: policyOf(flags.policy, policies, namespace),
    runAs: runAsOf(flags["run-as"], vault),
    nameIsShared: copies.machines.list().filter((one) => sameName(one, machine)).length > 1,
  };
}

/** The line that asks for the same again. */
export function protectLine(request: ProtectRequest, namespace: string, more: Readonly<Record<string, string>> = {}) {
  const { machine, policy, runAs } = request;
  const flags = { ...(policy !== undefined && { policy }), ...(runAs !== undefined && { "run-as": runAs }), ...more };
  return commandLine({ verb: "protect", words: [machine.metadata.name], flags, namespace });
}

/** What the machine is called. */
export function nameOf({ metadata, status }: DiscoveredMachine): string {
  return status?.name ?? metadata.name;
}

/** A name for the resource: the machine's, as far as Kubernetes takes it. */
export function resourceName(machine: DiscoveredMachine): string {
  const slug = nameOf(machine)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 63)
    .replace(/^-+|-+$/g, "");
  return slug === "" ? machine.metadata.name : slug;
}

function sameName(one: DiscoveredMachine, other: DiscoveredMachine): boolean {
  return one.status?.vault === other.status?.vault && nameOf(one).toLowerCase() === nameOf(other).toLowerCase();
}

function freeMachine(word: string, namespace: string, copies: Copies): DiscoveredMachine {
  const target = findTarget(word, namespace, copies);
  if ("run" in target) throw new UsageError(`${code(target.run.metadata.name)} is a test failover, not a machine.`);
  if ("protection" in target) {
    const { name } = target.protection.metadata;
    throw new UsageError(
      `${bold(name)} has a protection already. It says how that is:`,
      `status ${name} -n ${namespace}`,
    );
  }
  const owner = target.machine.status?.protectedBy;
  if (owner === undefined) return target.machine;
  throw new UsageError(
    `${bold(nameOf(target.machine))} is protected already, by ${code(`${owner.namespace}/${owner.name}`)}.`,
  );
}

function policyOf(said: string | undefined, policies: readonly string[], namespace: string): string | undefined {
  if (policies.length === 0) {
    throw new UsageError(`There is no ReplicationPolicy in ${bold(namespace)} yet: somebody has to apply one first.`);
  }
  if (said === undefined) return policies.length === 1 ? policies[0] : undefined;
  if (policies.includes(said)) return said;
  const near = nearest(said, policies);
  const guess = near === undefined ? "" : ` Did you mean ${bold(near)}?`;
  throw new UsageError(
    `There is no policy ${bold(said)} in ${bold(namespace)}.${guess} There are ${listed(policies)}.`,
  );
}

function runAsOf(said: string | undefined, { status, metadata }: RecoveryVault): string | undefined {
  const accounts = (status?.runAsAccounts ?? []).map(({ name }) => name);
  if (said === undefined || accounts.includes(said)) return said;
  const there = accounts.length === 0 ? "It knows none." : `It knows ${listed(accounts)}.`;
  throw new UsageError(`The appliances of ${bold(metadata.name)} know no run-as account ${bold(said)}. ${there}`);
}

function listed(names: readonly string[]): string {
  return names.slice(0, 20).map(bold).join(", ");
}
