// `/asr verdict`: what the person who looked at the test machine says. It can be corrected until the run has ended.

import type { TestFailover, TestFailoverVerdict } from "../../crds/types.ts";
import { noteForm } from "../cards/drill-form.ts";
import { bold, code, esc, say, who } from "../cards/text.ts";
import { told } from "../cards/told.ts";
import { type Answer, type Command, type Desk, type Request, UsageError } from "../command.ts";
import { nearest } from "../nearest.ts";
import { commandLine } from "../parse.ts";
import { hasEnded } from "../run.ts";
import { patchRun, runOf } from "./run-of.ts";

export const verdict: Command = {
  verbs: ["verdict"],
  takes: "<run> passed|failed [note]",
  does: "Say whether the machine did its work in the drill. It is kept in the record, with your name.",
  deed: "judge a test failover",
  words: [2, Number.POSITIVE_INFINITY],
  flags: [],
  examples: ["verdict web01 passed", 'verdict web01-20261123-9f3c failed "the login page does not answer"'],
  needs: { verb: "patch", resource: "testfailovers" },
  namespaced: true,
  run: answer,
};

type Result = TestFailoverVerdict["result"];

async function answer(request: Request, desk: Desk): Promise<Answer> {
  const { words, namespace = request.namespace } = request.line;
  const result = resultOf(words[1] ?? "");
  const note = words.slice(2).join(" ").trim();
  const run = await runOf(request, desk);
  const given: TestFailoverVerdict = { result, by: `slack:${request.person.id}`, ...(note !== "" && { note }) };
  const before = run.spec.verdict;
  if (before !== undefined && isSame(before, given)) return confirm(run, before);
  if (hasEnded(run) && before !== undefined) throw alreadySaid(run, before);
  if (run.status?.runningSince === undefined) throw nothingToJudge(run);
  if (result === "Failed" && note === "" && request.source === "button") {
    const line = { verb: "verdict", words: [run.metadata.name, "failed"], flags: {}, namespace };
    return { form: noteForm(run.metadata.name, commandLine(line)) };
  }
  // A note of before, which a merge would keep, belongs to the verdict of before.
  await patchRun(run, { spec: { verdict: { ...given, note: note === "" ? null : note } } }, desk);
  return confirm(run, given);
}

function resultOf(word: string): Result {
  const known: Readonly<Record<string, Result>> = {
    passed: "Passed",
    pass: "Passed",
    failed: "Failed",
    fail: "Failed",
  };
  const found = known[word.toLowerCase()];
  if (found !== undefined) return found;
  const near = nearest(word, Object.keys(known));
  const guess = near === undefined ? "" : ` Did you mean ${code(near)}?`;
  throw new UsageError(`A verdict is ${code("passed")} or ${code("failed")}, and ${code(word)} is neither.${guess}`);
}

/** Pressed or delivered twice. A press without a note says no less than the note that is there. */
function isSame(before: TestFailoverVerdict, given: TestFailoverVerdict): boolean {
  if (before.result !== given.result || before.by !== given.by) return false;
  return given.note === undefined || given.note === before.note;
}

function confirm(run: TestFailover, { result, note }: TestFailoverVerdict): Answer {
  const said = note === undefined ? "" : `: “${told(note, 900)}”`;
  const later = hasEnded(run) ? "It stays in the record as it is." : "Until the run has ended you can correct it.";
  const machine = bold(run.status?.target?.machine ?? run.spec.protection ?? run.metadata.name);
  return {
    message: say(
      `Noted: the drill of ${machine} (${code(run.metadata.name)}) ${result.toLowerCase()}${said}. ${later}`,
    ),
  };
}

function alreadySaid({ metadata }: TestFailover, { result, by, note }: TestFailoverVerdict): UsageError {
  const said = note === undefined ? "" : `: “${told(note, 900)}”`;
  return new UsageError(
    `${code(metadata.name)} is over, and its verdict is ${result}, given by ${who(by)}${said}. After the end it can be given once and not be changed.`,
  );
}

function nothingToJudge(run: TestFailover): UsageError {
  const name = code(run.metadata.name);
  return new UsageError(
    hasEnded(run)
      ? `The test machine of ${name} never came up, so there is nothing to judge. The run itself says how it ended: ${esc(run.status?.phase ?? "")}.`
      : `The test machine of ${name} is not up yet. Look at it first; its card tells when it is up and where.`,
  );
}
