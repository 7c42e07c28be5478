// The project's documents and sources as text, for tests that hold one to the other.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

export const ROOT = join(import.meta.dirname, "..", "..");

export interface Page {
  /** Relative to the project. */
  readonly path: string;
  readonly text: string;
}

export function page(path: string): Page {
  return { path, text: readFileSync(join(ROOT, path), "utf8") };
}

/** README.md and its neighbours, and everything in docs/. */
export function pages(): readonly Page[] {
  const docs = readdirSync(join(ROOT, "docs")).filter((name) => name.endsWith(".md"));
  return ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", ...docs.sort().map((name) => `docs/${name}`)].map(page);
}

/** All TypeScript below a folder of the project. */
export function sources(folder: string): readonly Page[] {
  const names = readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" });
  return names.filter((name) => name.endsWith(".ts")).map((name) => page(join(folder, name)));
}

/** Whether the project has this file or folder. */
export function exists(path: string): boolean {
  return existsSync(join(ROOT, path));
}

export interface Block {
  readonly path: string;
  /** What follows the opening fence, such as `yaml`. */
  readonly language: string;
  readonly text: string;
}

/** Fenced blocks, in order. */
export function blocks({ path, text }: Page): readonly Block[] {
  return [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, language = "", inside = ""]) => ({
    path,
    language,
    text: inside,
  }));
}

/** Command lines that a reader may type: lines of `sh` blocks, what follows `$` in others, and `code` in sentences. */
export function commands(one: Page, program: string): readonly string[] {
  const inBlocks = blocks(one).flatMap(({ language, text }) =>
    text.split("\n").flatMap((line) => (language === "sh" ? [line] : line.startsWith("$ ") ? [line.slice(2)] : [])),
  );
  const prose = one.text.replace(/^```[\s\S]*?^```$/gm, "");
  const inProse = [...prose.matchAll(/`([^`\n]+)`/g)].map(([, code = ""]) => code);
  return [...inBlocks, ...inProse]
    .flatMap((line) => line.replace(/\s# .*$/, "").split(" && "))
    .map((line) => line.trim())
    .filter((line) => line.startsWith(`${program} `));
}

/** Links to files of the project that are not there. */
export function deadLinks({ path, text }: Page): readonly string[] {
  const targets = [...text.matchAll(/\]\(([^)\s#]+)(#[^)]*)?\)/g)].map(([, target = ""]) => target);
  return targets
    .filter((target) => !/^[a-z]+:/.test(target))
    .filter((target) => !existsSync(join(ROOT, dirname(path), target)))
    .map((target) => `${relative(ROOT, join(ROOT, path))} → ${target}`);
}
