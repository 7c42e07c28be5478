// Splits a stream of bytes into lines.
import { UnavailableError } from "./errors.ts";

const newline = 10;

/**
 * Yields each complete line, without its end. When the stream ends in the middle of a line it throws an
 * UnavailableError with reason "Truncated", and the broken line is never seen: half an event is no event.
 */
export async function* splitLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    rest = rest.length > 0 ? Buffer.concat([rest, chunk]) : Buffer.from(chunk);
    let start = 0;
    for (let end = rest.indexOf(newline); end >= 0; end = rest.indexOf(newline, start)) {
      yield rest.toString("utf8", start, end);
      start = end + 1;
    }
    rest = rest.subarray(start);
  }
  if (rest.length > 0) throw new UnavailableError("The stream ended inside a line", { reason: "Truncated" });
}
