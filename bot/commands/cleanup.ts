// `/asr cleanup`: ends a test failover now. Before its machine is up, that cancels it.

import type { TestFailover } from "../../crds/types.ts";
import { bold, code, esc, say } from "../cards/text.ts";
import type { Answer, Command, Desk, Request } from "../command.ts";
import { CORRELATION } from "../drill-names.ts";
import { hasEnded } from "../run.ts";
import { patchRun, runOf } from "./run-of.ts";

export const cleanup: Command = {
  verbs: ["cleanup"],
  takes: "<run or machine> [notes]",
  does: "Remove the test machine now; before it is up, cancel the test failover. Notes go into the record.",
  deed: "clean up a test failover",
  words: [1, Number.POSITIVE_INFINITY],
  flags: [],
  examples: ["cleanup web01", 'cleanup web01-20261123-9f3c "login page answers, batch queue empty"'],
  needs: { verb: "patch", resource: "testfailovers" },
  namespaced: true,
  run: answer,
};

async function answer(request: Request, desk: Desk): Promise<Answer> {
  const run = await runOf(request, desk);
  if (hasEnded(run)) return { message: say(over(run)) };
  const notes = notesWith(run.spec.notes, request.line.words.slice(1).join(" "));
  const asked = run.spec.cleanUp.now === true;
  if (!asked || notes !== undefined) {
    const spec = { ...(!asked && { cleanUp: { now: true } }), ...(notes !== undefined && { notes }) };
    await patchRun(run, { metadata: { annotations: { [CORRELATION]: request.id } }, spec }, desk);
  }
  const noted = notes === undefined ? "" : " The notes are in the record.";
  return { message: say(`${told(run, asked)}${noted}`) };
}

/** What was noted before stays; what is there already is not added again. `undefined`: nothing to write. */
function notesWith(before: string | undefined, said: string): string | undefined {
  const more = said.trim();
  if (more === "" || before?.split("\n").includes(more) || before === more) return undefined;
  return before === undefined || before === "" ? more : `${before}\n${more}`;
}

function over({ metadata, status }: TestFailover): string {
  const end = `${code(metadata.name)} is over: ${esc(status?.phase ?? "")}. Nothing of it is left to clean up.`;
  return status?.cleanUp?.by === "Elsewhere" ? `${end} It was cleaned up elsewhere.` : end;
}

function told({ metadata, spec, status }: TestFailover, asked: boolean): string {
  const machine = bold(status?.target?.machine ?? spec.protection ?? metadata.name);
  const name = code(metadata.name);
  if (status?.phase === "CleaningUp") return `${name} is being cleaned up already. Its card tells when that is over.`;
  if (asked) return `The clean-up of ${name} has been asked for already. Its card tells when that is over.`;
  if (status?.runningSince !== undefined) {
    return `The clean-up of the test failover of ${machine} is asked for. It usually takes about two minutes; the card of ${name} tells when it is over.`;
  }
  return `The test machine of ${machine} is not up yet, so this cancels ${name}. What has begun in Azure by now is cleaned up; the card tells.`;
}
