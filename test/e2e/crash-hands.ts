// What people and the portal do to one drill, and its machine, while the operator is killed; and how the drill may then end.
import { why } from "../../crds/conditions.ts";
import { PhysicalMachineProtectionKind, TestFailoverKind } from "../../crds/types.ts";
import type { KubeObject } from "../../kube/types.ts";
import type { Lab } from "./crash-lab.ts";
import { drill, giveUp, protection, TEAM } from "./shop.ts";

/** `portal`: a drill from elsewhere has the machine first. `protection`: it is deleted and made anew under its name. */
export const HANDS = ["none", "none", "clean-up", "delete", "portal", "protection"] as const;
/** `leave`: replication of the machine is given up under the drill, for good. */
export type Hand = (typeof HANDS)[number] | "leave";

/** Called off before its machine was up a run is Cancelled, and never is one Failed. */
export const ENDS: Readonly<Record<Hand, RegExp>> = {
  none: /^Succeeded$/,
  "clean-up": /^(Succeeded|Cancelled)$/,
  delete: /^gone$/,
  portal: /^Succeeded$/,
  protection: /^Succeeded$/,
  leave: /^gone$/,
};

/** One run, and what was done to it. */
export interface Made {
  readonly machine: string;
  readonly name: string;
  readonly hand: Hand;
}

/** Of a run: in which of these something is done to it, if it gets there. */
export const PHASES = ["Checking", "Starting", "Running", "CleaningUp"] as const;

/** Made, meddled with in that phase or at its end, and over. */
export async function live(lab: Lab, made: Made, phase: string): Promise<void> {
  const { name, machine, hand } = made;
  const elsewhere = hand === "portal" && (await beginElsewhere(lab, machine));
  await lab.stack.client.create(TestFailoverKind, drill(name, machine, { cleanUp: { after: "15m" } }) as KubeObject);
  await lab.operator.until(() => lab.run(name) !== undefined);
  if (elsewhere) await endElsewhere(lab, made);
  if (hand in DEEDS) {
    await lab.operator.until(() => lab.run(name)?.status?.phase === phase || isOver(lab, name));
    await DEEDS[hand]?.(lab, made);
  }
  await lab.operator.until(() => (ENDS[hand].test("gone") ? lab.run(name) === undefined : isOver(lab, name)));
}

const DEEDS: Partial<Record<Hand, (lab: Lab, made: Made) => Promise<unknown>>> = {
  "clean-up": ({ stack }, { name }) =>
    stack.client.patch(TestFailoverKind, ref(name), { spec: { cleanUp: { now: true } } }),
  delete: deleteRun,
  protection: replaceProtection,
  leave: leave,
};

const ref = (name: string) => ({ namespace: TEAM, name });

function isOver(lab: Lab, name: string): boolean {
  return lab.run(name)?.status?.endedAt !== undefined;
}

function deleteRun({ stack }: Lab, { name }: Pick<Made, "name">): Promise<boolean> {
  return stack.client.delete(TestFailoverKind, ref(name));
}

/** Into a network of its own, so that it can be taken for nobody's. False: the machine has a drill already. */
function beginElsewhere({ stack }: Lab, machine: string): Promise<boolean> {
  return wasDone(stack.simulator.tell("drills", { machine, network: "prod-net" }));
}

/** As soon as the run has said for whom it waits and the portal allows it. */
async function endElsewhere({ operator, stack, ...lab }: Lab, { machine, name }: Made): Promise<void> {
  await operator.until(() => why(lab.run(name) ?? {})?.reason.startsWith("Foreign") ?? false);
  await operator.until(() => wasDone(stack.simulator.tell("cleanups", { machine })));
}

function wasDone(told: Promise<unknown>): Promise<boolean> {
  return told.then(
    () => true,
    () => false,
  );
}

/** Two at once may do this to one machine: whoever comes second finds a new one, and that will do. */
async function replaceProtection({ stack, protections, operator }: Lab, { machine }: Made): Promise<void> {
  const uid = () => protections.get(`${TEAM}/${machine}`)?.metadata.uid;
  const before = uid();
  await stack.client.delete(PhysicalMachineProtectionKind, ref(machine));
  await operator.until(() => uid() === undefined || uid() !== before);
  await wasDone(stack.client.create(PhysicalMachineProtectionKind, protection(machine) as KubeObject));
  await operator.until(() => uid() !== undefined && uid() !== before);
}

/** Replication is stopped for good, after the drill where one runs; one that never began has nothing to wait for any more. */
async function leave(lab: Lab, made: Made): Promise<void> {
  await giveUp(lab, made.machine);
  await deleteRun(lab, made);
}
