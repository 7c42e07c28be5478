// The leader's hand on Slack: nothing is posted that could land after somebody else leads.
import type { LeaderElection } from "../kube/lease.ts";
import type { Chat, Said } from "./chat.ts";

/** How long a call to Slack may be under way: the library's time limit in bot/slack/web.ts is the same. */
const CALL_MILLISECONDS = 10_000;

const NOT_LEADING: Said = { unreached: "not the leader any more" };

export function fenced(chat: Chat, election: Pick<LeaderElection, "mayAct">): Chat {
  const whileLeading = (call: () => Promise<Said>): Promise<Said> =>
    election.mayAct(CALL_MILLISECONDS) ? call() : Promise.resolve(NOT_LEADING);
  return {
    ...chat,
    post: (to, message) => whileLeading(() => chat.post(to, message)),
    update: (at, message) => whileLeading(() => chat.update(at, message)),
  };
}
