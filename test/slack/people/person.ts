// Whose hands they are, and what the hands work with.
import type { Office } from "../deliver/office.ts";
import type { Channel } from "../model/channels.ts";
import type { Person } from "../model/people.ts";
import type { World } from "../world.ts";

export interface Somebody {
  readonly world: World;
  readonly office: Office;
  readonly person: Person;
  /** Where the fake is. */
  readonly url: () => string;
}

/** Throws when the person is not in the channel. */
export function ownChannel({ world, person }: Somebody, id: string): Channel {
  const channel = world.channels.find(id);
  if (channel === undefined) throw new Error(`There is no channel ${id}`);
  if (!channel.members.has(person.id)) throw new Error(`${person.name} is not in ${channel.name}`);
  return channel;
}
