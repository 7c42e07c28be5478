// The benchmark of the calls to Azure on small vaults, and what it makes of calls; hours pass by a clock that jumps.
import { describe, expect, test } from "vitest";
import { readOptions } from "../../simulator/options.ts";
import { startSimulator } from "../../simulator/server.ts";
import type { Call } from "./arm/hours.ts";
import { between, parseMetrics, sumOf } from "./arm/operator-metrics.ts";
import { play } from "./arm/polling.ts";
import { busiest, hoursOf, KINDS, quietReads, refusals, slowestList } from "./arm/tally.ts";
import { type Simulator, startVaults } from "./arm/vaults.ts";
import { pollingTable, pollingTargets } from "./arm-budget.bench.ts";
import { wasMet } from "./report.ts";

/** In this process, so that no answer waits for another one's turn at the processor. */
async function startHere(args: readonly string[]): Promise<Simulator> {
  const options = await readOptions(["--port", "0", ...args]);
  if (options === "help") throw new Error("there is no simulator without its arguments");
  const { url, close } = await startSimulator(options);
  const tell = async <T>(path: string, body: object = {}): Promise<T> => {
    const answer = await fetch(`${url}/_simulator/${path}`, { method: "POST", body: JSON.stringify(body) });
    return (await answer.json()) as T;
  };
  return { url, tell, stop: close };
}

test("two vaults of two pages stay within what quiet ones may ask, share a budget, and survive a cut", async () => {
  const played = await play(await startVaults({ vaults: 2, machines: 120 }, startHere), 1, () => 0.02);
  const [table, targets] = [pollingTable([played]), pollingTargets(played)];
  const column = (name: string) => table.rows.map((row) => row[table.columns.indexOf(name)]);
  expect(column("bucket")).toEqual(["quiet", "a tenth", "given back"]);
  // Every five and fifteen minutes, in two pages each.
  expect(KINDS.map((kind) => column(kind)[0])).toEqual([24, 8, 12, 12, 20]);
  expect(column("429")).toEqual([0, 0, 0]);
  expect(targets.filter((target) => !wasMet(target))).toEqual([]);
  expect(targets.find(({ what }) => /quiet hour/.test(what))).toMatchObject({ atMost: 92 });
}, 240_000);

describe("calls are told", () => {
  const call = (minute: number, route = "items.list", more: Partial<Call> = {}): Call => ({
    ...{ vault: "one", route, method: "GET", status: 200, minute },
    ...more,
  });

  test("by vault and hour, the busiest first", () => {
    const calls = [
      call(29),
      call(30),
      call(89),
      call(90),
      call(91),
      call(92, "fabrics.get"),
      call(93, "x", { vault: "two" }),
    ];
    const hours = hoursOf(calls, 30, 2);
    expect(hours.map(({ vault, reads }) => [vault, reads])).toEqual([
      ["one", 2],
      ["two", 0],
      ["one", 3],
      ["two", 1],
    ]);
    expect(busiest(hours)).toMatchObject({ reads: 3, counts: { "items.list": 2, other: 1 } });
  });

  test("with what was refused, and without writes among the reads", () => {
    const calls = [call(1, "items.list", { status: 429 }), call(2, "items.testFailover", { method: "POST" })];
    expect(refusals(calls)).toBe(1);
    expect(hoursOf(calls, 0, 1)[0]?.reads).toBe(1);
  });

  test("a list takes from its first page to its last", () => {
    const calls = [call(0), call(1), call(2.5), call(7), call(7.5), call(7, "items.list", { vault: "two" })];
    expect(slowestList(calls)).toBe(2.5);
  });

  test.each([
    [100, 76],
    [101, 92],
    [10_000, 1660],
  ])("a quiet vault of %d machines may read %d times", (machines, reads) => {
    expect(quietReads(machines)).toBe(reads);
  });
});

test("an operator's metrics are told by labels, less what was before", () => {
  const text = (first: number) =>
    `# HELP x\nasr_arm_requests_total{vault="a",route="items.list",code="200"} ${first}\nasr_arm_requests_total{vault="a",route="items.get",code="429"} 2\nother{code="429"} 9\n`;
  const during = between(parseMetrics(text(5)), parseMetrics(text(12)));
  expect(sumOf(during, "asr_arm_requests_total")).toBe(7);
  expect(sumOf(parseMetrics(text(5)), "asr_arm_requests_total", { code: "429" })).toBe(2);
});
