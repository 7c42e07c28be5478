// Nothing outlives its owner: abandoned locks, folders of killed processes, and the servers that run from them.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { until } from "../control-plane/install.ts";
import { createFolder, serverPids, serversOf, sweep } from "../control-plane/leftovers.ts";
import { acquireLock, isAbandoned } from "../control-plane/lock.ts";
import { elapsedText } from "../control-plane/progress.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "leftovers-test-"));
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** A pid that was ours and is free again. */
async function deadPid(): Promise<number> {
  const child = spawn("true");
  await once(child, "exit");
  return child.pid ?? 0;
}

describe("a lock", () => {
  const here = { pid: 1, host: "here" };
  const there = { pid: 1, host: "there" };
  test.each([
    ["is kept by a living process", { owner: here, ageSeconds: 5, alive: true }, false],
    ["is abandoned by a dead one on this machine", { owner: here, ageSeconds: 5, alive: false }, true],
    [
      "is kept by another machine's process, of which we know nothing",
      { owner: there, ageSeconds: 5, alive: false },
      false,
    ],
    [
      "is abandoned when not refreshed for a minute: pids are used again",
      { owner: here, ageSeconds: 61, alive: true },
      true,
    ],
    ["is kept while its owner is still writing it", { owner: undefined, ageSeconds: 0, alive: true }, false],
  ])("%s", (_name, { owner, ageSeconds, alive }, expected) => {
    expect(isAbandoned(owner, ageSeconds, alive, "here")).toBe(expected);
  });

  const options = (lines: string[]) => ({
    log: (line: string) => lines.push(line),
    pollSeconds: 0.01,
    notNeeded: async () => false,
  });

  test("of a dead process is taken over", async () => {
    const path = join(root, "lock");
    await writeFile(path, JSON.stringify({ pid: await deadPid(), host: hostname() }));
    const lock = await acquireLock(path, options([]));
    expect(JSON.parse(await readFile(path, "utf8"))).toEqual({ pid: process.pid, host: hostname() });
    await lock?.release();
    expect(await readdir(root)).toEqual([]);
  });

  test("of a living process is waited for, with its pid", async () => {
    const path = join(root, "lock");
    const lines: string[] = [];
    const first = await acquireLock(path, options([]));
    const second = acquireLock(path, { ...options(lines), notNeeded: async () => lines.length > 0 });
    expect(await second).toBeUndefined();
    expect(lines[0]).toMatch(new RegExp(`^Waiting for process ${process.pid}, `));
    await first?.release();
  });

  test("that nobody refreshed is taken over even if the pid is alive", async () => {
    const path = join(root, "lock");
    await writeFile(path, JSON.stringify({ pid: process.pid, host: hostname() }));
    const past = new Date(Date.now() - 120_000);
    await utimes(path, past, past);
    const lock = await acquireLock(path, options([]));
    expect(lock).toBeDefined();
  });
});

/** A process whose command line looks like an etcd with its data in the folder. */
function standInServer(folder: string) {
  const args = ["-e", "setInterval(() => {}, 1000)", "--", `--data-dir=${folder}/etcd`];
  return spawn(process.execPath, args, { argv0: "etcd", stdio: "ignore" });
}

describe("the sweep", () => {
  test("removes the folder of a dead process and kills the server that runs from it", async () => {
    const folder = await createFolder(await deadPid(), root);
    const server = standInServer(folder);
    await once(server, "spawn");
    expect(await serversOf(folder)).toEqual([server.pid]);
    const ended = once(server, "exit");
    expect(await sweep(root)).toEqual([folder]);
    expect(await ended).toEqual([null, "SIGKILL"]);
    expect(await readdir(root)).toEqual([]);
  });

  test("leaves the folder of another machine's process, whose pids it does not see", async () => {
    const folder = await createFolder(await deadPid(), root);
    await writeFile(join(folder, "owner.json"), JSON.stringify({ pid: 1, host: `not-${hostname()}` }));
    expect(await sweep(root)).toEqual([]);
  });

  test("leaves the folder of a living process, and folders that are not ours", async () => {
    const folder = await createFolder(process.pid, root);
    const other = await mkdtemp(join(root, "other-"));
    expect(await sweep(root)).toEqual([]);
    expect((await readdir(root)).map((name) => join(root, name)).sort()).toEqual([folder, other].sort());
  });

  test.each([
    ["an etcd of the folder", "  12 /cache/etcd --data-dir=/tmp/a/etcd", [12]],
    ["a kube-apiserver of the folder", "34 /cache/kube-apiserver --cert-dir=/tmp/a/keys --x", [34]],
    ["no server of a folder whose name only begins alike", "12 /cache/etcd --data-dir=/tmp/ab/etcd", []],
    ["no other program that names the folder", "56 /usr/bin/less /tmp/a/etcd.log", []],
    ["no program whose name only ends alike", "78 /usr/bin/myetcd /tmp/a/x", []],
  ])("recognises in the process list: %s", (_name, line, pids) => {
    expect(serverPids(`${line}\n`, "/tmp/a")).toEqual(pids);
  });
});

test("a control plane does not outlive an owner that is killed with SIGKILL", async () => {
  const leftovers = join(import.meta.dirname, "..", "control-plane", "leftovers.ts");
  const program = `
    import { createFolder, watchOver } from ${JSON.stringify(leftovers)};
    const folder = await createFolder(process.pid, ${JSON.stringify(root)});
    watchOver(folder);
    setInterval(() => {}, 1000);
    console.log(folder);`;
  const owner = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(owner.stdout.setEncoding("utf8"), "data");
  const folder = String(line).trim();
  const server = standInServer(folder);
  await once(server, "spawn");
  const ended = once(server, "exit");
  owner.kill("SIGKILL");
  expect(await ended).toEqual([null, "SIGKILL"]);
  await until(`${folder} is gone`, async () => (await readdir(root)).length === 0);
});

test.each([
  [0.4, "0 s"],
  [59.9, "59 s"],
  [75, "1 min 15 s"],
  [360, "6 min 0 s"],
])("%s seconds are told as %s", (seconds, text) => {
  expect(elapsedText(seconds)).toBe(text);
});
