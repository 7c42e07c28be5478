// What the page is about: the workspace, who there is and where, and what to try.
import type { FakeChannel, FakePerson, SlackFake } from "../types.ts";
import { knownZone, type Reader } from "./reader.ts";

export interface PagePerson extends FakePerson {
  /** A few words under the name, such as "may start drills". */
  readonly title?: string;
}

export interface PageOptions {
  /** The workspace's name. */
  readonly workspace: string;
  readonly people: readonly PagePerson[];
  readonly channels: readonly FakeChannel[];
  readonly groups?: readonly { readonly id: string; readonly handle: string }[];
  /** Who one is at first. Default: the first person. */
  readonly me?: string;
  /** Lines that a press puts into the message box, such as `/asr status`. */
  readonly tries?: readonly string[];
  /** Milliseconds; what "today" is. Default: the machine's clock. */
  readonly now?: () => number;
}

/** Where somebody is looking: who they are, a channel or their Home tab, and a thread. */
export interface Look {
  readonly me: PagePerson;
  /** A channel's id, the direct messages with the app, or "home". */
  readonly place: string;
  readonly thread?: string;
  readonly zone: string;
}

export const APP_NAME = "asr";

/** The direct messages of a person with the app. */
export function directOf(person: FakePerson): string {
  return `D${person.id.slice(1)}`;
}

export function channelsOf({ channels }: PageOptions, me: FakePerson): readonly FakeChannel[] {
  return channels.filter(({ members }) => members.includes(me.id));
}

/** What an address such as `?as=U1&in=C1&tz=Europe/Berlin` looks at. What it does not say, or says wrong, has a default. */
export function lookOf(options: PageOptions, query: URLSearchParams): Look {
  const { people } = options;
  const wanted = query.get("as") ?? options.me;
  const me = people.find(({ id }) => id === wanted) ?? people[0];
  if (me === undefined) throw new Error("The page needs at least one person");
  const mine = channelsOf(options, me);
  const places = [...mine.map(({ id }) => id), "home", directOf(me)];
  const place = places.find((id) => id === query.get("in")) ?? mine[0]?.id ?? "home";
  const thread = query.get("thread") ?? undefined;
  return { me, place, ...(thread !== undefined && { thread }), zone: knownZone(query.get("tz") ?? undefined) };
}

export function readerOf(fake: SlackFake, options: PageOptions, zone: string): Reader {
  const { people, channels, groups = [], now = Date.now } = options;
  return { people, channels, groups, zone, now: now(), bot: { id: fake.botUserId, name: APP_NAME } };
}
