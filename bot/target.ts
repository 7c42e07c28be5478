// What a word in a command line names: a run, a protection, or a machine, in that order. Pure.
import type { DiscoveredMachine, PhysicalMachineProtection, TestFailover } from "../crds/types.ts";
import { bold, code, count, esc } from "./cards/text.ts";
import { type Copies, UsageError } from "./command.ts";
import { nearest } from "./nearest.ts";
import { hasEnded } from "./run.ts";

export type Target =
  | { readonly run: TestFailover }
  | { readonly protection: PhysicalMachineProtection }
  | { readonly machine: DiscoveredMachine };

/** Nothing has that name. With the line that it came from, `refusals.mistyped` makes a button of `instead`. */
export class UnknownTargetError extends UsageError {
  readonly word: string;
  /** What was probably meant. */
  readonly instead: string | undefined;
  constructor(message: string, word: string, instead: string | undefined) {
    super(message);
    this.word = word;
    this.instead = instead;
  }
}

/**
 * The first that fits, without case: a run's name, a protection's name, or what a machine is called: its name, full
 * name, address or resource. A machine that is protected in this namespace is its protection. Throws
 * UnknownTargetError with the nearest name, or UsageError with the candidates when several fit.
 */
export function findTarget(word: string, namespace: string, copies: Copies): Target {
  const key = `${namespace}/${word.toLowerCase()}`;
  const run = copies.runs.get(key);
  if (run !== undefined) return { run };
  const protection = copies.protections.get(key) ?? onlyProtection(word, namespace, copies);
  if (protection !== undefined) return { protection };
  const machine = onlyMachine(word, namespace, copies);
  if (machine === undefined) throw unknown(word, namespace, copies);
  const owner = ownerIn(machine, namespace, copies);
  return owner === undefined ? { machine } : { protection: owner };
}

/** The protection of that name, or of that machine. */
export function findProtection(word: string, namespace: string, copies: Copies): PhysicalMachineProtection {
  const target = findTarget(word, namespace, copies);
  if ("protection" in target) return target.protection;
  if ("machine" in target) throw notProtected(target.machine, namespace);
  const name = target.run.spec.protection;
  const protection = name === undefined ? undefined : copies.protections.get(`${namespace}/${name}`);
  if (protection !== undefined) return protection;
  throw new UsageError(`${bold(target.run.metadata.name)} is a test failover, and what it protected is gone.`);
}

/** The run of that name; or of that protection or machine the only one that has not ended. */
export function findRun(word: string, namespace: string, copies: Copies): TestFailover {
  const target = findTarget(word, namespace, copies);
  if ("run" in target) return target.run;
  if ("machine" in target) throw notProtected(target.machine, namespace);
  const { name } = target.protection.metadata;
  const runs = runsOf(name, namespace, copies);
  const [first, ...others] = runs.filter((run) => !hasEnded(run));
  if (first === undefined) throw noneRuns(name, runs);
  if (others.length === 0) return first;
  const names = [first, ...others].map((run) => code(run.metadata.name)).join(", ");
  throw new UsageError(
    `${bold(name)} has ${others.length + 1} test failovers that have not ended: ${names}. Name one.`,
  );
}

/** The runs of a protection, the newest first. */
export function runsOf(protection: string, namespace: string, copies: Copies): readonly TestFailover[] {
  return copies.runs
    .byIndex("namespace", namespace)
    .filter((run) => run.spec.protection === protection)
    .sort((a, b) => b.metadata.creationTimestamp.localeCompare(a.metadata.creationTimestamp));
}

/** The machines that a namespace may know of: those of the vaults that allow it. */
export function machinesFor(namespace: string, copies: Copies): readonly DiscoveredMachine[] {
  const allowed = new Set(
    copies.vaults
      .list()
      .flatMap(({ metadata, spec }) => (spec.allowedNamespaces.includes(namespace) ? [metadata.name] : [])),
  );
  return copies.machines.list().filter(({ status }) => status !== undefined && allowed.has(status.vault));
}

const byName = <T extends { readonly metadata: { readonly name: string } }>(one: T, other: T): number =>
  one.metadata.name < other.metadata.name ? -1 : 1;

