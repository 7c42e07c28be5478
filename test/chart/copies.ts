// What the chart holds copies of: helm packs nothing from outside its folder. npm run generate writes them; --check compares.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ROOT } from "../docs/project.ts";

/** Folder of the chart, and where its files come from. */
const SOURCES = [
  { to: "charts/asr-chatops/files/crds", from: "crds", names: /\.yaml$/ },
  { to: "charts/asr-chatops/files/admission", from: "crds/admission", names: /\.yaml$/ },
  // The namespace is the chart's own matter: helm install --create-namespace.
  { to: "charts/asr-chatops/files/rights", from: "examples/install", names: /^[1-9].*\.yaml$/ },
] as const;

/** What every copy should hold, by its path in the project; `undefined`: it should not be there. */
export function copies(root = ROOT): ReadonlyMap<string, string | undefined> {
  return new Map(
    SOURCES.flatMap(({ to, from, names }) => {
      const wanted = readdirSync(join(root, from)).filter((name) => names.test(name));
      const folder = join(root, to);
      const left = (existsSync(folder) ? readdirSync(folder) : []).filter((name) => !wanted.includes(name));
      return [
        ...wanted.map((name) => [join(to, name), readFileSync(join(root, from, name), "utf8")] as const),
        ...left.map((name) => [join(to, name), undefined] as const),
      ];
    }),
  );
}

/** Paths of the copies that are missing, differ, or are of something that is gone. */
export function staleCopies(root = ROOT): readonly string[] {
  const read = (path: string) => (existsSync(join(root, path)) ? readFileSync(join(root, path), "utf8") : undefined);
  return [...copies(root)].filter(([path, text]) => read(path) !== text).map(([path]) => path);
}

/** Brings them up to date; the paths that were not. */
export function writeCopies(root = ROOT): readonly string[] {
  const wanted = copies(root);
  const stale = staleCopies(root);
  for (const path of stale) {
    const text = wanted.get(path);
    if (text === undefined) rmSync(join(root, path));
    else {
      mkdirSync(join(root, path.slice(0, -basename(path).length)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
  }
  return stale;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const check = process.argv.includes("--check");
  const stale = check ? staleCopies() : writeCopies();
  for (const path of stale) console.log(`${path} ${check ? 'is out of date: run "npm run generate"' : "written"}`);
  if (check && stale.length > 0) process.exitCode = 1;
}
