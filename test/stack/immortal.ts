// An operator that may be killed at any moment: whenever its process ends, another takes its place.
import { setTimeout as wait } from "node:timers/promises";
import type { Child, Environment } from "./child.ts";
import { operatorKubeconfig, startOperatorProcess } from "./operator.ts";
import type { Stack } from "./stack.ts";

export interface Immortal {
  /** Why it was killed, in order. */
  readonly kills: readonly string[];
  /** How many successors were started. */
  readonly lives: number;
  /** The process of now, or the one that ended last. */
  readonly current: Child;
  /** SIGKILL, at once. A second call before its successor runs counts as the same death. */
  kill(why: string): void;
  /** SIGKILL, and nobody takes its place until `up`. */
  down(why: string): Promise<void>;
  up(): void;
  /** Asks again and again until it is true; rejects with the last lines of the operator's log after the time limit. */
  until(isTrue: () => Promise<boolean> | boolean, timeoutSeconds?: number): Promise<void>;
  stop(): Promise<void>;
}

const ASK_MILLISECONDS = 25;

/**
 * Takes over from the stack's own operator, which elects nobody either: each death would cost the rest of a lease, and
 * what is played here is what a successor finds. `kubeconfig` and `env` are for its successors; without the first, one like
 * its own.
 */
export function createImmortal(stack: Stack, kubeconfig?: string, env?: Environment): Immortal {
  const kills: string[] = [];
  let current: Child = stack.operator;
  let lives = 0;
  let stopped = false;
  let allowed: PromiseWithResolvers<void> | undefined;

  const live = async (): Promise<void> => {
    const path = kubeconfig ?? (await operatorKubeconfig(stack.controlPlane));
    while (!stopped) {
      await current.ended;
      await allowed?.promise;
      if (stopped) return;
      current = startOperatorProcess({
        kubeconfig: path,
        simulatorUrl: stack.simulator.url,
        election: "off",
        ...(env && { env }),
      });
      lives += 1;
    }
  };
  const living = live();
  const up = (): void => {
    allowed?.resolve();
    allowed = undefined;
  };

  return {
    kills,
    get lives() {
      return lives;
    },
    get current() {
      return current;
    },
    kill(why) {
      kills.push(why);
      void current.end("SIGKILL");
    },
    async down(why) {
      kills.push(why);
      allowed ??= Promise.withResolvers<void>();
      await current.end("SIGKILL");
    },
    up,
    async until(isTrue, timeoutSeconds = 420) {
      const start = performance.now();
      while (!(await isTrue())) {
        if (performance.now() - start > timeoutSeconds * 1000) {
          throw new Error(
            `Not true after ${timeoutSeconds} s. Killed so far: ${kills.join("; ")}\n${current.lines.slice(-40).join("\n")}`,
          );
        }
        await wait(ASK_MILLISECONDS);
      }
    },
    async stop() {
      stopped = true;
      up();
      await current.end();
      await living;
    },
  };
}
