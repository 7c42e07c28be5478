// The operator is killed with SIGKILL at every moment of a machine's life, while Azure's lists lag and answers get lost.
// Azure's log must show one accepted call for each intent and none after it; every clean-up must happen.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { why } from "../../crds/conditions.ts";
import { FINALIZER } from "../../crds/finalizer.ts";
import { accepted, count, MACHINE_CALLS, POLICY_CALLS } from "./crash-calls.ts";
import { brokenPromises } from "./crash-judge.ts";
import { allHappened, type Happening, killAtStage, killUnanswered, killWhen, spoil } from "./crash-kills.ts";
import { type Lab, openLab } from "./crash-lab.ts";
import { deletedWhileDead, drillCalls, drillHeldElsewhere, drillMadeInBetween } from "./crash-others.ts";
import { apply, applyGround, drill, protection } from "./shop.ts";

const MINUTES = 60_000;

interface Victim {
  readonly machine: string;
  readonly what: string;
  /** Arms what happens to it; the list is of what must have happened in the end. */
  readonly arm: (lab: Lab, machine: string) => Promise<readonly Happening[]> | readonly Happening[];
  /** Accepted clean-ups, where it is not one. */
  readonly cleanUps?: number;
}

const both = (lab: Lab, machine: string, stage: "intent" | "started" | "searched"): readonly Happening[] => [
  ...killAtStage(lab, lab.protections, machine, [stage, MACHINE_CALLS.slice(0, 1)]),
  ...killAtStage(lab, lab.runs, `${machine}-drill`, [stage, MACHINE_CALLS.slice(1)]),
];

const spoilt = async (lab: Lab, machine: string, kind: string): Promise<readonly Happening[]> => {
  await spoil(lab, machine, MACHINE_CALLS, kind);
  return [];
};

const victims: readonly Victim[] = [
  { machine: "crash-intent", what: "killed when an intent is written", arm: (lab, name) => both(lab, name, "intent") },
  { machine: "crash-started", what: "killed when a job is on record", arm: (lab, name) => both(lab, name, "started") },
  {
    machine: "crash-unanswered",
    what: "killed when Azure has taken a call and not answered",
    arm: (lab, name) => [killUnanswered(lab, name, MACHINE_CALLS)],
  },
  {
    machine: "crash-unsent",
    what: "killed while it looks for calls that never arrived",
    arm: async (lab, name) => {
      await spoil(lab, name, MACHINE_CALLS, "reset-before");
      return both(lab, name, "searched");
    },
  },
  { machine: "crash-lost", what: "that loses answers", arm: (lab, name) => spoilt(lab, name, "lost-reply") },
  { machine: "crash-error", what: "told 500 for what was taken", arm: (lab, name) => spoilt(lab, name, "500-after") },
  { machine: "crash-phases", what: "killed in between, where no call is under way", arm: killInBetween },
  {
    machine: "crash-fails-cleanup",
    what: "killed while a clean-up that failed waits for its next try",
    arm: (lab, name) => [
      killWhen(lab, lab.runs, `${name}-drill`, {
        why: "clean-up failed",
        when: (run) => why(run)?.reason === "CleanUpFailed",
      }),
    ],
    cleanUps: 2,
  },
];

function killInBetween(lab: Lab, machine: string): readonly Happening[] {
  const held = ({ metadata }: { metadata: { finalizers?: readonly string[] } }) =>
    metadata.finalizers?.includes(FINALIZER) === true;
  const { protections, runs } = lab;
  const run = `${machine}-drill`;
  return [
    killWhen(lab, protections, machine, { why: "finalizer added", when: (one) => held(one) && !one.status?.operation }),
    killWhen(lab, protections, machine, {
      why: "initial replication",
      when: (one) => why(one)?.reason === "InitialReplication",
    }),
    killWhen(lab, runs, run, { why: "Checking", when: ({ status }) => status?.phase === "Checking" }),
    killWhen(lab, runs, run, { why: "finalizer added", when: (one) => held(one) && !one.status?.operation }),
    killWhen(lab, runs, run, { why: "Running", when: ({ status }) => status?.phase === "Running" }),
  ];
}

const others = [
  {
    machine: "crash-portal",
    what: "waits for a drill that the portal holds, and then begins its own",
    story: drillHeldElsewhere,
    calls: { drill: 1, "clean-up": 1 },
    end: "Succeeded",
  },
  {
    machine: "crash-between",
    what: "does not take a drill made elsewhere for its own lost one",
    story: drillMadeInBetween,
    calls: { drill: 1, "clean-up": 1 },
    end: "Succeeded",
  },
  {
    machine: "crash-deleted",
    what: "cleans up a run that was deleted while it was dead",
    story: deletedWhileDead,
    calls: { drill: 1, "clean-up": 1 },
    end: undefined,
  },
] as const;

