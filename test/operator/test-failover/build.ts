// Facts for a test failover's decision, as they are in the plainest case; each test says what differs.
import type { Condition, PhysicalMachineProtection, TestFailoverSpec } from "../../../crds/types.ts";
import type { Job, ProtectedItem, TestFailoverDetails, VirtualMachine } from "../../../operator/azure/site-recovery.ts";
import type { Seen } from "../../../operator/azure/view.ts";
import { adopted, intend, type Operation, type OperationKind } from "../../../operator/operation.ts";
import { decide } from "../../../operator/test-failover/decide.ts";
import type { Run, RunVerdict, Status, World } from "../../../operator/test-failover/world.ts";

/** Azure's clock, and the cluster's. */
export const NOW = new Date("2026-11-23T10:31:00Z");

const GROUP = "/subscriptions/0000/resourceGroups/dr-rg/providers";
export const ITEM = `${GROUP}/Microsoft.RecoveryServices/vaults/contoso/replicationProtectedItems/dr-team-web01`;
export const network = (name: string): string => `${GROUP}/Microsoft.Network/virtualNetworks/${name}`;
export const TEST_NETWORK = network("dr-test");
export const TEST_MACHINE = `${GROUP}/Microsoft.Compute/virtualMachines/web01-test`;

export const minutesLater = (minutes: number, from: Date = NOW): Date => new Date(from.getTime() + minutes * 60_000);
export const secondsLater = (seconds: number, from: Date = NOW): Date => new Date(from.getTime() + seconds * 1000);
export const iso = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`;

/** Protected, idle, never drilled. */
export function itemWith(more: Partial<ProtectedItem> = {}): ProtectedItem {
  return {
    id: ITEM,
    name: "dr-team-web01",
    friendlyName: "web01",
    instanceType: "InMageRcm",
    protectionState: "Protected",
    activeLocation: "Primary",
    testFailoverState: "None",
    replicationHealth: "Normal",
    failoverHealth: "Normal",
    allowedOperations: ["UnplannedFailover", "DisableProtection", "TestFailover"],
    healthErrors: [],
    rpoSeconds: 180,
    resyncRequired: false,
    disks: [],
    nics: [],
    target: { networkId: network("production") },
    ...more,
  };
}

/** What an item shows at each moment of a drill. */
export const shows = {
  idle: (): ProtectedItem => itemWith(),
  starting: (jobId = "job-1"): ProtectedItem =>
    itemWith({ allowedOperations: [], currentJob: { scenario: "TestFailover", jobId, startedAt: NOW } }),
  /** Its job, which waits for the clean-up, stays the item's current one. */
  up: (jobId = "job-1"): ProtectedItem =>
    itemWith({
      testFailoverState: "WaitingForCompletion",
      allowedOperations: ["TestFailoverCleanup"],
      currentJob: { scenario: "TestFailover", jobId, startedAt: NOW },
    }),
  cleaning: (jobId = "job-2"): ProtectedItem =>
    itemWith({
      testFailoverState: "MarkedForDeletion",
      allowedOperations: [],
      currentJob: { scenario: "TestFailoverCleanup", jobId, startedAt: NOW },
    }),
  /** After the clean-up Azure's word for it lingers. */
  cleaned: (): ProtectedItem => itemWith({ testFailoverState: "MarkedForDeletion" }),
} as const;

export const present = <T>(value: T, at = NOW): Seen<T> => ({ state: "present", value, at });
export const absent = { state: "absent", at: NOW } as const;
export const unknown = { state: "unknown", why: "Azure's list did not come through." } as const;

export function protectionWith({
  spec = {},
  status = {},
  metadata = {},
}: {
  spec?: Partial<PhysicalMachineProtection["spec"]>;
  status?: NonNullable<PhysicalMachineProtection["status"]>;
  metadata?: { deletionTimestamp?: string };
} = {}): PhysicalMachineProtection {
  return {
    apiVersion: "asr-chatops.io/v1alpha1",
    kind: "PhysicalMachineProtection",
    metadata: {
      name: "web01",
      namespace: "dr-team",
      uid: "uid-web01",
      generation: 1,
      resourceVersion: "1",
      creationTimestamp: iso(NOW),
      ...metadata,
    },
    spec: {
      policy: "gold",
      machine: { name: "web01" },
      testNetwork: { network: TEST_NETWORK },
      ...spec,
    } as PhysicalMachineProtection["spec"],
    status: { machine: "web01", bound: { vault: "contoso", itemId: ITEM }, ...status },
  };
}

export const condition = (type: string, reason: string, message: string, status: Condition["status"] = "True") => ({
  type,
  status,
  reason,
  message,
  lastTransitionTime: iso(NOW),
});

export interface RunFacts {
  readonly spec?: Partial<Omit<TestFailoverSpec, "cleanUp">> & {
    readonly cleanUp?: Partial<TestFailoverSpec["cleanUp"]>;
  };
  readonly status?: Run["status"];
  readonly deleted?: true;
  readonly annotations?: Readonly<Record<string, string>>;
}

export function runWith({ spec = {}, status, deleted, annotations }: RunFacts = {}): Run {
  return {
    apiVersion: "asr-chatops.io/v1alpha1",
    kind: "TestFailover",
    metadata: {
      name: "drill",
      namespace: "dr-team",
      uid: "uid-drill",
      generation: 1,
      ...(deleted === undefined ? {} : { deletionTimestamp: iso(NOW) }),
      ...(annotations === undefined ? {} : { annotations }),
    },
    spec: {
      protection: "web01",
      recoveryPoint: { type: "Latest" },
      ...spec,
      cleanUp: { after: "2h", ...spec.cleanUp },
    },
    ...(status === undefined ? {} : { status }),
  } as Run;
}

export function worldWith(more: Partial<World> = {}): World {
  return {
    azureNow: NOW,
    clusterNow: NOW,
    simulated: false,
    epoch: 0,
    operationId: "operation-1",
    protection: protectionWith(),
    vault: {
      name: "contoso",
      mode: "Manage",
      testNetworks: [TEST_NETWORK],
      namespaceAllowed: true,
      writesBarred: undefined,
    },
    item: present(shows.idle()),
    claim: { held: true },
    job: undefined,
    startJob: undefined,
    sightings: [],
    knownJobs: [],
    recoveryPoints: [],
    findings: [],
    laterDrill: undefined,
    testMachine: { state: "unknown", why: "It was not looked at." },
    ...more,
  };
}

/** The vault's facts, with what differs. */
export const vaultWith = (more: Partial<NonNullable<World["vault"]>>): Pick<World, "vault"> => ({
  vault: { ...(worldWith().vault as NonNullable<World["vault"]>), ...more },
});

export function jobWith(more: Partial<Job> = {}): Job {
  return {
    id: "job-1",
    scenario: "TestFailover",
    friendlyName: "Test failover",
    state: "Running",
    stateDescription: "InProgress",
    targetId: ITEM,
    startedAt: NOW,
    errors: [],
    tasks: [],
    ...more,
  };
}

export const drillDetails: TestFailoverDetails = {
  networkId: TEST_NETWORK,
  testMachineName: "web01-test",
  testMachineId: TEST_MACHINE,
  recoveryPointId: `${ITEM}/recoveryPoints/point-1`,
  recoveryPointTime: new Date("2026-11-23T10:28:00Z"),
};

export const testMachine: VirtualMachine = {
  id: TEST_MACHINE,
  name: "web01-test",
  size: "Standard_D4s_v5",
  powerState: "running",
  addresses: ["10.9.1.14"],
};

/** An intent as it is on record before the call. */
export function intentTo(kind: OperationKind, more: Partial<Operation> = {}): Operation {
  const intent = { id: "operation-1", kind, target: ITEM, knownJobs: [], azureDate: NOW, epoch: 0 };
  return { ...intend(intent), ...more };
}

const target = { protection: "web01", protectionUid: "uid-web01", machine: "web01", vault: "contoso", itemId: ITEM };
const checked = { step: "Checked", time: iso(NOW) };
const started = { step: "Started", time: iso(NOW), jobId: "job-1" };

/** The status of a run in each phase, as an undisturbed drill has it. */
export const statusIn = {
  starting: (operation: Operation = adopted(intentTo("TestFailover"), "job-1")): Status => ({
    phase: "Starting",
    target,
    network: TEST_NETWORK,
    recoveryPoint: { type: "Latest" },
    startedAt: iso(NOW),
    rpoAtStartSeconds: 180,
    timeline: [checked],
    operation,
  }),
  running: (more: Partial<Status> = {}): Status => ({
    phase: "Running",
    target,
    network: TEST_NETWORK,
    recoveryPoint: { type: "Latest", id: drillDetails.recoveryPointId ?? "", time: "2026-11-23T10:28:00Z" },
    startedAt: iso(NOW),
    rpoAtStartSeconds: 180,
    runningSince: iso(minutesLater(11)),
    minutesUntilUp: 11,
    cleanUpAt: iso(minutesLater(131)),
    cleansUpAtText: "12:42 UTC",
    testMachine: {
      name: "web01-test",
      id: TEST_MACHINE,
      size: "Standard_D4s_v5",
      addresses: ["10.9.1.14"],
      powerState: "running",
    },
    timeline: [checked, started, { step: "MachineUp", time: iso(minutesLater(11)) }],
    ...more,
  }),
  cleaningUp: (
    operation: Operation | undefined = adopted(intentTo("TestFailoverCleanup"), "job-2"),
    more: Partial<Status> = {},
  ): Status => {
    const { operation: _, ...status } = statusIn.running();
    return {
      ...status,
      phase: "CleaningUp",
      cleanUp: { attempts: 1, why: "Due" },
      ...(operation === undefined ? {} : { operation }),
      ...more,
    };
  },
} as const;

/** The run after a verdict was saved, as the store would save it. */
export function saved(run: Run, { status, conditions }: Pick<RunVerdict, "status" | "conditions">): Run {
  const kept = (run.status?.conditions ?? []).filter(
    (old) =>
      !conditions.some((one) => one.type === old.type) &&
      !(conditions.some((one) => one.type === "Ready") && ["Ready", "Reconciling", "Stalled"].includes(old.type)),
  );
  const made = conditions.map((one) => ({ ...one, lastTransitionTime: iso(NOW) }));
  return { ...run, status: { ...status, observedGeneration: 1, conditions: [...kept, ...made] } };
}

/** What people read first: the reason and the message of Stalled, else Reconciling, else Ready. */
export function says({ conditions }: Pick<RunVerdict, "conditions">): {
  type: string;
  reason: string;
  message: string;
} {
  const found = ["Stalled", "Reconciling", "Ready"].flatMap(
    (type) => conditions.find((one) => one.type === type) ?? [],
  );
  const { type = "nothing", reason = "", message = "" } = found[0] ?? {};
  return { type, reason, message };
}

/** Decides once. */
export function decided(run: RunFacts, world: Partial<World> = {}): RunVerdict {
  return decide(runWith(run), worldWith(world));
}
