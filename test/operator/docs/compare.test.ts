// What docs:check takes for a difference between two transcripts, and what depends on the moment only.
import { describe, expect, test } from "vitest";
import { differences } from "../../docs/compare.ts";
import { shellWords } from "../../docs/shell-words.ts";

const box = (command: string, ...lines: readonly string[]) =>
  ["```console", `$ ${command}`, ...lines, "```"].join("\n");
const page = (...parts: readonly string[]) => ["# A drill", "", ...parts].join("\n");

const running = (lines: readonly string[]) => page("## Running", "It runs.", box("kubectl get tfo", ...lines));
const events = (...lines: readonly string[]) =>
  page("## Running", box("kubectl describe tfo web01", "Phase: Running", "Events:", ...lines));

describe("the same:", () => {
  const pairs: readonly (readonly [what: string, before: string, after: string])[] = [
    [
      "times, numbers and ages",
      running(["web01  Running  2026-11-23T06:40:51Z  08:56 UTC  15s", "Up after 16 minutes, at 10.9.1.4"]),
      running(["web01  Running  2027-01-02T16:01:01Z  18:02 UTC  1m3s", "Up after 15 minutes, at 10.9.1.5"]),
    ],
    [
      "ids",
      running(["UID: 9fb43eef-8390-4037-b1b1-4457edd8e5f5", "app01-3c83fd03  d5d2d151-7106-411a-aa96"]),
      running(["UID: a2d0b5b6-02b1-4e4c-8d8e-1c8d29ab3df0", "app01-56acb5fe  00aa1122-7106-411a-ffff"]),
    ],
    [
      "whether midnight lies between",
      running(["web01  Running  08:56 UTC", "It is cleaned up at 08:56 UTC."]),
      running(["web01  Running  29 Nov 00:05 UTC", "It is cleaned up at 29 Nov 00:05 UTC."]),
    ],
    ["the width of columns", running(["NAME    PHASE", "---- -----"]), running(["NAME  PHASE", "------ -----"])],
    [
      "the order of Events, how often one came, and those of waiting",
      events("Normal  Checking  1s  web01 is checked.", "Normal  Running  0s  It is up."),
      events(
        "Normal  Running  3s (x2 over 4s)  It is up.",
        "Normal  WaitingForVault  9s  Not read yet.",
        "Normal  Checking  1s  web01 is checked.",
      ),
    ],
  ];
  test.each(pairs)("%s", (_, before, after) => {
    expect(differences(before, after)).toEqual([]);
  });
});

describe("different:", () => {
  test("another phase, told with heading, command and both lines", () => {
    expect(differences(running(["web01  Running  15s"]), running(["web01  Succeeded  15s"]))).toEqual([
      "## Running: $ kubectl get tfo\n  - web01 Running <age>\n  + web01 Succeeded <age>",
    ]);
  });

  test("a heading, a text or a command that only one of the two has", () => {
    const more = `${running(["web01"])}\n\n## Cleaning up\n\nBy itself.\n\n${box("kubectl get pmp")}`;
    expect(differences(running(["web01"]), more)).toEqual([
      "## Cleaning up\n  + By itself.",
      "## Cleaning up: $ kubectl get pmp\n  + $ kubectl get pmp",
    ]);
  });

  test("an Event with other words", () => {
    expect(differences(events("Normal  Running  0s  It is up."), events("Normal  Running  0s  Up."))).toHaveLength(1);
  });

  test("lines in another order", () => {
    expect(differences(running(["Checked", "Started"]), running(["Started", "Checked"]))).toEqual([
      "## Running: $ kubectl get tfo\n  in another order",
    ]);
  });

  test("a line that is there twice", () => {
    expect(differences(running(["Checked"]), running(["Checked", "Checked"]))).toHaveLength(1);
  });
});

describe("a command line is split", () => {
  const rows: readonly (readonly [line: string, words: readonly string[]])[] = [
    ["get tfo -n dr-team", ["get", "tfo", "-n", "dr-team"]],
    ["get tfo -o jsonpath='{.a}  {.b}'", ["get", "tfo", "-o", "jsonpath={.a}  {.b}"]],
    [`patch -p '{"spec":{"note":"It works."}}'`, ["patch", "-p", `{"spec":{"note":"It works."}}`]],
    [`annotate rvault contoso refresh="now"`, ["annotate", "rvault", "contoso", "refresh=now"]],
  ];
  test.each(rows)("%s", (line, words) => {
    expect(shellWords(line)).toEqual(words);
  });
});
