// Makes a screenshot's PNG small: few colours and the best of deflate. For pictures that are committed.
import { crc32, deflateSync, inflateSync } from "node:zlib";

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const EXACT_COLOURS = 24;
const MOST_COLOURS = 96;

interface Pixels {
  readonly width: number;
  readonly height: number;
  /** One number a pixel: red, green and blue in its lowest 24 bits. */
  readonly colours: Uint32Array;
}

/** Takes what Chromium writes: 8 bits a channel, not interlaced. What is transparent becomes opaque. */
export function smallPng(png: Buffer): Buffer {
  const { width, height, colours } = decoded(png);
  const palette = paletteOf(colours);
  const indexOf = nearestIn(palette);
  const lines = Buffer.alloc(height * (width + 1));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) lines[y * (width + 1) + 1 + x] = indexOf(colours[y * width + x] ?? 0);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3], 8);
  const table = Buffer.from(palette.flatMap((colour) => [...channels(colour)]));
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", header),
    chunk("PLTE", table),
    chunk("IDAT", deflateSync(lines, { level: 9, memLevel: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/**
 * The colours that are there most, then the most frequent of each part of the colour space: without those, what is
 * colourful and small would turn grey among the shades at the edges of letters.
 */
function paletteOf(colours: Uint32Array): readonly number[] {
  const counts = new Map<number, number>();
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const byCount = [...counts].sort(([a, m], [b, n]) => n - m || a - b).map(([colour]) => colour);
  const firstOfParts = new Map(byCount.toReversed().map((colour) => [partOf(colour), colour]));
  const spread = byCount.filter((colour) => firstOfParts.get(partOf(colour)) === colour);
  return [...new Set([...byCount.slice(0, EXACT_COLOURS), ...spread])].slice(0, MOST_COLOURS);
}

/** Colours that look alike have the same: the four highest bits of each channel. */
function partOf(colour: number): number {
  return colour & 0xf0f0f0;
}

function nearestIn(palette: readonly number[]): (colour: number) => number {
  const known = new Map(palette.map((colour, index) => [colour, index]));
  return (colour) => {
    const found = known.get(colour) ?? nearest(palette, colour);
    known.set(colour, found);
    return found;
  };
}

function nearest(palette: readonly number[], colour: number): number {
  let [best, least] = [0, Infinity];
  for (const [index, other] of palette.entries()) {
    const apart = distance(colour, other);
    if (apart < least) [best, least] = [index, apart];
  }
  return best;
}

function distance(one: number, other: number): number {
  const [r, g, b] = channels(one);
  const [red, green, blue] = channels(other);
  return (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2;
}

function channels(colour: number): readonly [number, number, number] {
  return [(colour >> 16) & 255, (colour >> 8) & 255, colour & 255];
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, "ascii"), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

export function decoded(png: Buffer): Pixels {
  const header = chunksOf(png, "IHDR")[0];
  if (header === undefined) throw new TypeError("This is no PNG");
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const size = { 2: 3, 3: 1, 6: 4 }[header[9] ?? -1];
  if (header[8] !== 8 || size === undefined || header[12] !== 0) throw new TypeError("A PNG of another make");
  const bytes = unfiltered(inflateSync(Buffer.concat(chunksOf(png, "IDAT"))), width * size, size);
  const [table] = chunksOf(png, "PLTE");
  const colours = Uint32Array.from({ length: width * height }, (_, at) =>
    table === undefined ? bytes.readUIntBE(at * size, 3) : table.readUIntBE((bytes[at] ?? 0) * 3, 3),
  );
  return { width, height, colours };
}

function chunksOf(png: Buffer, wanted: string): readonly Buffer[] {
  const found: Buffer[] = [];
  for (let at = SIGNATURE.length; at < png.length; ) {
    const end = at + 8 + png.readUInt32BE(at);
    if (png.toString("ascii", at + 4, at + 8) === wanted) found.push(png.subarray(at + 8, end));
    at = end + 4;
  }
  return found;
}

/** Undoes what the writer did to each line so that it packs well: the filters of the PNG specification. */
function unfiltered(packed: Buffer, width: number, size: number): Buffer {
  const height = packed.length / (width + 1);
  const lines: Buffer[] = [];
  for (let y = 0; y < height; y++) {
    const [filter = 0, ...line] = packed.subarray(y * (width + 1), (y + 1) * (width + 1));
    lines.push(lineOf(line, { guess: GUESSES[filter] ?? none, above: lines.at(-1) ?? Buffer.alloc(width), size }));
  }
  return Buffer.concat(lines);
}

interface Writing {
  readonly guess: Guess;
  /** The line before. */
  readonly above: Buffer;
  /** Bytes a pixel. */
  readonly size: number;
}

/** What is left of a line's beginning counts as 0. */
function lineOf(line: readonly number[], { guess, above, size }: Writing): Buffer {
  const bytes = Buffer.alloc(line.length);
  for (const [x, byte] of line.entries()) {
    bytes[x] = byte + guess(bytes[x - size] ?? 0, above[x] ?? 0, above[x - size] ?? 0);
  }
  return bytes;
}

type Guess = (left: number, up: number, corner: number) => number;

const none: Guess = () => 0;

const GUESSES: readonly Guess[] = [
  none,
  (left) => left,
  (_, up) => up,
  (left, up) => (left + up) >> 1,
  (left, up, corner) => {
    const [toLeft, toUp, toCorner] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
    if (toLeft <= toUp && toLeft <= toCorner) return left;
    return toUp <= toCorner ? up : corner;
  },
];
