// What BOT_CONFIG says: which workspace, which channel is about which namespace, which user group is which Kubernetes
// group, and who grants rights. Read once; everything that is wrong in it is said at once.
import { CORE_SCHEMA, loadAll } from "js-yaml";

export interface Places {
  /** The workspace whose people may use the bot; absent: the one that its token belongs to. */
  readonly workspace: string | undefined;
  /** Channel id → namespace. */
  readonly channels: Readonly<Record<string, string>>;
  /** User group id → Kubernetes group, such as slack:dr-leads. */
  readonly groups: Readonly<Record<string, string>>;
  /** Who grants rights, for refusals: a user group's or person's id, or plain words. */
  readonly grantedBy: string | undefined;
}

export const NO_PLACES: Places = { workspace: undefined, channels: {}, groups: {}, grantedBy: undefined };

type Fields = Readonly<Record<string, unknown>>;

/** The file's text, YAML or JSON. Each problem is a sentence in `problems`. */
export function readPlaces(text: string, problems: string[]): Places {
  const file = parsed(text, problems);
  if (file === undefined) return NO_PLACES;
  const known = ["workspace", "channels", "groups", "grantedBy"];
  for (const name of Object.keys(file)) {
    if (!known.includes(name)) problems.push(`BOT_CONFIG has "${name}"; it takes ${known.join(", ")}.`);
  }
  return {
    workspace: word(file, "workspace", problems),
    channels: table(file, CHANNELS, problems),
    groups: table(file, GROUPS, problems),
    grantedBy: word(file, "grantedBy", problems),
  };
}

interface Table {
  readonly name: "channels" | "groups";
  readonly key: RegExp;
  readonly keyIs: string;
  readonly value: RegExp;
  readonly valueIs: string;
}

const CHANNELS: Table = {
  name: "channels",
  key: /^[CGD][A-Z0-9]{2,20}$/,
  keyIs: "a channel's id, such as C024BE91L",
  value: /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
  valueIs: "the name of a namespace",
};

// Groups of Kubernetes' own must never come out of Slack: system:masters may do everything.
const GROUPS: Table = {
  name: "groups",
  key: /^S[A-Z0-9]{2,20}$/,
  keyIs: "a user group's id, such as S0614TZR7",
  value: /^slack:[A-Za-z0-9]([-A-Za-z0-9_.]{0,200}[A-Za-z0-9])?$/,
  valueIs: "a group that begins with slack:, such as slack:dr-leads",
};

function table(file: Fields, { name, key, keyIs, value, valueIs }: Table, problems: string[]): Record<string, string> {
  const given = file[name] ?? {};
  if (!isFields(given)) {
    problems.push(`BOT_CONFIG's ${name} must be a table of ${keyIs}, to ${valueIs}.`);
    return {};
  }
  const found: Record<string, string> = {};
  for (const [one, what] of Object.entries(given)) {
    if (!key.test(one)) problems.push(`BOT_CONFIG's ${name} has "${one}"; it must be ${keyIs}.`);
    if (typeof what === "string" && value.test(what)) found[one] = what;
    else problems.push(`BOT_CONFIG's ${name} has ${JSON.stringify(what)} for ${one}; it must be ${valueIs}.`);
  }
  return found;
}

function word(file: Fields, name: string, problems: string[]): string | undefined {
  const given = file[name] ?? undefined;
  if (given === undefined || (typeof given === "string" && given !== "")) return given;
  problems.push(`BOT_CONFIG's ${name} is ${JSON.stringify(given)}; it must be text.`);
  return undefined;
}

function parsed(text: string, problems: string[]): Fields | undefined {
  try {
    const [file, ...others] = loadAll(text, { schema: CORE_SCHEMA });
    if (isFields(file ?? {}) && others.length === 0) return (file ?? {}) as Fields;
    problems.push("BOT_CONFIG must be a table with workspace, channels, groups or grantedBy.");
  } catch (error) {
    problems.push(`BOT_CONFIG is not YAML: ${error instanceof Error ? (error.message.split("\n", 1)[0] ?? "") : ""}`);
  }
  return undefined;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
