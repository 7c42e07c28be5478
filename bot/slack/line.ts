// One way for Slack to reach us: a socket of ours, or a server of ours. Types only.
import type { Receiver } from "@slack/bolt";

export interface Line {
  /** What Bolt takes deliveries from. */
  readonly receiver: Receiver;
  /** Resolves once Slack can reach us. Waits for Slack as long as it takes; rejects with what only a person can mend. */
  start(): Promise<void>;
  /** Undefined when Slack can reach us, else a sentence. */
  problem(): string | undefined;
  /** Resolves once nothing can arrive any more. */
  stop(): Promise<void>;
}
