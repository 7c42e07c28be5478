// npm run gallery: docs/gallery.md and docs/pictures, from the functions that word the bot's messages.
// npm run gallery -- --check: compares the text with what today's code makes, without a browser.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { sections } from "./exhibits.ts";
import { galleryPage } from "./gallery-page.ts";
import { DEMO_PICTURE, picturesOf, takePictures } from "./gallery-pictures.ts";
import { ROOT } from "./project.ts";
import { takeDemoPicture } from "./readme-picture.ts";

const HELP = `npm run gallery                writes docs/gallery.md and its pictures (half a minute, in a browser without a window)
npm run gallery -- --check     writes nothing, and exits 1 when the text, or a digest of a message's blocks, is another one
npm run gallery -- --demo      plays a drill in the demo, and writes ${DEMO_PICTURE}, the picture of the README
`;

const file = join(ROOT, "docs", "gallery.md");
const folder = join(ROOT, "docs", "pictures");
const log = (line: string) => console.error(line);

/** What is not as today's code makes it, a sentence each. */
async function stale(): Promise<readonly string[]> {
  const there = new Set(await readdir(folder));
  const missing = [DEMO_PICTURE, ...picturesOf(sections)].filter((name) => !there.has(name));
  const text = await readFile(file, "utf8");
  return [
    ...(text === galleryPage(sections) ? [] : ["docs/gallery.md shows messages that are worded otherwise today."]),
    ...missing.map((name) => `docs/pictures/${name} is missing.`),
  ];
}

async function check(): Promise<void> {
  const found = await stale();
  for (const line of found) log(line);
  if (found.length === 0) return log("docs/gallery.md shows what the bot says today.");
  log("Where that is meant: npm run gallery, look at the pictures, and commit them.");
  process.exitCode = 1;
}

async function make(): Promise<void> {
  await takePictures(sections, folder);
  await writeFile(file, galleryPage(sections));
  log(`Written: ${file} and ${picturesOf(sections).length} pictures`);
}

const { values } = parseArgs({
  options: { check: { type: "boolean" }, demo: { type: "boolean" }, help: { type: "boolean", short: "h" } },
});
if (values.help) log(HELP);
else if (values.check) await check();
else if (values.demo) await takeDemoPicture(join(folder, DEMO_PICTURE), log);
else await make();
