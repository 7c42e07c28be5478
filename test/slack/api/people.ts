// users.info and usergroups.*: who somebody is, and which groups there are.
import { type Group, identity, type Person } from "../model/people.ts";
import { Refusal } from "../refusal.ts";
import { type Method, TIER_2, TIER_4, textOf } from "./call.ts";

function userJson(person: Person): Readonly<Record<string, unknown>> {
  return {
    id: person.id,
    team_id: person.teamId,
    name: person.name,
    real_name: person.name,
    deleted: person.deactivated,
    is_admin: false,
    is_owner: false,
    is_bot: person.bot,
    is_app_user: false,
    is_restricted: person.guest,
    is_ultra_restricted: false,
    ...(person.teamId !== identity.teamId && { is_stranger: true }),
    tz: "Europe/London",
    tz_offset: 0,
    profile: { real_name: person.name, display_name: person.name, team: person.teamId },
  };
}

function groupJson({ id, handle, members }: Group): Readonly<Record<string, unknown>> {
  return {
    id,
    team_id: identity.teamId,
    is_usergroup: true,
    name: handle,
    handle,
    user_count: members.length,
    date_delete: 0,
  };
}

export const peopleMethods: Readonly<Record<string, Method>> = {
  "users.info": {
    scopes: ["users:read"],
    token: "bot",
    perMinute: TIER_4,
    run: ({ world, args }) => {
      const person = world.people.find(textOf(args, "user"));
      if (person === undefined) throw new Refusal("user_not_found");
      return { user: userJson(person) };
    },
  },
  "usergroups.list": {
    scopes: ["usergroups:read"],
    token: "bot",
    perMinute: TIER_2,
    run: ({ world }) => ({ usergroups: world.people.groups.map(groupJson) }),
  },
  "usergroups.users.list": {
    scopes: ["usergroups:read"],
    token: "bot",
    perMinute: TIER_2,
    run: ({ world, args }) => {
      const group = world.people.groups.find(({ id }) => id === textOf(args, "usergroup"));
      if (group === undefined) throw new Refusal("no_such_subteam");
      return { users: group.members };
    },
  },
};
