// Files of the page: its own, and the ones of packages that it serves, so that nothing comes from the network.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

export interface Asset {
  readonly type: string;
  readonly body: Buffer;
}

const own = (name: string) => new URL(`./client/${name}`, import.meta.url);
const packaged = (name: string) => require.resolve(name);

const JS = "text/javascript; charset=utf-8";
const CSS = "text/css; charset=utf-8";
const EMOJI = "@fontsource/noto-color-emoji/files/noto-color-emoji-emoji-400-normal.woff2";

interface Source {
  readonly type: string;
  readonly file: () => string | URL;
}

const served = (type: string, names: readonly string[]): [string, Source][] =>
  names.map((name) => [`/page/${name}`, { type, file: () => own(name) }]);

const FILES: ReadonlyMap<string, Source> = new Map<string, Source>([
  ["/page/library.css", { type: CSS, file: () => packaged("slack-blocks-to-jsx/dist/style.css") }],
  ["/page/emoji.woff2", { type: "font/woff2", file: () => packaged(EMOJI) }],
  ...served(JS, ["main.js", "acts.js", "patch.js", "dialogs.js"]),
  ...served(CSS, ["shell.css", "sidebar.css", "message.css", "blocks.css", "modal.css"]),
]);

/** The file at this path; nothing when it is none of the page's. */
export function asset(path: string): Asset | undefined {
  const found = FILES.get(path);
  return found && { type: found.type, body: readFileSync(found.file()) };
}

export const STYLES: readonly string[] = [...FILES.keys()].filter((path) => path.endsWith(".css"));
