// Makes the schema that comes out of Slack's types as strict as Slack is, and its errors short: unions are told apart by
// `type`, what the types leave open is closed, and prose is left out.

export type Node = { [key: string]: unknown };

/** Closes a generated schema. Changes nothing of what is given. */
export function tightened(schema: Node): Node {
  const bare = withoutProse(schema) as { definitions: Record<string, Node> };
  const definitions: Record<string, Node> = { ...bare.definitions };
  // The types let a view hold any block with a `type`, for blocks to come. Slack does not.
  definitions.AnyBlock = { $ref: "#/definitions/KnownBlock" };
  delete definitions.Block;
  const entries = Object.entries(definitions).map(([name, node]) => [name, told(node, definitions)] as const);
  return { $schema: "http://json-schema.org/draft-07/schema#", definitions: Object.fromEntries(entries) };
}

function withoutProse(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutProse);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([key, v]) => !(PROSE.has(key) && typeof v === "string"));
  return Object.fromEntries(kept.map(([key, v]) => [key, withoutProse(v)]));
}

const PROSE = new Set(["description", "deprecated"]);

/** The same schema with every union that `type` can tell apart rewritten so that it does. */
function told(value: unknown, definitions: Record<string, Node>): unknown {
  if (Array.isArray(value)) return value.map((item) => told(item, definitions));
  if (typeof value !== "object" || value === null) return value;
  const node = value as Node;
  if (Array.isArray(node.anyOf)) return union(node.anyOf as Node[], definitions);
  return Object.fromEntries(Object.entries(node).map(([key, v]) => [key, told(v, definitions)]));
}

function union(options: readonly Node[], definitions: Record<string, Node>): Node {
  const members = options.filter((option) => !isOpen(option)).flatMap((option) => leaves(option, definitions));
  const kinds = members.map((member) => kindOf(member, definitions));
  const plain = members.map((member) => told(member, definitions));
  const distinct = new Set(kinds).size;
  if (kinds.includes(undefined) || (distinct > 1 && distinct < kinds.length)) return { anyOf: plain };
  if (distinct > 1)
    return { type: "object", required: ["type"], discriminator: { propertyName: "type" }, oneOf: plain };
  // Forms of one thing, such as an image by address or by file: the `type` stays in sight for the unions that hold it.
  return { type: "object", required: ["type"], properties: { type: { const: kinds[0] } }, anyOf: plain };
}

const isOpen = (option: Node) => option.type === "object" && option.properties === undefined;

const target = (node: Node, definitions: Record<string, Node>): Node | undefined =>
  typeof node.$ref === "string" ? definitions[node.$ref.replace("#/definitions/", "")] : node;

/** The members of a union, those of unions inside it included; forms of one thing count as one. */
function leaves(option: Node, definitions: Record<string, Node>): Node[] {
  const node = target(option, definitions);
  if (!Array.isArray(node?.anyOf) || kindOf(option, definitions) !== undefined) return [option];
  return (node.anyOf as Node[]).flatMap((inner) => leaves(inner, definitions));
}

/** The one `type` that a schema takes, if it is one. */
function kindOf(option: Node, definitions: Record<string, Node>): unknown {
  const node = target(option, definitions);
  if (Array.isArray(node?.anyOf)) {
    const kinds = new Set((node.anyOf as Node[]).map((inner) => kindOf(inner, definitions)));
    return kinds.size === 1 ? [...kinds][0] : undefined;
  }
  return (node?.properties as { type?: Node } | undefined)?.type?.const;
}
