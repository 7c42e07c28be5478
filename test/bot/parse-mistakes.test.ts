// What is mistyped in a command line, and what is offered instead.
import { describe, expect, test } from "vitest";
import { UsageError } from "../../bot/command.ts";
import { commandLine, parse } from "../../bot/parse.ts";
import { commands } from "./small-commands.ts";

const DRILL_USAGE =
  "Usage: `/asr testfailover &lt;target&gt; [--notes text] [--cleanup-after 2h] [-n namespace]`, for example `/asr testfailover web01`";

describe("a mistake is told:", () => {
  test.each<[string, string, string, string | undefined]>([
    [
      "a verb with a slip",
      "testfialover web01",
      "`testfialover` is not a command. Did you mean `/asr testfailover web01`?",
      "testfailover web01",
    ],
    [
      "an alias with a slip",
      "dril web01",
      "`dril` is not a command. Did you mean `/asr testfailover web01`?",
      "testfailover web01",
    ],
    ["the beginning of a verb", "mach", "`mach` is not a command. Did you mean `/asr machines`?", "machines"],
    [
      "a slip, and words missing: no button",
      "verdct web01",
      "`verdct` is not a command. Did you mean `/asr verdict web01`?",
      undefined,
    ],
    [
      "slips in verb and flag",
      "dril web01 --ntoes “a b”",
      '`dril` is not a command. Did you mean `/asr testfailover web01 --notes "a b"`?',
      'testfailover web01 --notes "a b"',
    ],
    [
      "a slip, and a flag of buttons: no button",
      "dril web01 --start 9f",
      "`dril` is not a command. Did you mean `/asr drill web01 --start 9f`?",
      undefined,
    ],
    [
      "a slip, and what Slack escaped",
      "dril web01 --notes a&lt;b",
      "`dril` is not a command. Did you mean `/asr testfailover web01 --notes a&lt;b`?",
      "testfailover web01 --notes a&lt;b",
    ],
    ["a verb like no other", "xyzzy", "`xyzzy` is not a command. `/asr help` lists them.", "help"],
    ["a verb that would ping", "<!channel>", "`@channel` is not a command. `/asr help` lists them.", "help"],
    [
      "a flag with a slip",
      "drill web01 --ceanup-after 2h",
      "`testfailover` has no `--ceanup-after`. Did you mean `/asr testfailover web01 --cleanup-after 2h`?",
      "testfailover web01 --cleanup-after 2h",
    ],
    [
      "a flag with a slip and =",
      "drill web01 --note=x",
      "`testfailover` has no `--note`. Did you mean `/asr testfailover web01 --notes x`?",
      "testfailover web01 --notes x",
    ],
    ["a flag like no other", "drill web01 --force", `\`testfailover\` has no \`--force\`. ${DRILL_USAGE}`, undefined],
    ["a short flag like no other", "drill web01 -x", `\`testfailover\` has no \`--x\`. ${DRILL_USAGE}`, undefined],
    [
      "a flag of buttons",
      "drill web01 --start 9f",
      "`--start` is what a button says. It cannot be typed: press the button instead.",
      undefined,
    ],
    [
      "a flag of buttons, almost: never offered",
      "drill web01 --strat 9f",
      `\`testfailover\` has no \`--strat\`. ${DRILL_USAGE}`,
      undefined,
    ],
    [
      "a value for a flag that takes none",
      "machines --unprotected=yes",
      "`--unprotected` takes no value. Usage: `/asr machines [--unprotected] [-n namespace]`",
      undefined,
    ],
    [
      "a flag without its value",
      "drill web01 --notes",
      "`--notes` needs something after it, such as `--notes text`.",
      undefined,
    ],
    [
      "a flag where a value should be",
      "drill web01 --notes --cleanup-after 2h",
      "`--notes` needs something after it, such as `--notes text`.",
      undefined,
    ],
    [
      "an empty value",
      'drill web01 --notes ""',
      "`--notes` needs something after it, such as `--notes text`.",
      undefined,
    ],
    ["-n alone", "drill web01 -n", "`-n` needs a namespace after it, such as `-n dr-team`.", undefined],
    [
      "-n before a flag",
      "drill web01 -n --notes x",
      "`-n` needs a namespace after it, such as `-n dr-team`.",
      undefined,
    ],
    ["too few words", "drill", `Something is missing. ${DRILL_USAGE}`, undefined],
    ["a word too many", "drill web01 web02", `I do not know what \`web02\` means here. ${DRILL_USAGE}`, undefined],
    [
      "a word for a command that takes none",
      "machines all",
      "I do not know what `all` means here. Usage: `/asr machines [--unprotected] [-n namespace]`",
      undefined,
    ],
    [
      "a command without a namespace: none in its usage",
      "help a b",
      "I do not know what `b` means here. Usage: `/asr help [command]`",
      undefined,
    ],
    [
      "a quote that is not closed",
      'drill web01 --notes "it works',
      'A quote is opened and not closed. Put `"` at the end of the text, or leave both away.',
      undefined,
    ],
    [
      "a name of JavaScript's own as a flag",
      "drill web01 --constructor x",
      `\`testfailover\` has no \`--constructor\`. ${DRILL_USAGE}`,
      undefined,
    ],
    [
      "a name of JavaScript's own as a verb",
      "constructor",
      "`constructor` is not a command. `/asr help` lists them.",
      "help",
    ],
  ])("%s", (_, text, message, suggestion) => {
    const error = mistakeIn(text);
    expect(error.message).toBe(message);
    expect(error.suggestion).toBe(suggestion);
  });

  test.each(["testfialover web01", "drill web01 --note=x", "dril web01 --ntoes “a b”", "xyzzy"])(
    "what is offered instead of “%s” is right",
    (text) => {
      const { suggestion = "" } = mistakeIn(text);
      expect(commandLine(parse(suggestion, commands))).toBe(suggestion);
    },
  );
});

function mistakeIn(text: string): UsageError {
  try {
    parse(text, commands);
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new Error(`"${text}" was understood`);
}
