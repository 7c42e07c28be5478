// Builds the peer in Go, from modules with exact versions; where there is no Go, says so.
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

export interface GoPeer {
  readonly path: string;
  remove(): Promise<void>;
}

const run = promisify(execFile);
const source = join(import.meta.dirname, "go");

/** Undefined, and why on standard error, when it cannot be built here. Takes minutes the first time. */
export async function buildGoPeer(): Promise<GoPeer | undefined> {
  const folder = await mkdtemp(join(tmpdir(), "asr-chatops-peer-"));
  const path = join(folder, "peer");
  try {
    process.stderr.write("… building the controller-runtime operator\n");
    await run("go", ["build", "-mod=readonly", "-buildvcs=false", "-o", path, "."], { cwd: source });
    return { path, remove: () => rm(folder, { recursive: true, force: true }) };
  } catch (error) {
    const { code, message } = error as { readonly code?: unknown; readonly message: string };
    const why = code === "ENOENT" ? "there is no go on PATH" : message;
    process.stderr.write(`… controller-runtime is not measured: ${why}\n`);
    await rm(folder, { recursive: true, force: true });
    return undefined;
  }
}