let lab: Lab;
let ground: Promise<unknown>;
const POLICIES = ["gold", "silver", "bronze"];
const lives = new Map<string, Promise<unknown>>();

beforeAll(async () => {
  lab = await openLab();
  const killed = killAtStage(lab, lab.policies, "gold", ["intent", POLICY_CALLS]);
  await spoil(lab, "silver", POLICY_CALLS, "lost-reply");
  await spoil(lab, "bronze", POLICY_CALLS, "reset-before");
  ground = applyGround(lab.stack.controlPlane).then(() =>
    apply(lab.stack.controlPlane, ...["silver", "bronze"].map(policy)),
  );
  lives.set(
    "policies",
    ground.then(() => become(POLICIES, killed)),
  );
  for (const victim of victims) lives.set(victim.machine, live(victim));
  for (const { machine, story } of others)
    lives.set(
      machine,
      ground.then(() => story(lab, machine)),
    );
  for (const story of lives.values()) story.catch(() => {});
}, 5 * MINUTES);

afterAll(async () => {
  await lab?.close();
});

const policy = (name: string): object => ({
  apiVersion: "asr-chatops.io/v1alpha1",
  kind: "ReplicationPolicy",
  metadata: { name, namespace: "dr-team" },
  spec: { vault: "contoso", recoveryPointRetention: "24h" },
});

async function live({ machine, arm }: Victim): Promise<void> {
  await lab.stack.simulator.tell("machines", { name: machine });
  const happenings = await arm(lab, machine);
  await ground;
  await apply(lab.stack.controlPlane, protection(machine), drill(`${machine}-drill`, machine));
  await lab.operator.until(() => lab.run(`${machine}-drill`)?.status?.endedAt !== undefined);
  await allHappened(lab, happenings);
}

async function become(names: readonly string[], killed: readonly Happening[]): Promise<void> {
  await lab.operator.until(() => names.every(isReady));
  await allHappened(lab, killed);
}

describe("an operator", () => {
  test.each(victims)(
    "$what ends its work as if nothing had been: $machine",
    async ({ machine, cleanUps = 1 }) => {
      await lives.get(machine);
      expect(lab.run(`${machine}-drill`)?.status?.phase).toBe("Succeeded");
      expect(accepted(await lab.writes(), MACHINE_CALLS, machine)).toEqual({
        enable: 1,
        drill: 1,
        "clean-up": cleanUps,
      });
    },
    8 * MINUTES,
  );

  test.each(others)(
    "$what: $machine",
    async ({ machine, calls, end }) => {
      await lives.get(machine);
      expect(lab.run(`${machine}-drill`)?.status?.phase).toBe(end);
      const item = (await lab.state()).items.find((one) => one.machineName === machine);
      expect(accepted(await lab.writes(), drillCalls(item?.name ?? ""), machine)).toEqual(calls);
    },
    8 * MINUTES,
  );

  test(
    "makes each policy and mapping once, killed at their intents or never told",
    async () => {
      await lives.get("policies");
      for (const name of POLICIES) {
        expect({ name, ...accepted(await lab.writes(), POLICY_CALLS, name) }).toEqual({ name, policy: 1, mapping: 1 });
      }
    },
    8 * MINUTES,
  );

  test(
    "asks once more for what never arrived, and only for that",
    async () => {
      await Promise.all(lives.values());
      const writes = await lab.writes();
      for (const [calls, object] of [
        [MACHINE_CALLS, "crash-unsent"],
        [POLICY_CALLS, "bronze"],
      ] as const) {
        for (const call of calls) expect(count(writes, call, object)).toEqual({ accepted: 1, refused: 1 });
      }
    },
    8 * MINUTES,
  );

  test(
    "has broken no promise in Azure's log, after so many deaths",
    async () => {
      await Promise.all(lives.values());
      expect(brokenPromises(await lab.writes(), await lab.state())).toEqual([]);
      expect(lab.operator.lives).toBeGreaterThanOrEqual(12);
    },
    8 * MINUTES,
  );
});

function isReady(name: string): boolean {
  const conditions = lab.policies.get(`dr-team/${name}`)?.status?.conditions ?? [];
  return conditions.some(({ type, status }) => type === "Ready" && status === "True");
}
