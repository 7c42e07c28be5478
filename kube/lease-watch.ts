// What a standby hears of a Lease between its own looks: every change as it is made, so that nothing has to be asked for.
import type { KubeClient } from "./client.ts";
import type { Clock } from "./clock.ts";
import { type Lease, leaseKind } from "./lease-record.ts";
import type { Logger } from "./logger.ts";
import { createReflector } from "./reflector.ts";

export interface LeaseWatch {
  /** Nothing is told any more. */
  stop(): void;
}

export interface LeaseWatchOptions {
  readonly client: Pick<KubeClient, "list" | "watch" | "probe">;
  readonly namespace: string;
  readonly name: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: Logger;
}

/** `tell` gets the lease as it is, then each change of it; `undefined`: it was deleted. */
export function watchLease(options: LeaseWatchOptions, tell: (lease: Lease | undefined) => void): LeaseWatch {
  const { client, namespace, name, clock, random } = options;
  const stopping = new AbortController();
  const reflector = createReflector<Lease>({
    ...{ client, kind: leaseKind, namespace, clock, random },
    fieldSelector: `metadata.name=${name}`,
    logger: quiet(options.logger),
  });
  reflector.onChange(({ type, object }) => {
    if (!stopping.signal.aborted) tell(type === "deleted" ? undefined : object);
  });
  void reflector.start(stopping.signal);
  return { stop: () => stopping.abort() };
}

/** A watch that fails is no trouble of its own: the lease is then asked for, and what keeps that from working is told. */
function quiet(logger: Logger): Logger {
  const debug: Logger["debug"] = (fields, message) => logger.debug(fields, message);
  return { debug, info: debug, warn: debug, error: debug, child: (fields) => quiet(logger.child(fields)) };
}
