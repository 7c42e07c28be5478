// What cards, notices and alerts are made of, put together from the live copies.

import type { RecoveryVault, TestFailover } from "../../crds/types.ts";
import type { Clock } from "../../kube/clock.ts";
import type { Copies } from "../command.ts";
import { freshness } from "../freshness.ts";
import type { Fleet, RunFacts, Surroundings } from "../notice.ts";
import { hasEnded } from "../run.ts";

export type FollowedCopies = Pick<Copies, "vaults" | "protections" | "runs">;

export interface Facts {
  ofRun(run: TestFailover, how: Pick<RunFacts, "deleted" | "mayRepeat">): RunFacts;
  fleet(): Fleet;
  surroundings(): Surroundings;
}

export interface FactParts {
  readonly copies: FollowedCopies;
  readonly clusterName: string;
  /** Its `now` is the cluster's time. */
  readonly clock: Clock;
}

export function createFacts({ copies, clusterName, clock }: FactParts): Facts {
  const around = (vaults: readonly RecoveryVault[]): Surroundings => {
    const now = clock.now();
    return { clusterName, now, freshness: freshness(vaults, now) };
  };
  return {
    ofRun: (run, how) => {
      const { protection: name } = run.spec;
      const protection = name === undefined ? undefined : copies.protections.get(`${run.metadata.namespace}/${name}`);
      const vault = run.status?.target?.vault ?? protection?.status?.bound?.vault;
      const known = vault === undefined ? undefined : copies.vaults.get(vault);
      const facts = around(known === undefined ? copies.vaults.list() : [known]);
      // What is over stays true however long the operator is silent.
      const silent = facts.freshness.silent && !hasEnded(run);
      return { ...facts, freshness: { ...facts.freshness, silent }, run, protection, ...how };
    },
    fleet: () => ({ vaults: copies.vaults.list(), protections: copies.protections.list() }),
    surroundings: () => around(copies.vaults.list()),
  };
}
