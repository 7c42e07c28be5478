// Metrics about Azure: calls by route and result, what is left of them, waits and refusals, and how old each view is.
import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { CallFacts } from "./arm/site-recovery.ts";
import type { BudgetEvents, Budgets } from "./budget.ts";
import { CALL_KINDS } from "./budget.ts";
import type { Census } from "./item-glance.ts";
import type { Freshness } from "./vault-view.ts";

/** What is asked of a view at a scrape. */
export interface WatchedView {
  freshness(): Freshness;
  census(): Pick<Census, "worstRpoSeconds">;
  writesBarred(): string | undefined;
}

export interface AzureMetrics {
  /** For the port of one RecoveryVault. */
  callsOf(vault: string): (call: CallFacts) => void;
  budgetOf(subscription: string): BudgetEvents;
  /** Asked at each scrape. */
  watchBudgets(budgets: Budgets): void;
  /** Views to ask at each scrape, by the name of their RecoveryVault. */
  readonly views: Map<string, WatchedView>;
}

const secondsBuckets = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
const delayBuckets = [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

/** Registers everything with `registry`. Call it once per registry: a second time throws. */
export function createAzureMetrics(registry: Registry): AzureMetrics {
  const registers = [registry];
  const requests = new Counter({
    name: "asr_arm_requests_total",
    help: "Requests to Azure, by route and HTTP status; code is none when no answer came.",
    labelNames: ["vault", "route", "method", "code"],
    registers,
  });
  const seconds = new Histogram({
    name: "asr_arm_request_seconds",
    help: "Time until Azure's answer, by route.",
    labelNames: ["route", "method"],
    buckets: secondsBuckets,
    registers,
  });
  const throttled = new Counter({
    name: "asr_arm_throttled_total",
    help: "Answers 429.",
    labelNames: ["subscription", "kind"],
    registers,
  });
  const delays = new Histogram({
    name: "asr_arm_delay_seconds",
    help: "How long calls that could not go at once waited for the subscription's budget, or until they were put off.",
    labelNames: ["subscription", "kind", "priority"],
    buckets: delayBuckets,
    registers,
  });
  const views = new Map<string, WatchedView>();
  watchViews(registry, views);
  return {
    callsOf: (vault) => (call) => {
      const { route, method } = call;
      requests.inc({ vault, route, method, code: call.status === undefined ? "none" : String(call.status) });
      seconds.observe({ route, method }, call.seconds);
    },
    budgetOf: (subscription) => ({
      onThrottled: (kind) => throttled.inc({ subscription, kind }),
      onDelay: ({ kind, priority }, waited) => delays.observe({ subscription, kind, priority }, waited),
    }),
    watchBudgets: (budgets) => watchBudgets(registry, budgets),
    views,
  };
}

function watchBudgets(registry: Registry, budgets: Budgets): void {
  const gauge = new Gauge({
    name: "asr_arm_budget_remaining",
    help: "Calls that Azure last said are left of a subscription's; absent until it said so.",
    labelNames: ["subscription", "kind"],
    registers: [registry],
    collect: () => {
      gauge.reset();
      for (const [subscription, budget] of budgets.all()) {
        for (const kind of CALL_KINDS) {
          const left = budget.remaining(kind);
          if (left !== undefined) gauge.set({ subscription, kind }, left);
        }
      }
    },
  });
}

/** Of the views that are open, which is in the leader alone. */
function watchViews(registry: Registry, views: ReadonlyMap<string, WatchedView>): void {
  const perView = (name: string, help: string, ask: (view: WatchedView) => number | undefined) => {
    const gauge: Gauge<"vault"> = new Gauge({
      name,
      help,
      labelNames: ["vault"],
      registers: [registry],
      collect: () => {
        gauge.reset();
        for (const [vault, view] of views) {
          const value = ask(view);
          if (value !== undefined) gauge.set({ vault }, value);
        }
      },
    });
  };
  perView(
    "asr_vault_view_age_seconds",
    "Age of the last complete list of a vault's items, by Azure's clock; absent before the first one. Over 720 nothing is written.",
    (view) => view.freshness().ageSeconds,
  );
  perView(
    "asr_vault_view_suspect",
    "1 while many items vanished from a vault's list at once, no second list has agreed, and nothing is written.",
    (view) => (view.freshness().suspect ? 1 : 0),
  );
  perView(
    "asr_vault_writes_barred",
    "1 while nothing is written to a vault: its list is too old or suspect, or Azure asked to wait.",
    (view) => (view.writesBarred() === undefined ? 0 : 1),
  );
  perView(
    "asr_rpo_worst_seconds",
    "The largest RPO of a vault's machines, as Azure last said it; absent while it says none.",
    (view) => view.census().worstRpoSeconds(),
  );
}
