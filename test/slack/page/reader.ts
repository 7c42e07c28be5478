// Who reads the page: their zone and time, and whom and what they know by name.
import type { FakeChannel, FakePerson } from "../types.ts";

export interface Named {
  readonly people: readonly FakePerson[];
  readonly channels: readonly Pick<FakeChannel, "id" | "name">[];
  readonly groups?: readonly { readonly id: string; readonly handle: string }[];
}

export interface Reader extends Named {
  /** IANA name, such as Europe/Berlin. */
  readonly zone: string;
  /** Milliseconds; "today" is the day of this. */
  readonly now: number;
  /** The bot's own user id. */
  readonly bot: { readonly id: string; readonly name: string };
}

export function personName({ people, bot }: Reader, id: string): string {
  return id === bot.id ? bot.name : (people.find((person) => person.id === id)?.name ?? id);
}

export function channelName({ channels }: Reader, id: string): string {
  return channels.find((channel) => channel.id === id)?.name ?? id;
}

export function groupHandle({ groups = [] }: Reader, id: string): string {
  return groups.find((group) => group.id === id)?.handle ?? id;
}

/** A zone that this machine knows; UTC for any other. */
export function knownZone(zone: string | undefined): string {
  try {
    return new Intl.DateTimeFormat("en-GB", { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return "UTC";
  }
}
