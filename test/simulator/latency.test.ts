// How long answers take: a latency for all, a jitter that a seed repeats, and faults that delay one route or machine.
import { describe, expect, test } from "vitest";
import { delayOf } from "../../simulator/latency.ts";
import { respond } from "../../simulator/respond.ts";
import { type Settings, startSimulation } from "../../simulator/simulation.ts";
import { fleetOf, policyBody, START } from "./build.ts";
import { VAULT } from "./client.ts";

const start = (more: Partial<Settings> = {}) =>
  startSimulation(
    { fleet: fleetOf("web01"), seed: "test", speed: 0, lagSeconds: 0, pageSize: 100, start: START, ...more },
    () => 0,
  );

type Simulation = ReturnType<typeof start>;

const ask = (simulation: Simulation, method: string, path: string, body?: unknown) =>
  respond(simulation, {
    method,
    target: path.startsWith("/_") ? path : `${path}?api-version=2023-06-01`,
    headers: { host: "azure.example", authorization: "Bearer any" },
    body: body === undefined ? "" : JSON.stringify(body),
  });

const delays = (simulation: Simulation, count: number) =>
  Array.from({ length: count }, () => ask(simulation, "GET", VAULT).delayMilliseconds);

describe("a delay", () => {
  test("is the latency, and with jitter from there up to so much more", () => {
    expect(delayOf({ milliseconds: 20, jitterMilliseconds: 0 }, "test", 1)).toBe(20);
    const jittered = Array.from({ length: 200 }, (_, number) =>
      delayOf({ milliseconds: 20, jitterMilliseconds: 100 }, "test", number),
    );
    expect(Math.min(...jittered)).toBeGreaterThanOrEqual(20);
    expect(Math.min(...jittered)).toBeLessThan(40);
    expect(Math.max(...jittered)).toBeLessThanOrEqual(120);
    expect(Math.max(...jittered)).toBeGreaterThan(100);
  });

  test("is another for every answer, and the same in every run of a seed", () => {
    const latency = { milliseconds: 0, jitterMilliseconds: 1000 };
    const first = delays(start({ latency }), 10);
    expect(new Set(first).size).toBeGreaterThan(5);
    expect(delays(start({ latency }), 10)).toEqual(first);
    expect(delays(start({ latency, seed: "other" }), 10)).not.toEqual(first);
  });
});

describe("over /_simulator/", () => {
  test("a latency is set, shown, added to a fault's, and taken back by a reset", () => {
    const simulation = start();
    expect(delays(simulation, 1)).toEqual([0]);
    const wanted = { milliseconds: 250, jitterMilliseconds: 0 };
    expect(JSON.parse(ask(simulation, "POST", "/_simulator/latency", wanted).body)).toEqual(wanted);
    expect(JSON.parse(ask(simulation, "GET", "/_simulator/latency").body)).toEqual(wanted);
    expect(delays(simulation, 2)).toEqual([250, 250]);
    ask(simulation, "POST", "/_simulator/faults", { kind: "latency", milliseconds: 50 });
    expect(delays(simulation, 2)).toEqual([300, 250]);
    ask(simulation, "POST", "/_simulator/reset");
    expect(delays(simulation, 1)).toEqual([0]);
  });

  test("does not slow the simulator's own endpoints", () => {
    const simulation = start({ latency: { milliseconds: 250, jitterMilliseconds: 0 } });
    expect(ask(simulation, "GET", "/_simulator/clock").delayMilliseconds).toBe(0);
  });

  test.each([{}, { milliseconds: -1 }, { milliseconds: "20" }])("is refused: %j", (body) => {
    const { status, body: text } = ask(start(), "POST", "/_simulator/latency", body);
    expect({ status, body: JSON.parse(text) }).toEqual({
      status: 400,
      body: { error: "milliseconds must be a number from 0 on" },
    });
  });
});

test("one route can be slow alone", () => {
  const simulation = start();
  const slow = { kind: "latency", milliseconds: 70, route: "ReplicationPolicies_Create", times: "always" };
  ask(simulation, "POST", "/_simulator/faults", slow);
  expect(delays(simulation, 1)).toEqual([0]);
  const create = () => ask(simulation, "PUT", `${VAULT}/replicationPolicies/gold`, policyBody()).delayMilliseconds;
  expect([create(), create()]).toEqual([70, 70]);
});
