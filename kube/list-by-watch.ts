// Everything of one kind by a watch that begins with it: object by object, out of the API server's memory.
import type { KubeClient } from "./client.ts";
import type { Clock } from "./clock.ts";
import { errorFromStatus, UnavailableError } from "./errors.ts";
import { settled } from "./freeze.ts";
import { keyOf } from "./keys.ts";
import { createSharing } from "./sharing.ts";
import type { KubeObject, ObjectList, ResourceKind } from "./types.ts";
import { unlessSilent } from "./unless-silent.ts";
import { decodeLine } from "./watch-event.ts";

export interface ByWatch {
  readonly namespace?: string | undefined;
  readonly fieldSelector?: string | undefined;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Called for each object. */
  readonly onPart: () => void;
}

const silenceMs = 30_000;
/** For the server; ten thousand objects take some seconds. */
const longestSeconds = 600;
const INITIAL = { sendInitialEvents: true, resourceVersionMatch: "NotOlderThan" } as const;

/**
 * As of one resourceVersion, which is as new as a consistent read. Errors are those of `KubeClient.watch`; a server that
 * does not begin a watch like that (its feature WatchList is off) answers with a RejectedError of code 422.
 */
export async function listByWatch<T extends KubeObject>(
  client: Pick<KubeClient, "watch">,
  kind: ResourceKind<T>,
  { namespace, fieldSelector, clock, signal, onPart }: ByWatch,
): Promise<ObjectList<T>> {
  const error = new UnavailableError(`The list did not go on for ${silenceMs / 1000} s`, { reason: "Silent" });
  return unlessSilent({ clock, limitMs: silenceMs, error, signal }, async (stream, feed) => {
    const query = { namespace, fieldSelector, timeoutSeconds: longestSeconds, ...INITIAL };
    const lines = await client.watch(kind, query, stream);
    return collect<T>(lines, () => {
      feed();
      onPart();
    });
  });
}

async function collect<T extends KubeObject>(lines: AsyncIterable<string>, onPart: () => void): Promise<ObjectList<T>> {
  const items = new Map<string, T>();
  const share = createSharing();
  for await (const line of lines) {
    onPart();
    const event = decodeLine<T>(line);
    switch (event.type) {
      case "ADDED":
      case "MODIFIED":
        items.set(keyOf(event.object), settled(event.object, share));
        break;
      case "DELETED":
        items.delete(keyOf(event.object));
        break;
      case "BOOKMARK":
        if (event.endsList) return { items: [...items.values()], resourceVersion: event.resourceVersion };
        break;
      case "ERROR":
        throw errorFromStatus(event.status);
      case "undecodable":
        throw new UnavailableError("The list had a line that is no event", { reason: "Truncated" });
    }
  }
  throw new UnavailableError("The list ended before it was complete", { reason: "Truncated" });
}
