// Owns the text of crds/REFERENCE.md: for every kind a table of its fields, and for those that become settings in Azure
// whether they can be changed there.
import { type Kind, type Schema, walk } from "./schema.ts";

const CLASSES = ["Updatable", "Create-only", "Immutable", "Local"] as const;
type FieldClass = (typeof CLASSES)[number];

const HEAD = `# The resources, field by field

Generated from \`crds/*.yaml\` by \`npm run generate\`. \`kubectl explain <kind>.spec\` prints the same descriptions.

Durations are written in hours and minutes (\`15m\`, \`24h\`, \`1h30m\`); there are no days. Times are absolute and in UTC.
A field with a default is always there when it is read back.

Fields of a ReplicationPolicy and of a PhysicalMachineProtection are of one of these classes:

| class | meaning |
|---|---|
| Updatable | A change of the manifest is sent to Azure. |
| Create-only | Azure takes it when the object is created and never again. A later difference is reported as drift with the reason \`CannotChange\`. |
| Immutable | The API server refuses a change: of \`azureName\` always, of \`vault\` and \`machine\` once status says what they are bound to. |
| Local | It steers the operator; Azure does not know it. |
`;

/** The class and the rest of a description such as "Updatable. The size." */
export function fieldClass(description: string): { readonly class?: FieldClass; readonly text: string } {
  const found = CLASSES.find((name) => description.startsWith(`${name}. `));
  return found === undefined ? { text: description } : { class: found, text: description.slice(found.length + 2) };
}

function range(schema: Schema): string[] {
  const { minimum, maximum, maxItems, maxLength } = schema;
  return [
    ...(minimum === undefined || maximum === undefined ? [] : [`${minimum} to ${maximum}`]),
    ...(maxItems === undefined ? [] : [`at most ${maxItems}`]),
    ...(maxLength === undefined || schema.format !== undefined ? [] : [`at most ${maxLength} characters`]),
  ];
}

function typeWords(schema: Schema): string {
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${value}\``).join(", ");
  if (schema.type === "array" && schema.items !== undefined) return `list of ${typeWords(schema.items)}`;
  if (schema.additionalProperties !== undefined) return "map of strings";
  return schema.format === "date-time" ? "time" : schema.type;
}

function cells(path: string, schema: Schema, required: ReadonlySet<string>): string[] {
  const { class: kind, text } = fieldClass((schema.description ?? "").trim());
  const facts = [typeWords(schema), ...range(schema)];
  if (required.has(path)) facts.push("**required**");
  if (schema.default !== undefined) facts.push(`default \`${JSON.stringify(schema.default)}\``);
  return [`\`${path}\``, facts.join("; "), kind ?? "", text];
}

function requiredPaths(root: Schema): ReadonlySet<string> {
  const paths = new Set<string>();
  for (const [path, schema] of walk(root)) {
    for (const name of schema.required ?? []) paths.add(path === "" ? name : `${path}.${name}`);
  }
  return paths;
}

function table(title: string, root: Schema, classed: boolean): string {
  const required = requiredPaths(root);
  const rows = [...walk(root)].filter(([path, schema]) => path !== "" && !(path.endsWith("[]") && !schema.properties));
  const lines = rows
    .filter(([path]) => !path.endsWith("[]"))
    .map(([path, schema]) => cells(path, schema, required))
    .map((row) => row.filter((_, column) => classed || column !== 2))
    .map((row) => `| ${row.map((cell) => cell.replaceAll("|", "\\|").replaceAll("<", "&lt;")).join(" | ")} |`);
  const head = classed
    ? "| field | type | class | meaning |\n|---|---|---|---|"
    : "| field | type | meaning |\n|---|---|---|";
  return `### ${title}\n\n${head}\n${lines.join("\n")}\n`;
}

function rules(kind: Kind): string {
  const found = [...walk(kind.schema)].flatMap(([, schema]) => schema["x-kubernetes-validations"] ?? []);
  const messages = [...new Set(found.flatMap((rule) => (rule.message === undefined ? [] : [rule.message])))];
  if (messages.length === 0) return "";
  return `### What is refused\n\n${messages.map((message) => `- ${message.replaceAll("<", "&lt;")}`).join("\n")}\n`;
}

function section(kind: Kind): string {
  const { spec, status } = kind.schema.properties ?? {};
  const scope = kind.namespaced ? "in a namespace" : "for the whole cluster";
  const classed = Object.values(spec?.properties ?? {}).some(
    (schema) => fieldClass(schema.description ?? "").class !== undefined,
  );
  return [
    `## ${kind.kind}\n\n\`${kind.plural}\`, short \`${kind.shortName}\`, ${scope}. ${kind.schema.description ?? ""}\n`,
    spec === undefined ? "" : table("spec", spec, classed),
    rules(kind),
    status === undefined ? "" : table("status", status, false),
  ]
    .filter((part) => part !== "")
    .join("\n");
}

/** The whole of crds/REFERENCE.md. */
export function referenceText(kinds: readonly Kind[]): string {
  return `${HEAD}\n${kinds.map(section).join("\n")}`;
}
