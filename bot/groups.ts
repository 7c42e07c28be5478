// Which Kubernetes groups somebody is in through user groups of Slack.
import type { Logger } from "../kube/logger.ts";
import type { People, Person } from "./people.ts";

export interface GroupsOptions {
  readonly people: Pick<People, "members">;
  /** User group id → Kubernetes group, such as S0614TZR7 → slack:dr-leads. */
  readonly groups: Readonly<Record<string, string>>;
  readonly logger: Logger;
}

/** Never rejects: where Slack does not say who is in a user group, nobody is. Each group once, in order of its name. */
export function createGroups({ people, groups, logger }: GroupsOptions) {
  async function hasMember(slackGroup: string, { id }: Person): Promise<boolean> {
    try {
      return (await people.members(slackGroup)).includes(id);
    } catch (error) {
      logger.warn({ err: error, slackGroup }, "members of a user group not found out, counted as none");
      return false;
    }
  }

  return async (person: Person): Promise<readonly string[]> => {
    const memberships = Object.entries(groups).map(async ([slackGroup, group]) =>
      (await hasMember(slackGroup, person)) ? [group] : [],
    );
    return [...new Set((await Promise.all(memberships)).flat())].sort();
  };
}
