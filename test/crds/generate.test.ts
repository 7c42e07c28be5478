// The generator: what is committed is what it makes, and it refuses what it does not understand.
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { fieldClass, referenceText } from "../../crds/generate/reference.ts";
import { type Kind, parseKind, readKinds, type Schema, walk } from "../../crds/generate/schema.ts";
import { typesText } from "../../crds/generate/types.ts";
import { generated, stale } from "../../crds/generate.ts";

const FOLDER = new URL("../../crds/", import.meta.url);
const kinds = readKinds(FOLDER);

function sample(spec: Schema, kind = "Sample"): Kind {
  const schema: Schema = { type: "object", properties: { spec } };
  return { group: "example.org", version: "v1", kind, plural: "samples", shortName: "smp", namespaced: true, schema };
}

describe("what is committed", () => {
  test("types.ts and REFERENCE.md are what the YAML says", () => {
    expect(stale()).toEqual([]);
  });

  test("a file that differs or is missing is named", () => {
    expect(stale((name) => (name === "types.ts" ? generated().get(name) : undefined))).toEqual(["REFERENCE.md"]);
    expect(stale(() => "")).toEqual(["types.ts", "REFERENCE.md"]);
  });

  test("--check names what is out of date and ends with 1; without it the file is written", () => {
    const project = mkdtempSync(join(tmpdir(), "asr-chatops-generate-"));
    try {
      cpSync(FOLDER, join(project, "crds"), { recursive: true });
      symlinkSync(fileURLToPath(new URL("../node_modules", FOLDER)), join(project, "node_modules"));
      writeFileSync(join(project, "package.json"), '{"type": "module"}');
      const run = (...args: string[]) =>
        spawnSync(process.execPath, [join(project, "crds/generate.ts"), ...args], { encoding: "utf8" });
      expect(run("--check")).toMatchObject({ status: 0, stdout: "" });
      writeFileSync(join(project, "crds/types.ts"), "");
      const said = 'crds/types.ts is out of date: run "npm run generate"\n';
      expect(run("--check")).toMatchObject({ status: 1, stdout: said });
      expect(run()).toMatchObject({ status: 0, stdout: "crds/types.ts written\n" });
      expect(run("--check")).toMatchObject({ status: 0, stdout: "" });
    } finally {
      rmSync(project, { recursive: true });
    }
  });
});

describe("types", () => {
  test("a field is optional unless it is required or has a default; an enum is a union; lists are readonly", () => {
    const text = typesText([
      sample({
        type: "object",
        required: ["name"],
        properties: {
          name: { type: "string", description: "Its name." },
          mode: { type: "string", enum: ["On", "Off"], default: "On" },
          count: { type: "integer" },
          modes: { type: "array", items: { type: "string", enum: ["A", "B"] } },
          tags: { type: "object", additionalProperties: { type: "string" } },
        },
      }),
    ]);
    expect(text).toContain("  /** Its name. */\n  readonly name: string;");
    expect(text).toContain('  readonly mode: "On" | "Off";');
    expect(text).toContain("  readonly count?: number;");
    expect(text).toContain('  readonly modes?: readonly ("A" | "B")[];');
    expect(text).toContain("  readonly tags?: Readonly<Record<string, string>>;");
  });

  test("an object gets a name of its own, a list's object the singular", () => {
    const nic: Schema = { type: "object", properties: { mac: { type: "string" } } };
    const text = typesText([sample({ type: "object", properties: { nics: { type: "array", items: nic } } })]);
    expect(text).toContain("export interface SampleNic {\n  readonly mac?: string;\n}");
    expect(text).toContain("  readonly nics?: readonly SampleNic[];");
  });

  test("two objects that would share a name and differ are an error", () => {
    const operation = (name: string): Schema => ({
      type: "object",
      properties: { operation: { type: "object", properties: { [name]: { type: "string" } } } },
    });
    const both = [sample(operation("id"), "One"), sample(operation("uid"), "Two")];
    expect(() => typesText(both)).toThrow("two objects would both be called Operation and differ");
  });

  test("a comment cannot be ended by a description", () => {
    const spec: Schema = { type: "object", properties: { a: { type: "string", description: "a */ b" } } };
    expect(typesText([sample(spec)])).toContain("/** a * / b */");
  });
});

