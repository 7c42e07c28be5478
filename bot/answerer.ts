// From what somebody asked to what they hear: who they are, what they mean, whether they may, and the command's answer.
import { RejectedError, UnavailableError } from "../kube/errors.ts";
import type { Logger } from "../kube/logger.ts";
import type { Answerer, Asked } from "./asked.ts";
import type { Message } from "./cards/message.ts";
import {
  bug,
  clusterSilent,
  mistyped,
  noRight,
  RIGHTS_UNKNOWN,
  refusedByCluster,
  type Stranger,
  stranger,
  WHO_ARE_YOU,
} from "./cards/refusals.ts";
import { type Answer, type Command, type Desk, type Line, type Request, UsageError } from "./command.ts";
import type { Answered, BotMetrics } from "./metrics.ts";
import { namespaceOf } from "./namespace.ts";
import { commandOf, parse } from "./parse.ts";
import { type People, PeopleUnavailableError, type Person } from "./people.ts";
import type { Places } from "./places.ts";
import { rightOf } from "./right-of.ts";
import { UnknownTargetError } from "./target.ts";
import { withInstead } from "./with-instead.ts";

export interface AnswererParts {
  readonly desk: Desk;
  readonly people: People;
  readonly places: Places;
  /** Whose people may use the bot; `undefined`: not known yet. */
  readonly workspace: () => string | undefined;
  readonly logger: Logger;
  readonly commands?: BotMetrics["commands"] | undefined;
}

/** A refusal that is an answer, from wherever it is found out. */
class Refusal extends Error {
  override readonly name = "Refusal";
  readonly said: Message;
  readonly outcome: Answered;
  constructor(said: Message, outcome: Answered = "refused") {
    super(said.text);
    this.said = said;
    this.outcome = outcome;
  }
}

export function createAnswerer(parts: AnswererParts): Answerer {
  const { desk, places, logger } = parts;

  async function authorized(person: Person, command: Command, namespace: string): Promise<void> {
    const right = rightOf(command, namespace);
    const decision = right === undefined ? "allowed" : await desk.rights.decide(person, right);
    if (right === undefined || decision === "allowed") return;
    if (decision === "unknown") throw new Refusal(RIGHTS_UNKNOWN, "unavailable");
    const groups = await desk.groupsOf(person);
    throw new Refusal(noRight({ deed: command.deed, right, groups, grantedBy: desk.grantedBy }));
  }

  async function answered(asked: Asked): Promise<Answer> {
    const person = await knownPerson(asked, parts);
    const { command, line } = understood(asked, desk.commands);
    const { channel, source, id } = asked;
    const facts = { line, channel, channels: places.channels, vaults: desk.copies.vaults.list() };
    const namespace = command.namespaced ? namespaceOf(facts) : "";
    const request: Request = { person, line, channel, namespace, source, id };
    await authorized(person, command, namespace);
    logger.info({ user: person.id, verb: line.verb, words: line.words, namespace, channel, id, source }, "asked");
    return await command.run(request, desk).catch((error: unknown) => {
      throw error instanceof UnknownTargetError && source === "typed" ? withInstead(error, line) : error;
    });
  }

  return async (asked) => {
    try {
      const answer = await answered(asked);
      parts.commands?.inc({ outcome: "answered" });
      return answer;
    } catch (error) {
      parts.commands?.inc({ outcome: outcomeOf(error) });
      return { message: explain(error, asked, logger) };
    }
  };
}

function understood({ text, source, values }: Asked, commands: readonly Command[]): { command: Command; line: Line } {
  const parsed = parse(text, commands, { hidden: source !== "typed" });
  const command = commandOf(parsed.verb, commands);
  if (command === undefined) throw new TypeError(`The parser knows ${parsed.verb} and nobody else does`);
  return { command, line: values === undefined ? parsed : filled(parsed, values) };
}

/** What a form was filled in with, added to the line that it was opened for. */
function filled(line: Line, { words, ...flags }: Readonly<Record<string, string>>): Line {
  return {
    ...line,
    words: words === undefined ? line.words : [...line.words, words],
    flags: { ...line.flags, ...flags },
  };
}

async function knownPerson({ user, team }: Asked, { people, workspace }: AnswererParts): Promise<Person> {
  const home = workspace();
  if (home === undefined) throw new Refusal(WHO_ARE_YOU, "unavailable");
  const person = await people.person(user);
  const why = strangeness(person, team, home);
  if (why !== undefined || person === undefined) throw new Refusal(stranger(why ?? "unknown"));
  return person;
}

function strangeness(person: Person | undefined, team: string | undefined, home: string): Stranger | undefined {
  if (person === undefined) return "unknown";
  if (person.teamId !== home || (team !== undefined && team !== home)) return "otherWorkspace";
  if (person.deactivated) return "deactivated";
  if (person.bot) return "bot";
  return person.guest ? "guest" : undefined;
}

function outcomeOf(error: unknown): Answered {
  if (error instanceof UsageError) return "mistyped";
  if (error instanceof RejectedError) return "refused";
  if (error instanceof Refusal) return error.outcome;
  return error instanceof PeopleUnavailableError || error instanceof UnavailableError ? "unavailable" : "bug";
}

function explain(error: unknown, { user, id }: Asked, logger: Logger): Message {
  if (error instanceof Refusal) {
    logger.info({ user, id, refused: error.message }, "refused");
    return error.said;
  }
  if (error instanceof UsageError) return mistyped(error);
  if (error instanceof PeopleUnavailableError) {
    logger.warn({ err: error, user, id }, "not known who asks");
    return WHO_ARE_YOU;
  }
  if (error instanceof RejectedError) {
    logger.warn({ err: error, user, id }, "the API server refused");
    return refusedByCluster(error.message);
  }
  if (error instanceof UnavailableError) {
    logger.warn({ err: error, user, id }, "the API server did not answer");
    return clusterSilent();
  }
  logger.error({ err: error, user, id }, "a command failed: this is a bug");
  return bug(id);
}
