// Processes that contend for one Lease, on a clock that is moved by hand.
import { expect } from "vitest";
import { clientOver, type KubeClient } from "../../kube/client.ts";
import { RejectedError, UnavailableError } from "../../kube/errors.ts";
import type { KubeHttp } from "../../kube/http.ts";
import { createLease, type Lead, type LeaseOptions } from "../../kube/lease.ts";
import { createFakeClock, type FakeClock, settle } from "./fake-clock.ts";
import { createFakeLogger } from "./fake-logger.ts";
import { createLeaseServer, type LeaseServer } from "./lease-server.ts";

export interface World {
  readonly server: LeaseServer;
  readonly clock: FakeClock;
}

export const newWorld = (): World => ({ server: createLeaseServer(), clock: createFakeClock() });

export const untilAborted: Lead = (leading) =>
  new Promise((resolve) => {
    if (leading.aborted) resolve();
    leading.addEventListener("abort", () => resolve(), { once: true });
  });

/** A process that tries to lead. `log` has what its leader's work saw. */
export function contender(
  { server, clock }: World,
  identity: string,
  more: Partial<LeaseOptions> & { lead?: Lead } = {},
) {
  const { lead = untilAborted, ...options } = more;
  const stopping = new AbortController();
  const logger = createFakeLogger();
  const log: string[] = [];
  const client = clientOver(server.http, "test");
  const named = { client, namespace: "asr", name: "bot", identity };
  const lease = createLease({ ...named, clock, logger, random: () => 0.5, ...options });
  const running = lease.run(stopping.signal, async (leading) => {
    log.push(`begins ${lease.epoch}`);
    await lead(leading);
    log.push("ends");
  });
  const stop = () => {
    stopping.abort();
    return running;
  };
  return { lease, logger, log, stop, running };
}

export const seconds = (count: number) => count * 1000;
export const away = () => new UnavailableError("connection refused");
export const notAllowed = () =>
  new RejectedError('leases "bot" is forbidden: User "bot" cannot patch it', 403, "Forbidden");

export async function leading(world: World, identity = "a", more: Parameters<typeof contender>[2] = {}) {
  const one = contender(world, identity, more);
  await settle();
  expect(one.lease.isLeader).toBe(true);
  return one;
}

export const heldByOther = {
  holderIdentity: "other",
  leaseDurationSeconds: 15,
  renewTime: "1999-01-01T00:00:00.000000Z",
};

/** A client whose calls are sent in another way. */
export function clientThat({ http }: LeaseServer, send: KubeHttp["send"]): KubeClient {
  return clientOver({ ...http, send }, "test");
}
