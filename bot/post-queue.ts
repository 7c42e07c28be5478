// The budget for talking to Slack: what may be sent now, what comes first, and how long to wait otherwise. Pure.
// Slack allows about one post a second in a channel, and 50 edits a minute over all messages (chat.update, tier 3).

/** `final` and `failure` go before `progress`: what ended or went wrong, or waits for a person's decision. */
export type Urgency = "final" | "failure" | "progress";

/** One call that should be made. What it says is rendered when it is made, not when it is wished for. */
export interface Wish {
  readonly key: string;
  readonly call: "post" | "edit";
  readonly channel: string;
  readonly urgency: Urgency;
  /** Since when it waits. All times are milliseconds of one monotonic clock. */
  readonly since: number;
  /** Not before: it was tried, in vain. */
  readonly notBefore: number;
}

/** What was sent lately and what is under way. */
export interface Traffic {
  /** When the edits of the last minute began, in order. */
  readonly edits: readonly number[];
  /** When the last post in each channel began, or was over. */
  readonly posts: ReadonlyMap<string, number>;
  /** Channels with a call under way: one at a time in each. */
  readonly busy: ReadonlySet<string>;
  /** Nothing at all before this: Slack asked for it, or did not answer. */
  readonly pausedUntil: number;
  /** Slack did not answer the last call: one call at a time, until one is answered. */
  readonly doubtful: boolean;
}

export const noTraffic: Traffic = {
  edits: [],
  posts: new Map(),
  busy: new Set(),
  pausedUntil: -Infinity,
  doubtful: false,
};

const MINUTE_MS = 60_000;
const POST_EVERY_MS = 1_000;
export const EDITS_A_MINUTE = 40;
/** Of these, as many are kept for what is urgent. */
const KEPT_FOR_URGENT = 10;
/** Progress that waited so long is as urgent as anything: it is never starved. */
const OLD_AFTER_MS = MINUTE_MS;

/** `wait`: look again after so long. `idle`: nothing can be sent before a wish comes or a call ends. */
export type Pick = { readonly send: Wish } | { readonly wait: number } | "idle";

/** The call to make now. */
export function pick(wishes: Iterable<Wish>, traffic: Traffic, now: number): Pick {
  let first: Wish | undefined;
  let soonest = Infinity;
  for (const wish of wishes) {
    const at = mayGoAt(wish, traffic, now);
    if (at > now) soonest = Math.min(soonest, at);
    else if (first === undefined || goesBefore(wish, first, now)) first = wish;
  }
  if (first !== undefined) return { send: first };
  return soonest === Infinity ? "idle" : { wait: soonest - now };
}

/** The call for this wish begins. */
export function begun(traffic: Traffic, { call, channel }: Wish, now: number): Traffic {
  const busy = new Set(traffic.busy).add(channel);
  if (call === "post") return { ...traffic, busy, posts: new Map(traffic.posts).set(channel, now) };
  return { ...traffic, busy, edits: [...traffic.edits.filter((at) => now - at < MINUTE_MS), now] };
}

/** The call for this wish is over. A post's second counts from its end too: it may have taken its time. */
export function over(traffic: Traffic, { call, channel }: Wish, now: number): Traffic {
  const busy = new Set(traffic.busy);
  busy.delete(channel);
  return call === "edit" ? { ...traffic, busy } : { ...traffic, busy, posts: new Map(traffic.posts).set(channel, now) };
}

/** From when on it may go: Infinity while a call that is under way has to end first. */
function mayGoAt(wish: Wish, traffic: Traffic, now: number): number {
  if (traffic.busy.has(wish.channel) || (traffic.doubtful && traffic.busy.size > 0)) return Infinity;
  const budget = wish.call === "edit" ? editAt(wish, traffic, now) : postAt(wish, traffic);
  return Math.max(wish.notBefore, traffic.pausedUntil, budget);
}

function postAt({ channel }: Wish, { posts }: Traffic): number {
  return (posts.get(channel) ?? -Infinity) + POST_EVERY_MS;
}

function editAt(wish: Wish, { edits }: Traffic, now: number): number {
  const most = isUrgent(wish, now) ? EDITS_A_MINUTE : EDITS_A_MINUTE - KEPT_FOR_URGENT;
  const before = edits.at(-most);
  const free = before === undefined ? -Infinity : before + MINUTE_MS;
  // It may become old, and with that urgent, before there is room for progress.
  return isUrgent(wish, now) ? free : Math.min(free, wish.since + OLD_AFTER_MS);
}

function isUrgent({ urgency, since }: Wish, now: number): boolean {
  return urgency !== "progress" || now - since >= OLD_AFTER_MS;
}

function goesBefore(a: Wish, b: Wish, now: number): boolean {
  const [urgent, other] = [isUrgent(a, now), isUrgent(b, now)];
  return urgent === other ? a.since < b.since : urgent;
}
