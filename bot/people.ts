// Who somebody in Slack is: facts for rights and refusals. Implemented over the real Web API in bot/slack/.

export interface Person {
  /** Such as U024BE7LH. */
  readonly id: string;
  /** The workspace they belong to, such as T024BE7LD. */
  readonly teamId: string;
  /** A guest of one or several channels (`is_restricted`, `is_ultra_restricted`). */
  readonly guest: boolean;
  readonly bot: boolean;
  readonly deactivated: boolean;
}

/** Answers are cached for 60 s at most. Rejects with PeopleUnavailableError when Slack cannot be asked. */
export interface People {
  /** `undefined`: Slack knows nobody of that id. */
  person(id: string): Promise<Person | undefined>;
  /** The ids of the members of a user group, such as S0614TZR7. */
  members(group: string): Promise<readonly string[]>;
}

/** Slack did not say who somebody is. A look-up that fails denies. */
export class PeopleUnavailableError extends Error {
  override readonly name = "PeopleUnavailableError";
}
