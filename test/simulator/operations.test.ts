// Every operation of Microsoft's API descriptions is a route of the simulator, or is left out with a reason.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { LEFT_OUT } from "../../simulator/left-out.ts";
import { ROUTES } from "../../simulator/routes.ts";

const directory = process.env.ASR_SPEC_DIR ?? "";
const title =
  directory === ""
    ? "the operations (left out: ASR_SPEC_DIR names no folder with Microsoft's API descriptions)"
    : "the operations";

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly operationId?: string }>>>>;
}

const SITE_RECOVERY =
  "specification/recoveryservicessiterecovery/resource-manager/Microsoft.RecoveryServices/stable/2023-06-01/service.json";
const OFF_AZURE = "specification/migrate/resource-manager/Microsoft.OffAzure/stable/2023-06-06/migrate.json";

/** The operations of a description whose path is wanted: `METHOD path` → name. */
function operationsOf(file: string, isWanted: (path: string) => boolean): ReadonlyMap<string, string> {
  const { paths } = JSON.parse(readFileSync(join(directory, file), "utf8")) as Description;
  const found = Object.entries(paths)
    .filter(([path]) => isWanted(path))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(
        ([method, { operationId = "" }]) => [`${method.toUpperCase()} ${path}`, operationId] as const,
      ),
    );
  return new Map(found.filter(([, operation]) => operation !== ""));
}

const described = (): ReadonlyMap<string, string> =>
  new Map([
    ...operationsOf(SITE_RECOVERY, () => true),
    ...operationsOf(OFF_AZURE, (path) => path.includes("/Microsoft.OffAzure/serverSites")),
  ]);

/** A path with its names taken out, since the descriptions and we call them differently. */
const shape = (path: string): string => path.replaceAll(/\{\w+\}/g, "{}").toLowerCase();

const names = ROUTES.map(({ operation }) => operation);

describe.skipIf(directory === "")(title, () => {
  test("of the descriptions are routes, or left out, and none is both", () => {
    const all = [...described().values()].sort();
    expect(names.filter((operation) => operation in LEFT_OUT)).toEqual([]);
    const ours = [...names.filter((operation) => all.includes(operation)), ...Object.keys(LEFT_OUT)].sort();
    expect(ours).toEqual(all);
  });

  test("that are routes have the method and the path of their description", () => {
    const places = new Map([...described()].map(([place, operation]) => [operation, shape(place)]));
    const wrong = ROUTES.filter(({ operation, method, pattern }) => {
      const place = places.get(operation);
      return place !== undefined && place !== shape(`${method} ${pattern}`);
    });
    expect(wrong.map(({ operation }) => operation)).toEqual([]);
  });
});

describe("every operation", () => {
  test("that is left out, or partly there, says why in words that end without a full stop", () => {
    const reasons = [...Object.values(LEFT_OUT), ...ROUTES.flatMap(({ partly }) => partly ?? [])];
    expect(reasons.filter((reason) => reason.length < 15 || reason.endsWith("."))).toEqual([]);
  });

  test("is a route once", () => {
    expect(names.filter((operation, index) => names.indexOf(operation) !== index)).toEqual([]);
  });
});
