// The API server or Azure is away, breaks off, throttles, or the operator is told to stop, in the middle of drills: each
// ends like one that nothing happened to.
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TestFailover } from "../../crds/types.ts";
import type { FaultProxy } from "../faults/proxy.ts";
import { startOperatorProcess } from "../stack/operator.ts";
import { accepted } from "./crash-calls.ts";
import { brokenPromises } from "./crash-judge.ts";
import { spoil } from "./crash-kills.ts";
import { drillCalls, protectedAlready } from "./crash-others.ts";
import { openProxiedLab, type ProxiedLab } from "./proxied-lab.ts";
import { apply, applyGround, drill } from "./shop.ts";

const MINUTES = 60_000;
const PHASES = ["Starting", "Running", "CleaningUp"] as const;

let lab: ProxiedLab;
const items = new Map<string, string>();

/** What happens to a drill, from the moment its phase shows until that is over. */
const disturbances: readonly { readonly name: string; readonly disturb: () => Promise<void> }[] = [
  { name: "the API server is away for five of Azure's minutes", disturb: away },
  {
    name: "the API server answers 500, breaks connections, throttles",
    disturb: async () => {
      fail(3, { status: 500, text: "{}" });
      fail(3, "reset");
      fail(2, { status: 429, headers: { "retry-after": "1" }, text: "{}" });
    },
  },
  { name: "the watches have expired", disturb: expire },
];

function fail(times: number, fault: Parameters<FaultProxy["fail"]>[1]): void {
  for (let count = 0; count < times; count++) lab.proxy.fail("other", fault);
}

async function expire(): Promise<void> {
  for (let count = 0; count < 4; count++) lab.proxy.fail("watch", { status: 410, text: "{}" });
  lab.proxy.resetWatches();
}

async function away(): Promise<void> {
  await lab.proxy.down();
  await azureSeconds(300);
  await lab.proxy.up();
}

async function azureSeconds(seconds: number): Promise<void> {
  const now = async () => Date.parse((await lab.stack.simulator.ask<{ now: string }>("clock")).now);
  const until = (await now()) + seconds * 1000;
  await lab.operator.until(async () => (await now()) >= until);
}

beforeAll(async () => {
  lab = await openProxiedLab();
  await applyGround(lab.stack.controlPlane);
  const machines = [
    "calm",
    "stopped",
    "silent",
    "twice",
    "late",
    ...disturbances.map((_, index) => `disturbed-${index}`),
  ];
  await Promise.all(machines.map(async (machine) => items.set(machine, await protectedAlready(lab, machine))));
}, 5 * MINUTES);

afterAll(async () => {
  await lab?.close();
});

const run = (machine: string): TestFailover | undefined => lab.run(`${machine}-drill`);
const begin = (machine: string) => apply(lab.stack.controlPlane, drill(`${machine}-drill`, machine));
const ended = (machine: string) => lab.operator.until(() => run(machine)?.status?.endedAt !== undefined);
const reached = (machine: string, phase: string) => lab.operator.until(() => run(machine)?.status?.phase === phase);

/** Everything that a person reads of a run's end, but names, times and ids. */
async function endOf(machine: string): Promise<unknown> {
  const { status } = run(machine) ?? {};
  return {
    phase: status?.phase,
    endReason: status?.endReason,
    result: status?.result,
    timeline: status?.timeline?.map(({ step }) => step),
    conditions: status?.conditions?.map(({ type, status: is, reason }) => [type, is, reason]),
    cleanUp: { ...status?.cleanUp, jobId: undefined },
    left: status?.operation,
    calls: accepted(await lab.writes(), drillCalls(items.get(machine) ?? ""), machine),
  };
}

describe("a drill", () => {
  test("that nothing happens to ends well", async () => {
    await begin("calm");
    await ended("calm");
    expect(await endOf("calm")).toMatchObject({ phase: "Succeeded", calls: { drill: 1, "clean-up": 1 } });
  });

  test.each(disturbances.map((one, index) => ({ ...one, machine: `disturbed-${index}` })))(
    "during which $name, again and again, ends the same",
    async ({ machine, disturb }) => {
      await begin(machine);
      for (const phase of PHASES) {
        await reached(machine, phase);
        await disturb();
      }
      await ended(machine);
      expect(await endOf(machine)).toEqual(await endOf("calm"));
    },
  );

  test("whose operator is told to stop at every phase ends the same, and each operator ends with 0", async () => {
    await begin("stopped");
    for (const phase of PHASES) {
      await reached("stopped", phase);
      expect(await stopPolitely()).toBe(0);
    }
    await ended("stopped");
    expect(await endOf("stopped")).toEqual(await endOf("calm"));
  });

  test("whose operator is told to stop while Azure does not answer is given up in time, and found again", async () => {
    await spoil(lab, "silent", drillCalls(items.get("silent") ?? "").slice(0, 1), "timeout-after");
    await begin("silent");
    await reached("silent", "Starting");
    expect(await stopPolitely()).toBe(0);
    await ended("silent");
    expect(await endOf("silent")).toMatchObject({ phase: "Succeeded", calls: { drill: 1, "clean-up": 1 } });
  });

  test("whose operator is killed twice in a row, the second time before it is ready, ends the same", async () => {
    await begin("twice");
    for (const phase of PHASES) {
      await reached("twice", phase);
      const { lives } = lab.operator;
      lab.operator.kill(`twice: ${phase}`);
      await lab.operator.until(() => lab.operator.lives > lives);
      await lab.operator.current.line(/answering health checks/);
      lab.operator.kill(`twice: ${phase}, once more`);
      await lab.operator.until(() => lab.operator.lives > lives + 1);
    }
    await ended("twice");
    expect(await endOf("twice")).toEqual(await endOf("calm"));
  });

  test("whose operator starts while the API server is away waits for it, and ends the same", async () => {
    await begin("late");
    await reached("late", "Starting");
    await lab.operator.down("late: API server away");
    const { lives } = lab.operator;
    await lab.proxy.down();
    lab.operator.up();
    await lab.operator.until(() => lab.operator.lives > lives);
    await lab.operator.current.line(/answering health checks/);
    expect(await stopPolitely()).toBe(0);
    await lab.operator.current.line(/answering health checks/);
    await azureSeconds(300);
    expect(lab.operator.current.lines.join("\n")).not.toMatch(/"msg":"ready"/);
    await lab.proxy.up();
    await ended("late");
    expect(await endOf("late")).toEqual(await endOf("calm"));
    expect(lab.operator.lives).toBe(lives + 2);
  });

  test("needs a simulator that answers: without one the operator says so and ends, to be started again", async () => {
    const { kubeconfig } = lab;
    const child = startOperatorProcess({ kubeconfig, simulatorUrl: await nobodysUrl() });
    expect(await child.ended).toBe(1);
    expect(child.lines).toEqual([expect.stringMatching(/^The operator cannot start: No simulator answers at http/)]);
  });

  test("leaves, whatever happened, no promise broken in Azure's log", async () => {
    expect(brokenPromises(await lab.writes(), await lab.state())).toEqual([]);
  });
});

/** An address where nobody listens: of a server that has just closed. */
async function nobodysUrl(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

/** SIGTERM: the exit code; how long it took is told. */
async function stopPolitely(): Promise<number | null> {
  const { current, lives } = lab.operator;
  const start = performance.now();
  await current.end("SIGTERM");
  console.info(`SIGTERM to exit: ${Math.round(performance.now() - start)} ms`);
  await lab.operator.until(() => lab.operator.lives > lives);
  return current.ended;
}
