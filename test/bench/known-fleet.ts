// A fleet that the operator has looked at already: whatever it had to write is written.
import { setTimeout as wait } from "node:timers/promises";
import {
  DiscoveredMachineKind,
  PhysicalMachineProtectionKind,
  ReplicationPolicyKind,
  TestFailoverKind,
} from "../../crds/types.ts";
import type { ResourceKind } from "../../kube/types.ts";
import type { Child } from "../stack/child.ts";
import { type FleetGround, type FleetOptions, say, startFleetGround } from "./fleet-ground.ts";

const PATIENCE_SECONDS = 900;

/** Everything that a quiet fleet must not write: all our kinds but the vault, whose heartbeat is allowed, and Events. */
const QUIET_KINDS = [
  PhysicalMachineProtectionKind,
  DiscoveredMachineKind,
  ReplicationPolicyKind,
  TestFailoverKind,
  { group: "events.k8s.io", version: "v1", plural: "events", kind: "Event", namespaced: true },
] as readonly ResourceKind[];

export async function startKnownFleet(options: FleetOptions): Promise<FleetGround> {
  const ground = await startFleetGround(options);
  await ground.freshProtections();
  const operator = ground.startOperator();
  try {
    await until("every protection has its status, and every machine says who protects it", async () => {
      const [protections, machines] = [await ground.protections(), await ground.discovered()];
      const known = protections.filter(({ status }) => status?.bound?.itemCreatedByUs !== undefined).length;
      const owned = machines.filter(({ status }) => status?.protectedBy !== undefined).length;
      say(`${known} statuses and ${owned} machines are written`);
      return known === ground.machines.length && owned === ground.machines.length;
    });
    await settled(ground);
  } finally {
    await operator.end();
  }
  return ground;
}

/** Until nothing but the vault was written for ten seconds: Events and counts come last. */
export async function settled(ground: FleetGround): Promise<void> {
  let before = await versions(ground);
  await until("nothing more is written", async () => {
    await wait(10_000);
    const now = await versions(ground);
    const same = written(before, now) === 0;
    before = now;
    return same;
  });
}

export type Versions = ReadonlyMap<string, string>;

/** The version of everything that stands still while nothing happens. */
export async function versions({ client }: FleetGround): Promise<Versions> {
  const lists = await Promise.all(QUIET_KINDS.map((kind) => client.list(kind)));
  return new Map(
    lists.flatMap(({ items }) =>
      items.map(({ metadata: { uid, resourceVersion = "" } }) => [uid ?? "", resourceVersion]),
    ),
  );
}

/** How many were written, made or removed between two looks. */
export function written(before: Versions, after: Versions): number {
  return [...new Set([...before.keys(), ...after.keys()])].filter((key) => before.get(key) !== after.get(key)).length;
}

/** A metric's value as the process tells it now: the sum over all lines that begin like this. */
export async function scrape(operator: Child, ...starts: readonly string[]): Promise<readonly number[]> {
  const [, address = ""] = await operator.line(/"address":"([^"]+)"/);
  const lines = (await (await fetch(`http://${address}/metrics`)).text()).split("\n");
  return starts.map((start) =>
    lines.filter((line) => line.startsWith(start)).reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0),
  );
}

export async function until(what: string, isTrue: () => Promise<boolean>): Promise<void> {
  const beginMs = performance.now();
  while (!(await isTrue())) {
    if (performance.now() - beginMs > PATIENCE_SECONDS * 1000) {
      throw new Error(`After ${PATIENCE_SECONDS} s it is still not true that ${what}.`);
    }
    await wait(1000);
  }
}
