// A form is a command line with blanks: what a person fills in becomes its flags and words. Types only.
import type { KnownBlock } from "@slack/types";

/**
 * A modal. The `block_id` of each input block is the name of the flag that its value becomes, without "--"; the input's
 * `action_id` is "value". An input that is left empty is a flag that is left out. `block_id` "words" appends plain words.
 */
export interface Form {
  /** At most 24 characters, plain text. */
  readonly title: string;
  /** At most 24 characters, such as "Preview". */
  readonly submit: string;
  /** The command line that the answers are added to, such as `testfailover web01 -n dr-team`. */
  readonly line: string;
  readonly blocks: readonly KnownBlock[];
}