function onlyProtection(word: string, namespace: string, copies: Copies): PhysicalMachineProtection | undefined {
  const all = copies.protections.byIndex("namespace", namespace);
  const found = all.filter((one) => isOne(word, namesOf(one))).toSorted(byName);
  if (found.length < 2) return found[0];
  const names = found.map((one) => code(one.metadata.name)).join(", ");
  throw new UsageError(`Several protections are about ${bold(word)}: ${names}. Name one.`);
}

function namesOf({ spec, status }: PhysicalMachineProtection): readonly (string | undefined)[] {
  const { name, fqdn, ipAddress, add } = spec.machine;
  return [status?.machine, status?.bound?.machineName, name, fqdn, ipAddress, add?.name, add?.ipAddress];
}

function onlyMachine(word: string, namespace: string, copies: Copies): DiscoveredMachine | undefined {
  const fitting = machinesFor(namespace, copies).filter((machine) => isOne(word, callings(machine)));
  const seen = fitting.filter(({ status }) => status?.missingSince === undefined);
  const found = (seen.length > 0 ? seen : fitting).toSorted(byName);
  if (found.length < 2) return found[0];
  const names = found.map((one) => `${code(one.metadata.name)} (${describe(one)})`).join(", ");
  throw new UsageError(`${count(found.length, "machine")} are called ${bold(word)}: ${names}. Name one.`);
}

function callings({ metadata, status }: DiscoveredMachine): readonly (string | undefined)[] {
  return [metadata.name, status?.name, status?.fqdn, ...(status?.addresses ?? [])];
}

function describe({ status }: DiscoveredMachine): string {
  const facts = [status?.fqdn, status?.addresses?.[0], status?.appliance && `seen by ${status.appliance}`];
  return esc(facts.filter((fact) => fact !== undefined && fact !== "").join(", "));
}

function isOne(word: string, names: readonly (string | undefined)[]): boolean {
  return names.some((name) => name?.toLowerCase() === word.toLowerCase());
}

function ownerIn(machine: DiscoveredMachine, namespace: string, copies: Copies): PhysicalMachineProtection | undefined {
  const owner = machine.status?.protectedBy;
  return owner?.namespace === namespace ? copies.protections.get(`${namespace}/${owner.name}`) : undefined;
}

function unknown(word: string, namespace: string, copies: Copies): UnknownTargetError {
  const machines = machinesFor(namespace, copies);
  const protections = copies.protections.byIndex("namespace", namespace);
  const runs = copies.runs.byIndex("namespace", namespace);
  const names = [
    ...protections.flatMap((one) => [one.metadata.name, ...namesOf(one)]),
    ...machines.flatMap((one) => [one.status?.name, one.status?.fqdn]),
    ...runs.map((one) => one.metadata.name),
  ].filter((name) => name !== undefined);
  const near = nearest(word, names);
  const guess = near === undefined ? "" : ` Did you mean ${bold(near)}?`;
  const lists = `${code("/asr machines")} lists ${count(machines.length, "machine")}.`;
  return new UnknownTargetError(`I know no “${esc(word)}” in ${bold(namespace)}.${guess} ${lists}`, word, near);
}

function notProtected(machine: DiscoveredMachine, namespace: string): UsageError {
  const name = machine.status?.name ?? machine.metadata.name;
  const owner = machine.status?.protectedBy;
  if (owner !== undefined) {
    return new UsageError(`${bold(name)} is protected in another namespace, ${bold(owner.namespace)}.`);
  }
  const protect = `protect ${machine.metadata.name} -n ${namespace}`;
  return new UsageError(`${bold(name)} is not protected in ${bold(namespace)}.`, protect);
}

function noneRuns(name: string, runs: readonly TestFailover[]): UsageError {
  const last = runs[0];
  const before =
    last === undefined
      ? "It never had one that I know of."
      : `The last was ${code(last.metadata.name)}: ${esc(last.status?.phase ?? "Pending")}.`;
  return new UsageError(`${bold(name)} has no test failover under way. ${before}`);
}
