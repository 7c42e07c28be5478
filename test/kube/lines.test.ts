// Bytes become lines, however they are cut on the way.
import fc from "fast-check";
import { expect, test } from "vitest";
import { splitLines } from "../../kube/lines.ts";

async function* inPieces(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let start = 0;
  for (const size of sizes) {
    yield bytes.subarray(start, start + size);
    start += size;
  }
  yield bytes.subarray(start);
}

async function read(chunks: AsyncIterable<Uint8Array>): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of splitLines(chunks)) lines.push(line);
  return lines;
}

test("lines are the same wherever the network cuts, also inside a character", async () => {
  const lines = ["first", "", "zwölf Feuerwehren 🚒", "last"];
  const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(""));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 9 })), async (sizes) => {
      expect(await read(inPieces(bytes, sizes))).toEqual(lines);
    }),
  );
});

test("a stream that ends inside a line gives the lines before it and then says so", async () => {
  const seen: string[] = [];
  const reading = (async () => {
    for await (const line of splitLines(inPieces(Buffer.from('{"a":1}\n{"b'), []))) seen.push(line);
  })();
  await expect(reading).rejects.toMatchObject({ name: "UnavailableError", reason: "Truncated" });
  expect(seen).toEqual(['{"a":1}']);
});