describe("the reference", () => {
  test("gives each field its type, its limits, its class and its meaning", () => {
    const spec: Schema = {
      type: "object",
      required: ["size"],
      properties: {
        size: { type: "string", maxLength: 64, description: "Updatable. The size | shape." },
        days: { type: "integer", minimum: 1, maximum: 9, default: 3, description: "Local. Days." },
      },
    };
    const text = referenceText([sample(spec)]);
    expect(text).toContain(
      "| `size` | string; at most 64 characters; **required** | Updatable | The size \\| shape. |",
    );
    expect(text).toContain("| `days` | integer; 1 to 9; default `3` | Local | Days. |");
  });

  test("lists every sentence with which the API server refuses, once", () => {
    const rule = { rule: "true", message: "size cannot be changed" };
    const size: Schema = { type: "string", "x-kubernetes-validations": [rule, rule] };
    const text = referenceText([sample({ type: "object", properties: { size } })]);
    expect(text.split("- size cannot be changed")).toHaveLength(2);
  });
});

describe("the YAML", () => {
  test("a schema keyword that we do not know is an error that names the place", () => {
    const definition = {
      spec: {
        group: "example.org",
        scope: "Cluster",
        names: { kind: "Sample", plural: "samples", shortNames: ["smp"] },
        versions: [{ name: "v1", schema: { openAPIV3Schema: { type: "object", "then text": null } } }],
      },
    };
    expect(() => parseKind("samples.yaml", JSON.stringify(definition))).toThrow('unknown keyword "then text"');
  });

  const fields = kinds.flatMap(({ kind, schema }) =>
    [...walk(schema)].filter(([path]) => /^(spec|status)/.test(path)).map(([path, field]) => ({ kind, path, field })),
  );

  test("every field has a description, which is the manual", () => {
    const silent = fields.filter(({ path, field }) => !path.endsWith("[]") && !field.description);
    expect(silent.map(({ kind, path }) => `${kind} ${path}`)).toEqual([]);
  });

  test("every description is whole: no text was cut off at a comma or colon", () => {
    const cut = fields.filter(({ field }) => field.description !== undefined && !/\.$/.test(field.description.trim()));
    expect(cut.map(({ kind, path }) => `${kind} ${path}`)).toEqual([]);
  });

  test("every string, list and map has a limit", () => {
    const unlimited = fields.filter(({ field }) => !isLimited(field));
    expect(unlimited.map(({ kind, path }) => `${kind} ${path}`)).toEqual([]);
  });

  test("every setting of policy and protection says whether Azure lets it be changed", () => {
    const settings = fields.filter(
      ({ kind, path }) => /Policy$|Protection$/.test(kind) && /^spec\./.test(path) && !/\[\]$|macAddress$/.test(path),
    );
    const unclassed = settings.filter(({ field }) => fieldClass(field.description ?? "").class === undefined);
    expect(settings.length).toBeGreaterThan(40);
    expect(unclassed.map(({ kind, path }) => `${kind} ${path}`)).toEqual([]);
  });

  test("every rule has a sentence for people", () => {
    const rules = kinds.flatMap(({ schema }) =>
      [...walk(schema)].flatMap(([, one]) => one["x-kubernetes-validations"] ?? []),
    );
    expect(rules.length).toBeGreaterThan(50);
    for (const rule of rules) expect(rule.message?.length).toBeGreaterThan(30);
  });

  test("conditions and operations are the same in every kind that has them", () => {
    for (const name of ["conditions", "operation", "wouldDo", "drift"]) {
      const found = kinds.map(({ schema }) => schema.properties?.status?.properties?.[name]).filter((one) => one);
      const shapes = new Set(found.map((one) => JSON.stringify({ ...one, description: "" })));
      expect(shapes.size).toBe(1);
    }
  });
});

function isLimited(field: Schema): boolean {
  if (field.type === "array") return field.maxItems !== undefined;
  if (field.additionalProperties !== undefined) return field.maxProperties !== undefined;
  return (
    field.type !== "string" || field.maxLength !== undefined || field.enum !== undefined || field.format !== undefined
  );
}
