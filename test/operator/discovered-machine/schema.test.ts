// What an appliance may report at its wildest still fits the schema, or the API server would refuse the machine.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import { expect, test } from "vitest";
import { statusOf } from "../../../operator/discovered-machine/status.ts";
import { machine, SITE_ID } from "../vault/sights.ts";

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>> & { readonly status?: Schema };
  readonly type?: string;
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly enum?: readonly string[];
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
}

interface Definition {
  readonly spec: { readonly versions: readonly { readonly schema: { readonly openAPIV3Schema: Schema } }[] };
}

function statusSchema(): Schema {
  const file = join(import.meta.dirname, "../../../crds/discoveredmachines.yaml");
  const definition = load(readFileSync(file, "utf8")) as Definition;
  const found = definition.spec.versions[0]?.schema.openAPIV3Schema.properties?.status;
  if (found === undefined) throw new Error("the definition has a status");
  return found;
}

/** Where the value breaks the schema, by path. */
function breaches(value: unknown, schema: Schema, path = "status"): readonly string[] {
  if (Array.isArray(value)) return breachesInList(value, schema, path);
  if (typeof value === "object" && value !== null) return breachesWithin(value, schema, path);
  return fits(value, schema) ? [] : [path];
}

function fits(value: unknown, schema: Schema): boolean {
  return typeof value === "number" ? fitsNumber(value, schema) : typeof value !== "string" || fitsText(value, schema);
}

function breachesInList(values: readonly unknown[], { maxItems, items = {} }: Schema, path: string): readonly string[] {
  const tooMany = values.length > (maxItems ?? Number.POSITIVE_INFINITY) ? [path] : [];
  return [...tooMany, ...values.flatMap((one, index) => breaches(one, items, `${path}[${index}]`))];
}

function fitsText(text: string, schema: Schema): boolean {
  const short = Array.from(text).length <= (schema.maxLength ?? Number.POSITIVE_INFINITY);
  return short && (schema.enum === undefined || schema.enum.includes(text));
}

function fitsNumber(value: number, { type, minimum = Number.NEGATIVE_INFINITY }: Schema): boolean {
  return (type !== "integer" || Number.isInteger(value)) && value >= minimum;
}

function breachesWithin(value: object, { required = [], properties = {} }: Schema, path: string): readonly string[] {
  const missing = required.filter((name) => !(name in value)).map((name) => `${path}.${name}`);
  const within = Object.entries(value).flatMap(([name, one]) => {
    const property = properties[name];
    return property === undefined ? [`${path}.${name}`] : breaches(one, property, `${path}.${name}`);
  });
  return [...missing, ...within];
}

const many = <T>(value: T): readonly T[] => Array.from({ length: 500 }, () => value);
const LONG = "🙂".repeat(5000);
const around = { vault: "contoso", siteId: SITE_ID, protectedBy: { namespace: "dr-team", name: "web01" } };

const wild = machine(LONG, {
  id: machine("web01").id,
  fqdn: LONG,
  addresses: many(LONG),
  biosId: LONG,
  operatingSystem: { type: LONG, name: LONG, version: LONG },
  cores: 2.5,
  memoryMegabytes: -1,
  firmware: LONG,
  disks: many({ id: LONG, name: LONG, sizeBytes: 1.5, osDisk: true }),
  nics: many({ macAddress: LONG, addresses: many(LONG), network: LONG }),
  appliance: LONG,
  errors: many(LONG),
});

test("the wildest machine fits the schema", () => {
  expect(breaches(statusOf(wild, around), statusSchema())).toEqual([]);
});

test("a machine of which nothing is known fits the schema", () => {
  const bare = machine("", { addresses: [], operatingSystem: {} });
  expect(breaches(statusOf(bare, { ...around, siteId: undefined, protectedBy: undefined }), statusSchema())).toEqual(
    [],
  );
});

test("the check finds what does not fit", () => {
  const broken = { vault: "contoso", name: LONG, os: { type: "Plan9" }, disks: many({}), cores: -1, color: "red" };
  expect(new Set(breaches(broken, statusSchema()).map((path) => path.replace(/\[\d+\]/, "[]")))).toEqual(
    new Set([
      "status.id",
      "status.name",
      "status.os.type",
      "status.disks",
      "status.disks[].id",
      "status.cores",
      "status.color",
    ]),
  );
});
