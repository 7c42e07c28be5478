// The operator's process as the chart and the image run it: its heap, its allocator, and modules compiled before.
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { load } from "js-yaml";
import type { Environment } from "../stack/child.ts";

const ROOT = join(import.meta.dirname, "..", "..");

export interface PodEnvironment {
  readonly env: Environment;
  /** Removes the compiled modules. */
  remove(): Promise<void>;
}

/** What the image's and the chart's environment say about the process itself. Compiles all modules once, as the image does. */
export async function environmentInPod(): Promise<PodEnvironment> {
  const dockerfile = await readFile(join(ROOT, "Dockerfile"), "utf8");
  const [, arenas] = /\bMALLOC_ARENA_MAX=(\d+)/.exec(dockerfile) ?? [];
  const values = load(await readFile(join(ROOT, "charts", "asr-chatops", "values.yaml"), "utf8"));
  const { heapMebibytes } = (values as { operator: { heapMebibytes: number } }).operator;
  const template = await readFile(join(ROOT, "charts", "asr-chatops", "templates", "operator.yaml"), "utf8");
  const [, options] = /name: NODE_OPTIONS, value: ([^}]*\{\{[^}]*\}\}[^}]*)\}/.exec(template) ?? [];
  if (arenas === undefined || options === undefined) throw new Error("The image or the chart says something else now.");
  const cache = await mkdtemp(join(tmpdir(), "asr-chatops-compiled-"));
  const env = {
    NODE_ENV: "production",
    NODE_COMPILE_CACHE: cache,
    NODE_OPTIONS: options.replace(/\{\{[^}]*\}\}/, String(heapMebibytes)),
    MALLOC_ARENA_MAX: arenas,
  };
  await promisify(execFile)(process.execPath, ["main.ts", "operator", "--help"], { cwd: ROOT, env });
  return { env, remove: () => rm(cache, { recursive: true, force: true }) };
}
