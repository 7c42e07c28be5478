// Blocks for which slack-blocks-to-jsx has a form and the page has none of its own, such as markdown and plan.
import { createRequire } from "node:module";
import type { KnownBlock } from "@slack/types";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import type * as Library from "slack-blocks-to-jsx";
import { type Html, trusted } from "./html.ts";
import type { Reader } from "./reader.ts";

// The package's ESM build names its exports in a way that Node does not see.
const { Message } = createRequire(import.meta.url)("slack-blocks-to-jsx") as typeof Library;

/** Without the style sheet's defaults, which would overrule the page's. Nothing when the library renders nothing, as it does for what it does not know. */
export function libraryBlock(block: KnownBlock, { people, channels }: Reader): Html | undefined {
  const data = { users: people.map(({ id, name }) => ({ id, name })), channels: [...channels] };
  const shell = (blocks: readonly KnownBlock[]) =>
    renderToStaticMarkup(
      createElement(Message, { blocks: blocks as never, logo: "", name: "", withoutWrapper: true, data } as never),
    );
  const markup = shell([block]);
  return markup.length > shell([]).length ? trusted(markup.replace(" styles_enabled", "")) : undefined;
}
