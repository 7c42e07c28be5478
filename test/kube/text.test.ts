// Every text arrives at the API server as it was, or is cut where a reader can see it.
import fc from "fast-check";
import { expect, test } from "vitest";
import { cutText, encodeBody } from "../../kube/text.ts";

test("what YAML refuses or changes is escaped, and decodes to the same text", () => {
  const message =
    "bell\u0007 next-line\u0085 delete\u007f c1\u009f nonchar\ufffe\uffff emoji 🚒 bom\ufeff breaks\u2028 \u2029";
  const body = encodeBody({ message });
  expect(body).not.toMatch(/[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/);
  expect(JSON.parse(body)).toEqual({ message });
});

test("half of a surrogate pair, which no UTF-8 has, becomes the replacement character", () => {
  expect(JSON.parse(encodeBody({ message: "cut \ud83d" }))).toEqual({ message: "cut \ufffd" });
});

test("text that only looks like an escaped surrogate stays", () => {
  const message = String.raw`C:\ud83d\files`;
  expect(JSON.parse(encodeBody({ message }))).toEqual({ message });
});

test("any text round-trips, up to lone surrogates", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (message) => {
      const body = encodeBody({ message });
      expect(JSON.parse(body)).toEqual({ message: message.toWellFormed() });
      expect(body).not.toMatch(/[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/);
    }),
  );
});

test.each([
  ["short enough stays as it is", "web01 is up", 11, "web01 is up"],
  ["too long ends in an ellipsis", "web01 is up!", 11, "web01 is…"],
  ["is cut between code points, never inside one", "🚒🚒🚒", 11, "🚒🚒…"],
])("text that is %s", (_, text, maxBytes, expected) => {
  expect(cutText(text, maxBytes)).toBe(expected);
});

test("cut text never has more bytes than allowed", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.integer({ min: 3, max: 40 }), (text, maxBytes) => {
      expect(Buffer.byteLength(cutText(text, maxBytes))).toBeLessThanOrEqual(maxBytes);
    }),
  );
});
