// What is worth saying by itself, beside a run's card: types between who words it (notices.ts) and who says it once (follow).
import type { PhysicalMachineProtection, RecoveryVault, TestFailover } from "../crds/types.ts";
import type { Message } from "./cards/message.ts";

/** What is known besides the resource itself, for cards and notices. */
export interface Surroundings {
  readonly clusterName: string;
  /** The cluster's time. */
  readonly now: Date;
  readonly freshness: Freshness;
}

/** As of when something is shown. */
export interface Freshness {
  /** When the operator last heard from Azure; `undefined`: never, or no vault is known. */
  readonly asOf: Date | undefined;
  /** More than ten minutes ago: cards open with a warning, and the channel is told. */
  readonly silent: boolean;
}

/** In the thread of a run's card, once. */
export interface Notice {
  /** `uid/phase/stalledReason`: the same key is never said twice. */
  readonly key: string;
  readonly message: Message;
  /** Shown in the channel as well: something failed. */
  readonly broadcast: boolean;
}

/** Something that is wrong now, outside of runs; one message, edited when it is well again. */
export interface Alert {
  /** Names this occurrence: `uid/condition/status/lastTransitionTime`, or of an appliance `uid/appliance/<name>/<since>`. */
  readonly key: string;
  /** Since when it is so. It is said only after it lasted two minutes. */
  readonly since: Date;
  /** For the edit once it is over, such as "sql01: RPO over 15 min". Plain text. */
  readonly title: string;
  readonly message: Message;
}

/** Everything that alerts are made of. */
export interface Fleet {
  readonly vaults: readonly RecoveryVault[];
  readonly protections: readonly PhysicalMachineProtection[];
}

/** What a run's card is made of. */
export interface RunFacts extends Surroundings {
  readonly run: TestFailover;
  readonly protection: PhysicalMachineProtection | undefined;
  /** The resource is gone: the card is final, whatever the phase says. */
  readonly deleted: boolean;
  /** A message like this may be in the channel already: a crash came between posting and noting it. */
  readonly mayRepeat: boolean;
}
