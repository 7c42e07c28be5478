// The chart as if it were a release ago: another version, and a kind that lacks a field of today.
import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { dump, load } from "js-yaml";
import { CHART } from "./helm.ts";

export const OLDER = "0.0.9";

interface Kind {
  readonly spec: {
    readonly versions: readonly {
      readonly schema: { readonly openAPIV3Schema: { properties: { spec: { properties: Record<string, unknown> } } } };
    }[];
  };
}

/** Writes it into the folder; resolves with its path. `field` is one of spec that no rule speaks of. */
export async function olderChart(folder: string, plural: string, field: string): Promise<string> {
  const chart = join(folder, "older-chart");
  await cp(CHART, chart, { recursive: true });
  const about = await readFile(join(chart, "Chart.yaml"), "utf8");
  await writeFile(join(chart, "Chart.yaml"), about.replace(/^(version|appVersion): .*$/gm, `$1: ${OLDER}`));
  const file = join(chart, "files", "crds", `${plural}.yaml`);
  const kind = load(await readFile(file, "utf8")) as Kind;
  for (const { schema } of kind.spec.versions) delete schema.openAPIV3Schema.properties.spec.properties[field];
  await writeFile(file, dump(kind));
  return chart;
}
