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
  /** Protected since yesterday. Needs somebody who leads. */
  protect(...machines: readonly string[]): Promise<void>;
  /** Applies a drill of the machine, under its name. */
  begin(machine: string): Promise<void>;
  /** The drills of this machine that Azure was asked to start, oldest first. */
  starts(machine: string): Promise<readonly ReceivedWrite[]>;
  /** Waits until there is one. */
  started(machine: string): Promise<readonly ReceivedWrite[]>;
  lease(): Promise<Lease["spec"]>;
  stop(): Promise<void>;
}

export async function startLeaderGround(speed: number): Promise<LeaderGround> {
  const stack = await startStack({ simulatorArgs: ["--speed", String(speed)], log: () => {} });
  const { controlPlane, simulator, client } = stack;
  await applyGround(controlPlane);
  const replicas = await startReplicas(stack);
  const items = new Map<string, string>();

  const bind = async (machine: string): Promise<void> => {
    const find = async () => (await getProtection(client, machine))?.status?.bound?.itemName;
    items.set(machine, (await eventually(`${machine} is bound`, find, (name) => name !== undefined)) ?? "");
  };

  const ground: LeaderGround = {
    stack,
    replicas,
    protect: async (...machines) => {
      for (const machine of machines) {
        await simulator.tell("machines", { name: machine });
        await simulator.tell("items", { machine });
      }
      await apply(controlPlane, ...machines.map((machine) => protection(machine)));
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
