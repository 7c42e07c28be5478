// What live and ready mean for reflectors, controllers and the process itself.
import type { Controller } from "./controller.ts";
import type { Check, HealthChecks } from "./health.ts";
import { eventLoopDelay } from "./process-metrics.ts";
import type { Reflector } from "./reflector.ts";
import type { KubeObject } from "./types.ts";

// A reflector asks for something at least every 70 s, however the API server behaves.
const quietSeconds = 150;
// So long without an answer about any kind, what is left to try is a process that begins anew: its resolver, its routes.
const unheardSeconds = 600;
const lateSeconds = 5;

type Watched = Pick<Reflector<KubeObject>, "resource" | "health">;

/**
 * Ready: every copy was complete once, and nothing is refused to us since. Live: every reflector still tries, no
 * reconcile is stuck, and the event loop comes round. An API server that is down for less than ten minutes fails neither
 * once the copies are there: a restart would cost them and mend nothing.
 *
 * @param delaySeconds the event loop's longest delay since it was asked before
 */
export function runtimeChecks(
  reflectors: readonly Watched[],
  controllers: readonly Pick<Controller, "name" | "stuck">[],
  delaySeconds: () => number = eventLoopDelay(),
): HealthChecks {
  const ready: Record<string, Check> = {};
  const live: Record<string, Check> = { "event-loop": inTime(delaySeconds), "api-server": heard(reflectors) };
  for (const { resource, health } of reflectors) {
    ready[`synced-${resource}`] = () => {
      const { synced, refused, problem } = health();
      const why = problem === undefined ? "" : `: ${problem}`;
      if (!synced) return `the first list of ${resource} is not complete${why}`;
      return refused ? `${resource} cannot be read any more${why}` : undefined;
    };
    live[`watch-${resource}`] = () => {
      const quiet = Math.round(health().quietSeconds);
      return quiet < quietSeconds ? undefined : `nothing was asked or heard about ${resource} for ${quiet} s`;
    };
  }
  for (const { name, stuck } of controllers) {
    live[`reconcile-${name}`] = () => {
      const keys = stuck();
      return keys.length === 0 ? undefined : `the reconcile of ${keys.join(", ")} does not end`;
    };
  }
  return { live, ready };
}

function inTime(delaySeconds: () => number): Check {
  return () => {
    const delay = delaySeconds();
    return delay < lateSeconds ? undefined : `the process did not come round for ${Math.round(delay)} s`;
  };
}

function heard(reflectors: readonly Watched[]): Check {
  return () => {
    if (reflectors.length === 0) return undefined;
    const unheard = Math.round(Math.min(...reflectors.map(({ health }) => health().unheardSeconds)));
    return unheard < unheardSeconds ? undefined : `nothing was heard from the API server for ${unheard} s`;
  };
}
