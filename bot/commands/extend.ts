// `/asr extend`: lets a test machine run longer, counted from when it would be cleaned up.

import type { TestFailover } from "../../crds/types.ts";
import { durationSeconds, isoTime } from "../cards/duration.ts";
import { bold, code, dayAndTime, say } from "../cards/text.ts";
import { type Answer, type Command, type Desk, type Request, UsageError } from "../command.ts";
import { CORRELATION } from "../drill-names.ts";
import { type Extension, extension, type Wish } from "../extension.ts";
import { dueOf } from "../run.ts";
import { patchRun, runOf } from "./run-of.ts";

export const extend: Command = {
  verbs: ["extend"],
  takes: "<run> [1h]",
  does: "Let a test machine run longer, counted from when it would be cleaned up; 168 h in all.",
  deed: "extend a test failover",
  words: [1, 2],
  flags: [{ name: "until", takes: "time", does: "Until then, however often it is pressed.", hidden: true }],
  examples: ["extend web01", "extend web01-20261123-9f3c 4h"],
  needs: { verb: "patch", resource: "testfailovers" },
  namespaced: true,
  run: answer,
};

/** Which request extended it last: delivered again, it must not extend it again. */
const EXTENDED_BY = "asr-chatops.io/extended-by";

async function answer(request: Request, desk: Desk): Promise<Answer> {
  const wish = wishOf(request);
  const run = await runOf(request, desk);
  const { until, write } = alreadyDone(run, request) ?? extension(run, wish);
  if (write) {
    const metadata = { annotations: { [EXTENDED_BY]: request.id, [CORRELATION]: request.id } };
    await patchRun(run, { metadata, spec: { cleanUp: { until: isoTime(until) } } }, desk);
  }
  const name = bold(run.status?.target?.machine ?? run.spec.protection ?? run.metadata.name);
  const now = write ? "is now cleaned up" : "is already kept until then: it is cleaned up";
  return { message: say(`The test machine of ${name} ${now} at ${dayAndTime(until)}.`) };
}

function alreadyDone(run: TestFailover, { id }: Request): Extension | undefined {
  const until = dueOf(run);
  const same = run.metadata.annotations?.[EXTENDED_BY] === id;
  return same && until !== undefined ? { until, write: false } : undefined;
}

function wishOf({ line: { words, flags } }: Request): Wish {
  if (flags.until !== undefined) {
    const until = new Date(flags.until);
    if (!Number.isNaN(until.getTime())) return { until };
    throw new UsageError("This button holds no time that I can read. Type the time instead, such as `1h`.");
  }
  const word = words[1] ?? "1h";
  const bySeconds = durationSeconds(word);
  if (bySeconds !== undefined && bySeconds > 0) return { bySeconds };
  throw new UsageError(
    `I cannot read ${code(word)} as a length of time. Write it like ${code("1h")} or ${code("90m")}.`,
  );
}
