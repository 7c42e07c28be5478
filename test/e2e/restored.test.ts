// etcd is restored from a backup, and the API server comes back with another certificate, while Azure has gone on: what the
// cluster forgot is not done again, and what it remembers wrongly is put right.
import { cp, rm } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { why } from "../../crds/conditions.ts";
import {
  type PhysicalMachineProtection,
  PhysicalMachineProtectionKind,
  type TestFailover,
  TestFailoverKind,
} from "../../crds/types.ts";
import { silentLogger } from "../../kube/logger.ts";
import { createReflector } from "../../kube/reflector.ts";
import { createFakeClock } from "../kube/fake-clock.ts";
import { count } from "./crash-calls.ts";
import { leftRunning, repeatedIntents } from "./crash-judge.ts";
import { type Lab, openLab } from "./crash-lab.ts";
import { drillCalls, protectedAlready } from "./crash-others.ts";
import { eventually } from "./eventually.ts";
import { apply, applyGround, drill, protection, TEAM } from "./shop.ts";

const MINUTES = 60_000;
const SPEED = 720;
/** What a reflector takes for a watch that is dead. */
const SILENCE_MILLISECONDS = 70_000;

let lab: Lab;
let backup: string;

beforeAll(async () => {
  lab = await openLab(undefined, { speed: SPEED });
  backup = `${lab.stack.controlPlane.folder}/backup`;
  await applyGround(lab.stack.controlPlane);
}, 5 * MINUTES);

afterAll(async () => {
  await lab?.close();
});

const restart = (meanwhile: (etcd: string) => Promise<void>) => lab.stack.controlPlane.restart(meanwhile);
const begin = (machine: string) =>
  apply(lab.stack.controlPlane, drill(`${machine}-drill`, machine, { cleanUp: { after: "48h" } }));
const phaseIs = (machine: string, phase: string) =>
  lab.operator.until(() => lab.run(`${machine}-drill`)?.status?.phase === phase);

async function callsOf(item: string): Promise<number[]> {
  const writes = await lab.writes();
  return drillCalls(item).map((call) => {
    const { accepted, refused } = count(writes, call, item);
    return accepted + refused;
  });
}

/** Read anew each time: the lab's own copies are of before the restore, too. */
const runOf = (machine: string) =>
  lab.stack.client.get<TestFailover>(TestFailoverKind, { namespace: TEAM, name: `${machine}-drill` });

test(
  "what the cluster forgot is not done again, and what it remembers wrongly is put right",
  async () => {
    const [known, forgotten] = await Promise.all([protectedAlready(lab, "known"), protectedAlready(lab, "forgotten")]);
    await begin("known");
    await phaseIs("known", "Running");
    await restart((etcd) => cp(etcd, backup, { recursive: true }));

    // After the backup: one drill is cleaned up, another begins, a protection is made.
    const ref = { namespace: TEAM, name: "known-drill" };
    await eventually(
      "the API server is back",
      () => runOf("known").catch(() => undefined),
      (run) => run !== undefined,
    );
    await lab.stack.client.patch(TestFailoverKind, ref, { spec: { cleanUp: { now: true } } });
    await phaseIs("known", "Succeeded");
    await begin("forgotten");
    await phaseIs("forgotten", "Running");
    await apply(lab.stack.controlPlane, protection("unseen"));

    const clock = createFakeClock();
    const parts = { client: lab.stack.client, kind: PhysicalMachineProtectionKind, logger: silentLogger };
    const copy = createReflector<PhysicalMachineProtection>({ ...parts, clock, random: () => 0 });
    const stop = new AbortController();
    const watched = copy.start(stop.signal);
    await copy.synced;
    expect(copy.get(`${TEAM}/unseen`)).toBeDefined();

    await restart(async (etcd) => {
      await rm(etcd, { recursive: true });
      await cp(backup, etcd, { recursive: true });
    });

    // The drill that the cluster forgot is Azure's to know: it is seen as one made elsewhere, and begun by nobody again.
    await eventually(
      "the API server is back",
      () => runOf("known").catch(() => undefined),
      (run) => run?.status?.phase !== "Running",
    );
    const ended = await eventually(
      "it is over",
      () => runOf("known"),
      (run) => run?.status?.endedAt !== undefined,
    );
    expect(ended?.status).toMatchObject({ phase: "Succeeded", cleanUp: { by: "Elsewhere" } });
    await begin("forgotten");
    const isForeign = (run: Awaited<ReturnType<typeof runOf>>) =>
      run !== undefined && why(run)?.reason === "ForeignTestFailover";
    await eventually("the other drill is seen", () => runOf("forgotten"), isForeign);
    expect([await callsOf(known), await callsOf(forgotten)]).toEqual([
      [1, 1],
      [1, 0],
    ]);

    // A copy whose resourceVersion is from a future that never was.
    await clock.advance(SILENCE_MILLISECONDS);
    await eventually(
      "the copy is of the restored cluster",
      async () => {
        await clock.advance(1_000);
        return copy
          .list()
          .map(({ metadata }) => metadata.name)
          .sort();
      },
      (names) => names.join() === "forgotten,known",
    );
    stop.abort();
    await watched;

    await lab.stack.simulator.tell("cleanups", { machine: "forgotten" });
    await eventually(
      "the run that waited begins",
      () => callsOf(forgotten),
      ([starts]) => starts === 2,
    );
    await lab.stack.client.delete(TestFailoverKind, { namespace: TEAM, name: "forgotten-drill" });
    await eventually(
      "and is gone",
      () => runOf("forgotten"),
      (run) => run === undefined,
    );
    // The second start of the forgotten one is due: the portal cleaned up, which is in nobody's log of calls.
    expect([...repeatedIntents(await lab.writes()), ...leftRunning(await lab.state())]).toEqual([]);
  },
  4 * MINUTES,
);
