// The image's entry as a process: every command has --help and --version, and none takes what it does not know.
import { describe, expect, test } from "vitest";
import { startChild } from "../stack/child.ts";

async function said(...args: readonly string[]): Promise<{ readonly code: number | null; readonly text: string }> {
  const child = startChild(args, { LOG_LEVEL: "loud", HTTP_ADDRESS: "nowhere" });
  return { code: await child.ended, text: child.lines.join("\n") };
}

describe("the entry", () => {
  test.each([[["--version"]], [["operator", "--version"]], [["bot", "--version"]], [["simulator", "--version"]]])(
    "%j tells the version",
    async (args) => {
      expect(await said(...args)).toEqual({ code: 0, text: expect.stringMatching(/^\d+\.\d+\.\d+$/) });
    },
  );

  test.each([
    ["asr-chatops <command>", ["--help"]],
    ["asr-chatops operator:", ["operator", "--help"]],
    ["asr-chatops bot:", ["bot", "-h"]],
    ["--speed N", ["simulator", "--help"]],
  ])("tells about %s", async (words, args) => {
    expect(await said(...args)).toEqual({ code: 0, text: expect.stringContaining(words) });
  });

  test.each([
    ['"--foo" is not a command', ["--foo"]],
    ['"operate" is not a command', ["operate"]],
    ['"--foo" is not an option. The operator takes', ["operator", "--foo"]],
    ['"--foo" is not an option. The bot takes', ["bot", "--foo"]],
    ["Unknown option '--foo'", ["simulator", "--foo"]],
  ])("says %s, with exit code 2", async (words, args) => {
    expect(await said(...args)).toEqual({ code: 2, text: expect.stringContaining(words) });
  });

  test("says everything that is wrong with the settings at once", async () => {
    const { code, text } = await said("operator");
    expect(code).toBe(2);
    expect(text).toMatch(/HTTP_ADDRESS is "nowhere".*\n.*LOG_LEVEL is "loud"/);
  });
});
