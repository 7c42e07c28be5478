// A reflector on a clock that stands still, fed by a scripted source, and what it tells.
import { Registry } from "prom-client";
import { UnavailableError } from "../../kube/errors.ts";
import { createKubeMetrics } from "../../kube/metrics.ts";
import { reflectorOver } from "../../kube/reflector.ts";
import type { Indexes } from "../../kube/store.ts";
import type { ObjectList } from "../../kube/types.ts";
import { createFakeClock, settle } from "./fake-clock.ts";
import { createFakeLogger } from "./fake-logger.ts";
import { createScriptedSource } from "./scripted-source.ts";
import type { Thing } from "./things.ts";

export const reset = () => new UnavailableError("read ECONNRESET");

/** Not started yet. */
export function setUp(lists: (ObjectList<Thing> | Error)[], indexes: Indexes<Thing> = {}) {
  const clock = createFakeClock();
  const logger = createFakeLogger();
  const registry = new Registry();
  const source = createScriptedSource(...lists);
  const parts = { clock, logger, random: () => 0.5, metrics: createKubeMetrics(registry).reflector };
  const reflector = reflectorOver<Thing>({ resource: "things.example.org", source, indexes }, parts);
  const told: string[] = [];
  reflector.onChange(({ type, object, initial, stale }) => {
    const marks = `${initial ? " initial" : ""}${stale ? " stale" : ""}`;
    told.push(`${type} ${object.metadata.name}@${object.metadata.resourceVersion}${marks}`);
  });
  const stop = new AbortController();
  return { clock, logger, registry, source, reflector, told, stop };
}

/** Has listed, if it could, and watches. */
export async function started(...lists: (ObjectList<Thing> | Error)[]) {
  const parts = setUp(lists);
  const ended = parts.reflector.start(parts.stop.signal);
  await settle();
  return { ...parts, ended };
}
