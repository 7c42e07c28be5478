// Owns where Chromium is: unpacked from its npm package once for each version, or the one that is installed.
import { accessSync, constants, existsSync, mkdtempSync, renameSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import chromium from "@sparticuz/chromium";
import type { LaunchOptions } from "puppeteer-core";
import packageJson from "../../../package.json" with { type: "json" };

/** How to start a Chromium on this machine. */
export async function launchable(): Promise<LaunchOptions> {
  if (process.platform !== "linux" || process.arch !== "x64") return { executablePath: installed(), args: [] };
  const folder = await unpacked();
  const fonts = { FONTCONFIG_FILE: join(folder, "page-fonts.conf") };
  return { executablePath: join(folder, "chromium"), args: chromium.args, env: { ...process.env, ...fonts } };
}

/** Several processes may want it at once on a new machine: each unpacks for itself, and the first to be done is it. */
async function unpacked(): Promise<string> {
  const version = packageJson.devDependencies["@sparticuz/chromium"];
  const folder = join(tmpdir(), `asr-chatops-chromium-${version}`);
  if (existsSync(folder)) return folder;
  const own = mkdtempSync(`${folder}-`);
  const { TMPDIR } = process.env;
  process.env.TMPDIR = own;
  try {
    await chromium.executablePath();
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  }
  writeFileSync(join(own, "page-fonts.conf"), fontsConf(folder));
  try {
    renameSync(own, folder);
  } catch {
    // Somebody else was faster: theirs is the same.
  }
  return existsSync(join(folder, "chromium")) ? folder : own;
}

/** The package's Open Sans beside the fonts of the machine: pictures look alike everywhere. */
function fontsConf(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${folder}/fonts</dir>
</fontconfig>
`;
}

const INSTALLED = ["google-chrome", "google-chrome-stable", "chromium", "chromium-browser", "chrome"];
const ON_A_MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

function installed(): string {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const files = [ON_A_MAC, ...folders.flatMap((folder) => INSTALLED.map((name) => join(folder, name)))];
  const found = files.find(isProgram);
  if (found === undefined) throw new Error("Install Chrome or Chromium: there is none in PATH");
  return found;
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
