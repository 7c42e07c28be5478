// Who of the operator's replicas may act: the one that a Lease elects, or the only one that there is.
import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { KubeClient } from "../kube/client.ts";
import type { Clock } from "../kube/clock.ts";
import { createLease, type LeaderElection } from "../kube/lease.ts";
import type { Logger } from "../kube/logger.ts";
import type { LeaseMetrics } from "../kube/metrics.ts";
import { OPEN } from "./fence.ts";

/** examples/install allows this one and no other. */
export const LEASE = "asr-chatops-operator";

/** Without election: whoever switches it off answers for it that there is only one. */
export const ALONE: LeaderElection = {
  ...OPEN,
  run: (signal, lead) => (signal.aborted ? Promise.resolve() : lead(signal)),
  isLeader: true,
  epoch: 0,
  leader: undefined,
};

export interface LeadershipParts {
  readonly client: KubeClient;
  readonly namespace: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: LeaseMetrics;
  readonly onLost: (why: string) => void;
}

export function createLeadership(parts: LeadershipParts): LeaderElection {
  return createLease({ ...parts, name: LEASE, identity: `${hostname()}_${randomUUID()}` });
}

/** For `/readyz?verbose`, and for people. */
export function whoLeads({ isLeader, leader }: LeaderElection): string {
  if (isLeader) return leader === undefined ? "this process, without election" : `this process, ${leader}`;
  return leader === undefined ? "nobody that this process knows of; it stands by" : `${leader}; this process stands by`;
}
