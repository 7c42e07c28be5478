// What columns say of a run: the first sentence, at the length of a column.
import { describe, expect, test } from "vitest";
import { short } from "../../../operator/test-failover/status.ts";

describe("a column", () => {
  test("has the first sentence", () => {
    expect(short("web01 is not protected yet (Initial replication 64 %). The test failover starts when it is.")).toBe(
      "web01 is not protected yet (Initial replication 64 %).",
    );
  });

  test("does not take the dot inside a number or a name for the end of a sentence", () => {
    expect(short("Agent 9.63.7187.1 of web01.example.com is too old. Upgrade it.")).toBe(
      "Agent 9.63.7187.1 of web01.example.com is too old.",
    );
  });

  test("has all of a text without an end", () => {
    expect(short("Verdict: Passed")).toBe("Verdict: Passed");
  });

  test("shows that a long sentence was cut", () => {
    const column = short(`${"long ".repeat(50)}end. More.`);
    expect(column).toMatch(/…$/);
    expect(Array.from(column)).toHaveLength(120);
  });
});
