// The ground of the cases in which something goes wrong: one stack, machines that are protected already, and looks at both.
import { why } from "../../crds/conditions.ts";
import type { PhysicalMachineProtection, TestFailover } from "../../crds/types.ts";
import type { ReceivedWrite } from "../stack/simulator.ts";
import { startStack } from "../stack/stack.ts";
import { eventually } from "./eventually.ts";
import { apply, applyGround, getProtection, getRun, protection, TEAM } from "./shop.ts";
import { type Tally, tally } from "./writes.ts";

type Protection = PhysicalMachineProtection;
type Run = TestFailover;

/** The policy that an item made in the portal has. */
const foundPolicy = {
  apiVersion: "asr-chatops.io/v1alpha1",
  kind: "ReplicationPolicy",
  metadata: { name: "found", namespace: TEAM },
  spec: { vault: "contoso", azureName: "24-hour-retention-policy", recoveryPointRetention: "24h" },
};

export interface CaseGround {
  apply(...manifests: readonly object[]): Promise<void>;
  kubectl(...args: readonly string[]): Promise<string>;
  /** Asks something of the simulator, as the portal or the appliance would. */
  tell(what: string, body: object): Promise<unknown>;
  addMachine(name: string): Promise<unknown>;
  /** Adds the machines and applies a protection of each. */
  protect(...machines: readonly string[]): Promise<void>;
  protection(name: string): Promise<Protection | undefined>;
  run(name: string): Promise<Run | undefined>;
  /** Waits until people read this reason. */
  protectionIs(name: string, reason: string): Promise<Protection | undefined>;
  runIs(name: string, wanted: { readonly phase?: string; readonly reason?: string }): Promise<Run | undefined>;
  writes(): Promise<readonly ReceivedWrite[]>;
  writesTo(pattern: string): Promise<Tally>;
  /** Calls of that name about the machine's item, which has a name of its own. */
  calls(machine: string, call: "testFailover" | "testFailoverCleanup"): Promise<Tally>;
  stop(): Promise<void>;
}

/** @param ready machines that are protected since yesterday, so that nobody waits for the first copy */
export async function startCaseGround(ready: readonly string[]): Promise<CaseGround> {
  const { controlPlane, simulator, client, stop } = await startStack({
    simulatorArgs: ["--speed", "240"],
    log: () => {},
  });
  const addMachine = (name: string) => simulator.tell("machines", { name });
  const writes = async () => (await simulator.ask<{ writes: readonly ReceivedWrite[] }>("writes")).writes;
  const writesTo = async (pattern: string) => tally(await writes(), new RegExp(pattern, "i"));
  const ground: CaseGround = {
    apply: (...manifests) => apply(controlPlane, ...manifests),
    kubectl: (...args) => controlPlane.kubectlOrThrow(args),
    tell: (what, body) => simulator.tell(what, body),
    addMachine,
    protect: async (...machines) => {
      for (const machine of machines) await addMachine(machine);
      await apply(controlPlane, ...machines.map((machine) => protection(machine)));
    },
    protection: (name) => getProtection(client, name),
    run: (name) => getRun(client, name),
    protectionIs: (name, reason) => {
      const accept = (found: Protection | undefined) => found !== undefined && why(found)?.reason === reason;
      return eventually(`protection ${name} is ${reason}`, () => ground.protection(name), accept);
    },
    runIs: (name, wanted) =>
      eventually(
        `run ${name} is ${JSON.stringify(wanted)}`,
        () => ground.run(name),
        (found) => found !== undefined && matches(found, wanted),
      ),
    writes,
    writesTo,
    calls: async (machine, call) => {
      const itemName = (await ground.protection(machine))?.status?.bound?.itemName ?? "not bound";
      return writesTo(`^POST .*/${itemName}/${call}$`);
    },
    stop,
  };
  await prepare(ground, ready);
  return ground;

  async function prepare({ tell, protectionIs }: CaseGround, machines: readonly string[]): Promise<void> {
    await applyGround(controlPlane);
    for (const machine of machines) {
      await addMachine(machine);
      await tell("items", { machine });
    }
    await apply(controlPlane, foundPolicy, ...machines.map((machine) => protection(machine, { policy: "found" })));
    await Promise.all(machines.map((machine) => protectionIs(machine, "Protected")));
  }
}

function matches(run: Run, { phase, reason }: { readonly phase?: string; readonly reason?: string }): boolean {
  return (phase === undefined || run.status?.phase === phase) && (reason === undefined || why(run)?.reason === reason);
}
