// `/asr drills`: the history of test failovers in a namespace or of one machine, and who is overdue.
import type { TestFailover } from "../../crds/types.ts";
import { drillsMessage } from "../cards/drills.ts";
import type { Answer, Command, Desk, Request } from "../command.ts";
import { surroundingsOf } from "../surroundings.ts";
import { findProtection, findTarget, runsOf } from "../target.ts";

export const drills: Command = {
  verbs: ["drills"],
  takes: "[target]",
  does: "Test failovers that run or ran, and machines that are overdue for one.",
  deed: "see test failovers",
  words: [0, 1],
  flags: [],
  examples: ["drills", "drills web01"],
  needs: { verb: "list", resource: "testfailovers" },
  namespaced: true,
  run: async (request, desk) => answer(request, desk),
};

function answer(request: Request, desk: Desk): Answer {
  const { namespace } = request;
  const facts = { ...surroundingsOf(namespace, desk), namespace };
  return { message: drillsMessage({ ...facts, ...concerned(request, desk) }) };
}

function concerned({ namespace, line }: Request, { copies }: Desk) {
  const [word] = line.words;
  if (word === undefined) {
    return {
      runs: copies.runs.byIndex("namespace", namespace),
      protections: copies.protections.byIndex("namespace", namespace),
    };
  }
  const target = findTarget(word, namespace, copies);
  // The run of a protection that is gone is history all the same; a machine without protection has none.
  const protection = "run" in target ? protectionOf(target.run, copies) : findProtection(word, namespace, copies);
  const name = "run" in target ? (target.run.spec.protection ?? "") : (protection?.metadata.name ?? "");
  return { runs: runsOf(name, namespace, copies), protections: protection === undefined ? [] : [protection] };
}

function protectionOf({ metadata, spec }: TestFailover, { protections }: Desk["copies"]) {
  return spec.protection === undefined ? undefined : protections.get(`${metadata.namespace}/${spec.protection}`);
}
