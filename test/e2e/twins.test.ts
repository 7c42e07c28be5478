// A run and a protection are deleted and made again under their names in the middle of an operation: the newcomer, another
// object to the cluster, inherits nothing of the one before, and nothing is done twice in Azure.
import { afterAll, beforeAll, expect, test } from "vitest";
import { conditionOf, why } from "../../crds/conditions.ts";
import { PhysicalMachineProtectionKind, TestFailoverKind } from "../../crds/types.ts";
import type { KubeObject } from "../../kube/types.ts";
import { accepted, MACHINE_CALLS } from "./crash-calls.ts";
import { leftRunning, repeatedIntents } from "./crash-judge.ts";
import { type Lab, openLab } from "./crash-lab.ts";
import { drillCalls, protectedAlready } from "./crash-others.ts";
import { applyGround, drill, protection, TEAM } from "./shop.ts";

const MINUTES = 60_000;
const SPEED = 720;
const LONG = { timeout: 5 * MINUTES };

let lab: Lab;

beforeAll(async () => {
  lab = await openLab(undefined, { speed: SPEED });
  await applyGround(lab.stack.controlPlane);
}, 5 * MINUTES);

afterAll(async () => {
  await lab?.close();
});

const refOf = (name: string) => ({ namespace: TEAM, name });
const run = (name: string) => lab.run(name);
const callsOf = async (item: string) => Object.values(accepted(await lab.writes(), drillCalls(item), item));

type Kind = typeof PhysicalMachineProtectionKind | typeof TestFailoverKind;

/** What an impatient admin does: the operator is given no chance to end what it began. */
async function tearOut(kind: Kind, name: string): Promise<void> {
  await lab.stack.client.delete(kind, refOf(name));
  await lab.stack.client.patch(kind, refOf(name), { metadata: { finalizers: null } }).catch(() => undefined);
}

const begin = (name: string, machine: string, after = "15m") =>
  lab.stack.client.create(TestFailoverKind, drill(name, machine, { cleanUp: { after } }) as KubeObject);

test("a run leaves its namesake nothing: no job, no test machine, no clean-up", LONG, async () => {
  const name = "twin-drill";
  const item = await protectedAlready(lab, "twin");
  await begin(name, "twin", "48h");
  await lab.operator.until(() => run(name)?.status?.operation?.jobId !== undefined);
  const first = run(name)?.metadata.uid;
  await tearOut(TestFailoverKind, name);
  const made = await begin(name, "twin");
  expect(made.metadata.uid).not.toBe(first);

  const second = () => (run(name)?.metadata.uid === first ? undefined : run(name));
  await lab.operator.until(() => why(second() ?? {})?.reason === "ForeignTestFailover");
  expect(second()?.status?.operation).toBeUndefined();
  expect(second()?.status?.runningSince).toBeUndefined();
  expect(await callsOf(item)).toEqual([1, 0]);

  await lab.operator.until(() =>
    lab.stack.simulator.tell("cleanups", { machine: "twin" }).then(
      () => true,
      () => false,
    ),
  );
  await lab.operator.until(() => second()?.status?.endedAt !== undefined);
  expect(second()?.status?.phase).toBe("Succeeded");
  expect(await callsOf(item)).toEqual([2, 1]);
});

test("a protection leaves its namesake no intent: it finds the job and the item in Azure by itself", LONG, async () => {
  const machine = "newcomer";
  const enables = async () => accepted(await lab.writes(), MACHINE_CALLS.slice(0, 1), machine);
  const now = () => lab.protections.get(`${TEAM}/${machine}`);
  await lab.stack.simulator.tell("machines", { name: machine });
  await lab.stack.client.create(PhysicalMachineProtectionKind, protection(machine) as KubeObject);
  await lab.operator.until(() => now()?.status?.operation?.jobId !== undefined);
  const [uid, intent] = [now()?.metadata.uid, now()?.status?.operation?.id];
  await tearOut(PhysicalMachineProtectionKind, machine);
  await lab.stack.client.create(PhysicalMachineProtectionKind, protection(machine) as KubeObject);

  await lab.operator.until(
    () => now() !== undefined && now()?.metadata.uid !== uid && now()?.status?.operation?.id !== intent,
  );
  await lab.operator.until(() => conditionOf(now() ?? {}, "Ready")?.status === "True");
  expect(now()?.metadata.uid).not.toBe(uid);
  expect(await enables()).toEqual({ enable: 1 });
});

test("a run goes on when the protection that it began from is replaced, and ends with the clean-up", LONG, async () => {
  const name = "orphan-drill";
  const item = await protectedAlready(lab, "orphan");
  await begin(name, "orphan");
  await lab.operator.until(() => run(name)?.status?.operation?.jobId !== undefined);
  await tearOut(PhysicalMachineProtectionKind, "orphan");
  await lab.stack.client.create(PhysicalMachineProtectionKind, protection("orphan") as KubeObject);
  await lab.operator.until(() => run(name)?.status?.endedAt !== undefined);
  expect(run(name)?.status?.phase).toBe("Succeeded");
  expect(await callsOf(item)).toEqual([1, 1]);
});

test("no intent was sent twice, nothing is left running, and the operator never ended", LONG, async () => {
  // The twin's second start is due: the portal's clean-up before it is in nobody's log of calls.
  expect([...repeatedIntents(await lab.writes()), ...leftRunning(await lab.state())]).toEqual([]);
  expect(lab.operator.lives).toBe(0);
});
