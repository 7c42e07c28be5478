// The payloads that Slack sends for what people do: their outer frames.
import { identity, type Person } from "../model/people.ts";
import type { World } from "../world.ts";

type Json = Readonly<Record<string, unknown>>;

/** Common to every interaction. */
export function interactionFrame(type: string, { id, name, teamId }: Person): Json {
  return {
    type,
    user: { id, username: name, name, team_id: teamId },
    api_app_id: identity.appId,
    token: identity.verificationToken,
    team: { id: identity.teamId, domain: identity.teamDomain },
    enterprise: null,
    is_enterprise_install: false,
  };
}

/** An event of the Events API in its envelope. */
export function eventFrame(world: World, event: Json): Json {
  return {
    token: identity.verificationToken,
    team_id: identity.teamId,
    api_app_id: identity.appId,
    event,
    type: "event_callback",
    event_id: world.ids("Ev"),
    event_time: Math.floor(world.now() / 1000),
    authorizations: [
      {
        enterprise_id: null,
        team_id: identity.teamId,
        user_id: identity.botUserId,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: false,
    event_context: "fake-event-context",
  };
}
