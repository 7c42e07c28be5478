// The reflector of Azure for one vault: polls, compares, and wakes what changed; present, absent or unknown.
import type { Logger } from "../../kube/logger.ts";
import { ITEMS_PER_ROUND } from "./active-items.ts";
import type { AzureClock } from "./azure-clock.ts";
import { barredBecause } from "./barred.ts";
import { beginFirstLook, isReading, noteFirstLook } from "./first-look.ts";
import type { Choice } from "./infrastructure.ts";
import { jobsOn, pollActive, pollItems, readItem, readJob, readJobs } from "./item-polls.ts";
import type { Round, RoundOptions } from "./round.ts";
import { createRound } from "./round.ts";
import { pollDiscovery, pollInfrastructure, siteOf } from "./site-polls.ts";
import type { ProtectedItem, SiteRecovery } from "./site-recovery.ts";
import type { VaultView } from "./view.ts";
import type { ViewState } from "./view-state.ts";
import { azureNow, createViewState } from "./view-state.ts";

export interface VaultViewOptions extends Choice {
  readonly port: SiteRecovery;
  readonly clock: AzureClock;
  readonly logger: Logger;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/** How much a view may be believed, for whoever watches the operator. */
export interface Freshness {
  /** Of the last complete list of items, by Azure's clock; absent before the first. */
  readonly ageSeconds?: number;
  /** Many items vanished at once, and no second list has agreed. */
  readonly suspect: boolean;
}

/** A view with its steps, each of which a test, or whoever cannot wait, may take by itself. */
export interface PollingView extends VaultView {
  /** Polls until the signal is aborted; what goes wrong is logged and tried again. */
  start(signal: AbortSignal): void;
  pollActive(signal?: AbortSignal): Promise<void>;
  pollItems(signal?: AbortSignal): Promise<void>;
  pollDiscovery(signal?: AbortSignal): Promise<void>;
  pollInfrastructure(signal?: AbortSignal): Promise<void>;
  freshness(): Freshness;
  /** All of them, each made anew: where there may be ten thousand, ask the census. */
  items(): readonly ProtectedItem[];
}

/** Seconds from one look to the next. */
const ACTIVE_SECONDS = 15;
const ITEMS_SECONDS = 300;
const ITEMS_IN_BAD_TIMES_SECONDS = 60;
const DISCOVERY_SECONDS = 900;
const DISCOVERY_WHEN_ASKED_SECONDS = 60;
const APPLIANCES_SECONDS = 300;
const NOT_FOUND_SECONDS = 30;

/** An appliance takes minutes to look again. */
const LOOK_AGAIN_MS = 600_000;

/** A view that knows nothing yet. Polls nothing until `start`, or a single step, is called. */
export function createVaultView({ port, clock, logger, random, ...choice }: VaultViewOptions): PollingView {
  const listeners: ((what: string) => void)[] = [];
  const tell = (what: string) => {
    for (const listener of listeners) listener(what);
  };
  const state = createViewState({ port, clock, logger, choice, tell });
  const rounds = createRounds(state, random);

  const viewThrough = (through: SiteRecovery): VaultView => ({
    port: through,
    now: () => azureNow(state),
    infrastructure: () => state.infrastructure,
    discovery: () => state.discovery,
    item: (id) => state.items.get(id) ?? { state: "unknown", why: notSeen(state) },
    itemsOfMachine: (machineId) => state.items.ofMachine(machineId),
    itemsCalled: (friendlyName) => state.items.called(friendlyName),
    census: () => state.items,
    listed: () => state.listAsked !== undefined,
    reading: () => isReading(state),
    jobsOn: (targetId) => jobsOn(state, targetId),
    readJobs: (signal) => readJobs(state, through, signal),
    refresh: (itemId, signal) => readItem(state, through, itemId, signal),
    job: (jobId, signal) => readJob(state, through, jobId, signal),
    wrote: (itemId, jobId) => state.items.wrote(itemId, jobId, clock.monotonicMs()),
    follow: (itemId, owner) => {
      const isNew = state.active.follow(itemId, owner);
      if (isNew && state.active.count(clock.monotonicMs()) <= ITEMS_PER_ROUND) rounds.active.nudge();
    },
    release: (itemId, owner) => state.active.release(itemId, owner),
    writesBarred: () => writesBarred(state),
    throttledUntil: () => port.throttledUntil(),
    rediscover: async (signal) => {
      const siteId = siteOf(state);
      if (siteId !== undefined) await through.refreshSite(siteId, signal);
      state.askedUntilMs = clock.monotonicMs() + LOOK_AGAIN_MS;
      rounds.discovery.nudge();
    },
    forRuns: () => forRuns,
    onChange: (listener) => listeners.push(listener),
  });
  const forRuns = viewThrough(port.forRuns());

  return {
    ...viewThrough(port),
    start: (signal) => {
      beginFirstLook(state);
      for (const round of Object.values(rounds)) void round.run(signal);
    },
    pollActive: (signal) => pollActive(state, signal),
    pollItems: (signal) => pollItems(state, signal),
    pollDiscovery: (signal) => pollDiscovery(state, signal),
    pollInfrastructure: (signal) => pollInfrastructure(state, signal),
    freshness: () => freshness(state),
    items: () => state.items.present(),
  };
}

type Name = "infrastructure" | "items" | "active" | "discovery";

function createRounds(state: ViewState, random: () => number): Readonly<Record<Name, Round>> {
  const { clock, logger, port } = state;
  const noted = (step: RoundOptions["step"]) => async (signal: AbortSignal) => {
    try {
      await step(signal);
      noteFirstLook(state, false);
    } catch (error) {
      noteFirstLook(state, true);
      throw error;
    }
  };
  const round = (name: Name, step: RoundOptions["step"], intervalSeconds: () => number) =>
    createRound({
      name,
      step: noted(step),
      intervalSeconds,
      clock,
      logger,
      random,
      notBefore: () => port.throttledUntil("reads"),
    });

  const discovery = round(
    "discovery",
    (signal) => pollDiscovery(state, signal),
    () => {
      if (siteOf(state) === undefined) return NOT_FOUND_SECONDS;
      return clock.monotonicMs() < state.askedUntilMs ? DISCOVERY_WHEN_ASKED_SECONDS : DISCOVERY_SECONDS;
    },
  );
  const readInfrastructure = async (signal: AbortSignal) => {
    const site = siteOf(state);
    await pollInfrastructure(state, signal);
    if (siteOf(state) !== site) discovery.nudge();
  };
  return {
    infrastructure: round("infrastructure", readInfrastructure, () =>
      state.infrastructure.state === "present" ? APPLIANCES_SECONDS : NOT_FOUND_SECONDS,
    ),
    items: round(
      "items",
      (signal) => pollItems(state, signal),
      () => (isUneasy(state) ? ITEMS_IN_BAD_TIMES_SECONDS : ITEMS_SECONDS),
    ),
    active: round(
      "active",
      (signal) => pollActive(state, signal),
      () => ACTIVE_SECONDS,
    ),
    discovery,
  };
}

/** When a list is worth its pages sooner: something turned bad, many vanished, or more is active than GETs can follow. */
function isUneasy({ clock, items, active, badUntilMs }: ViewState): boolean {
  const nowMs = clock.monotonicMs();
  return nowMs < badUntilMs || items.suspect() !== undefined || active.count(nowMs) > ITEMS_PER_ROUND;
}

function freshness({ clock, items, listAsked }: ViewState): Freshness {
  const suspect = items.suspect() !== undefined;
  return listAsked === undefined ? { suspect } : { suspect, ageSeconds: (clock.monotonicMs() - listAsked.ms) / 1000 };
}

function notSeen({ listAsked }: ViewState): string {
  return listAsked === undefined
    ? "The vault's items have not been listed yet."
    : "Azure's list of protected machines does not show it yet.";
}

function writesBarred(state: ViewState): string | undefined {
  return barredBecause({
    nowMs: state.clock.monotonicMs(),
    listAsked: state.listAsked,
    trouble: state.listTrouble,
    vanished: state.items.suspect(),
    throttledUntil: pausedForWrites(state.port),
  });
}

/** A write takes a look at its target, too. Deletes that Azure put off hold up nothing else; they wait in the budget. */
function pausedForWrites(port: Pick<SiteRecovery, "throttledUntil">): Date | undefined {
  const pauses = [port.throttledUntil("reads"), port.throttledUntil("writes")].filter((until) => until !== undefined);
  return pauses.reduce<Date | undefined>(
    (last, until) => (last === undefined || until > last ? until : last),
    undefined,
  );
}
