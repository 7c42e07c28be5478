// The ground that the steady tests stand on: one stack, what its operator wrote to Azure, and a watch over conditions.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { load } from "js-yaml";
import { expect } from "vitest";
import { why } from "../../crds/conditions.ts";
import {
  type PhysicalMachineProtection,
  type RecoveryVault,
  RecoveryVaultKind,
  type ReplicationPolicy,
  ReplicationPolicyKind,
  type TestFailover,
} from "../../crds/types.ts";
import type { ReceivedWrite } from "../stack/simulator.ts";
import { type Stack, startStack } from "../stack/stack.ts";
import { eventually } from "./eventually.ts";
import { apply, getProtection, getRun, TEAM } from "./shop.ts";
import { type ContractWatch, watchContract } from "./steady-contract.ts";
import { tally } from "./writes.ts";

/** What every object has that people wait for. */
export interface Told {
  readonly metadata: { readonly finalizers?: readonly string[]; readonly deletionTimestamp?: string };
  readonly status?: {
    readonly conditions?: readonly { type: string; status: string; reason: string; message: string }[];
  };
}

export interface Ground {
  readonly stack: Stack;
  readonly contract: ContractWatch;
  kubectl(...args: readonly string[]): Promise<string>;
  apply(...manifests: readonly object[]): Promise<void>;
  /** A JSON merge patch of an object in the team's namespace, or of a cluster-scoped one. */
  patch(plural: string, name: string, body: object): Promise<void>;
  /** A physical server that the appliance lists, and that was protected in the portal a day ago. */
  protectInPortal(machine: string): Promise<void>;
  vault(name: string): Promise<RecoveryVault | undefined>;
  policy(name: string): Promise<ReplicationPolicy | undefined>;
  protection(name: string): Promise<PhysicalMachineProtection | undefined>;
  run(name: string): Promise<TestFailover | undefined>;
  /** Writes that the operator sent, oldest first. */
  writes(): Promise<readonly ReceivedWrite[]>;
  /** Those whose method and path match. */
  writesTo(pattern: string): Promise<ReturnType<typeof tally>>;
  stop(): Promise<void>;
}

export async function startGround(simulatorArgs: readonly string[]): Promise<Ground> {
  const stack = await startStack({ simulatorArgs, log: () => {} });
  const contract = watchContract(stack.client);
  const { controlPlane, simulator, client } = stack;
  const kubectl = (...args: readonly string[]) => controlPlane.kubectlOrThrow(args);
  const inTeam = (name: string) => ({ namespace: TEAM, name });
  await kubectl("create", "namespace", TEAM);
  const writes = async () => {
    const log = await simulator.ask<{ writes: readonly ReceivedWrite[] }>("writes");
    return log.writes.filter(({ clientRequestId = "" }) => clientRequestId !== PORTAL);
  };

  return {
    stack,
    contract,
    kubectl,
    apply: (...manifests) => apply(controlPlane, ...manifests),
    patch: async (plural, name, body) => {
      const where = plural === RecoveryVaultKind.plural ? [] : ["-n", TEAM];
      await kubectl("patch", plural, name, ...where, "--type=merge", "-p", JSON.stringify(body));
    },
    protectInPortal: async (machine) => {
      await simulator.tell("machines", { name: machine });
      await simulator.tell("items", { machine });
    },
    vault: (name) => client.get<RecoveryVault>(RecoveryVaultKind, { name }),
    policy: (name) => client.get<ReplicationPolicy>(ReplicationPolicyKind, inTeam(name)),
    protection: (name) => getProtection(client, name),
    run: (name) => getRun(client, name),
    writes,
    writesTo: async (pattern) => tally(await writes(), new RegExp(pattern, "i")),
    stop: async () => {
      await contract.stop();
      await stack.stop();
    },
  };
}

/** The client request id of a change that somebody made elsewhere. */
export const PORTAL = "portal";

/** The vault of the first drill, with other fields. */
export async function vaultManifest(spec: Partial<RecoveryVault["spec"]>, name = "contoso"): Promise<object> {
  const file = join(import.meta.dirname, "..", "..", "examples", "first-drill", "10-vault.yaml");
  const manifest = load(await readFile(file, "utf8")) as RecoveryVault;
  return { ...manifest, metadata: { name }, spec: { ...manifest.spec, ...spec } };
}

/** Its settings are those that the portal's own policy has (24 h, 1 h, 5 min). */
export function policyManifest(name: string, spec: Partial<ReplicationPolicy["spec"]> = {}): object {
  return {
    apiVersion: "asr-chatops.io/v1alpha1",
    kind: "ReplicationPolicy",
    metadata: { name, namespace: TEAM },
    spec: { vault: "contoso", recoveryPointRetention: "24h", appConsistentFrequency: "1h", ...spec },
  };
}

/** The policy that machines have which were protected in the portal. */
export const PORTAL_POLICY = "24-hour-retention-policy";

/** Reads until the reason that people see is this one; answers the message. */
export async function reasonIs<T extends Told>(
  read: () => Promise<T | undefined>,
  reason: string,
  timeoutSeconds?: number,
): Promise<string> {
  const accept = (found: T | undefined) => found !== undefined && why(found as object)?.reason === reason;
  const found = await eventually(`the reason is ${reason}`, read, accept, timeoutSeconds);
  return found === undefined ? "" : (why(found as object)?.message ?? "");
}

export async function phaseIs(ground: Ground, run: string, phase: string): Promise<TestFailover | undefined> {
  return eventually(
    `run ${run} is ${phase}`,
    () => ground.run(run),
    (found) => found?.status?.phase === phase,
  );
}

export async function isGone(read: () => Promise<unknown>, timeoutSeconds?: number): Promise<void> {
  await eventually("it is gone", read, (found) => found === undefined, timeoutSeconds);
}

/** What must hold at the end of every file, whatever happened in it. */
export function expectNoComplaint({ stack, contract }: Ground): void {
  expect(contract.broken()).toEqual([]);
  const lines = stack.operator.lines.filter((line) => /"level":(50|60)\b|\b403\b|Forbidden|forbidden/.test(line));
  expect(lines).toEqual([]);
}
