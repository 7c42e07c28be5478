// What the conformance suite plays, each in vaults of its own: whoever adds routes to the simulator adds a play of them.
import { classicExampleFleet } from "../../simulator/classic/example-fleet.ts";
import { exampleFleet } from "../../simulator/example-fleet.ts";
import { readMachine } from "../../simulator/read-fleet.ts";
import { type SimulatorOptions, startSimulator } from "../../simulator/server.ts";
import { type Pair, recorder } from "./pairs.ts";
import { playAdapter } from "./play-adapter.ts";
import { seeAzure } from "./play-azure.ts";
import { playClassic } from "./play-classic.ts";
import { playLife } from "./play-life.ts";
import { playPlans } from "./play-plans.ts";
import { playScenarios, SCENARIO_MACHINES } from "./play-scenarios.ts";
import { endVault, playVault, seeJobs } from "./play-vault.ts";
import { startSimulated } from "./simulated.ts";
import type { Stage } from "./stage.ts";

/** Answers what was asked, and what was answered. */
type Play = () => Promise<readonly Pair[]>;

const START = new Date("2026-11-23T08:00:00Z");

/** Machines beside the example's, for what takes a scenario. */
const MORE = [
  ...["db01-needs-resync", "db02-old-agent", "db03-resolvable-error", "db04-cancellable-failover"],
  "app05-fails-failover",
];

/** The example's fleet and more machines, with two appliances. */
function fleetWith(names: readonly string[]) {
  const fleet = { ...exampleFleet(), appliances: ["dr-appliance-1", "dr-appliance-2"] };
  const more = names.map((name, index) => readMachine({ name, ipAddress: `192.0.2.${100 + index}` }, fleet));
  return { ...fleet, machines: [...fleet.machines, ...more] };
}

/** Sends requests to a simulator of its own. */
function sending(options: SimulatorOptions, play: (stage: Stage) => Promise<void>): Play {
  return async () => {
    const simulator = await startSimulator({ start: START, seed: "conformance", ...options });
    const { pairs, send } = recorder(simulator);
    await play({ send, advance: simulator.advance }).finally(() => simulator.close());
    return pairs;
  };
}

async function everything(stage: Stage): Promise<void> {
  const found = await playVault(stage);
  await playPlans(stage, found);
  await seeJobs(stage);
  await seeAzure(stage);
  await endVault(stage, found);
}

async function adapter(): Promise<readonly Pair[]> {
  const pairs: Pair[] = [];
  const simulated = await startSimulated({ start: START, keep: (pair) => pairs.push(pair) });
  await playAdapter(simulated).finally(() => simulated.close());
  return pairs;
}

export const PLAYS: Readonly<Record<string, Play>> = {
  "a machine's life": sending({}, playLife),
  "everything that a vault has": sending({ fleet: fleetWith(MORE), pageSize: 1000 }, everything),
  "a machine of every scenario": sending({ fleet: fleetWith(SCENARIO_MACHINES), pageSize: 1000 }, playScenarios),
  "a classic vault": sending({ fleet: exampleFleet(), others: [classicExampleFleet()], pageSize: 1000 }, playClassic),
  "the operator's own calls": adapter,
};
