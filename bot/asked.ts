// What reaches us from Slack, whatever brought it: who says what, where. Types only.
import type { Answer } from "./command.ts";

export interface Asked {
  /** The id of who asks. */
  readonly user: string;
  /** The workspace that they belong to, as the delivery says; absent where it does not. */
  readonly team: string | undefined;
  readonly channel: string;
  /** A command line, without "/asr". */
  readonly text: string;
  readonly source: "typed" | "button" | "form";
  /** What a form was filled in with: flags by name, and "words". */
  readonly values?: Readonly<Record<string, string>>;
  /** The same for a redelivery of the same thing, and for nothing else: a GUID. What is written for it carries it. */
  readonly id: string;
}

/** Never rejects: whatever goes wrong is an answer too. */
export type Answerer = (asked: Asked) => Promise<Answer>;
