// Which changes of one resource make others worth a look, and by which index those are found: no scans.
import type {
  DiscoveredMachine,
  PhysicalMachineProtection,
  RecoveryVault,
  ReplicationPolicy,
  TestFailover,
} from "../crds/types.ts";
import { isStatusOnly } from "../kube/enqueue.ts";
import { keyOf } from "../kube/keys.ts";
import { priorities } from "../kube/queue.ts";
import type { Change, Indexes } from "../kube/store.ts";
import type { KubeObject } from "../kube/types.ts";
import { MACHINE_INDEX, machineKeys } from "./protection/owner.ts";
import { REQUESTED_AT } from "./requested.ts";
import { sameJson } from "./same-json.ts";

/** People first: runs made in chat, and the annotation. The echo of our own status writes is dropped. */
export function ownPriority<T extends KubeObject>(change: Change<T>): number | undefined {
  if (change.initial) return priorities.resync;
  if (isStatusOnly(change)) return undefined;
  const { previous, object } = change;
  const asked = previous !== undefined && requestedAt(previous) !== requestedAt(object);
  return asked || (change.type === "added" && isFromChat(object)) ? priorities.person : priorities.change;
}

function requestedAt(object: KubeObject): string | undefined {
  return object.metadata.annotations?.[REQUESTED_AT];
}

function isFromChat(object: KubeObject & { readonly spec?: { readonly requestedBy?: string } }): boolean {
  return object.spec?.requestedBy?.startsWith("slack:") === true;
}

/** The key of another object in the same namespace. */
export function keyIn(namespace: string | undefined, name: string): string {
  return keyOf({ name, ...(namespace === undefined ? {} : { namespace }) });
}

function none(value: string | undefined): readonly string[] {
  return value === undefined ? [] : [value];
}

/** No vault named and none bound: whichever vault changes may be the one. */
export const ANY_VAULT = "*";

export const machineIndexes = {
  vault: (machine) => none(machine.status?.vault),
} as const satisfies Indexes<DiscoveredMachine>;

export const policyIndexes = {
  vault: (policy) => [policy.status?.vault ?? policy.spec.vault ?? ANY_VAULT],
} as const satisfies Indexes<ReplicationPolicy>;

export const protectionIndexes = {
  vault: (protection) => [protection.status?.bound?.vault ?? protection.spec.vault ?? ANY_VAULT],
  policy: (protection) => [keyIn(protection.metadata.namespace, protection.spec.policy)],
  item: (protection) => none(protection.status?.bound?.itemId?.toLowerCase()),
  machine: (protection) => none(protection.status?.bound?.machineId?.toLowerCase()),
  [MACHINE_INDEX]: machineKeys,
} as const satisfies Indexes<PhysicalMachineProtection>;

export const runIndexes = {
  vault: (run) => none(run.status?.target?.vault),
  protection: (run) => (run.spec.protection === undefined ? [] : [keyIn(run.metadata.namespace, run.spec.protection)]),
  item: (run) => none(run.status?.target?.itemId?.toLowerCase()),
} as const satisfies Indexes<TestFailover>;

/** Whether what others read of a vault changed: not its counts and times. */
export function vaultMatters(change: Change<RecoveryVault>): boolean {
  return (
    change.type !== "updated" ||
    !sameJsonOf(change, ({ spec, metadata, status }) => [
      spec,
      metadata.deletionTimestamp,
      readiness(status),
      status?.runAsAccounts,
    ])
  );
}

/** Whether what protections read of a policy changed. */
export function policyMatters(change: Change<ReplicationPolicy>): boolean {
  return (
    change.type !== "updated" ||
    !sameJsonOf(change, ({ status, metadata }) => [metadata.deletionTimestamp, readiness(status), status?.azureId])
  );
}

/** Whether what runs and policies read of a protection changed. */
export function protectionMatters(change: Change<PhysicalMachineProtection>): boolean {
  return (
    change.type !== "updated" ||
    !sameJsonOf(change, ({ spec, status }) => [spec, status?.bound, status?.stateDescription, readiness(status)])
  );
}

/** Whether a run began or ended, which its protection's record of drills and other waiting runs read. */
export function runMatters(change: Change<TestFailover>): boolean {
  return change.type !== "updated" || !sameJsonOf(change, ({ spec, status }) => [status?.phase, spec.verdict]);
}

function readiness(
  status:
    | { readonly conditions?: readonly { type: string; status: string; reason: string; message: string }[] }
    | undefined,
): unknown {
  return status?.conditions?.map(({ type, status, reason, message }) => [type, status, reason, message]);
}

function sameJsonOf<T>(change: Change<T>, facts: (object: T) => unknown): boolean {
  return change.previous !== undefined && sameJson(facts(change.previous), facts(change.object));
}
