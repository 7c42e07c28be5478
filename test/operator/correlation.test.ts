// Which annotation joins a write to Azure to what was asked for in chat: a GUID, and nothing that could be anything else.
import { describe, expect, test } from "vitest";
import { CORRELATION as WRITTEN } from "../../bot/drill-names.ts";
import { CORRELATION, correlationOf } from "../../operator/correlation.ts";

const ID = "3c83fd03-56ac-4b5f-e9f2-0a1b2c3d4e5f";

test("is the annotation that the bot writes", () => {
  expect(CORRELATION).toBe(WRITTEN);
  expect(correlationOf({ annotations: { [WRITTEN]: ID } })).toEqual({ correlationId: ID });
});

describe("is none", () => {
  const rows: readonly (readonly [what: string, annotations: Readonly<Record<string, string>> | undefined])[] = [
    ["without annotations", undefined],
    ["without this one", { other: ID }],
    ["when it is empty", { [CORRELATION]: "" }],
    ["when it is not a GUID", { [CORRELATION]: "ticket 4711" }],
    ["when it would begin another header", { [CORRELATION]: `${ID}\r\nauthorization: none` }],
    ["when it has a line end", { [CORRELATION]: `${ID}\n` }],
  ];
  test.each(rows)("%s", (_, annotations) => {
    expect(correlationOf(annotations === undefined ? {} : { annotations })).toEqual({});
  });
});
