// The chart's files without helm: copies are current, and values.yaml and its schema say the same and explain themselves.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { load } from "js-yaml";
import { describe, expect, test } from "vitest";
import { staleCopies, writeCopies } from "../chart/copies.ts";
import { ROOT } from "../docs/project.ts";

const chart = join(ROOT, "charts", "asr-chatops");

describe("copies", () => {
  test("are what they are copies of", () => {
    expect(staleCopies()).toEqual([]);
  });

  test("that differ, are missing or are left over are named, and put right", () => {
    const project = mkdtempSync(join(tmpdir(), "asr-chatops-copies-"));
    try {
      for (const folder of ["crds", "examples/install", "charts"]) {
        cpSync(join(ROOT, folder), join(project, folder), { recursive: true });
      }
      const files = "charts/asr-chatops/files";
      expect(staleCopies(project)).toEqual([]);
      writeFileSync(join(project, "crds/recoveryvaults.yaml"), "changed");
      rmSync(join(project, files, "rights/20-bot.yaml"));
      writeFileSync(join(project, files, "crds/gone.yaml"), "");
      const stale = [`${files}/crds/recoveryvaults.yaml`, `${files}/crds/gone.yaml`, `${files}/rights/20-bot.yaml`];
      expect(writeCopies(project)).toEqual(stale);
      expect(staleCopies(project)).toEqual([]);
    } finally {
      rmSync(project, { recursive: true });
    }
  });
});

interface Schema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | object;
}

const schema = JSON.parse(readFileSync(join(chart, "values.schema.json"), "utf8")) as Schema;
const values = load(readFileSync(join(chart, "values.yaml"), "utf8"));

/** Every field with fields of its own, and every leaf, by its path. */
function fields(one: Schema, path = ""): readonly (readonly [string, Schema])[] {
  const inside = Object.entries(one.properties ?? {}).flatMap(([name, part]) => fields(part, `${path}.${name}`));
  return [[path, one], ...inside];
}

describe("values", () => {
  test("every field is described, and an object takes no other fields than those", () => {
    for (const [path, { description, properties, additionalProperties }] of fields(schema)) {
      expect({ path, description }).toEqual({ path, description: expect.stringMatching(/\w.*[.\w)/]$/) });
      if (properties !== undefined)
        expect({ path, additionalProperties }).toEqual({ path, additionalProperties: false });
    }
  });

  test("values.yaml has each of them, so that it can be read as the reference", () => {
    const has = (path: string) =>
      path
        .split(".")
        .slice(1)
        .reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], values) !== undefined;
    const missing = fields(schema).map(([path]) => path);
    expect(missing.filter((path) => !has(path))).toEqual([".global"]);
  });

  test("values.yaml keeps to it", () => {
    const validate = new Ajv2020({ strict: false }).compile(schema);
    expect(validate(values), JSON.stringify(validate.errors)).toBe(true);
  });
});
