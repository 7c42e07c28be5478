// Who somebody is, asked of Slack and remembered for a minute.
import { WebAPIPlatformError, type WebClient } from "@slack/web-api";
import type { Clock } from "../../kube/clock.ts";
import { type People, PeopleUnavailableError, type Person } from "../people.ts";

const FRESH_MS = 60_000;

export function createPeople(web: WebClient, clock: Clock): People {
  const person = remembered((id) => lookUp(web, id), clock);
  const members = remembered((group) => membersOf(web, group), clock);
  return { person, members };
}

/** Answers are kept for a minute, failures not; askers at the same moment share one call. */
function remembered<T>(ask: (id: string) => Promise<T>, clock: Clock): (id: string) => Promise<T> {
  const known = new Map<string, { readonly value: Promise<T>; readonly atMs: number }>();
  return (id) => {
    const held = known.get(id);
    if (held !== undefined && clock.monotonicMs() - held.atMs < FRESH_MS) return held.value;
    const value = ask(id);
    known.set(id, { value, atMs: clock.monotonicMs() });
    value.catch(() => known.delete(id));
    return value;
  };
}

/** The second is said of people of other workspaces who share no channel with the bot. */
const NOBODY = new Set(["user_not_found", "user_not_visible"]);

async function lookUp(web: WebClient, id: string): Promise<Person | undefined> {
  try {
    const { user } = await web.users.info({ user: id });
    if (user?.id === undefined) return undefined;
    return {
      id: user.id,
      teamId: user.team_id ?? "",
      guest: user.is_restricted === true || user.is_ultra_restricted === true,
      bot: user.is_bot === true,
      deactivated: user.deleted === true,
    };
  } catch (error) {
    if (error instanceof WebAPIPlatformError && NOBODY.has(error.data.error)) return undefined;
    throw new PeopleUnavailableError("Slack did not say who that is", { cause: error });
  }
}

async function membersOf(web: WebClient, group: string): Promise<readonly string[]> {
  try {
    const { users } = await web.usergroups.users.list({ usergroup: group });
    return users ?? [];
  } catch (error) {
    throw new PeopleUnavailableError("Slack did not say who is in a user group", { cause: error });
  }
}
