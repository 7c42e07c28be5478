// The folder that a control plane lives in, who owns it, and its removal when the owner is gone.
// Servers are recognised by the folder in their command line, not by a remembered pid: pids are used again.
import { spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import type { Socket } from "node:net";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "./command.ts";
import { isAlive, type LockOwner } from "./lock.ts";

const prefix = "asr-chatops-control-plane-";
const ownerFile = "owner.json";

/** A new folder, readable by this user only, owned by `ownerPid`. */
export async function createFolder(ownerPid = process.pid, parent = tmpdir()): Promise<string> {
  const folder = await mkdtemp(join(parent, prefix));
  const owner: LockOwner = { pid: ownerPid, host: hostname() };
  await writeFile(join(folder, ownerFile), JSON.stringify(owner));
  return folder;
}

/**
 * Starts a small process that removes the folder and its servers when this process ends, however it ends
 * (also by SIGKILL): its standard input is a pipe from us, and the end of that pipe is the signal. The returned
 * function gives that signal now.
 */
export function watchOver(folder: string): () => void {
  const keeper = spawn(process.execPath, [join(import.meta.dirname, "keeper.ts"), folder], {
    detached: true, // Ctrl-C in the terminal goes to the whole group, and this one must outlive it
    stdio: ["pipe", "ignore", "ignore"],
  });
  const pipe = keeper.stdin as Socket; // a pipe to a child is one: it must not keep us running
  keeper.on("error", () => {}); // without it the next start still sweeps
  pipe.on("error", () => {});
  keeper.unref();
  pipe.unref();
  return () => pipe.end();
}

/** Removes the folders whose owner no longer runs; returns them. */
export async function sweep(parent = tmpdir()): Promise<readonly string[]> {
  const removed: string[] = [];
  for (const name of await readdir(parent)) {
    const folder = join(parent, name);
    if (!name.startsWith(prefix) || !(await isOrphan(folder))) continue;
    await removeFolder(folder);
    removed.push(folder);
  }
  return removed;
}

async function isOrphan(folder: string): Promise<boolean> {
  const text = await readFile(join(folder, ownerFile), "utf8").catch(() => undefined);
  if (text === undefined || text === "") return false; // just being made, or not ours to read
  const { pid, host } = JSON.parse(text) as LockOwner;
  return host === hostname() && !isAlive(pid); // another container may share the folder, but not the pids
}

/** Kills what runs from the folder, then removes it. */
export async function removeFolder(folder: string): Promise<void> {
  for (const pid of await serversOf(folder)) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // ended meanwhile
    }
  }
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

/** The pids of etcd and kube-apiserver processes that keep their data in the folder. */
export async function serversOf(folder: string): Promise<readonly number[]> {
  const { stdout } = await run("ps", ["-axww", "-o", "pid=,args="]);
  return serverPids(stdout, folder);
}

/** Pure: picks them from lines of `ps -o pid=,args=`. */
export function serverPids(processList: string, folder: string): readonly number[] {
  return processList
    .split("\n")
    .map((line) => /^\s*(\d+)\s+(\S+)\s(.*)$/.exec(line))
    .filter((match) => match !== null)
    .filter(
      ([, , program = "", args = ""]) => /(^|\/)(etcd|kube-apiserver)$/.test(program) && args.includes(`${folder}/`),
    )
    .map(([, pid]) => Number(pid));
}
