// A table of checks: what is the case, what is said, what is done.
import { expect, test } from "vitest";
import { type Facts, look, message, told } from "./builders.ts";

export interface Row {
  readonly facts: Facts;
  /** Reconciling, Stalled or Ready, and the reason. */
  readonly told: string;
  /** Parts of the message. */
  readonly says?: readonly string[];
  /** The action; none when left out. */
  readonly does?: string;
}

export function testRows(rows: Readonly<Record<string, Row>>): void {
  test.each(Object.entries(rows))("%s", (_, row) => {
    const verdict = look(row.facts);
    expect(told(verdict)).toBe(row.told);
    for (const words of row.says ?? []) expect(message(verdict)).toContain(words);
    expect(verdict.action?.do).toBe(row.does);
  });
}
