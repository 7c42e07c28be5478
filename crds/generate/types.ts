// Owns the text of crds/types.ts: one interface per object in a schema, readonly, with the descriptions as comments.
import type { Kind, Schema } from "./schema.ts";

/** Objects that mean the same in several kinds, by the last name of their path. */
const SHARED: Readonly<Record<string, string>> = {
  conditions: "Condition",
  operation: "Operation",
  drift: "Drift",
  preflight: "Finding",
  findings: "Finding",
  failure: "Failure",
  lastFailure: "Failure",
  healthErrors: "HealthError",
  managedBy: "ObjectReference",
  protectedBy: "ObjectReference",
};

const HEAD = `// Generated from crds/*.yaml by "npm run generate". Do not edit: change the YAML.

/** The metadata of an object as the API server serves it. */
export interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly generation: number;
  readonly creationTimestamp: string;
  readonly deletionTimestamp?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
}

/** What a client needs to know to read and write one kind. */
export interface KindInfo {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly kind: string;
  readonly namespaced: boolean;
}
`;

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** "nics" of a list becomes "Nic", "addresses" becomes "Address". */
const singular = (word: string): string => word.replace(/sses$/, "ss").replace(/([^s])s$/, "$1");

function comment(text: string | undefined, indent: string): string {
  return text === undefined ? "" : `${indent}/** ${text.trim().replaceAll("*/", "* /")} */\n`;
}

/** Collects the interfaces of all kinds; the same name must always mean the same text. */
class Interfaces {
  readonly #texts = new Map<string, string>();

  add(name: string, text: string): void {
    const before = this.#texts.get(name);
    if (before !== undefined && before !== text) {
      throw new Error(`two objects would both be called ${name} and differ: make them equal, or rename one`);
    }
    this.#texts.set(name, text);
  }

  text(): string {
    return [...this.#texts.values()].join("\n");
  }
}

function scalar(schema: Schema): string {
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  return schema.type === "integer" ? "number" : schema.type;
}

/** The TypeScript type of a schema; objects are added to `interfaces` under `name`. */
function typeOf(schema: Schema, name: string, interfaces: Interfaces): string {
  if (schema.type === "array" && schema.items !== undefined) {
    const item = typeOf(schema.items, singular(name), interfaces);
    return `readonly ${item.includes("|") ? `(${item})` : item}[]`;
  }
  if (schema.additionalProperties !== undefined) {
    return `Readonly<Record<string, ${typeOf(schema.additionalProperties, name, interfaces)}>>`;
  }
  if (schema.type !== "object") return scalar(schema);
  addInterface(schema, name, interfaces);
  return name;
}

function addInterface(schema: Schema, name: string, interfaces: Interfaces): void {
  const lines = Object.entries(schema.properties ?? {}).map(([key, property]) => {
    const given = schema.required?.includes(key) || property.default !== undefined;
    const type = typeOf(property, SHARED[key] ?? name.replace(/Spec$/, "") + capital(key), interfaces);
    return `${comment(property.description, "  ")}  readonly ${key}${given ? "" : "?"}: ${type};\n`;
  });
  const about = Object.values(SHARED).includes(name) ? undefined : schema.description;
  interfaces.add(name, `${comment(about, "")}export interface ${name} {\n${lines.join("")}}\n`);
}

function root(kind: Kind, interfaces: Interfaces): void {
  const { spec, status } = kind.schema.properties ?? {};
  if (spec !== undefined) addInterface(spec, `${kind.kind}Spec`, interfaces);
  if (status !== undefined) addInterface(status, `${kind.kind}Status`, interfaces);
  const members = [
    `  readonly apiVersion: "${kind.group}/${kind.version}";`,
    `  readonly kind: "${kind.kind}";`,
    "  readonly metadata: ObjectMeta;",
    ...(spec === undefined ? [] : [`  readonly spec: ${kind.kind}Spec;`]),
    `  readonly status?: ${kind.kind}Status;`,
  ];
  const body = `${comment(kind.schema.description, "")}export interface ${kind.kind} {\n${members.join("\n")}\n}\n`;
  const { group, version, plural, namespaced } = kind;
  const info = JSON.stringify({ group, version, plural, kind: kind.kind, namespaced });
  interfaces.add(kind.kind, `${body}\nexport const ${kind.kind}Kind = ${info} as const satisfies KindInfo;\n`);
}

/**
 * The whole of crds/types.ts. A field with a default counts as always there, since the API server fills it in.
 * @throws Error when two different objects would get the same name.
 */
export function typesText(kinds: readonly Kind[]): string {
  const interfaces = new Interfaces();
  for (const kind of kinds) root(kind, interfaces);
  return `${HEAD}\n${interfaces.text()}`;
}
