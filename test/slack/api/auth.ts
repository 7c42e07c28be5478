// auth.test and api.test: who the token belongs to, and whether anybody is there.
import { identity } from "../model/people.ts";
import type { Method } from "./call.ts";

export const authMethods: Readonly<Record<string, Method>> = {
  "api.test": {
    scopes: [],
    token: "none",
    run: ({ args }) => ({ args }),
  },
  "auth.test": {
    scopes: [],
    token: "bot",
    run: () => ({
      url: `https://${identity.teamDomain}.slack.com/`,
      team: identity.teamDomain,
      user: identity.botName,
      team_id: identity.teamId,
      user_id: identity.botUserId,
      bot_id: identity.botId,
      is_enterprise_install: false,
    }),
  },
};
