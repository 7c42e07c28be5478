// Where the operator is killed: a stack of its own, an operator that comes back, and eyes on every change of a status.
import type { PhysicalMachineProtection, ReplicationPolicy, TestFailover } from "../../crds/types.ts";
import { PhysicalMachineProtectionKind, ReplicationPolicyKind, TestFailoverKind } from "../../crds/types.ts";
import { silentLogger } from "../../kube/logger.ts";
import { createReflector, type Reflector } from "../../kube/reflector.ts";
import type { Environment } from "../stack/child.ts";
import { createImmortal, type Immortal } from "../stack/immortal.ts";
import type { ReceivedWrite } from "../stack/simulator.ts";
import { type Stack, startStack } from "../stack/stack.ts";
import type { VaultState } from "./crash-judge.ts";
import { TEAM } from "./shop.ts";

/** Azure's lists show what was true this many of its seconds ago. */
export const LAG_SECONDS = 120;
/** Azure's seconds in one of ours. */
export const SPEED = 240;

export interface Lab {
  readonly stack: Stack;
  readonly operator: Immortal;
  readonly policies: Reflector<ReplicationPolicy>;
  readonly protections: Reflector<PhysicalMachineProtection>;
  readonly runs: Reflector<TestFailover>;
  run(name: string): TestFailover | undefined;
  writes(): Promise<readonly ReceivedWrite[]>;
  state(): Promise<VaultState>;
  close(): Promise<void>;
}

export interface LabOptions {
  readonly speed?: number | undefined;
  /** Further settings of the operator's successors. */
  readonly env?: Environment | undefined;
}

/** @param through makes the kubeconfig that the operator is to use, once the control plane runs; else it has its own */
export async function openLab(
  through?: (stack: Stack) => Promise<string>,
  { speed = SPEED, env }: LabOptions = {},
): Promise<Lab> {
  const simulatorArgs = ["--speed", String(speed), "--lag-seconds", String(LAG_SECONDS)];
  const stack = await startStack({ simulatorArgs, log: () => {} });
  const operator = createImmortal(stack, await through?.(stack), env);
  const parts = { client: stack.client, logger: silentLogger };
  const policies = createReflector<ReplicationPolicy>({ ...parts, kind: ReplicationPolicyKind });
  const protections = createReflector<PhysicalMachineProtection>({ ...parts, kind: PhysicalMachineProtectionKind });
  const runs = createReflector<TestFailover>({ ...parts, kind: TestFailoverKind });
  const watching = new AbortController();
  for (const reflector of [policies, protections, runs]) void reflector.start(watching.signal);
  return {
    stack,
    operator,
    policies,
    protections,
    runs,
    run: (name) => runs.get(`${TEAM}/${name}`),
    writes: async () => (await stack.simulator.ask<{ writes: readonly ReceivedWrite[] }>("writes")).writes,
    state: () => stack.simulator.ask<VaultState>("state"),
    close: async () => {
      watching.abort();
      await operator.stop();
      await stack.stop();
    },
  };
}
