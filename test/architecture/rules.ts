// Checks a tree of source files against the table of who may import what, and against what the house asks of a file.
import { matchesGlob, posix } from "node:path";
import { blank, type Import, importsOf } from "./source-text.ts";

/** Paths relative to the project, with "/" → content. */
export type Tree = ReadonlyMap<string, string>;

export interface Row {
  /** Globs; the first row that has the file counts. */
  readonly files: readonly string[];
  /** Globs of our own files that these files may import, types included. */
  readonly mayImport: readonly string[];
}

export interface Owner {
  /** A package name, or the beginning of one up to "/*". */
  readonly packages: string;
  readonly onlyIn: readonly string[];
}

export interface House {
  readonly rows: readonly Row[];
  /** Files that must be pure, and with them every file whose values they import. */
  readonly pure: readonly string[];
  readonly owners: readonly Owner[];
  readonly entryPoints: readonly string[];
  readonly mayReadEnvironment: readonly string[];
  /** Files that only developers run: they may import more than package.json's dependencies. */
  readonly developerFiles: readonly string[];
  readonly dependencies: readonly string[];
  readonly longestFileLines: number;
  readonly generated: readonly string[];
}

/** One sentence for each file that breaks a rule, naming both. Empty when the house is in order. */
export function violations(tree: Tree, house: House): readonly string[] {
  const pureBecause = pureClosure(tree, house.pure);
  return [...tree].flatMap(([file, text]) => {
    const imports = importsOf(text);
    const because = pureBecause.get(file);
    return [
      ...imports.flatMap((one) => importViolations(file, one, house)),
      ...(because === undefined
        ? []
        : impurities(text, imports).map((what) => `${file} ${because}: it may not ${what}`)),
      ...environmentViolations(file, text, house),
      ...formViolations(file, text, house),
    ];
  });
}

const isIn = (file: string, globs: readonly string[]): boolean => globs.some((glob) => matchesGlob(file, glob));

/** The imported file relative to the project, or undefined for packages and node's own modules. */
function ownFile(file: string, specifier: string): string | undefined {
  return /^\.\.?\//.test(specifier) ? posix.join(posix.dirname(file), specifier) : undefined;
}

function importViolations(file: string, { specifier }: Import, house: House): readonly string[] {
  if (specifier === undefined) return [`${file} imports something computed: name the file`];
  const target = ownFile(file, specifier);
  return target === undefined ? packageViolations(file, specifier, house) : ownFileViolations(file, target, house);
}

function ownFileViolations(file: string, target: string, { rows, entryPoints }: House): readonly string[] {
  const row = rows.find(({ files }) => isIn(file, files));
  if (row === undefined) return [`${file} is in no row of the table: give its folder one`];
  const found: string[] = [];
  if (target.startsWith("../")) found.push(`${file} imports ${target}, which is outside the project`);
  else if (!isIn(target, row.mayImport)) {
    found.push(
      `${file} imports ${target}: ${row.files.join(", ")} may import ${row.mayImport.join(", ") || "nothing"}`,
    );
  }
  if (isIn(target, entryPoints) && file !== "main.ts") {
    found.push(`${file} imports ${target}: only the root's main.ts imports an entry point`);
  }
  return found;
}

function packageViolations(file: string, specifier: string, house: House): readonly string[] {
  if (specifier.startsWith("node:")) return [];
  const found = house.owners
    .filter(({ packages, onlyIn }) => matchesPackage(specifier, packages) && !isIn(file, onlyIn))
    .map(({ packages, onlyIn }) => `${file} imports ${specifier}: only ${onlyIn.join(", ")} may import ${packages}`);
  const name = specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
  if (!isIn(file, house.developerFiles) && !house.dependencies.includes(name)) {
    found.push(`${file} imports ${name}, which is not among the dependencies of package.json`);
  }
  return found;
}

const matchesPackage = (specifier: string, packages: string): boolean =>
  packages.endsWith("/*")
    ? specifier.startsWith(packages.slice(0, -1))
    : specifier === packages || specifier.startsWith(`${packages}/`);

/** Each file that must be pure, with the reason: named in the table, or imported by one that is. */
function pureClosure(tree: Tree, globs: readonly string[]): ReadonlyMap<string, string> {
  const named = [...tree.keys()].filter((file) => isIn(file, globs));
  const reasons = new Map(named.map((file) => [file, "is pure"]));
  for (const [file] of reasons) {
    // A Map hands out what is added while it is walked: that makes this the closure.
    const added = valuesFrom(file, tree).filter((target) => !reasons.has(target));
    for (const target of added) reasons.set(target, `is pure, since ${file} imports it`);
  }
  return reasons;
}

/** Our own files whose values a file imports. */
const valuesFrom = (file: string, tree: Tree): readonly string[] =>
  importsOf(tree.get(file) ?? "")
    .filter(({ typeOnly }) => !typeOnly)
    .map(({ specifier }) => ownFile(file, specifier ?? ""))
    .filter((target) => target !== undefined);

const impureWords: ReadonlyMap<RegExp, string> = new Map([
  [/(?<![.\w])async\b(?!\s*:)/, "be async"],
  [/(?<![.\w])await\b/, "await"],
  [/\bDate\.now\b|\bnew\s+Date\s*(?:\(\s*\)|(?![\s\w(]))|(?<!new\s+)(?<![.\w])Date\s*\(/, "read the clock"],
  [/\bperformance\.now\b/, "read the clock"],
  [/(?<![.\w])(?:setTimeout|setInterval|setImmediate|queueMicrotask)\b/, "set a timer"],
  [/\bMath\.random\b|(?<![.\w])crypto\./, "be random"],
  [/(?<![.\w])(?:process|globalThis)\s*[.[?]/, "reach for the process"],
  [/(?<![.\w])(?:fetch\s*\(|console\.)/, "talk to the outside"],
]);

function impurities(text: string, imports: readonly Import[]): readonly string[] {
  const code = blank(text);
  const words = [...impureWords].filter(([pattern]) => pattern.test(code)).map(([, what]) => what);
  const foreign = imports.flatMap(({ specifier = "", typeOnly }) => {
    if (specifier.startsWith(".")) return [];
    return specifier.startsWith("node:") || !typeOnly ? [`import ${specifier}`] : [];
  });
  return [...new Set([...words, ...foreign])];
}

const environment = /\bprocess\s*\??\.\s*env\b|\bprocess\s*(?:\?\.)?\[|\{[^{}]*\benv\b[^{}]*\}\s*=\s*process\b/;

function environmentViolations(file: string, text: string, { mayReadEnvironment }: House): readonly string[] {
  if (isIn(file, mayReadEnvironment)) return [];
  const imported = importsOf(text).some(({ specifier }) => specifier === "node:process" || specifier === "process");
  if (!imported && !environment.test(blank(text))) return [];
  return [`${file} reads process.env: only ${mayReadEnvironment.join(", ")} may, and pass it on`];
}

function formViolations(file: string, text: string, { generated, longestFileLines }: House): readonly string[] {
  if (isIn(file, generated)) return [];
  const found: string[] = [];
  const lines = text.trimEnd().split("\n").length;
  if (lines > longestFileLines) found.push(`${file} has ${lines} lines: split it, ${longestFileLines} is the most`);
  if (!/^(?:#![^\n]*\n)?\/[/*]/.test(text)) found.push(`${file} does not begin with a comment that says what it owns`);
  return found;
}
