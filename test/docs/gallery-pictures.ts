// docs/pictures: one PNG for each message of the gallery, as the page shows it in a browser.
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openBrowser, screenshotMessage } from "../slack/browser.ts";
import type { Section } from "./exhibits.ts";
import { NAMES } from "./gallery-page.ts";
import { smallPng } from "./small-png.ts";

/** The picture of the README is in the same folder, and made by itself. */
export const DEMO_PICTURE = "demo.png";

/** Makes them all, and takes away those that no message has any more. */
export async function takePictures(sections: readonly Section[], folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const browser = await openBrowser();
  try {
    for (const { exhibits, ephemeral, postedAt } of sections) {
      for (const { message, picture } of exhibits) {
        const file = join(folder, picture);
        await screenshotMessage(browser, { ...NAMES, message, ephemeral, at: postedAt.getTime() }, file);
        await makeSmall(file);
      }
    }
  } finally {
    await browser.close();
  }
  for (const name of await leftOver(sections, folder)) await rm(join(folder, name));
}

/** Rewrites it with fewer bytes. */
export async function makeSmall(file: string): Promise<void> {
  await writeFile(file, smallPng(await readFile(file)));
}

async function leftOver(sections: readonly Section[], folder: string): Promise<readonly string[]> {
  const wanted = new Set([DEMO_PICTURE, ...picturesOf(sections)]);
  return (await readdir(folder)).filter((name) => !wanted.has(name));
}

/** Their file names, without folder. */
export function picturesOf(sections: readonly Section[]): readonly string[] {
  return sections.flatMap(({ exhibits }) => exhibits.map(({ picture }) => picture));
}
