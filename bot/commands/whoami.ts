// `/asr whoami`: who one is in Kubernetes, and what that allows here.
import { granting } from "../cards/refusals.ts";
import { bold, code, message, section } from "../cards/text.ts";
import { plainly } from "../cards/told.ts";
import type { Answer, Command, Desk, Request } from "../command.ts";
import { rightOf } from "../right-of.ts";

export const whoami: Command = {
  verbs: ["whoami"],
  takes: "",
  does: "Who you are in Kubernetes, and what you may do here.",
  deed: "see who you are",
  words: [0, 0],
  flags: [],
  examples: ["whoami"],
  needs: undefined,
  namespaced: true,
  run: answer,
};

async function answer({ person, namespace }: Request, desk: Desk): Promise<Answer> {
  const groups = await desk.groupsOf(person);
  const asked = desk.commands.map(async (command) => ({ command, may: await isAllowed(command) }));
  const rights = await Promise.all(asked);
  const named = (may: boolean) =>
    rights
      .filter((one) => one.may === may)
      .map(({ command }) => code(command.verbs[0]))
      .join(", ");
  const may = named(true);
  const mayNot = named(false);
  const told = [
    `You are <@${person.id}>, in Kubernetes ${code(`slack:${person.id}`)}, ${groups.length === 0 ? "in no group that I know" : `in ${groups.map(code).join(", ")}`}.`,
    `In ${bold(namespace)} you may: ${may}.`,
    ...(mayNot === ""
      ? []
      : [
          `You may not: ${mayNot}. A RoleBinding in ${bold(namespace)} to your user or group changes that. ${granting(desk.grantedBy)}`,
        ]),
  ];
  return { message: message(plainly(told), told.map(section)) };

  async function isAllowed(command: Command): Promise<boolean> {
    const right = rightOf(command, namespace);
    return right === undefined || desk.rights.may(person, right);
  }
}
