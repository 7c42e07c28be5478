// A process that can die: from then on no answer reaches it, and nothing of it reaches anybody.
import type { Chat } from "../../../bot/chat.ts";
import type { KubeClient } from "../../../kube/client.ts";

export interface Mortal {
  readonly client: KubeClient;
  readonly chat: Chat;
  kill(): void;
  /** It dies when it is about to post, or when Slack has the post. */
  dieAt: "before-post" | "after-post" | undefined;
}

export function createMortal(client: KubeClient, chat: Chat): Mortal {
  let dead = false;
  const orNever = async <T>(work: () => Promise<T>): Promise<T> => {
    if (dead) return never();
    const value = await work();
    return dead ? never() : value;
  };
  const mortal: Mortal = {
    client: {
      ...client,
      get: (...call) => orNever(() => client.get(...call)),
      list: (...call) => orNever(() => client.list(...call)),
      create: (...call) => orNever(() => client.create(...call)),
      patch: (...call) => orNever(() => client.patch(...call)),
      delete: (...call) => orNever(() => client.delete(...call)),
    },
    chat: {
      ...chat,
      update: (at, message) => orNever(() => chat.update(at, message)),
      post: (to, message) => {
        if (mortal.dieAt === "before-post") mortal.kill();
        const answer = orNever(() => chat.post(to, message));
        if (mortal.dieAt === "after-post") mortal.kill();
        return answer;
      },
    },
    kill: () => {
      dead = true;
    },
    dieAt: undefined,
  };
  return mortal;
}

const never = (): Promise<never> => new Promise(() => {});
