// npm run manifests: the chart as plain manifests in deploy/, for those who have no helm. With --check they are compared.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { flags } from "../docs/flags.ts";
import { ROOT } from "../docs/project.ts";
import { CHART, helmOrThrow, noHelm } from "./helm.ts";
import { IMAGE } from "./value-sets.ts";

interface Rendering {
  readonly about: string;
  readonly values: object;
}

const FILES: Readonly<Record<string, Rendering>> = {
  "operator.yaml": {
    about: "Kinds, admission policies, roles for people, and the operator.",
    values: { image: IMAGE },
  },
  "trial.yaml": {
    about: "The same, and a simulator that plays Azure: nothing is real.",
    values: { image: IMAGE, simulator: { enabled: true } },
  },
};

const NAMESPACE = `---
apiVersion: v1
kind: Namespace
metadata:
  name: asr-chatops
`;

async function render({ about, values }: Rendering): Promise<string> {
  const args = ["template", "asr-chatops", CHART, "--namespace", "asr-chatops", "--skip-tests"];
  const text = await helmOrThrow(args, { values });
  const head = `# ${about} Made from the chart by npm run manifests.\n# Put your own image in place of ${IMAGE.repository}.\n`;
  const lines = text.split("\n").filter((line) => line.trim() !== "" && !line.includes("managed-by: Helm"));
  return `${head}${NAMESPACE}${lines.map((line) => line.trimEnd()).join("\n")}\n`;
}

/** What every file of deploy/ should hold, by its path in the project. */
export async function manifests(): Promise<ReadonlyMap<string, string>> {
  const made = Object.entries(FILES).map(async ([name, one]) => [join("deploy", name), await render(one)] as const);
  return new Map(await Promise.all(made));
}

/** Paths of those that are missing or differ. */
export async function staleManifests(): Promise<readonly string[]> {
  const stale: string[] = [];
  for (const [path, text] of await manifests()) {
    if ((await readFile(join(ROOT, path), "utf8").catch(() => "")) !== text) stale.push(path);
  }
  return stale;
}

async function main(check: boolean): Promise<void> {
  // Who looks for helm has said why there is none.
  if (noHelm) process.exitCode = 1;
  else if (check) {
    for (const path of await staleManifests()) {
      console.log(`${path} is out of date: run "npm run manifests"`);
      process.exitCode = 1;
    }
  } else {
    await mkdir(join(ROOT, "deploy"), { recursive: true });
    for (const [path, text] of await manifests()) {
      await writeFile(join(ROOT, path), text);
      console.log(`${path} written`);
    }
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(flags("check").check === true);
