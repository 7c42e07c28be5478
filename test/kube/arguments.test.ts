// What the arguments of a process mean; what is not known is refused.
import { expect, test } from "vitest";
import { readArguments } from "../../kube/arguments.ts";

test.each([
  [[], { asks: "work" }],
  [["--help"], { asks: "help" }],
  [["-h"], { asks: "help" }],
  [["--version"], { asks: "version" }],
  [["--version", "--help"], { asks: "help" }],
  [["--foo"], { refused: expect.stringMatching(/^"--foo" is not an option\. The operator takes --help/) }],
  [["--help", "now"], { refused: expect.stringContaining('"now"') }],
  [["toString"], { refused: expect.stringContaining('"toString"') }],
])("%j", (args, expected) => {
  expect(readArguments("operator", args)).toEqual(expected);
});
