// What is said, as pure functions that who says it once is given. Types only.
import type { TestFailover } from "../../crds/types.ts";
import type { Told } from "../alerts.ts";
import type { Message } from "../cards/message.ts";
import type { Alert, Fleet, Notice, RunFacts, Surroundings } from "../notice.ts";
import type { Urgency } from "../post-queue.ts";

export interface Words {
  runCard(facts: RunFacts): Message;
  /** All that the card shows, but the "as of": the card is edited when it is another one. */
  runCardKey(facts: RunFacts): string;
  urgencyOf(run: TestFailover, deleted: boolean): Urgency;
  runNotices(facts: RunFacts): readonly Notice[];
  alertsOf(fleet: Fleet, surroundings: Surroundings): readonly Alert[];
  /** The edit of an alert that is not among them any more: it is well, or another one explains it, or nobody knows. */
  closingMessage(told: Told, fleet: Fleet, surroundings: Surroundings): Message;
}
