// Owns the channels, who is in them, and the direct messages between the bot and a person.
import type { FakeChannel } from "../types.ts";
import { identity, type People } from "./people.ts";

export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly private: boolean;
  readonly direct: boolean;
  readonly members: ReadonlySet<string>;
  bot: boolean;
}

export interface Channels {
  /** By id. A person's id means the direct messages with them, as for Slack. */
  find(id: string): Channel | undefined;
  byName(name: string): Channel | undefined;
  /** Without direct messages. */
  readonly all: readonly Channel[];
}

/** The direct messages of a person with the bot. */
export function directWith(person: string): string {
  return `D${person.slice(1)}`;
}

export function createChannels(given: readonly FakeChannel[], people: People): Channels {
  const all = given.map(
    (channel): Channel => ({
      ...channel,
      private: channel.private ?? false,
      direct: false,
      members: new Set(channel.members),
    }),
  );
  const direct = (id: string): Channel | undefined => {
    const person = people.find(`${id.startsWith("W") ? "W" : "U"}${id.slice(1)}`);
    if (!/^[DUW]/.test(id) || person === undefined || person.id === identity.botUserId) return undefined;
    const members = new Set([person.id]);
    return { id: directWith(person.id), name: "directmessage", private: true, direct: true, members, bot: true };
  };
  return {
    find: (id) => all.find((channel) => channel.id === id) ?? direct(id),
    byName: (name) => all.find((channel) => channel.name === name),
    all,
  };
}
