// table and data_table blocks: the first row is the header, as for Slack.
import type { DataTableBlock, TableBlock } from "@slack/types";
import { withEmoji } from "./emoji.ts";
import { type Html, html } from "./html.ts";
import type { Reader } from "./reader.ts";
import { richText } from "./rich-text.ts";

type Row = TableBlock["rows"][number];
type Cell = Row[number];

export function table(block: TableBlock | DataTableBlock, reader: Reader): Html {
  const caption = block.type === "data_table" && html`<caption>${block.caption}</caption>`;
  const columns = block.type === "table" ? (block.column_settings ?? []) : [];
  const [head = [], ...rows] = block.rows;
  const cells = (row: Row, tag: "th" | "td") =>
    row.map((cell, index) => {
      const look = `${cell.type === "raw_number" ? "right" : (columns[index]?.align ?? "left")}${columns[index]?.is_wrapped === true ? " wrap" : ""}`;
      const inner = content(cell, reader);
      return tag === "th"
        ? html`<th scope="col" class="${look}">${inner}</th>`
        : html`<td class="${look}">${inner}</td>`;
    });
  const body = rows.map((row) => html`<tr>${cells(row, "td")}</tr>`);
  return html`<div class="table" role="region" aria-label="Table" tabindex="0"><table>${caption}<thead><tr>${cells(head, "th")}</tr></thead><tbody>${body}</tbody></table></div>`;
}

function content(cell: Cell, reader: Reader): Html {
  return cell.type === "rich_text" ? richText(cell, reader) : html`${withEmoji(cell.text)}`;
}
