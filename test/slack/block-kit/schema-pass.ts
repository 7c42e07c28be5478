// Holds blocks and views against the schema that is generated from Slack's own types.
import { readFileSync } from "node:fs";
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";

export type Root = "Blocks" | "Modal" | "Home";

let compiled: Ajv | undefined;

/** Compiled once, when it is first needed: it takes longer than a test. */
function validator(root: Root): ValidateFunction {
  compiled ??= new Ajv({ allErrors: true, discriminator: true, strictTypes: false }).addSchema(
    JSON.parse(readFileSync(new URL("./schema.json", import.meta.url), "utf8")),
    "block-kit",
  );
  const validate = compiled.getSchema(`block-kit#/definitions/${root}`);
  if (validate === undefined) throw new Error(`schema.json has no ${root}`);
  return validate;
}

/** A sentence for everything that Slack's types do not have. `at` is put before every pointer. */
export function schemaProblems(root: Root, value: unknown, at: string): string[] {
  const validate = validator(root);
  if (validate(value)) return [];
  const errors = validate.errors ?? [];
  // Of a union without a `type` the errors of its members say more than that none of them fits.
  const telling = errors.filter(({ keyword }) => keyword !== "anyOf");
  const sentences = (telling.length > 0 ? telling : errors).map((error) => sentence(error, at));
  return [...new Set(sentences)];
}

function sentence(error: ErrorObject, at: string): string {
  return `${said(error)} [json-pointer:${at}${error.instancePath}]`;
}

function said({ keyword, params, message = "is invalid" }: ErrorObject): string {
  const given = params as Record<string, unknown>;
  if (keyword === "additionalProperties") return `must NOT have additional property ${given.additionalProperty}`;
  if (keyword === "enum") return `must be one of ${(given.allowedValues as unknown[]).join(", ")}`;
  if (keyword === "const") return `must be ${JSON.stringify(given.allowedValue)}`;
  if (keyword === "discriminator") return `unsupported type: ${JSON.stringify(given.tagValue)}`;
  return message;
}
