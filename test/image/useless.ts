// Which files of installed packages nothing reads at run time. Pure; wrong is only what makes an image larger or break.

/** Types, source maps, sources and words. Licences stay: they have to go where the code goes. */
const BY_ENDING = /\.(?:[cm]?ts|tsx|map|tsbuildinfo|flow|md|markdown|html|css|yml|c|h|cc|gyp|api\.json)$/i;

/** Folders directly in a package. */
const BY_FOLDER = new Set(
  "test tests __tests__ docs doc example examples benchmark benchmarks bench coverage man review samples typings .github".split(
    " ",
  ),
);

/** Builds for other places than Node: Azure's packages have one each. */
const OTHER_BUILDS = /^dist\/(?:browser|react-native|workerd)\//;

/** Per package: its sources, and what of it is another build of what Node loads. The first that fits its name counts. */
const OF_PACKAGES: readonly (readonly [name: RegExp, inside: RegExp])[] = [
  [/^@azure\/arm-/, /^(?:dist-esm|src|types)\/|\.min\.js$/],
  [/^@azure\/msal-common$/, /^(?:dist-browser|src)\//],
  [/^@azure\/msal-node$/, /^src\//],
  [/^js-yaml$/, /\.min\.m?js$/],
];

/** Only types, or only for a runtime that is not Node: whole packages. @azure/identity loads msal-browser in browsers only. */
const WHOLE = /^(?:@types\/.*|bare-[a-z-]+|@azure\/msal-browser)$/;

/** `path` is relative to the folder node_modules, with slashes. */
export function isUseless(path: string): boolean {
  const { name, inside } = packageOf(path);
  if (name === undefined || inside === "") return false;
  if (/^(?:licen[cs]e|notice|copying)/i.test(inside)) return false;
  const [folder = ""] = inside.split("/");
  return (
    WHOLE.test(name) ||
    BY_ENDING.test(inside) ||
    (inside.includes("/") && BY_FOLDER.has(folder)) ||
    OTHER_BUILDS.test(inside) ||
    OF_PACKAGES.find(([named]) => named.test(name))?.[1].test(inside) === true
  );
}

/** What a package.json names for Node to load: its main file, and what it exports but to other runtimes and compilers. */
export function entriesOf({
  main,
  exports,
}: {
  readonly main?: unknown;
  readonly exports?: unknown;
}): readonly string[] {
  const named = [main ?? "index.js", ...targetsIn(exports)].filter((one) => typeof one === "string");
  return named.filter((one) => !one.includes("*")).map((one) => one.replace(/^\.\//, ""));
}

const NOT_NODE = /types|browser|native|workerd|worker|deno|bun|bare|development|source/;

function targetsIn(exports: unknown): readonly unknown[] {
  if (typeof exports !== "object" || exports === null) return [exports];
  return Object.entries(exports).flatMap(([condition, target]) => (NOT_NODE.test(condition) ? [] : targetsIn(target)));
}

/** The innermost package that the file is in, and its path there. */
function packageOf(path: string): { readonly name: string | undefined; readonly inside: string } {
  const within = path.split("/node_modules/").at(-1) ?? path;
  const found = /^((?:@[^/]+\/)?[^/]+)(?:\/(.*))?$/.exec(within);
  return { name: found?.[1], inside: found?.[2] ?? "" };
}
