// The ground of the tests with several operators: machines that are protected already, drills, and Azure's log of them.

import { type Lease, leaseKind } from "../../kube/lease-record.ts";
import { LEASE } from "../../operator/leadership.ts";
import { OPERATOR } from "../stack/operator.ts";
import { type Replicas, startReplicas } from "../stack/replicas.ts";
import type { ReceivedWrite } from "../stack/simulator.ts";
import { type Stack, startStack } from "../stack/stack.ts";
import { eventually } from "./eventually.ts";
import { apply, applyGround, drill, getProtection, protection } from "./shop.ts";

export interface LeaderGround {
  readonly stack: Stack;
  readonly replicas: Replicas;
  /** Waits until whoever leads has found what is protected. */
  bound(): Promise<void>;
  /** Applies a drill of the machine, under its name. */
  begin(machine: string): Promise<void>;
  /** The drills of this machine that Azure was asked to start, oldest first. */
  starts(machine: string): Promise<readonly ReceivedWrite[]>;
  /** Waits until there is one. */
  started(machine: string): Promise<readonly ReceivedWrite[]>;
  lease(): Promise<Lease["spec"]>;
  stop(): Promise<void>;
}

/** @param machines protected since yesterday, in the portal, before anybody looks */
export async function startLeaderGround(speed: number, machines: readonly string[]): Promise<LeaderGround> {
  const stack = await startStack({ simulatorArgs: ["--speed", String(speed)], log: () => {} });
  const { controlPlane, simulator, client } = stack;
  const replicas = await startReplicas(stack);
  for (const machine of machines) {
    await simulator.tell("machines", { name: machine });
    await simulator.tell("items", { machine });
  }
  await applyGround(controlPlane);
  await apply(controlPlane, ...machines.map((machine) => protection(machine)));
  const items = new Map<string, string>();

  const bind = async (machine: string): Promise<void> => {
    const find = async () => (await getProtection(client, machine))?.status?.bound?.itemName;
    items.set(machine, (await eventually(`${machine} is bound`, find, (name) => name !== undefined)) ?? "");
  };

  const ground: LeaderGround = {
    stack,
    replicas,
    bound: async () => {
      await Promise.all(machines.map(bind));
    },
    begin: (machine) => apply(controlPlane, drill(machine, machine)),
    starts: async (machine) => {
      const { writes } = await simulator.ask<{ writes: readonly ReceivedWrite[] }>("writes");
      return writes.filter(({ path }) => path.endsWith(`/${items.get(machine)}/testFailover`));
    },
    started: (machine) =>
      eventually(
        `a drill of ${machine} is started`,
        () => ground.starts(machine),
        (starts) => starts.length > 0,
      ),
    lease: async () => (await client.get(leaseKind, { namespace: OPERATOR.namespace, name: LEASE }))?.spec,
    stop: async () => {
      await replicas.stop();
      await stack.stop();
    },
  };
  return ground;
}
