// Pictures for the documents: fewer bytes, the same picture.
import { crc32, deflateSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { decoded, smallPng } from "../../docs/small-png.ts";

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

/** A PNG of these lines: each the number of its filter, then its bytes. */
function png(width: number, kind: number, lines: readonly (readonly number[])[]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(lines.length, 4);
  header.set([8, kind], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(Buffer.from(lines.flat()))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

const coloursOf = (picture: Buffer): readonly number[] => [...decoded(picture).colours];

describe("reads what each filter of a PNG wrote:", () => {
  // The first line is 10 20 30, 40 50 60; the second, once read, is 11 22 33, 44 55 66.
  const first = [0, 10, 20, 30, 40, 50, 60];
  const wanted = [0x0a141e, 0x28323c, 0x0b1621, 0x2c3742];
  const lines: readonly (readonly [filter: string, line: readonly number[]])[] = [
    ["none", [0, 11, 22, 33, 44, 55, 66]],
    ["left", [1, 11, 22, 33, 33, 33, 33]],
    ["up", [2, 1, 2, 3, 4, 5, 6]],
    ["average", [3, 6, 12, 18, 19, 19, 20]],
    ["Paeth", [4, 1, 2, 3, 4, 5, 6]],
  ];
  test.each(lines)("%s", (_, line) => {
    expect(coloursOf(png(2, 2, [first, line]))).toEqual(wanted);
  });
});

describe("made small", () => {
  test("a picture of few colours is the same picture", () => {
    const picture = png(2, 2, [
      [0, 255, 255, 255, 0, 122, 90],
      [0, 29, 28, 29, 255, 255, 255],
    ]);
    expect(decoded(smallPng(picture))).toEqual(decoded(picture));
  });

  test("what is said of transparency is left out", () => {
    expect(coloursOf(smallPng(png(1, 6, [[0, 1, 2, 3, 255]])))).toEqual([0x010203]);
  });

  describe("of many colours", () => {
    const shades = Array.from({ length: 100 }, (_, n) => [n, n, n]).flat();
    const red = [255, 0, 0];
    const light = Array.from({ length: 200 }, () => [200, 200, 200]).flat();
    const colours = coloursOf(smallPng(png(301, 2, [[0, ...shades, ...red, ...light]])));

    test("those that are there most stay as they are", () => {
      expect(colours.slice(101)).toEqual(Array.from({ length: 200 }, () => 0xc8c8c8));
    });

    test("one that is unlike all others stays, however small", () => {
      expect(colours[100]).toBe(0xff0000);
    });

    test("the others become one that looks alike", () => {
      expect(new Set(colours).size).toBeLessThan(40);
      const apart = colours.slice(0, 100).map((colour, n) => Math.abs((colour & 255) - n));
      expect(Math.max(...apart)).toBeLessThan(16);
    });
  });

  test("what is no PNG is refused", () => {
    expect(() => smallPng(Buffer.from("GIF89a, which is another format"))).toThrow(TypeError);
  });
});
