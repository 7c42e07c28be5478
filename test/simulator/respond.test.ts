// One request through the simulation without a socket: the clock by speed, latency, the order of things.
import { describe, expect, test } from "vitest";
import { itemPath } from "../../simulator/fabric.ts";
import { type Received, respond } from "../../simulator/respond.ts";
import { moveClock, setSpeed, startSimulation } from "../../simulator/simulation.ts";
import { enableBody, fleetOf, policyBody, START } from "./build.ts";
import { VAULT } from "./client.ts";

/** A simulation with a real clock that the test holds. */
function simulationAt(speed: number, machine = "web01") {
  const real = { now: 1000 };
  const settings = { fleet: fleetOf(machine), seed: "test", speed, lagSeconds: 0, pageSize: 100, start: START };
  const simulation = startSimulation(settings, () => real.now);
  return { simulation, real };
}

const request = (method: string, path: string, body?: unknown): Received => ({
  method,
  target: path.startsWith("/_") ? path : `${path}?api-version=2023-06-01`,
  headers: { host: "azure.example", authorization: "Bearer any" },
  body: body === undefined ? "" : JSON.stringify(body),
});

const clockOf = (simulation: ReturnType<typeof simulationAt>["simulation"]): unknown =>
  JSON.parse(respond(simulation, request("GET", "/_simulator/clock")).body);

describe("the clock", () => {
  test("runs so many times as fast as real time", () => {
    const { simulation, real } = simulationAt(60);
    real.now += 10_000;
    expect(clockOf(simulation)).toEqual({ now: "2026-11-23T08:10:00.000Z", speed: 60 });
  });

  test("stands at speed 0, however long it takes", () => {
    const { simulation, real } = simulationAt(0);
    real.now += 3_600_000;
    expect(clockOf(simulation)).toEqual({ now: "2026-11-23T08:00:00.000Z", speed: 0 });
  });

  test("can be moved while it runs, and keeps what ran by when its speed changes", () => {
    const { simulation, real } = simulationAt(60);
    real.now += 1000;
    moveClock(simulation, 30);
    setSpeed(simulation, 1);
    real.now += 5000;
    expect(clockOf(simulation)).toEqual({ now: "2026-11-23T08:01:35.000Z", speed: 1 });
  });

  test("lets happen what was due in between, before the request is looked at", () => {
    const { simulation, real } = simulationAt(60);
    const policy = `${VAULT}/replicationPolicies/gold`;
    expect(respond(simulation, request("PUT", policy, policyBody())).status).toBe(202);
    expect(respond(simulation, request("GET", policy)).status).toBe(404);
    real.now += 17;
    expect(respond(simulation, request("GET", policy)).status).toBe(200);
  });
});

describe("a reply", () => {
  test.each([
    [0, "30"],
    [1, "30"],
    [10, "3"],
    [60, "1"],
  ])("at speed %i, tells a throttled client to wait %s real seconds of 30 simulated ones", (speed, wait) => {
    const { simulation } = simulationAt(speed, "web01-throttled");
    respond(simulation, request("PUT", `${VAULT}/replicationPolicies/gold`, policyBody()));
    moveClock(simulation, 5);
    const body = enableBody(simulation.world, "web01-throttled");
    const reply = respond(simulation, request("PUT", itemPath(simulation.world.fleet, "web01"), body));
    expect(reply).toMatchObject({ status: 429, headers: { "Retry-After": wait } });
  });

  test("waits for the latency that was injected, though the write is taken at once", () => {
    const { simulation } = simulationAt(0);
    const fault = { kind: "latency", milliseconds: 250, method: "PUT" };
    respond(simulation, request("POST", "/_simulator/faults", fault));
    const reply = respond(simulation, request("PUT", `${VAULT}/replicationPolicies/gold`, policyBody()));
    expect(reply).toMatchObject({ status: 202, delivery: "send", delayMilliseconds: 250 });
    expect(simulation.writes).toMatchObject([{ outcome: "accepted" }]);
  });

  test("may be both late and lost", () => {
    const { simulation } = simulationAt(0);
    for (const fault of [{ kind: "latency", milliseconds: 5 }, { kind: "lost-reply" }]) {
      respond(simulation, request("POST", "/_simulator/faults", fault));
    }
    const reply = respond(simulation, request("PUT", `${VAULT}/replicationPolicies/gold`, policyBody()));
    expect(reply).toMatchObject({ delivery: "reset", delayMilliseconds: 5 });
  });

  test("has links for the host that was asked", () => {
    const { simulation } = simulationAt(0);
    const { headers } = respond(simulation, request("PUT", `${VAULT}/replicationPolicies/gold`, policyBody()));
    expect(headers.Location).toMatch(/^http:\/\/azure\.example\/Subscriptions\//);
  });
});
