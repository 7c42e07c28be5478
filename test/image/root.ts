// Part of the image's build: copies node and the libraries that it is linked with into a folder, which becomes the image's
// root. Nothing else of the base image gets there: no shell, no package manager.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, realpathSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const USER = 65532;

/** What `ldd` prints, as the paths in it: `libm.so.6 => /lib/libm.so.6 (0x…)`, `/lib64/ld-linux-x86-64.so.2 (0x…)`. */
export function librariesIn(printed: string): readonly string[] {
  return [...printed.matchAll(/(?:=> |^\s*)(\/\S+) \(0x/gm)].map(([, path = ""]) => path);
}

function main(root: string): void {
  const printed = spawnSync("ldd", [process.execPath], { encoding: "utf8" }).stdout;
  const libraries = librariesIn(printed);
  if (libraries.length === 0) throw new Error(`ldd names no library of ${process.execPath}: ${printed}`);
  for (const path of libraries) copy(realpathSync(path), join(root, path));
  copy(process.execPath, join(root, "usr/local/bin/node"));
  write(join(root, "etc/passwd"), `asr:x:${USER}:${USER}::/nonexistent:/sbin/nologin\n`);
  write(join(root, "etc/group"), `asr:x:${USER}:\n`);
  write(join(root, "etc/nsswitch.conf"), "hosts: files dns\n");
  mkdirSync(join(root, "tmp"), { recursive: true, mode: 0o1777 });
}

function copy(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to);
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

const [, script = "", root] = process.argv;
if (script === import.meta.filename && root !== undefined) main(root);
