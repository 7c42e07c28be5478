// A machine of every scenario for the conformance suite: enabled, looked at, drilled, cleaned up, with all that goes wrong.
import { SCENARIOS } from "../../simulator/scenarios.ts";
import { enable } from "./play-item.ts";
import { lookAround, makePolicy, seeJobs } from "./play-vault.ts";
import { DAY, type Found, networkId, PROVIDER, type Stage } from "./stage.ts";

export const SCENARIO_MACHINES = Object.keys(SCENARIOS).map((scenario, index) => `m${index}-${scenario}`);

const DRILL = {
  properties: {
    failoverDirection: "PrimaryToRecovery",
    networkType: "VmNetworkAsInput",
    networkId: networkId("dr-test"),
    providerSpecificDetails: { ...PROVIDER, networkId: networkId("dr-test") },
  },
};
const CLEAN_UP = { properties: { comments: "well" } };

/** What refuses the first two of each kind takes the third. */
const TRIES = { busy: 3, throttled: 3 } as Readonly<Record<string, number>>;

function triesOf(name: string): readonly number[] {
  const count = TRIES[name.slice(name.indexOf("-") + 1)] ?? 1;
  return Array.from({ length: count }, (_, index) => index);
}

interface Cast {
  readonly names: readonly string[];
  path(name: string): string;
}

async function seeAll({ send, advance }: Stage, { names, path }: Cast, seconds: number): Promise<void> {
  advance(seconds);
  for (const name of names) await send(`${name}: the item`, "GET", path(name));
}

async function askAll(stage: Stage, { names, path }: Cast, [call, body]: readonly [string, object]): Promise<void> {
  for (const name of names) {
    for (const _ of triesOf(name)) {
      await stage.send(`${name}: ${call}`, "POST", `${path(name)}/${call}`, body);
      stage.advance(1);
    }
  }
}

async function enableAll(stage: Stage, found: Found, { names }: Cast): Promise<void> {
  for (const name of names) {
    for (const _ of triesOf(name)) await enable(stage, found, name, { group: undefined });
  }
}

export async function playScenarios(stage: Stage): Promise<void> {
  const first = await lookAround(stage);
  await stage.send("refreshing the site", "POST", `${first.site}/refreshSite`);
  stage.advance(120);
  const found = await lookAround(stage);
  await makePolicy(stage, found.container);
  const path = (name: string) => `${found.container}/replicationProtectedItems/${name}`;
  const all: Cast = { names: SCENARIO_MACHINES, path };
  await enableAll(stage, found, all);
  const enabled: Cast = { names: SCENARIO_MACHINES.filter((name) => !name.endsWith("-refuses")), path };
  for (const seconds of [900, 1700, DAY]) await seeAll(stage, enabled, seconds);
  await askAll(stage, enabled, ["testFailover", DRILL]);
  for (const seconds of [60, 3600]) await seeAll(stage, enabled, seconds);
  await askAll(stage, enabled, ["testFailoverCleanup", CLEAN_UP]);
  await seeAll(stage, enabled, 1200);
  await seeJobs(stage);
}
