// A status always fits its schema: the limits are read from the resource definition itself, and Azure's texts have none.
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { load } from "js-yaml";
import { describe, expect, test } from "vitest";
import { conclude } from "../../../operator/test-failover/conclude.ts";
import { withinLimits } from "../../../operator/test-failover/limits.ts";
import type { Status } from "../../../operator/test-failover/world.ts";
import { decided, iso, itemWith, jobWith, minutesLater, NOW, present, shows, statusIn, testMachine } from "./build.ts";

interface Schema {
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
}

interface Definition {
  readonly spec: { readonly versions: readonly [{ readonly schema: { readonly openAPIV3Schema: Schema } }] };
}

const yaml = readFileSync(new URL("../../../crds/testfailovers.yaml", import.meta.url), "utf8");
const schema = (load(yaml) as Definition).spec.versions[0].schema.openAPIV3Schema.properties?.status as Schema;

/** Every place where a value does not fit, as the API server counts: code points, items, numbers. */
function misfits(value: unknown, schema: Schema, path: string): string[] {
  if (Array.isArray(value)) {
    const inner = value.flatMap((one, index) => misfits(one, schema.items ?? {}, `${path}[${index}]`));
    return value.length > (schema.maxItems ?? Infinity) ? [path, ...inner] : inner;
  }
  if (typeof value !== "object" || value === null) return isMisfit(value, schema) ? [path] : [];
  return Object.entries(value).flatMap(([key, one]) => {
    const known = schema.properties?.[key];
    return known === undefined ? [`${path}.${key} is not in the schema`] : misfits(one, known, `${path}.${key}`);
  });
}

function isMisfit(value: unknown, { maxLength = Infinity, minimum = -Infinity }: Schema): boolean {
  if (typeof value === "string") return Array.from(value).length > maxLength;
  return typeof value === "number" && (value < minimum || !Number.isInteger(value));
}

const fits = (status: Status) => misfits(status, schema, "status");
const LONG = "ü€🧨".repeat(20_000);
const failure = { code: LONG, message: LONG, possibleCauses: LONG, recommendedAction: LONG, activityId: LONG };

describe("a status fits its schema", () => {
  test("the check sees what does not fit", () => {
    expect(fits({ ...statusIn.running(), result: "x".repeat(257), minutesUntilUp: -1 })).toEqual([
      "status.minutesUntilUp",
      "status.result",
    ]);
    expect(fits({ ...statusIn.running(), unheard: 1 } as Status)).toEqual(["status.unheard is not in the schema"]);
  });

  test("with Azure's longest explanations of a failed start", () => {
    const job = jobWith({ state: "Failed", errors: [failure] });
    expect(fits(decided({ status: statusIn.starting() }, { job }).status)).toEqual([]);
  });

  test("with Azure's longest refusals", () => {
    const { message: refused, ...rest } = failure;
    const answers = [{ refused, ...rest }, { refused, ...rest, conflict: true as const }, { unknown: refused }];
    const begin = decided({ status: { phase: "Checking" } });
    const cleanUp = decided({ status: statusIn.running() }, { item: present(shows.up()), azureNow: minutesLater(500) });
    for (const answer of answers) {
      expect(fits(conclude(begin, answer, NOW).status)).toEqual([]);
      expect(fits(conclude(cleanUp, answer, NOW).status)).toEqual([]);
    }
  });

  test("with a machine of long names, many addresses, and points of a strange kind", () => {
    const machine = { ...testMachine, name: LONG, size: LONG, powerState: LONG, addresses: new Array(99).fill(LONG) };
    const item = itemWith({ ...shows.up(), friendlyName: LONG });
    const verdict = decided({ status: statusIn.running() }, { item: present(item), testMachine: present(machine) });
    expect(fits(verdict.status)).toEqual([]);
    expect(fits(decided({}, { item: present(item) }).status)).toEqual([]);
  });

  test("with more findings than there is room for", () => {
    const finding = { id: "X", sentence: LONG, remedy: LONG, severity: "Error" as const };
    const verdict = decided({ status: { phase: "Checking" } }, { findings: new Array(99).fill(finding) });
    expect(fits(verdict.status)).toEqual([]);
  });

  test("after weeks of clean-ups that fail, with the beginning of the record and its end", () => {
    const time = iso(NOW);
    const tries = new Array(500).fill(0).map((_, index) => ({ step: "CleaningUp", time, jobId: `job-${index}` }));
    const timeline = [...(statusIn.running().timeline ?? []), ...tries];
    const status = withinLimits({ ...statusIn.running(), timeline });
    expect(fits(status)).toEqual([]);
    expect(status.timeline?.slice(0, 3)).toEqual(statusIn.running().timeline);
    expect(status.timeline?.at(-1)?.jobId).toBe("job-499");
    expect(status.timeline).toHaveLength(64);
    expect(withinLimits(status)).toEqual(status);
  });

  test("whatever the texts: what fits stays as it is, and what was cut fits", () => {
    const text = fc.string({ unit: "binary", maxLength: 400 });
    const short = fc.record({ code: text, message: text });
    fc.assert(
      fc.property(short, text, (failed, waitingFor) => {
        const status = withinLimits({ ...statusIn.running(), failure: failed, waitingFor });
        expect(fits(status)).toEqual([]);
        expect(withinLimits(status)).toEqual(status);
      }),
    );
  });
});
