// What Slack makes of a typed command when the app asked for escaping: people, groups, channels and links get ids.
import type { World } from "../world.ts";

const NAMED = /(^|\s)([@#])([\w.-]*\w)/g;
const LINK = /(^|\s)(https?:\/\/[^\s<>]+)/g;

function mention({ people, channels }: World, sign: string, name: string): string | undefined {
  if (sign === "#") {
    const channel = channels.byName(name);
    return channel && `<#${channel.id}|${name}>`;
  }
  const person = people.byName(name);
  if (person !== undefined) return `<@${person.id}|${name}>`;
  const group = people.groups.find(({ handle }) => handle === name);
  return group && `<!subteam^${group.id}|@${name}>`;
}

export function escaped(world: World, text: string): string {
  return text
    .replace(NAMED, (typed: string, before: string, sign: string, name: string) => {
      const found = mention(world, sign, name);
      return found === undefined ? typed : `${before}${found}`;
    })
    .replace(LINK, "$1<$2>");
}
