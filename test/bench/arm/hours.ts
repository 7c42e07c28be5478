// The operator's Azure side for all vaults, hour after simulated hour: what it asks of Azure, and how fresh its lists are.
import { once } from "node:events";
import { setImmediate } from "node:timers/promises";
import { silentLogger } from "../../../kube/logger.ts";
import { createSiteRecovery } from "../../../operator/azure/arm/site-recovery.ts";
import { createAzureClock } from "../../../operator/azure/azure-clock.ts";
import type { Admission, Budget } from "../../../operator/azure/budget.ts";
import { createBudgets } from "../../../operator/azure/budget.ts";
import { createVaultView } from "../../../operator/azure/vault-view.ts";
import { createHandClock } from "./hand-clock.ts";
import { GROUP, START, SUBSCRIPTION, type Vaults } from "./vaults.ts";

export interface Call {
  readonly vault: string;
  readonly route: string;
  readonly method: string;
  readonly status: number | undefined;
  /** Simulated minutes since the start. */
  readonly minute: number;
}

export interface Hours {
  readonly calls: readonly Call[];
  /** Simulated minutes since the start. */
  minute(): number;
  /** How many subscriptions have a budget. */
  budgets(): number;
  /** Minutes since the oldest last complete list of all vaults; infinite before each has one. */
  oldestList(): number;
  /** Lets simulated time pass; `each` is called after every minute of it. */
  pass(minutes: number, each?: () => void): Promise<void>;
  stop(): void;
}

const MINUTE_MS = 60_000;

/** Starts the views: the real adapter, budget and rounds, with nothing between them and the simulator's HTTP. */
export function startHours({ simulator, names }: Vaults, random: () => number): Hours {
  const hand = createHandClock(START);
  const clock = createAzureClock({ real: hand, speed: 1 });
  const budgets = createBudgets(clock);
  const traffic = createTraffic(async (toMs) => {
    await simulator.tell("clock", { advanceSeconds: toMs / 1000 });
  }, hand.monotonicMs);
  const calls: Call[] = [];
  const minute = () => hand.monotonicMs() / MINUTE_MS;
  const stopping = new AbortController();

  const opened = names.map((vault) => {
    const port = createSiteRecovery({
      ...{ subscriptionId: SUBSCRIPTION, resourceGroup: GROUP, vaultName: vault, cloud: "Public" as const },
      ...{ access: { simulatorUrl: simulator.url }, clock, logger: silentLogger },
      budget: traffic.watch(budgets.of(SUBSCRIPTION)),
      onCall: ({ route, method, status }) => calls.push({ vault, route, method, status, minute: minute() }),
    });
    const view = createVaultView({ port, clock, logger: silentLogger, random, fabricType: "InMageRcm" });
    view.start(stopping.signal);
    return { port, view };
  });

  const passMinute = async (): Promise<void> => {
    const until = hand.monotonicMs() + MINUTE_MS;
    await traffic.rest();
    for (let due = hand.nextDueMs(); due !== undefined && due <= until; due = hand.nextDueMs()) {
      hand.moveTo(due);
      await traffic.rest();
    }
    hand.moveTo(until);
  };

  return {
    calls,
    minute,
    budgets: () => budgets.all().size,
    oldestList: () =>
      Math.max(...opened.map(({ view }) => (view.freshness().ageSeconds ?? Number.POSITIVE_INFINITY) / 60)),
    pass: async (minutes, each) => {
      for (let passed = 0; passed < minutes; passed += 1) {
        await passMinute();
        each?.();
      }
    },
    stop: () => {
      stopping.abort();
      for (const { port } of opened) port.close();
    },
  };
}

/**
 * Knows when no request is under way, so that time may jump; and moves the simulator's clock up to ours before one goes
 * out, which is cheaper than to move it with every timer.
 */
function createTraffic(advanceBy: (ms: number) => Promise<void>, nowMs: () => number) {
  const ends = new EventTarget();
  let underWay = 0;
  let simulatorMs = 0;
  let moving: Promise<void> = Promise.resolve();

  const upToDate = (): Promise<void> => {
    moving = moving.then(async () => {
      const behindMs = nowMs() - simulatorMs;
      simulatorMs += behindMs;
      if (behindMs > 0) await advanceBy(behindMs);
    });
    return moving;
  };
  const begin = async ({ done }: Extract<Admission, { done: () => void }>): Promise<Admission> => {
    underWay += 1;
    await upToDate();
    const end = () => {
      done();
      underWay -= 1;
      ends.dispatchEvent(new Event("end"));
    };
    return { done: end };
  };

  return {
    watch: (budget: Budget): Budget => ({
      ...budget,
      admit: async (call, signal) => {
        const admission = await budget.admit(call, signal);
        return "done" in admission ? begin(admission) : admission;
      },
    }),
    /** Resolves when nothing is under way, and what the last answers led to has been sent and answered too. */
    rest: async (): Promise<void> => {
      for (let quiet = 0; quiet < 3; quiet += 1) {
        await setImmediate();
        if (underWay === 0) continue;
        await once(ends, "end");
        quiet = -1;
      }
    },
  };
}
