// What is said in Slack: blocks, and a text that can stand for them.
import type { KnownBlock } from "@slack/types";

export interface Message {
  /** Stands alone: notifications and screen readers read nothing else. Plain mrkdwn, escaped, below 4,000 characters. */
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
}
