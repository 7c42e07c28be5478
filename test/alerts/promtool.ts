// Where promtool comes from: PATH, our cache, or Debian's package of Prometheus, unpacked and not installed.
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";

/** Why it cannot be had, for a person. */
export class NoPromtool extends Error {
  override readonly name = "NoPromtool";
}

export interface PromtoolParts {
  readonly env: NodeJS.ProcessEnv;
  readonly log: (line: string) => void;
}

/** The command. @throws NoPromtool */
export function findPromtool({ env, log }: PromtoolParts): string {
  if (runs("promtool")) return "promtool";
  const cached = join(env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "asr-chatops", "promtool");
  if (existsSync(cached) && runs(cached)) return cached;
  if (!runs("apt-get") || !runs("dpkg-deb")) {
    throw new NoPromtool("promtool is not on PATH, and this is no Debian, whose package prometheus has it.");
  }
  log("Fetching promtool: Debian's package prometheus, 19 MB, unpacked and not installed.");
  fromDebian(cached);
  return cached;
}

function fromDebian(cached: string): void {
  const folder = mkdtempSync(join(tmpdir(), "promtool-"));
  try {
    const fetched = spawnSync("apt-get", ["download", "prometheus"], { cwd: folder, encoding: "utf8" });
    const archive = readdirSync(folder).find((name) => name.endsWith(".deb"));
    if (archive === undefined) {
      const why = fetched.stderr.trim().split("\n").at(-1);
      throw new NoPromtool(`Debian's package prometheus cannot be had (apt-get update may help): ${why}`);
    }
    spawnSync("dpkg-deb", ["-x", archive, "unpacked"], { cwd: folder });
    mkdirSync(join(cached, ".."), { recursive: true });
    copyFileSync(join(folder, "unpacked", "usr", "bin", "promtool"), cached);
    if (!runs(cached)) throw new NoPromtool("Debian's promtool does not run here.");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const runs = (command: string): boolean => spawnSync(command, ["--version"]).status === 0;
