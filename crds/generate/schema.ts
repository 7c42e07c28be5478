// Owns reading crds/*.yaml: one CustomResourceDefinition per file, with only the schema keywords that we use.
import { readdirSync, readFileSync } from "node:fs";
import { load } from "js-yaml";

export interface Rule {
  readonly rule: string;
  readonly message?: string;
}

export interface Schema {
  readonly type: "object" | "array" | "string" | "integer" | "number" | "boolean";
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema;
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly maxProperties?: number;
  readonly "x-kubernetes-validations"?: readonly Rule[];
}

export interface Kind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly shortName: string;
  readonly namespaced: boolean;
  readonly schema: Schema;
}

const KEYWORDS = new Set([
  ...["type", "description", "properties", "additionalProperties", "items", "required", "enum", "default", "format"],
  ...["pattern", "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "maxProperties"],
  ...["x-kubernetes-validations", "x-kubernetes-list-type", "x-kubernetes-list-map-keys"],
]);

/** Every schema below `schema`, itself first, with its path (`spec.nics[].subnet`). */
export function* walk(schema: Schema, path = ""): Generator<readonly [path: string, schema: Schema]> {
  yield [path, schema];
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    yield* walk(property, path === "" ? name : `${path}.${name}`);
  }
  if (schema.items !== undefined) yield* walk(schema.items, `${path}[]`);
}

function check(file: string, root: Schema): void {
  for (const [path, schema] of walk(root)) {
    const unknown = Object.keys(schema).filter((key) => !KEYWORDS.has(key));
    if (unknown.length > 0) {
      throw new Error(`${file}: ${path} has the unknown keyword "${unknown.join(", ")}": quote text with a comma`);
    }
  }
}

interface Definition {
  readonly spec: {
    readonly group: string;
    readonly scope: "Namespaced" | "Cluster";
    readonly names: { readonly kind: string; readonly plural: string; readonly shortNames: readonly [string] };
    readonly versions: readonly [{ readonly name: string; readonly schema: { readonly openAPIV3Schema: Schema } }];
  };
}

/**
 * The kind that one CustomResourceDefinition declares.
 * @throws Error naming file and path when the schema uses a keyword that we do not know, mostly unquoted text.
 */
export function parseKind(file: string, text: string): Kind {
  const { spec } = load(text) as Definition;
  const [version] = spec.versions;
  check(file, version.schema.openAPIV3Schema);
  return {
    group: spec.group,
    version: version.name,
    kind: spec.names.kind,
    plural: spec.names.plural,
    shortName: spec.names.shortNames[0],
    namespaced: spec.scope === "Namespaced",
    schema: version.schema.openAPIV3Schema,
  };
}

/** All kinds of a folder of CustomResourceDefinitions, by file name. */
export function readKinds(folder: URL): Kind[] {
  const files = readdirSync(folder).filter((name) => name.endsWith(".yaml"));
  return files.sort().map((name) => parseKind(name, readFileSync(new URL(name, folder), "utf8")));
}
