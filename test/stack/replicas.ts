// Replicas of the operator with one Lease, each with its own way to the simulator: who leads, and what each of them sends.
import type { Child } from "./child.ts";
import { type CountedWay, openCountedWay } from "./counted-way.ts";
import { operatorKubeconfig, operatorReady, startOperatorProcess } from "./operator.ts";
import type { Stack } from "./stack.ts";

export interface Replica {
  readonly child: Child;
  readonly way: CountedWay;
  /** Waits until it leads; the epoch of its term. */
  leads(): Promise<number>;
  /** Waits until it stands by; whom it follows. */
  standsBy(): Promise<string>;
  /** What `/path` of its health server answers. */
  ask(path: string): Promise<{ readonly status: number; readonly text: string }>;
}

export interface Replicas {
  /** One more, with its copies complete. */
  start(): Promise<Replica>;
  /** Ends all of them, also one that is frozen. */
  stop(): Promise<void>;
}

/** The stack's own operator ends first: what is sent on its way is not counted. */
export async function startReplicas({ controlPlane, simulator, operator }: Stack): Promise<Replicas> {
  await operator.end();
  const kubeconfig = await operatorKubeconfig(controlPlane);
  const stops: (() => Promise<unknown>)[] = [];
  return {
    start: async () => {
      const way = await openCountedWay(simulator.url);
      const child = startOperatorProcess({ kubeconfig, simulatorUrl: way.url });
      stops.push(async () => {
        await child.end("SIGKILL");
        await way.close();
      });
      await operatorReady(child);
      return replica(child, way);
    },
    stop: async () => {
      for (const stop of stops.splice(0)) await stop();
    },
  };
}

function replica(child: Child, way: CountedWay): Replica {
  return {
    child,
    way,
    leads: async () => {
      const [, epoch] = await child.line(/"epoch":(\d+),"msg":"leading"/);
      return Number(epoch);
    },
    standsBy: async () => {
      const [, leader = ""] = await child.line(/"leader":"([^"]+)","msg":"standing by"/);
      return leader;
    },
    ask: async (path) => {
      const [, address] = await child.line(/"address":"([^"]+)"/);
      const answer = await fetch(`http://${address}${path}`);
      return { status: answer.status, text: await answer.text() };
    },
  };
}
