// Owns who there is: people, the bot among them, and user groups.
import type { FakePerson, SlackFakeOptions } from "../types.ts";

export type Person = Required<FakePerson>;

export interface Group {
  readonly id: string;
  readonly handle: string;
  readonly members: readonly string[];
}

export interface People {
  find(id: string): Person | undefined;
  byName(name: string): Person | undefined;
  readonly groups: readonly Group[];
}

/** Who the fake is about: one workspace, one app, and the app's bot. */
export interface Identity {
  readonly teamId: string;
  readonly teamDomain: string;
  readonly appId: string;
  readonly botId: string;
  readonly botUserId: string;
  readonly botName: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  /** The old secret inside payloads; nothing should look at it. */
  readonly verificationToken: string;
}

export const identity: Identity = {
  teamId: "T0FAKE0001",
  teamDomain: "example",
  appId: "A0FAKE0001",
  botId: "B0FAKE0001",
  botUserId: "U0FAKEBOT1",
  botName: "asr",
  botToken: "xoxb-of-the-fake",
  appToken: "xapp-of-the-fake",
  signingSecret: "the-fake-signs-with-this",
  verificationToken: "nobody-checks-this",
};

export function createPeople({ people, groups = [] }: SlackFakeOptions): People {
  const defaults = { teamId: identity.teamId, guest: false, deactivated: false, bot: false };
  const bot: Person = { ...defaults, id: identity.botUserId, name: identity.botName, bot: true };
  const all = new Map([bot, ...people.map((person) => ({ ...defaults, ...person }))].map((one) => [one.id, one]));
  return {
    find: (id) => all.get(id),
    byName: (name) => [...all.values()].find((person) => person.name === name),
    groups,
  };
}
