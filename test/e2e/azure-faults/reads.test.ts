// Every fault of lists, reads, limits and the clock, which all of a vault meets, while a machine is enabled, another
// drilled and a third cleaned up: each of the three is called for once and ends as if nothing had been, although what
// was begun under one fault goes on under the next.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { brokenPromises } from "../crash-judge.ts";
import { drill, protection, TEAM } from "../shop.ts";
import { addMachines, callsOf, FOUND, foundPolicy, itemOf, ONCE } from "./cast.ts";
import { mend, PHASES, type Phase, type Players } from "./phases.ts";
import { openStage, type Stage } from "./stage.ts";

const MINUTES = 60_000;
let stage: Stage;

const phases = PHASES.map((phase, index) => ({
  ...phase,
  players: { enable: `enable${index}`, drill: `drill${index}`, cleanUp: `cleanup${index}` } satisfies Players,
}));

beforeAll(async () => {
  stage = await openStage(["--speed", "480", "--lag-seconds", "120", "--page-size", "4"]);
  const ready = phases.flatMap(({ players }) => [players.drill, players.cleanUp]);
  const running = phases.map(({ players }) => players.cleanUp);
  await addMachines(stage, { fresh: phases.map(({ players }) => players.enable), ready });
  await stage.apply(
    foundPolicy,
    ...ready.map((machine) => protection(machine, { policy: FOUND })),
    ...running.map((machine) => drill(machine, machine, { cleanUp: { after: "168h" } })),
  );
  for (const machine of running) await stage.run(machine).until("it is up", ({ phase }) => phase === "Running");
  for (const machine of ready)
    await stage.protection(machine).until("it is protected", ({ words }) => words.startsWith("Ready"));
}, 5 * MINUTES);

afterAll(async () => {
  await stage?.stop();
});

/** The phases that were played to their end: what follows one that was not has nothing to wait for. */
const played = new Set<string>();

/** Breaks it, begins the three, reads what people read; mends it in any case, for those who come after. */
async function play(phase: Phase & { readonly players: Players }): Promise<void> {
  try {
    await breakAndRead(phase);
    played.add(phase.name);
  } finally {
    await mend(stage);
  }
}

async function breakAndRead({ breaks, says, players }: Phase & { readonly players: Players }): Promise<void> {
  const { enable, cleanUp } = players;
  await breaks(stage, players);
  await stage.apply(protection(enable), drill(players.drill, players.drill));
  await stage.stack.controlPlane.kubectlOrThrow([
    ...["patch", "tfo", cleanUp, "-n", TEAM, "--type=merge"],
    ...["-p", JSON.stringify({ spec: { cleanUp: { now: true } } })],
  ]);
  const stories = {
    vault: stage.vault(),
    enable: stage.protection(enable),
    drill: stage.run(players.drill),
    cleanUp: stage.run(cleanUp),
  };
  for (const [who, words] of Object.entries(says) as [keyof typeof stories, RegExp][]) {
    await stories[who].until(`says ${words}`, (told) => words.test(told.words));
  }
}

describe("what people read while", () => {
  test.each(phases)("$name", play);
});

describe.each(phases)("after $name:", ({ name, players: { enable, drill: drilled, cleanUp } }) => {
  beforeEach(() => {
    expect(played).toContain(name);
  });

  test("the machine is enabled, called for once", async () => {
    await stage
      .protection(enable)
      .until("it is enabled", ({ words }) => /: (InitialReplication|Protected):/.test(words));
    expect(callsOf(await stage.writes(), "enable", await itemOf(stage, enable))).toEqual(ONCE);
  });

  test("the drill succeeds, called for once", async () => {
    await stage.run(drilled).until("it is over", ({ phase }) => phase === "Succeeded");
    expect(callsOf(await stage.writes(), "drill", await itemOf(stage, drilled))).toEqual(ONCE);
  });

  test("the clean-up succeeds, called for once", async () => {
    await stage.run(cleanUp).until("it is over", ({ phase }) => phase === "Succeeded");
    expect(callsOf(await stage.writes(), "cleanUp", await itemOf(stage, cleanUp))).toEqual(ONCE);
  });
});

test("a trouble that stays is told once, and not at each try", () => {
  const told = stage.vault().told.filter(({ words }) => /^Stalled: Unauthorized: .*expiry/.test(words));
  const sentences = new Set(told.map(({ words }) => words));
  // Two, where a read of the vault was half over when it began: the fabrics were refused first, and then the vault.
  expect(sentences.size).toBeGreaterThan(0);
  expect([...sentences].slice(2)).toEqual([]);
});

test("nothing was sent twice or too soon, and nothing is left running", async () => {
  const writes = (await stage.writes()).filter(({ source }) => source !== "portal");
  expect(brokenPromises(writes, await stage.state())).toEqual([]);
});
